import { useEffect, useRef, useState } from 'preact/hooks'
import { namesFor } from '../logic/people.ts'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { TaskItem } from '../parts/task-item.tsx'
import { useResource, useSlow } from '../resource.ts'
import { taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { CaseList, TaskRow, WorkLists } from '../wire.ts'

/** My tasks by due time, what my team has open, and what escalates next. */
export function MyWork() {
  const { session, me } = useReader()
  const { data, problem } = useResource<WorkLists>('/api/tasks')
  const clocks = useResource<CaseList>(session.demo ? '/api/cases?state=open&limit=200' : null)
  const slow = useSlow(!data && !problem)
  const [open, setOpen] = useState<string | null>(null)
  const wound = new Map(clocks.data?.cases.map((one) => [one.caseId, one.woundMs ?? 0]))
  const lists = { open, setOpen, wound }
  useEscape(open !== null, () => setOpen(null))
  if (!data) return problem ? <Problem problem={problem} /> : slow ? <Skeleton /> : null
  return (
    <>
      <h1 tabIndex={-1}>My work</h1>
      <Problem problem={problem} />
      <NextEscalation tasks={[...data.mine, ...data.team]} />
      <section aria-labelledby="mine">
        <h2 id="mine">Mine <span class="count">{data.mine.length}</span></h2>
        <Rows tasks={data.mine} {...lists} empty={<EmptyState what={`Nothing is waiting for you, ${me.name}.`}>
          A task comes here when a case reaches a step that is yours.{' '}
          {session.demo ? 'Press “Send a return” above to make one come.' : <a href="/cases/new">Start a case</a>}
        </EmptyState>} />
      </section>
      <section aria-labelledby="team">
        <h2 id="team">My team’s <span class="count">{data.team.length}</span></h2>
        <Rows tasks={data.team} {...lists} empty={
          <EmptyState what="Your team holds nothing else.">What others of your roles hold, and what nobody has taken, would be here.</EmptyState>
        } />
      </section>
    </>
  )
}

function Rows({ tasks, open, setOpen, wound, empty }: {
  readonly tasks: readonly TaskRow[]
  readonly open: string | null
  readonly setOpen: (instance: string | null) => void
  readonly wound: ReadonlyMap<string, number>
  readonly empty: preact.JSX.Element
}) {
  const shown = useSteady(tasks, open)
  if (shown.length === 0) return empty
  return (
    <ul class="rows">
      {shown.map((task) => {
        const key = `${task.caseId}/${task.instance}`
        return (
          <TaskItem
            key={key} task={task} wound={wound.get(task.caseId) ?? 0} open={open === key} live={tasks.some((one) => one === task)}
            onToggle={() => setOpen(open === key ? null : key)}
          />
        )
      })}
    </ul>
  )
}

/** By due time; but while a task is open in the list, nothing above it moves and it does not vanish. */
function useSteady(tasks: readonly TaskRow[], open: string | null): readonly TaskRow[] {
  const before = useRef<readonly TaskRow[]>([])
  const keyOf = (task: TaskRow) => `${task.caseId}/${task.instance}`
  const sorted = tasks.toSorted((a, b) => Date.parse(a.dueAt) - Date.parse(b.dueAt))
  if (open === null || !before.current.some((task) => keyOf(task) === open)) return (before.current = sorted)
  const fresh = new Map(sorted.map((task) => [keyOf(task), task]))
  const kept = before.current.flatMap((task) => fresh.get(keyOf(task)) ?? (keyOf(task) === open ? [task] : []))
  const keys = new Set(kept.map(keyOf))
  return (before.current = [...kept, ...sorted.filter((task) => !keys.has(keyOf(task)))])
}

/** Esc closes the task that is open in the list, as it closes a question over it; what was typed is kept. */
function useEscape(active: boolean, close: () => void): void {
  useEffect(() => {
    if (!active) return
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return
      document.querySelector<HTMLElement>('.row.open [aria-expanded]')?.focus()
      close()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [active])
}

function NextEscalation({ tasks }: { readonly tasks: readonly TaskRow[] }) {
  const { session } = useReader()
  const first = tasks.filter((task) => task.next !== null).toSorted((a, b) => Date.parse(a.next?.at ?? '') - Date.parse(b.next?.at ?? ''))[0]
  if (!first?.next) return null
  const name = first.title.includes(first.label) ? first.title : `${first.title}, ${first.label}`
  const what = namesFor(session.people.map((one) => one.id), first.next.what, session.people)
  return (
    <p class="quiet">
      Escalates next: <a href={taskPath(first.caseId, first.step)}>{name}</a>, <Exact at={first.next.at} />: {what}.
    </p>
  )
}
