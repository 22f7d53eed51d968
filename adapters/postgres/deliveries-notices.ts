import type pg from 'pg'
import type { Deliveries } from '../../domain/deliveries/port.ts'
import type { PlannedDelivery, ProvenTurn } from '../../domain/deliveries/planned.ts'
import { TELLING } from '../../domain/deliveries/tells.ts'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Plan } from '../../domain/plan.ts'
import type { CaseSummary, TaskCard } from '../../domain/views.ts'
import { plannedRow } from './deliveries-rows.ts'
import { inTransaction } from './transaction.ts'

interface NoticeRow {
  readonly turn_id: number
  readonly case_id: string
  readonly tells: boolean
  readonly events: readonly string[] | null
  readonly summary: string | null
  readonly tasks: string | null
}

// What tells nobody anything is not even read.
const NOTICES = `
  select n.turn_id, n.case_id, x.tells, case when x.tells then t.events end as events, case when x.tells then t.summary end as summary, case when x.tells then t.tasks end as tasks
  from notice n join turn t on t.id = n.turn_id
  cross join lateral (select exists (select 1 from unnest(t.events) as e where e like any ($2::text[])) as tells) as x
  where n.next_at <= now() order by n.turn_id limit $1 for update of n skip locked`

const TYPES = TELLING.map((type) => `{"type":"${type}",%`)

/** Works notices off: their messages are written in the transaction that ends the notice. */
export function createNotices(pool: pg.Pool): Deliveries['plan'] {
  const ownerOf = createOwners(pool)
  return (limit, plan, stuck) => inTransaction(pool, async (client) => {
    const { rows } = await client.query<NoticeRow>({ name: 'notices', text: NOTICES, values: [limit, TYPES] })
    if (rows.length === 0) return { turns: 0, failed: [] }
    const planned: PlannedDelivery[] = []
    const unread: number[] = []
    for (const row of rows.filter(({ tells }) => tells)) {
      try {
        planned.push(...plan(await turnOf(row, ownerOf)))
      } catch (error) {
        unread.push(row.turn_id)
        stuck(String(row.turn_id), error)
      }
    }
    const done = rows.filter(({ turn_id }) => !unread.includes(turn_id))
    if (unread.length > 0) await client.query(LATER, [unread])
    await client.query({ name: 'notices_done', text: 'delete from notice where turn_id = any ($1)', values: [done.map(({ turn_id }) => turn_id)] })
    const fresh = new Set(planned.length === 0 ? [] : await write(client, planned))
    return { turns: rows.length, failed: planned.filter(({ state, cause }) => state === 'failed' && fresh.has(cause)) }
  })
}

const LATER = `update notice set tries = tries + 1, next_at = clock_timestamp() + least(300, power(2, least(tries, 9))) * interval '1 second' where turn_id = any ($1)`

async function write(client: pg.PoolClient, planned: readonly PlannedDelivery[]): Promise<readonly string[]> {
  const { rows } = await client.query<{ cause: string }>({ name: 'plan_deliveries', text: 'select plan_deliveries($1) as cause', values: [JSON.stringify(planned.map(plannedRow))] })
  return rows.map(({ cause }) => cause)
}

async function turnOf({ turn_id, case_id, events, summary, tasks }: NoticeRow, ownerOf: (summary: CaseSummary) => Promise<string>): Promise<ProvenTurn> {
  const of = JSON.parse(summary ?? '{}') as CaseSummary
  const cards = JSON.parse(tasks ?? '[]') as readonly { readonly card: string }[]
  return {
    id: String(turn_id), caseId: case_id, summary: of, sopOwner: await ownerOf(of),
    events: (events ?? []).map((event) => JSON.parse(event) as AuditEvent), tasks: cards.map(({ card }) => JSON.parse(card) as TaskCard),
  }
}

const MOST_KNOWN = 500

/** Who answers for each version of a SOP; read once, as a version never changes. */
function createOwners(pool: pg.Pool): (summary: CaseSummary) => Promise<string> {
  const known = new Map<string, string>()
  return async ({ sop, version }) => {
    const key = `${sop} ${version}`
    const found = known.get(key)
    if (found !== undefined) return found
    const { rows: [row] } = await pool.query<{ plan: string }>('select plan from sop_version where sop = $1 and version = $2', [sop, version])
    // A version that was never published here has no owner that we know: what is for them goes to the sink.
    const owner = row ? (JSON.parse(row.plan) as Plan).owner : ''
    if (known.size >= MOST_KNOWN) known.clear()
    if (row) known.set(key, owner)
    return owner
  }
}
