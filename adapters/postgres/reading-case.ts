import type pg from 'pg'
import type { CaseDetail, ListedTask } from '../../domain/ports.ts'
import { effectOf } from './reading-effects.ts'
import { listed } from './reading-summaries.ts'
import { tasksFrom } from './reading-tasks.ts'
import { sealedEntry, waitingEntry } from './reading-timeline.ts'

/** What of a case a row tells of, all in text: what belongs to it is in one answer of the database, and so of one instant. */
interface Part {
  readonly part: 'proven' | 'pending' | 'card' | 'sealed' | 'waiting' | 'effect'
  readonly place: number
  readonly text: string
  readonly more: string | null
}

const TASKS = `
  select 'pending' as part, 0 as place, summary as text, tasks as more from pending_turn where case_id = $1
  union all select 'card', 0, card, null from assignment where case_id = $1`

// Of several insertions of one turn that is not sealed, the proven one, else the newest.
const CASE = `
  select 'proven' as part, 0 as place, summary as text, null as more from case_summary where case_id = $1
  union all ${TASKS}
  union all select 'sealed', position, convert_from(body, 'UTF8'), null from audit_event where case_id = $1
  union all select 'waiting', row_number() over (order by t.run_order, t.turn, e.place)::int, e.event, t.state
    from (
      select distinct on (run_order, turn) run_order, turn, events, state from turn
      where case_id = $1 and not sealed and state <> 'discarded'
      order by run_order, turn, (state = 'proven') desc, id desc
    ) as t, unnest(t.events) with ordinality as e (event, place)
  union all select 'effect', row_number() over (order by first_tried_at, key)::int, json_build_object(
    'key', key, 'action', action, 'state', case when came_back_at is null then state else 'came_back' end, 'reference', reference, 'at', floor(extract(epoch from first_tried_at) * 1000)::bigint,
    'input', input, 'result', result, 'code', code, 'message', message)::text, null from effect where case_id = $1
  order by place`

/** A case with its open tasks, its story and what it did outside, in one round trip; undefined for one that has no turn yet. */
export async function readCase(pool: pg.Pool, caseId: string): Promise<CaseDetail | undefined> {
  const { rows } = await pool.query<Part>({ name: 'read_case', text: CASE, values: [caseId] })
  const of = (part: Part['part']): readonly Part[] => rows.filter((row) => row.part === part)
  const [proven] = of('proven')
  const [pending] = of('pending')
  if (!proven && !pending) return undefined
  return {
    summary: listed(proven?.text ?? null, pending?.text ?? null),
    tasks: tasksIn(rows),
    timeline: [...of('sealed').map(({ place, text }) => sealedEntry(place, text)), ...of('waiting').map(({ text, more }) => waitingEntry(text, more === 'proven'))],
    effects: of('effect').map(({ text }) => effectOf(text)),
  }
}

/** All open tasks of one case. */
export async function readTasksOf(pool: pg.Pool, caseId: string): Promise<readonly ListedTask[]> {
  const { rows } = await pool.query<Part>({ name: 'read_tasks_of', text: TASKS, values: [caseId] })
  return tasksIn(rows)
}

const tasksIn = (rows: readonly Part[]): readonly ListedTask[] =>
  tasksFrom(rows.flatMap(({ part, text }) => (part === 'card' ? [text] : [])), rows.find(({ part }) => part === 'pending')?.more ?? undefined)
