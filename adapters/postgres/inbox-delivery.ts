import type pg from 'pg'
import type { Delivered, InboxItem, StoredItem } from '../../domain/ports.ts'
import { storable } from './database.ts'
import { inTransaction } from './transaction.ts'

/** When to park an item and how many to deliver at once: 8 tries, 72 hours, 4 lanes. */
export interface DeliveryOptions {
  /** Items delivered at the same time by this process; at most half of the pool's connections. */
  readonly lanes?: number
  /** Tries in a row that may end in an error, or in the death of who made them, before an item is parked. */
  readonly tries?: number
  /** An item that is only put off is parked after this many hours: an engine may be away for a weekend. */
  readonly patienceHours?: number
}

type Deliver = (item: StoredItem) => Promise<Delivered>
type Limits = Required<Omit<DeliveryOptions, 'lanes'>>

/**
 * Delivers up to `limit` due items, oldest first, in a few lanes; resolves with how many were taken. An item stays locked
 * while it is delivered, so a dispatcher that dies frees it at once, and its try is counted before it begins, so that an
 * item which kills its dispatcher is parked in the end.
 */
export async function deliverDue(pool: pg.Pool, limit: number, deliver: Deliver, options: DeliveryOptions): Promise<number> {
  const { lanes = 4, tries = 8, patienceHours = 72 } = options
  let taken = 0
  const lane = async (): Promise<void> => {
    while (taken < limit) {
      taken += 1
      if (await deliverOne(pool, deliver, { tries, patienceHours })) continue
      taken -= 1
      return
    }
  }
  // Each lane holds one connection and needs a second one for a moment.
  const width = Math.max(1, Math.min(lanes, limit, Math.floor(pool.options.max / 2)))
  await Promise.all(Array.from({ length: width }, lane))
  return taken
}

/** False when no item is due that nobody else holds. */
const deliverOne = (pool: pg.Pool, deliver: Deliver, limits: Limits): Promise<boolean> =>
  inTransaction(pool, async (client) => {
    const row = await take(client)
    if (!row) return false
    const { rows: [count] } = await pool.query<{ tries: number }>(TRY, [row.id])
    const tries = count?.tries ?? 1
    await settle(client, row.id, await verdictOn(deliver, row, tries, limits))
    return true
  })

interface Row {
  readonly id: number
  readonly source: string
  readonly delivery_id: string
  readonly event_id: string
  readonly topic: string
  readonly body: Buffer
  readonly event: string | null
  readonly postponed: number
  readonly hours: number
}

async function take(client: pg.PoolClient): Promise<Row | undefined> {
  // The lock is held over a call to the engine, which may take its time.
  await client.query("set local idle_in_transaction_session_timeout = '120s'")
  const { rows } = await client.query<Row>(TAKE)
  return rows[0]
}

const TAKE = `
  select id, source, delivery_id, event_id, topic, body, event, postponed,
    (extract(epoch from clock_timestamp() - coalesce(again_at, received_at)) / 3600)::float8 as hours
  from inbox where state = 'waiting' and next_at <= clock_timestamp()
  order by id limit 1 for update skip locked`

const TRY = `
  with made as (insert into inbox_try (inbox_id) values ($1) returning 1)
  select (select count(*) from inbox_try where inbox_id = $1) + (select count(*) from made) as tries`

const itemOf = (row: Row, tries: number): StoredItem => ({
  id: String(row.id),
  attempts: row.postponed + tries,
  source: row.source,
  deliveryId: row.delivery_id,
  eventId: row.event_id,
  topic: row.topic,
  body: row.body.toString('utf8'),
  event: row.event === null ? null : (JSON.parse(row.event) as InboxItem['event']),
})

type Verdict = Delivered | { readonly state: 'again'; readonly reason: string }

/** What becomes of an item: `later` is nobody's fault and starts its tries anew, `again` counts against it. */
async function verdictOn(deliver: Deliver, row: Row, tries: number, limits: Limits): Promise<Verdict> {
  const parked = (reason: string): Verdict => ({ state: 'parked', reason: `${reason} (after ${row.postponed + tries} tries)` })
  if (tries > limits.tries) return parked('each try ended without an answer')
  try {
    const verdict = await deliver(itemOf(row, tries))
    return verdict.state === 'later' && row.hours > limits.patienceHours ? parked(verdict.reason) : verdict
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return tries >= limits.tries ? parked(reason) : { state: 'again', reason }
  }
}

async function settle(client: pg.PoolClient, id: number, verdict: Verdict): Promise<void> {
  switch (verdict.state) {
    case 'delivered':
      await client.query(DELIVERED, [id, verdict.caseId, storable(verdict.note)])
      return
    case 'parked':
      await client.query(PARKED, [id, storable(verdict.reason)])
      return
    case 'later':
      await client.query('delete from inbox_try where inbox_id = $1', [id])
      await client.query(LATER, [id, storable(verdict.reason)])
      return
    case 'again':
      await client.query(AGAIN, [id, storable(verdict.reason)])
  }
}

const DELIVERED = `update inbox set state = 'delivered', case_id = $2, note = $3, settled_at = clock_timestamp() where id = $1`
const PARKED = `update inbox set state = 'parked', reason = $2, settled_at = clock_timestamp() where id = $1`
// One second, then twice as long each time up to 16 s: after an outage the backlog moves soon.
const LATER = `
  update inbox set reason = $2, postponed = postponed + 1,
    next_at = clock_timestamp() + power(2, least(4, postponed)) * interval '1 second' where id = $1`
const AGAIN = `
  update inbox set reason = $2, next_at = clock_timestamp()
    + power(2, least(8, (select count(*) - 1 from inbox_try where inbox_id = $1))) * interval '1 second' where id = $1`
