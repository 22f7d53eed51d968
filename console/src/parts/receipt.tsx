import { inWords } from '../logic/duration.ts'
import { nameOf, namesFor } from '../logic/people.ts'
import { say } from '../logic/words.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { TaskRow } from '../wire.ts'

/** Who holds the task and since when, in one line; why them and how the due time comes about, one click away. */
export function Receipt({ task }: { readonly task: TaskRow }) {
  const { session, me } = useReader()
  const mine = (task.claimedBy ?? task.assignee) === me.id
  return (
    <div class="receipt">
      <p>{holder(task, me.id, (id) => nameOf(id, session.people))} <span class="quiet">Open since <Exact at={task.startedAt} />, <Ago at={task.startedAt} />.</span></p>
      <details>
        <summary>{mine ? 'Why me, and why by then?' : 'Why them, and why by then?'}</summary>
        <dl class="pairs">
          <dt>For</dt><dd>{say(task.forWhom)}</dd>
          <dt>Why</dt><dd>{namesFor([task.assignee, task.claimedBy], task.why, session.people)}</dd>
          <dt>Level</dt><dd>{task.level === 0 ? 'not escalated' : `escalated to level ${task.level}`}</dd>
          {task.acknowledgeBy && <><dt>Take it by</dt><dd><Exact at={task.acknowledgeBy} /></dd></>}
          <dt>Due</dt><dd><Working task={task} /></dd>
          {task.next && <><dt>If nobody acts</dt><dd><Exact at={task.next.at} />: {namesFor(session.people.map((one) => one.id), task.next.what, session.people)}</dd></>}
        </dl>
      </details>
    </div>
  )
}

function Working({ task }: { readonly task: TaskRow }) {
  const allowed = Date.parse(task.dueAt) - Date.parse(task.startedAt)
  return <><Exact at={task.startedAt} /> + {inWords(allowed)} allowed = <strong><Exact at={task.dueAt} /></strong></>
}

function holder(task: TaskRow, me: string, name: (id: string) => string): string {
  const who = (id: string) => (id === me ? 'you' : name(id))
  if (task.claimedBy) return `Taken by ${who(task.claimedBy)}.`
  if (task.assignee) return `With ${who(task.assignee)}, not taken yet.`
  return `For ${say(task.forWhom)}; nobody holds it yet.`
}
