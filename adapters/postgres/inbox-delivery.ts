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
type Decide = (item: StoredItem) => Delivered | undefined
type Limits = Required<Omit<DeliveryOptions, 'lanes'>>

/** Items that are looked at together. */
const SWEEP = 500

/**
 * Delivers up to `limit` due items, oldest first, in a few lanes; resolves with how many were taken. An item stays locked
 * while it is delivered, so a dispatcher that dies frees it at once, and its try is counted before it begins, so that an
 * item which kills its dispatcher is parked in the end. Once one is put off, what it needs is away, and no further one is begun.
 *
 * What `decide` settles without asking anybody is settled before, many at once and beyond the limit.
 */
export async function deliverDue(pool: pg.Pool, limit: number, deliver: Deliver, options: DeliveryOptions, decide?: Decide): Promise<number> {
  const { lanes = 4, tries = 8, patienceHours = 72 } = options
  const limits = { tries, patienceHours }
  const first = decide ? await sweep(pool, { decide, deliver, limits, alone: limit > 0 }) : { taken: 0, over: false }
  if (first.over) return first.taken
  let [taken, away] = [0, false]
  const lane = async (): Promise<void> => {
    while (taken < limit && !away) {
      taken += 1
      const came = await deliverOne(pool, deliver, limits)
      if (came === 'later') away = true
      if (came) continue
      taken -= 1
      return
    }
  }
  // Each lane holds one connection and needs a second one for a moment.
  const width = Math.max(1, Math.min(lanes, limit, Math.floor(pool.options.max / 2)))
  await Promise.all(Array.from({ length: width }, lane))
  return first.taken + taken
}

/** Not waited for on disk: after a crash of the database an item is delivered once more, which opens nothing twice. */
const BEGIN = "begin; set local synchronous_commit = off; set local idle_in_transaction_session_timeout = '120s'"

interface Sweep {
  readonly decide: Decide
  readonly deliver: Deliver
  readonly limits: Limits
  /** An item that is the only one is delivered here and now, because whoever sent it waits for what comes of it. */
  readonly alone: boolean
}

/**
 * Settles what can be settled without anybody else. An item with a try of which nobody knows how it ended is left for a lane, where it is
 * alone: it may be what killed whoever had it. `over` when nothing is left that was due.
 */
const sweep = (pool: pg.Pool, { decide, deliver, limits, alone }: Sweep): Promise<{ readonly taken: number; readonly over: boolean }> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<Row & { readonly tried: boolean }>({ name: 'inbox_sweep', text: TAKE_MANY, values: [SWEEP] })
    const [only] = rows
    if (!only) return { taken: 0, over: false }
    if (alone && rows.length === 1) {
      await deliverTaken(pool, client, only, deliver, limits)
      return { taken: 1, over: !only.tried }
    }
    await pool.query({ name: 'inbox_try_many', text: TRY_MANY, values: [rows.map(({ id }) => id)] })
    const settled = rows.flatMap((row) => {
      const verdict = decided(decide, row)
      return verdict === undefined || verdict.state === 'later' ? [] : [{ id: row.id, ...columnsOf(verdict) }]
    })
    await client.query({ name: 'inbox_settle_many', text: SETTLE_MANY, values: [JSON.stringify(settled), rows.map(({ id }) => id)] })
    return { taken: settled.length, over: settled.length === rows.length && rows.length < SWEEP && !only.tried }
  }, BEGIN)

/** What cannot be decided is for a lane, which counts what went wrong. */
function decided(decide: Decide, row: Row): Delivered | undefined {
  try {
    return decide(itemOf(row, 1))
  } catch {
    return undefined
  }
}

type Settled = Exclude<Delivered, { readonly state: 'later' }>

const columnsOf = (verdict: Settled) => (verdict.state === 'delivered'
  ? { state: verdict.state, case_id: verdict.caseId, note: storable(verdict.note), reason: null }
  : { state: verdict.state, case_id: null, note: null, reason: storable(verdict.reason) })

/** What became of one item; undefined when none is due that nobody else holds. */
const deliverOne = (pool: pg.Pool, deliver: Deliver, limits: Limits): Promise<Verdict['state'] | undefined> =>
  inTransaction(pool, async (client) => {
    // The lock is held over a call to the engine, which may take its time.
    const { rows: [row] } = await client.query<Row>({ name: 'inbox_take', text: TAKE })
    return row && deliverTaken(pool, client, row, deliver, limits)
  }, BEGIN)

async function deliverTaken(pool: pg.Pool, client: pg.PoolClient, row: Row, deliver: Deliver, limits: Limits): Promise<Verdict['state']> {
  const { rows: [count] } = await pool.query<{ tries: number }>({ name: 'inbox_try', text: TRY, values: [row.id] })
  const tries = count?.tries ?? 1
  const verdict = await verdictOn(deliver, row, tries, limits)
  await settle(client, row.id, verdict)
  return verdict.state
}

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

const COLUMNS = `id, source, delivery_id, event_id, topic, body, event, postponed,
    (extract(epoch from clock_timestamp() - coalesce(again_at, received_at)) / 3600)::float8 as hours`

const TAKE = `
  select ${COLUMNS} from inbox where state = 'waiting' and next_at <= clock_timestamp()
  order by id limit 1 for update skip locked`

const TAKE_MANY = `
  select ${COLUMNS}, exists (select 1 from inbox_try) as tried from inbox where state = 'waiting' and next_at <= clock_timestamp()
    and not exists (select 1 from inbox_try t where t.inbox_id = inbox.id)
  order by id limit $1 for update skip locked`

const TRY = `
  with made as (insert into inbox_try (inbox_id) values ($1) returning 1)
  select (select count(*) from inbox_try where inbox_id = $1) + (select count(*) from made) as tries,
    set_config('synchronous_commit', 'off', true)`

const TRY_MANY = `
  with made as (insert into inbox_try (inbox_id) select unnest($1::bigint[]) returning 1)
  select count(*), set_config('synchronous_commit', 'off', true) from made`

const SETTLE_MANY = `
  with tried as (delete from inbox_try where inbox_id = any ($2::bigint[]))
  update inbox i set state = x.state, case_id = x.case_id, note = x.note, reason = coalesce(x.reason, i.reason), settled_at = clock_timestamp()
  from json_to_recordset($1) as x (id bigint, state text, case_id text, note text, reason text) where i.id = x.id`

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
    case 'parked':
      await client.query({ name: 'inbox_settle_many', text: SETTLE_MANY, values: [JSON.stringify([{ id, ...columnsOf(verdict) }]), [id]] })
      return
    case 'later':
      await client.query(LATER, [id, storable(verdict.reason)])
      return
    case 'again':
      await client.query(AGAIN, [id, storable(verdict.reason)])
  }
}

// One second, then twice as long each time up to 16 s: after an outage the backlog moves soon.
const LATER = `
  with tried as (delete from inbox_try where inbox_id = $1)
  update inbox set reason = $2, postponed = postponed + 1,
    next_at = clock_timestamp() + power(2, least(4, postponed)) * interval '1 second' where id = $1`
const AGAIN = `
  update inbox set reason = $2, next_at = clock_timestamp()
    + power(2, least(8, (select count(*) - 1 from inbox_try where inbox_id = $1))) * interval '1 second' where id = $1`
