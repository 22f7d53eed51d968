import { agoInWords } from '../logic/duration.ts'
import { nameOf, namesFor } from '../logic/people.ts'
import { say } from '../../../domain/words.ts'
import { ROSTERS } from '../live.ts'
import { useResource } from '../resource.ts'
import { useReader } from '../session.ts'
import type { Taken } from '../task-api.ts'
import { Exact, useNow } from '../time.tsx'
import type { PersonRow, TaskRow } from '../wire.ts'
import { Climbing } from './climbing.tsx'

/** What happens next on the task's escalation path if nobody finishes it: when, and to whom it goes as things stand; and moving it by hand. */
export function EscalationLine({ task, over, onTaken }: { readonly task: TaskRow; readonly over: boolean; readonly onTaken: (taken: Taken) => void }) {
  const { climbs } = task
  if (!climbs) return null
  return (
    <section class="line" aria-label="What happens next">
      <Next task={task} climbs={climbs} />
      {task.next && task.next.at !== climbs.at && <Sooner task={task} next={task.next} />}
      {!over && <Climbing task={task} onTaken={onTaken} />}
    </section>
  )
}

type Climbs = NonNullable<TaskRow['climbs']>

function Next({ task, climbs }: { readonly task: TaskRow; readonly climbs: Climbs }) {
  const { session } = useReader()
  const now = useNow()
  const what = named(task, climbs.what, session.people)
  if (climbs.at === null) return <p><strong>Does not climb by itself:</strong> {what}.</p>
  return (
    <p>
      <strong>If nobody finishes it:</strong> {climbs.level !== undefined && `level ${climbs.level} `}{what}
      {climbs.target && <Whom target={climbs.target} at={climbs.at} />}, <span class="nowrap"><Exact at={climbs.at} />,</span> <span class="nowrap">{agoInWords(Date.parse(climbs.at), now)}</span>.
    </p>
  )
}

interface Yielded {
  readonly people: readonly { readonly id: string }[]
  readonly none: string | null
}

/** By the same rules and the same organisation as the engine will ask when the time has come. */
function Whom({ target, at }: { readonly target: string; readonly at: string }) {
  const { session, me } = useReader()
  const { data } = useResource<Yielded>(`/api/who?target=${encodeURIComponent(target)}&at=${at}`, ROSTERS)
  if (!data) return null
  const names = data.people.map(({ id }) => (id === me.id ? 'you' : nameOf(id, session.people)))
  return names.length > 0 ? <>, as things stand <strong>{names.join(', ')}</strong></> : <>, where nobody of {say(target)} is then: it would be skipped</>
}

function Sooner({ task, next }: { readonly task: TaskRow; readonly next: NonNullable<TaskRow['next']> }) {
  const { session } = useReader()
  if (next.what === '') return null
  return <p class="quiet">Before that, <Exact at={next.at} />: {named(task, next.what, session.people)}.</p>
}

/** With names in place of ids, and of whoever has the task. */
function named(task: TaskRow, what: string, people: readonly PersonRow[]): string {
  const holder = task.claimedBy ?? task.assignee
  const said = holder ? what.replace('whoever holds it', nameOf(holder, people)) : what
  return namesFor(people.map(({ id }) => id), said, people)
}
