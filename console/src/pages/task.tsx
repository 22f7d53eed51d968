import { useRef } from 'preact/hooks'
import { Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { StatusPill } from '../parts/status-pill.tsx'
import { TaskDesk } from '../parts/task-desk.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { useResource, useSlow } from '../resource.ts'
import { casePath } from '../router.ts'
import { titlesIn } from '../logic/sentences.ts'
import { sayFirst } from '../../../domain/words.ts'
import { Due, Wound } from '../time.tsx'
import type { CasePage, TaskRow } from '../wire.ts'

/** One task: the four questions, what is known, the form, and the story of this step. */
export function Task({ caseId, step }: { readonly caseId: string; readonly step: string }) {
  const { data, problem } = useResource<CasePage>(`/api/cases/${encodeURIComponent(caseId)}`, caseId)
  const slow = useSlow(!data && !problem)
  const known = useRef<TaskRow | undefined>(undefined)
  if (!data) return problem ? <><h1 tabIndex={-1}>Task</h1><Problem problem={problem} /></> : slow ? <Skeleton /> : null
  const task = data.tasks.find((one) => one.step === step)
  known.current = task ?? known.current
  const title = known.current?.title ?? data.case.openSteps.find((one) => one.step === step)?.title ?? titlesIn(data.timeline).get(step) ?? sayFirst(step)
  const story = data.timeline.filter((line) => line.step === step)
  return (
    <Wound.Provider value={data.case.woundMs ?? 0}>
      <p class="crumb"><a href={casePath(caseId)}>{data.case.label}</a> · {data.case.sopTitle}</p>
      <h1 tabIndex={-1}>{title}</h1>
      <p class="under-title">
        {task?.kind === 'exception' && <StatusPill state="stopped" />} {task ? <Due task={task} /> : <StatusPill state="closed" word="over" />}
        {task && task.level > 0 && <span class="quiet">, escalated to level {task.level}</span>} {task && !task.confirmed && <StatusPill state="unconfirmed" />}
      </p>
      <Problem problem={problem} />
      <TaskDesk live={task} page={data} step={step} />
      {story.length > 0 && <details class="section"><summary>The story of this step ({story.length})</summary><Timeline story={story} /></details>}
    </Wound.Provider>
  )
}
