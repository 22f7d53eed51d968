import { randomUUID } from 'node:crypto'
import type { AuditEvent } from '../../domain/audit.ts'
import type { DueRow, Lane, LanePick } from '../../domain/deliveries/lane.ts'
import { ENDS } from '../../domain/deliveries/over.ts'
import type { Deliveries, EndOfTry, Sight, Taken } from '../../domain/deliveries/port.ts'
import type { PlannedDelivery } from '../../domain/deliveries/planned.ts'
import type { CaseSummary, TaskCard } from '../../domain/views.ts'
import { hashOf } from './deliveries-cards.ts'
import { createNotices } from './deliveries-notices.ts'
import { listedOf, plannedRow, takenOf, triedBy, type DeliveryRow } from './deliveries-rows.ts'
import { storable } from './database.ts'
import type { Database } from './database.ts'
import { inTransaction } from './transaction.ts'
import { guarded } from './unavailable.ts'

/** Messages to staff in PostgreSQL. Rejects with `Unavailable` where the database is to blame; what was under way is then done again. */
export function createDeliveries({ pool }: Pick<Database, 'pool'>): Deliveries {
  const end = async ({ id, token }: Taken, ended: Ended): Promise<EndOfTry> => {
    const { state, reference = null, reason = null, waitMs = 0, paceMs = 0, possibleRepeat = false, shows = null, next = [] } = ended
    const values = [id, token, state, reference && storable(reference), reason && storable(reason), waitMs, paceMs, possibleRepeat, shows === null ? null : hashOf(shows), JSON.stringify(next.map(plannedRow))]
    const { rows } = await pool.query<{ came: EndOfTry }>({ name: 'end_try', text: 'select end_try($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as came', values })
    return rows[0]?.came ?? 'lost'
  }
  return guarded<Deliveries>({
    plan: createNotices(pool),
    take: (limit, leaseMs, pick, most = {}) => inTransaction(pool, async (client) => {
      const { rows: lanes } = await client.query<LaneRow>({ name: 'ready_lanes', text: LANES, values: [limit, CHANNELS, CHANNELS.map((channel) => Math.min(limit, most[channel] ?? limit))] })
      if (lanes.length === 0) return []
      const { rows: due } = await client.query<DueInLane>({ name: 'due_in_lanes', text: DUE, values: [lanes.map(({ channel }) => channel), lanes.map(({ address }) => address)] })
      const picks = lanes.flatMap((lane) => picked(lane, pick(laneOf(lane), due.filter((row) => row.channel === lane.channel && row.address === lane.address).map(dueRow))))
      const { rows } = await client.query<DeliveryRow>({ name: 'begin_deliveries', text: 'select * from begin_deliveries($1, $2)', values: [JSON.stringify(picks), leaseMs] })
      return rows.map((row) => takenOf(row, leaseMs))
    }),
    sight: async ({ id, caseId, instance, address, channel, bundle }) => {
      const { rows: [row] } = await pool.query<SightRow>({ name: 'sight', text: SIGHT, values: [id, caseId, instance, address, channel, bundle, TYPES] })
      return row ? sightOf(row) : NOTHING
    },
    sent: (taken, reference, shows, paceMs) => end(taken, { state: 'sent', reference, shows, paceMs }),
    again: (taken, reason, inMs, paceMs, possibleRepeat) => end(taken, { state: 'due', reason, waitMs: inMs, paceMs, possibleRepeat }),
    passOn: (taken, reason, next) => end(taken, { state: 'failed_over', reason, next: [next] }),
    giveUp: (taken, reason, state) => end(taken, { state, reason }),
    tried: (origin) => triedBy(pool, origin),
    backlog: async () => {
      const { rows: [row] } = await pool.query<{ due: number; urgent: number; oldest: number }>(BACKLOG)
      return { due: row?.due ?? 0, urgent: row?.urgent ?? 0, oldestMs: row?.oldest ?? 0 }
    },
    ofCase: async (caseId) => (await pool.query<DeliveryRow>({ name: 'deliveries_of_case', text: OF_CASE, values: [caseId] })).rows.map(listedOf),
  })
}

interface Ended {
  readonly state: 'sent' | 'due' | 'failed_over' | 'failed' | 'suppressed'
  readonly reference?: string
  readonly reason?: string
  readonly waitMs?: number
  readonly paceMs?: number
  readonly possibleRepeat?: boolean
  readonly shows?: string | null
  readonly next?: readonly PlannedDelivery[]
}

interface LaneRow {
  readonly channel: Lane['channel']
  readonly address: string
  readonly now: number
  readonly window_from: number
  readonly singles: number
}

interface DueInLane {
  readonly id: number
  readonly channel: string
  readonly address: string
  readonly urgent: boolean
  readonly alone: boolean
}

// Lanes that somebody else is looking into are theirs.
const LANES = `
  select l.channel, l.address, l.window_from, l.singles, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now
  from unnest($2::text[], $3::int[]) as c (channel, most) cross join lateral (
    select * from lane where channel = c.channel and ready_at <= now() order by urgent desc, ready_at limit c.most for update skip locked) as l
  order by l.urgent desc, l.ready_at limit $1`

const CHANNELS: readonly Lane['channel'][] = ['slack', 'email']

// As many as a digest takes and one more.
const one = (urgent: boolean): string => `
  (select d.id, d.urgent, d.kind = 'digest' or d.state = 'sending' as alone from delivery d
    where d.channel = l.channel and d.address = l.address and d.urgent = ${urgent} and d.state in ('due', 'sending') and d.next_at <= now()
    order by d.next_at, d.id limit 101)`
const DUE = `
  select l.channel, l.address, d.* from unnest($1::text[], $2::text[]) as l (channel, address)
  cross join lateral (${one(true)} union all ${one(false)}) as d`

const laneOf = ({ window_from, ...lane }: LaneRow): Lane => ({ ...lane, windowFrom: window_from })
const dueRow = ({ id, urgent, alone }: DueInLane): DueRow => ({ id: String(id), urgent, alone })

/** What was picked, as `begin_deliveries` reads it. A lane without anything due is told so, lest it is looked into again and again. */
function picked({ channel, address }: LaneRow, pick: LanePick | undefined): readonly object[] {
  if (!pick) return [{ channel, address, do: 'hold', forMs: 0 }]
  const headline = pick.do === 'bundle' ? storable(`${pick.ids.length} ${pick.urgent ? 'urgent messages' : 'messages'} for you, listed together`) : null
  return [{ ...pick, channel, address, headline, token: randomUUID() }]
}

interface SightRow {
  readonly summary: string | null
  readonly card: string | null
  readonly ended: readonly string[] | null
  readonly thread: string | null
  readonly items: readonly { readonly case_id: string; readonly headline: string; readonly summary: string | null; readonly card: string | null }[] | null
}

const TYPES = ENDS.map((type) => `{"type":"${type}",%`)

const SIGHT = `
  select (select summary from case_summary where case_id = $2) as summary,
    (select card from assignment where case_id = $2 and instance = $3) as card,
    case when $3 is not null and not exists (select 1 from assignment where case_id = $2 and instance = $3) then (
      select array_agg(e) from turn t, unnest(t.events) as e
      where t.case_id = $2 and t.state = 'proven' and e like any ($7::text[]) and strpos(e, '"instance":' || to_json($3::text)) > 0) end as ended,
    (select reference from delivery where case_id = $2 and instance = $3 and channel = $5 and address = $4 and id < $1 and reference is not null order by id limit 1) as thread,
    (select json_agg(json_build_object('case_id', i.case_id, 'headline', i.headline, 'summary', s.summary, 'card', a.card) order by i.urgent desc, i.id)
      from delivery i left join case_summary s on s.case_id = i.case_id left join assignment a on a.case_id = i.case_id and a.instance = i.instance
      where i.bundle = $6 and i.kind <> 'digest' and (a.card is not null or i.instance is null or i.kind = 'notice')) as items`

const NOTHING: Sight = { summary: null, task: null, ended: [], threadOf: null, items: [] }

const parsed = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T))

const sightOf = ({ summary, card, ended, thread, items }: SightRow): Sight => ({
  summary: parsed<CaseSummary>(summary), task: parsed<TaskCard>(card), threadOf: thread, ended: (ended ?? []).map((text) => JSON.parse(text) as AuditEvent),
  items: (items ?? []).map((item) => {
    const [of, task] = [parsed<CaseSummary>(item.summary), parsed<TaskCard>(item.card)]
    return { caseId: item.case_id, headline: item.headline, title: task?.title ?? of?.sopTitle ?? '', caseLabel: of?.label ?? '', dueAt: task?.dueAt ?? null }
  }),
})

const BACKLOG = `
  select count(*)::int as due, count(*) filter (where urgent)::int as urgent, coalesce(max(extract(epoch from clock_timestamp() - next_at) * 1000) filter (where next_at <= clock_timestamp()), 0)::float8 as oldest
  from delivery where state in ('due', 'sending')`

// What went as part of a digest arrived, or did not, with that digest.
const OF_CASE = `
  select d.id, d.origin, d.target, d.by_channels, d.case_id, d.step, d.instance, d.kind, d.person, d.address, d.channel, d.urgent, d.headline, d.state, d.tries, d.token, d.next_at,
    d.created_at, d.first_try_at, d.bundle, d.possible_repeat or coalesce(g.possible_repeat, false) as possible_repeat,
    coalesce(d.reference, g.reference) as reference, coalesce(d.reason, g.reason) as reason, case when d.state = 'bundled' then g.settled_at else d.settled_at end as settled_at
  from delivery d left join lateral (
    select * from delivery g where d.state = 'bundled' and g.bundle = d.bundle and g.kind = 'digest' order by g.id desc limit 1) as g on true
  where d.case_id = $1 order by d.id`
