import { useCommand } from '../command.ts'
import { later } from '../later.tsx'
import { nameOf } from '../logic/people.ts'
import { say } from '../../../domain/words.ts'
import { taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import { taskApi, type Taken } from '../task-api.ts'
import { Due, Wound } from '../time.tsx'
import type { TaskRow } from '../wire.ts'
import { Problem } from './problem.tsx'
import { StatusPill } from './status-pill.tsx'

const InlineTask = later(() => import('./inline-task.tsx').then((part) => part.InlineTask))

/** One line of a work list, which opens in place so that the task can be finished without leaving the list. */
export function TaskItem({ task, wound, open, live, onToggle }: {
  readonly task: TaskRow
  readonly wound: number
  readonly open: boolean
  /** False once the task left the list while it was open here. */
  readonly live: boolean
  readonly onToggle: () => void
}) {
  const { me, session } = useReader()
  const holder = task.claimedBy ?? task.assignee
  const who = holder === null ? `for ${say(task.forWhom)}` : holder === me.id ? `you, ${say(task.forWhom)}` : nameOf(holder, session.people)
  return (
    <li class={`row ${open ? 'open' : ''}`} data-row>
      <Wound.Provider value={wound}>
        <div class="row-head">
          <div class="row-main">
            <a href={taskPath(task.caseId, task.step)}>{task.title}</a>
            <span class="quiet">{task.label} · {who}{task.claimedBy === me.id && ', taken'}</span>
          </div>
          <div class="row-due">
            {task.kind === 'exception' && <StatusPill state="stopped" />}{' '}
            {live ? <Due task={task} /> : <StatusPill state="closed" word="over" />}{!task.confirmed && <StatusPill state="unconfirmed" />}
          </div>
          {live && holder === null && <Take task={task} />}
          <button type="button" aria-expanded={open} onClick={onToggle}>
            {open ? 'Close' : holder === me.id ? 'Finish here' : 'Look'}<span class="hidden"> {task.title}, {task.label}</span>
          </button>
        </div>
        {open && <InlineTask task={task} />}
      </Wound.Provider>
    </li>
  )
}

/** Takes a task that nobody has, from the list. */
function Take({ task }: { readonly task: TaskRow }) {
  const command = useCommand<Taken>(taskApi(task, 'claim'))
  return (
    <>
      <button type="button" disabled={command.busy} onClick={() => void command.send({ instance: task.instance, epoch: task.epoch })}>Take it<span class="hidden">: {task.title}, {task.label}</span></button>
      <Problem problem={command.problem} />
    </>
  )
}
