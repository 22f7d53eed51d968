import { useResource } from '../resource.ts'
import type { CasePage, TaskRow } from '../wire.ts'
import { Skeleton } from './empty-state.tsx'
import { Problem } from './problem.tsx'
import { TaskDesk } from './task-desk.tsx'

/** A task opened inside a work list. */
export function InlineTask({ task }: { readonly task: TaskRow }) {
  const { data, problem } = useResource<CasePage>(`/api/cases/${encodeURIComponent(task.caseId)}`, task.caseId)
  if (!data) return problem ? <Problem problem={problem} /> : <Skeleton />
  return <TaskDesk live={data.tasks.find((one) => one.step === task.step)} page={data} step={task.step} autoFocus />
}
