import type pg from 'pg'
import type { WatchedCase, WatchRows } from '../../domain/watchdog/port.ts'
import type { Promised, StoredTurn } from '../../domain/watchdog/promise.ts'
import { storable } from './database.ts'

type Query = Pick<pg.Pool, 'query'>

interface TurnRow extends StoredTurn {
  readonly id: number
  readonly case_id: string
  readonly workflow_id: string
  readonly run_order: number
  readonly turn: number
  readonly recorded_at: Date
  /** Nothing with a lower number can still appear. */
  readonly settled: boolean
}

const PAGE = 500

// A number is given before its transaction ends, so the newest are read again until none can come between them.
const TURN = `t.id, t.case_id, t.workflow_id, t.run_order, t.turn, t.recorded_at, t.summary, t.tasks, t.subscriptions, t.events, t.recorded_at < clock_timestamp() - interval '30 seconds' as settled`
const SINCE = `select ${TURN} from turn t where t.id > $1 and t.state <> 'discarded' order by t.id limit $2`
const OF_OPEN = `
  select ${TURN} from (select case_id from case_summary where state = 'open' and case_id > $1 order by case_id limit $2) as c
  cross join lateral (select * from turn t where t.case_id = c.case_id and t.state in ('proven', 'unproven') order by t.run_order desc, t.turn desc, t.id desc limit 1) as t
  order by t.case_id`

/** What the watchdog remembers of cases: written from turns alone. */
export function followTurns(on: Query, place: WatchRows['place'], setPlace: WatchRows['setPlace']): WatchRows['follow'] {
  return async (_now, limit, promised) => {
    const saved = await place('turns')
    if (saved === '') return begin(on, setPlace, promised)
    let [last, settled, read] = [Number(saved), Number(saved), 0]
    for (let unbroken = true; read < limit;) {
      const { rows } = await on.query<TurnRow>({ name: 'watchdog_turns', text: SINCE, values: [last, PAGE] })
      await remember(on, rows, promised, true)
      for (const row of rows) {
        unbroken &&= row.settled
        if (unbroken) settled = row.id
      }
      read += rows.length
      last = rows.at(-1)?.id ?? last
      if (rows.length < PAGE) break
    }
    await setPlace('turns', String(settled))
    return read
  }
}

/** The first time: where every open case stands, and from now on what is added. */
async function begin(on: Query, setPlace: WatchRows['setPlace'], promised: (turn: StoredTurn) => Promised): Promise<number> {
  const { rows: [newest] } = await on.query<{ id: number }>("select coalesce(max(id) filter (where recorded_at < clock_timestamp() - interval '30 seconds'), 0) as id from (select id, recorded_at from turn order by id desc limit 10000) as t")
  let read = 0
  for (let after = ''; ;) {
    const { rows } = await on.query<TurnRow>(OF_OPEN, [after, PAGE])
    await remember(on, rows, promised, false)
    read += rows.length
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) break
    after = last.case_id
  }
  await setPlace('turns', String(newest?.id ?? 0))
  return read
}

const KEEP = `
  insert into watchdog_case as w (case_id, workflow_id, label, turn_id, run_order, turn, recorded_at, due_at, due_what, instances, held)
    select c.case_id, c.workflow_id, c.label, c.turn_id, c.run_order, c.turn, c.recorded_at, c.due_at, c.due_what, array(select json_array_elements_text(c.instances)), c.held
    from json_to_recordset($1) as c (case_id text, workflow_id text, label text, turn_id bigint, run_order int, turn int, recorded_at timestamptz, due_at bigint, due_what text, instances json, held boolean)
  on conflict (case_id) do update set workflow_id = excluded.workflow_id, label = excluded.label, turn_id = excluded.turn_id, run_order = excluded.run_order, turn = excluded.turn,
      recorded_at = excluded.recorded_at, due_at = excluded.due_at, due_what = excluded.due_what, instances = excluded.instances, held = excluded.held, engine_turn = null, engine_at = null
    where (excluded.run_order, excluded.turn, excluded.turn_id) > (w.run_order, w.turn, w.turn_id)`

const EXPECT = `
  insert into watchdog_message (turn_id, target, case_id, at)
    select m.turn_id, m.target, m.case_id, m.at from json_to_recordset($1) as m (turn_id bigint, target text, case_id text, at timestamptz) on conflict do nothing`

async function remember(on: Query, rows: readonly TurnRow[], promised: (turn: StoredTurn) => Promised, messages: boolean): Promise<void> {
  if (rows.length === 0) return
  const newest = new Map<string, { readonly row: TurnRow; readonly of: Promised }>()
  const expected: object[] = []
  for (const row of rows) {
    const of = promised(row)
    const other = newest.get(row.case_id)
    if (!other || isNewer(row, other.row)) newest.set(row.case_id, { row, of })
    if (messages) expected.push(...of.targets.map((target) => ({ turn_id: row.id, target: storable(target), case_id: row.case_id, at: row.recorded_at })))
  }
  const open = [...newest.values()].filter(({ of }) => of.open).map(({ row, of }) => ({
    case_id: row.case_id, workflow_id: row.workflow_id, label: storable(of.label), turn_id: row.id, run_order: row.run_order, turn: row.turn, recorded_at: row.recorded_at,
    due_at: of.dueAt === null ? null : Math.round(of.dueAt), due_what: storable(of.dueWhat), instances: of.instances.map(storable), held: of.held,
  }))
  const closed = [...newest.values()].filter(({ of }) => !of.open).map(({ row }) => row.case_id)
  if (open.length > 0) await on.query({ name: 'watchdog_keep', text: KEEP, values: [JSON.stringify(open)] })
  if (closed.length > 0) await on.query({ name: 'watchdog_closed', text: 'delete from watchdog_case where case_id = any ($1)', values: [closed] })
  if (expected.length > 0) await on.query({ name: 'watchdog_expect', text: EXPECT, values: [JSON.stringify(expected)] })
}

const isNewer = (one: TurnRow, other: TurnRow): boolean =>
  one.run_order !== other.run_order ? one.run_order > other.run_order : one.turn !== other.turn ? one.turn > other.turn : one.id > other.id

/** A row of `watchdog_case`, as `WATCHED` reads it. */
export const WATCHED = `case_id as "caseId", workflow_id as "workflowId", label, turn_id as "turnId", floor(extract(epoch from recorded_at) * 1000)::float8 as "recordedAt",
  due_at as "dueAt", due_what as "dueWhat", engine_at as "engineAt", held`

/** What of the port is about cases as they are remembered. */
export const watchedCases = (on: Query): Pick<WatchRows, 'unread' | 'engineSays' | 'openAfter' | 'openBy' | 'knownOf'> => ({
  async unread(now, limit) {
    const text = `select ${WATCHED} from watchdog_case where engine_turn is null and recorded_at <= $1::timestamptz - interval '5 seconds' order by due_at nulls first, turn_id limit $2`
    return (await on.query<WatchedCase>({ name: 'watchdog_unread', text, values: [new Date(now), limit] })).rows
  },
  async engineSays(answers) {
    if (answers.length === 0) return
    const text = `update watchdog_case w set engine_turn = a."turnId", engine_at = a."timerAt"
      from json_to_recordset($1) as a ("caseId" text, "turnId" bigint, "timerAt" bigint) where w.case_id = a."caseId" and w.turn_id = a."turnId"`
    await on.query({ name: 'watchdog_engine', text, values: [JSON.stringify(answers)] })
  },
  async openAfter(workflowId, limit) {
    const text = `select ${WATCHED} from watchdog_case where workflow_id collate "C" > $1 order by workflow_id collate "C" limit $2`
    return (await on.query<WatchedCase>({ name: 'watchdog_open_after', text, values: [workflowId, limit] })).rows
  },
  async openBy(caseIds) {
    if (caseIds.length === 0) return []
    return (await on.query<WatchedCase>({ name: 'watchdog_open_by', text: `select ${WATCHED} from watchdog_case where case_id = any ($1)`, values: [caseIds] })).rows
  },
  async knownOf(workflowIds) {
    if (workflowIds.length === 0) return []
    const text = 'select workflow_id as id from watchdog_case where workflow_id collate "C" = any ($1)'
    return (await on.query<{ id: string }>({ name: 'watchdog_known', text, values: [workflowIds] })).rows.map(({ id }) => id)
  },
})
