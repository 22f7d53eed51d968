import type { Interaction } from '../../domain/interaction.ts'
import type { Decided, Parked, ParkedKind, ParkedThings } from '../../domain/parked.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** What was set aside, in PostgreSQL, with every decision about it. */
export const createParkedThings = ({ pool }: Pick<Database, 'pool'>): ParkedThings => {
  const decide = async (kind: ParkedKind, id: string, decision: 'again' | 'dismissed', by: string, because: string): Promise<Decided> => {
    const { rows } = await pool.query<{ came: Decided }>('select decide_parked($1, $2, $3, $4, $5) as came', [kind, storable(id), decision, by, storable(because)])
    return rows[0]?.came ?? 'unknown'
  }
  return guarded<ParkedThings>({
    list: async () => (await pool.query<Row>(LIST)).rows.map(parkedOf),
    again: (kind, id, by) => decide(kind, id, 'again', by, ''),
    dismiss: (kind, id, by, because) => decide(kind, id, 'dismissed', by, because),
  })
}

interface Row {
  readonly kind: ParkedKind
  readonly id: string
  readonly what: string
  readonly asked: string | null
  readonly from: string
  readonly case_id: string | null
  readonly reason: string | null
  readonly at: Date
  readonly again: boolean
  readonly file: string | null
}

const LIST = `
  (select 'webhook' as kind, id::text, topic as what, null as asked, source as from, case_id, reason, received_at as at, state = 'waiting' as again, null as file
    from inbox where state = 'parked' or (state = 'waiting' and again_at is not null) order by id desc limit 200)
  union all
  (select 'mail', m.id::text, m.subject, null, coalesce(m.person, m.sender, ''), m.case_id, m.reason, m.settled_at, m.state = 'again', e.sha256
    from mail m left join evidence e on e.sha256 = m.sha256 where m.state in ('parked', 'again') order by m.id desc limit 200)
  union all
  (select 'interaction', id, '', asked, from_whom, null, reason, received_at, state = 'waiting', null
    from interaction where state = 'parked' or (state = 'waiting' and again_at is not null) order by received_at desc limit 200)
  order by at desc limit 200`

function parkedOf({ kind, id, what, asked, from, case_id, reason, at, again, file }: Row): Parked {
  const rest = { kind, id, reason: reason ?? '', at: at.getTime(), again, file }
  return asked === null ? { ...rest, what, from, caseId: case_id } : { ...rest, ...askedFor(JSON.parse(asked) as Interaction['asked']) }
}

/** What somebody did in Slack, in words. */
function askedFor(asked: Interaction['asked']): Pick<Parked, 'what' | 'from' | 'caseId'> {
  if (asked.do === 'open') return { what: `open a case of ${asked.sop}`, from: asked.by, caseId: null }
  const { command, caseId } = asked
  return { what: 'step' in command ? `${command.do} ${command.step}` : command.do, from: command.by, caseId }
}
