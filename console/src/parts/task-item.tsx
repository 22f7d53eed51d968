import { later } from '../later.tsx'
import { nameOf } from '../logic/people.ts'
import { say } from '../logic/words.ts'
import { taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import { Due, Wound } from '../time.tsx'
import type { TaskRow } from '../wire.ts'
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
          <button type="button" aria-expanded={open} onClick={onToggle}>
            {open ? 'Close' : holder === null ? 'Look' : 'Finish here'}<span class="hidden"> {task.title}, {task.label}</span>
          </button>
        </div>
        {open && <InlineTask task={task} />}
      </Wound.Provider>
    </li>
  )
}
