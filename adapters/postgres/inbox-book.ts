import type { InboxBook, InboxDetail, InboxEntry, InboxFilter } from '../../domain/inbox-view.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** A text is looked for in so many webhooks at a time, the newest first: the next page goes on where this one ended. */
const LOOKED_THROUGH = 20_000

/** The inbox for people, in PostgreSQL. */
export const createInboxBook = ({ pool }: Pick<Database, 'pool'>): InboxBook => guarded<InboxBook>({
  async list(filter) {
    const text = filter.text?.trim().toLowerCase()
    if (text) return searched(pool, filter, text)
    const { rows } = await pool.query<Row>(`select ${COLUMNS} from inbox i where ${conditionOf(filter)} order by i.id desc limit $3`, [beforeOf(filter), storable(filter.source ?? ''), filter.limit + 1])
    return pageOf(rows, filter.limit, null)
  },

  async one(id) {
    if (!/^\d{1,18}$/.test(id)) return undefined
    const { rows: [row] } = await pool.query<Row & Whole>(ONE, [id])
    if (!row) return undefined
    const { body, others, decisions } = row
    return { ...entryOf(row), body: body && body.toString('utf8'), others: others.map((one) => one.toString('utf8')), decisions: decisions.map((one) => ({ ...one, at: Math.floor(one.at) })) }
  },

  sources: async () => (await pool.query<{ source: string }>(SOURCES)).rows.map(({ source }) => source),
})

type Pool = Database['pool']

async function searched(pool: Pool, filter: InboxFilter, text: string): ReturnType<InboxBook['list']> {
  const { rows } = await pool.query<Row & { readonly fits: boolean }>(
    `with looked as materialized (select * from inbox i where ${conditionOf(filter)} order by i.id desc limit ${LOOKED_THROUGH})
     (select ${COLUMNS}, true as fits from looked i where position($4 in ${WORDS}) > 0 order by i.id desc limit $3)
     union all (select ${COLUMNS}, false from (select * from looked order by id limit 1) i where (select count(*) from looked) = ${LOOKED_THROUGH})`,
    [beforeOf(filter), storable(filter.source ?? ''), filter.limit + 1, storable(text)])
  return pageOf(rows.filter(({ fits }) => fits), filter.limit, rows.find(({ fits }) => !fits)?.id ?? null)
}

const WORDS = `lower(concat_ws(' ', i.source, i.topic, i.delivery_id, i.event_id, i.case_id, i.note, i.reason))`

/** Every text here is ours; what was asked for goes in as parameters. `$1` and `$2` are named even where nothing is asked of them. */
function conditionOf({ source, state }: InboxFilter): string {
  const of = source === undefined || source === '' ? '$2::text is not null' : 'i.source = $2::text'
  return `i.id < $1::bigint and ${of} and ${state === undefined ? 'true' : STATES[state]}`
}

const STATES: Readonly<Record<NonNullable<InboxFilter['state']>, string>> = {
  new: "i.state = 'waiting'", parked: "i.state = 'parked'", discarded: "i.state = 'dismissed'",
  delivered: "i.state = 'delivered' and i.case_id is not null", ignored: "i.state = 'delivered' and i.case_id is null",
  duplicate: 'i.repeats > 0', conflict: 'exists (select 1 from inbox_conflict c where c.source = i.source and c.delivery_id = i.delivery_id)',
}

const LAST = '9223372036854775807'
const beforeOf = ({ before }: InboxFilter): string => (before !== undefined && /^\d{1,18}$/.test(before) ? before : LAST)

function pageOf(rows: readonly Row[], limit: number, further: string | null): Awaited<ReturnType<InboxBook['list']>> {
  const page = rows.slice(0, limit)
  return { entries: page.map(entryOf), next: rows.length > limit ? (page.at(-1)?.id ?? null) : further }
}

interface Row {
  readonly id: string
  readonly source: string
  readonly topic: string
  readonly delivery_id: string
  readonly event_id: string
  readonly state: 'waiting' | 'delivered' | 'parked' | 'dismissed'
  readonly again: boolean
  readonly repeats: number
  readonly conflicts: number
  readonly at: number
  readonly settled_at: number | null
  readonly case_id: string | null
  readonly note: string | null
  readonly reason: string | null
}
interface Whole extends Pick<InboxDetail, 'decisions'> {
  readonly body: Buffer | null
  readonly others: readonly Buffer[]
}

const ms = (column: string): string => `floor(extract(epoch from ${column}) * 1000)::float8`
const COLUMNS = `i.id::text as id, i.source, i.topic, i.delivery_id, i.event_id, i.state, i.state = 'waiting' and i.again_at is not null as again, i.repeats, i.case_id, i.note, i.reason,
  ${ms('i.received_at')} as at, ${ms('i.settled_at')} as settled_at, (select count(*) from inbox_conflict c where c.source = i.source and c.delivery_id = i.delivery_id)::int as conflicts`

const ONE = `
  select ${COLUMNS}, i.body,
    array(select c.body from inbox_conflict c where c.source = i.source and c.delivery_id = i.delivery_id order by c.id limit 10) as others,
    coalesce((select json_agg(json_build_object('decision', d.decision, 'by', d.by_person, 'because', d.because, 'at', extract(epoch from d.at) * 1000) order by d.id)
      from parked_decision d where d.kind = 'webhook' and d.subject = i.id::text), '[]') as decisions
  from inbox i where i.id = $1`

// Hops from name to name along the index: there are millions of webhooks and a handful of names.
const SOURCES = `
  with recursive known as (
    (select source from inbox order by source limit 1)
    union all select (select i.source from inbox i where i.source > known.source order by i.source limit 1) from known where known.source is not null)
  select source from known where source is not null`

function entryOf({ delivery_id, event_id, state, at, settled_at, case_id, note, reason, id, source, topic, again, repeats, conflicts }: Row): InboxEntry {
  const told = state === 'delivered' ? note : reason
  return {
    id, source, topic, deliveryId: delivery_id, eventId: event_id, state: stateOf(state, case_id), again, repeats, conflicts,
    at, settledAt: settled_at, caseId: case_id, says: told ?? '',
  }
}

function stateOf(state: Row['state'], caseId: string | null): InboxEntry['state'] {
  if (state === 'waiting') return 'new'
  if (state === 'dismissed') return 'discarded'
  return state === 'delivered' && caseId === null ? 'ignored' : state
}
