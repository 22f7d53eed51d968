import type pg from 'pg'
import type { Arrival } from '../../domain/event.ts'
import type { Arrivals } from '../../domain/ports.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/** Events on their way to cases, in PostgreSQL. A teller that dies frees what it held, and it is told again: a case uses an event once. */
export const createArrivals = ({ pool }: Pick<Database, 'pool'>): Arrivals => guarded<Arrivals>({
  async deliver(limit, tell) {
    let taken = 0
    while (taken < limit && (await deliverOne(pool, tell))) taken += 1
    return taken
  },
  async forgetOld() {
    await pool.query("delete from inbox_value where received_at < clock_timestamp() - interval '30 days'")
    await pool.query(FORGET_TOLD)
  },
})

interface Row {
  readonly inbox_id: number
  readonly case_id: string
  readonly event: string
  readonly at: number
}

interface Untold {
  readonly id: string
  readonly event: string
  readonly at: number
}

/** Far more than anybody waits for; what is beyond is told as usual. */
const MOST_UNTOLD = 50

/**
 * The events received for a case by an instant of the world (epoch milliseconds) that it may not have been told of, oldest first. One that
 * was told within the last minute may still be on its way to it.
 */
export async function untoldBy(on: pg.Pool, caseId: string, until: number): Promise<readonly Arrival[]> {
  const { rows } = await on.query<Untold>({ name: 'untold_arrivals', text: UNTOLD, values: [caseId, until, MOST_UNTOLD] })
  return rows.map(({ id, event, at }) => ({ id, ...(JSON.parse(event) as Pick<Arrival, 'name' | 'fields'>), at }))
}

const UNTOLD = `
  select i.id::text as id, i.event, floor(extract(epoch from i.received_at) * 1000)::float8 as at
  from arrival a join inbox i on i.id = a.inbox_id
  where a.case_id = $1 and (a.state = 'due' or (a.state = 'told' and a.next_at > clock_timestamp() - interval '1 minute'))
    and floor(extract(epoch from i.received_at) * 1000) <= $2
  order by i.received_at, i.id limit $3`

/** False when nothing is due. */
const deliverOne = (pool: pg.Pool, tell: Parameters<Arrivals['deliver']>[1]): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    // The lock is held over a call to the engine, which may take its time.
    await client.query("set local idle_in_transaction_session_timeout = '120s'")
    const { rows: [row] } = await client.query<Row>(TAKE)
    if (!row) return false
    const { name, fields } = JSON.parse(row.event) as { name: string; fields: Record<string, never> }
    const told = await tell(row.case_id, { id: String(row.inbox_id), name, fields, at: row.at })
    if (told === 'told') await client.query("update arrival set state = 'told', reason = null, next_at = clock_timestamp() where inbox_id = $1 and case_id = $2", [row.inbox_id, row.case_id])
    else if (told === 'gone') await client.query('delete from arrival where inbox_id = $1 and case_id = $2', [row.inbox_id, row.case_id])
    else await client.query(LATER, [row.inbox_id, row.case_id, storable(told.later)])
    return true
  })

const TAKE = `
  select a.inbox_id, a.case_id, i.event, floor(extract(epoch from i.received_at) * 1000)::float8 as at
  from arrival a join inbox i on i.id = a.inbox_id
  where a.state = 'due' and a.next_at <= clock_timestamp()
  order by a.inbox_id limit 1 for update of a skip locked`

// An event that is kept no longer can be told nobody again. One that a case was not told of yet stays, however old.
const FORGET_TOLD = `
  delete from arrival a where a.state <> 'due' and not exists (select 1 from inbox_value v where v.inbox_id = a.inbox_id)`

// One second, then twice as long each time up to 16 s.
const LATER = `
  update arrival set reason = $3, tries = tries + 1, next_at = clock_timestamp() + power(2, least(4, tries)) * interval '1 second'
  where inbox_id = $1 and case_id = $2`
