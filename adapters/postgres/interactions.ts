import type pg from 'pg'
import type { Acted, Interaction, Interactions } from '../../domain/interaction.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** When an interaction is given up, and how long whoever has it may take. */
export interface InteractionOptions {
  /** Longer than a command and the files that go with it may take: then whoever had it has died. Milliseconds. */
  readonly leaseMs?: number
  /** Tries that may end in an error that nobody expected. */
  readonly tries?: number
  /** What somebody wanted yesterday may not be what they want now. */
  readonly patienceHours?: number
  /** Hears of each that is given up: nobody will do it any more. */
  readonly onParked?: (id: string, reason: string) => void
}

/** Interactions in PostgreSQL: acknowledged only after the row is committed, taken by one process at a time. */
export const createInteractions = ({ pool }: Pick<Database, 'pool'>, { leaseMs = 30_000, tries = 8, patienceHours = 24, onParked = () => undefined }: InteractionOptions = {}): Interactions => guarded<Interactions>({
  async keep({ id, asked, from }) {
    const values = [id, JSON.stringify(asked), JSON.stringify(from), leaseMs]
    const { rows } = await pool.query<{ came: 'kept' | 'repeat' | 'conflict' }>({ name: 'keep_interaction', text: KEEP, values })
    return rows[0]?.came ?? (await knownAs(pool, id, JSON.stringify(asked)))
  },

  async settle(id, acted) {
    await settle(pool, id, acted, { tries, patienceHours, onParked })
  },

  async actOnDue(limit, act) {
    let taken = 0
    for (; taken < limit; taken++) {
      const row = await take(pool, leaseMs)
      if (!row) return taken
      await settle(pool, row.id, await verdictOn(act, row), { tries, patienceHours, onParked })
    }
    return taken
  },
})

/** One that was refused is asked again: what stood in its way may be gone. */
const KEEP = `
  insert into interaction (id, asked, from_whom, next_at) values ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
  on conflict (id) do update set state = 'waiting', next_at = excluded.next_at, settled_at = null, from_whom = excluded.from_whom
    where interaction.state = 'refused' and interaction.asked = excluded.asked
  returning 'kept' as came`

async function knownAs(pool: pg.Pool, id: string, asked: string): Promise<'repeat' | 'conflict'> {
  const { rows } = await pool.query<{ asked: string }>('select asked from interaction where id = $1', [id])
  return rows[0]?.asked === asked ? 'repeat' : 'conflict'
}

interface Row {
  readonly id: string
  readonly asked: string
  readonly from_whom: string
}

async function take(pool: pg.Pool, leaseMs: number): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>({ name: 'take_interaction', text: TAKE, values: [leaseMs] })
  return rows[0]
}

const TAKE = `
  update interaction set tries = tries + 1, next_at = clock_timestamp() + $1 * interval '1 millisecond'
  where id = (select id from interaction where state = 'waiting' and next_at <= clock_timestamp() order by next_at limit 1 for update skip locked)
  returning id, asked, from_whom`

type Verdict = Acted | { readonly state: 'again'; readonly reason: string }

async function verdictOn(act: (interaction: Interaction) => Promise<Acted>, { id, asked, from_whom: from }: Row): Promise<Verdict> {
  try {
    return await act({ id, asked: JSON.parse(asked) as Interaction['asked'], from: JSON.parse(from) as Interaction['from'] })
  } catch (error) {
    return { state: 'again', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function settle(pool: pg.Pool, id: string, verdict: Verdict, { tries, patienceHours, onParked }: Required<Omit<InteractionOptions, 'leaseMs'>>): Promise<void> {
  switch (verdict.state) {
    case 'done': return end(pool, id, 'done', verdict.note ?? null)
    case 'refused': return end(pool, id, 'refused', `${verdict.code}: ${verdict.message}`)
    case 'later': case 'again': {
      const { rows } = await pool.query<{ state: string }>(PUT_OFF, [id, storable(verdict.reason), verdict.state === 'again' ? 1 : 0, tries, patienceHours])
      if (rows[0]?.state === 'parked') onParked(id, verdict.reason)
    }
  }
}

async function end(pool: pg.Pool, id: string, state: 'done' | 'refused', reason: string | null): Promise<void> {
  await pool.query({ name: 'end_interaction', text: END, values: [id, state, reason === null ? null : storable(reason)] })
}

// Not waited for on disk: what a crash forgets is done once more, which does nothing twice.
const END = `
  with unhurried as (select set_config('synchronous_commit', 'off', true))
  update interaction set state = $2, reason = $3, settled_at = clock_timestamp() from unhurried where id = $1 and state = 'waiting'`

/** One second, then twice as long each time up to 16 s; given up after too many faults or too long. */
const PUT_OFF = `
  update interaction set reason = $2, faults = faults + $3,
    state = case when faults + $3 >= $4 or coalesce(again_at, received_at) < clock_timestamp() - $5 * interval '1 hour' then 'parked' else 'waiting' end,
    next_at = clock_timestamp() + power(2, least(4, greatest(0, tries - 1))) * interval '1 second'
  where id = $1 and state = 'waiting' returning state`
