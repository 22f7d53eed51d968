import { receiptsOf } from '../../../domain/receipt.ts'
import { nameOf, namesFor } from '../logic/people.ts'
import { say } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { StoryLine, TaskRow } from '../wire.ts'
import { DueWorking } from './due-working.tsx'
import { ReceiptWords } from './receipts.tsx'

/** Who holds the task and since when, in one line; why them and how the due time comes about, one click away. */
export function Receipt({ task, story }: { readonly task: TaskRow; readonly story: readonly StoryLine[] }) {
  const { session, me } = useReader()
  const given = receiptsOf(story.filter((line) => line.step === task.step)).at(-1)
  const mine = (task.claimedBy ?? task.assignee) === me.id
  return (
    <div class="receipt">
      <p>{holder(task, me.id, (id) => nameOf(id, session.people))} <span class="quiet">Open since <Exact at={task.startedAt} />, <Ago at={task.startedAt} />.</span></p>
      <details>
        <summary>{mine ? 'Why me, and why by then?' : 'Why them, and why by then?'}</summary>
        <dl class="pairs">
          <dt>For</dt><dd>{say(task.forWhom)}</dd>
          <dt>Why</dt><dd>{given && given.to[0] === task.assignee ? <ReceiptWords receipt={given} /> : namesFor([task.assignee, task.claimedBy], task.why, session.people)}</dd>
          <dt>Level</dt><dd>{task.level === 0 ? 'not escalated' : `escalated to level ${task.level}`}</dd>
          {task.acknowledgeBy && <><dt>Take it by</dt><dd><Exact at={task.acknowledgeBy} /></dd></>}
          <dt>Due</dt><dd><DueWorking task={task} /></dd>
        </dl>
      </details>
    </div>
  )
}

function holder(task: TaskRow, me: string, name: (id: string) => string): string {
  const who = (id: string) => (id === me ? 'you' : name(id))
  if (task.claimedBy) return `Taken by ${who(task.claimedBy)}.`
  if (task.assignee) return `With ${who(task.assignee)}, not taken yet.`
  return `For ${say(task.forWhom)}; nobody holds it yet.`
}
