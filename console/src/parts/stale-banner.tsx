import { actorName } from '../logic/people.ts'
import { withNames } from '../logic/sentences.ts'
import { casePath } from '../router.ts'
import { useReader } from '../session.ts'
import { Ago } from '../time.tsx'
import type { CasePage, StoryLine, TaskRow } from '../wire.ts'

const ENDED = ['completed', 'exception_settled', 'cannot_do', 'case_cancel_requested', 'case_closed', 'exception_opened']
const MOVED = ['acknowledged', 'released', 'assigned', 'escalated']

/** Over a form in use: who changed the task meanwhile, when, and what can still be done. Shows nothing while all is as it was. */
export function StaleBanner({ held, live, page, onCarryOn }: {
  readonly held: TaskRow
  readonly live: TaskRow | undefined
  readonly page: CasePage
  readonly onCarryOn: () => void
}) {
  const over = isOver(held, live)
  if (!over && live?.epoch === held.epoch) return null
  const line = lastOf(page.timeline, held.step, over ? ENDED : MOVED)
  return (
    <div class="banner" role="status">
      <p><strong><What line={line} over={over} /></strong></p>
      {over ? (
        <p>Nothing more can be done here; what you typed stays below. <a href={casePath(held.caseId)}>See where {held.label} stands</a></p>
      ) : (
        <p>What you typed stays. <button type="button" onClick={onCarryOn}>Carry on with the task as it is now</button></p>
      )}
    </div>
  )
}

/** Whether what the reader has before them can no longer be finished; a step that came to need help is another task. */
export const isOver = (held: TaskRow, live: TaskRow | undefined): boolean => live?.instance !== held.instance || live.kind !== held.kind

function What({ line, over }: { readonly line: StoryLine | undefined; readonly over: boolean }) {
  const { session } = useReader()
  if (!line) return <>{over ? 'This task is over.' : 'This task changed.'}</>
  if (line.type !== 'completed') return <>{withNames(line, session.people)}, <Ago at={line.at} />.</>
  return <>{actorName(line.actor, session.people)} finished this <Ago at={line.at} />.</>
}

/** The last line of the step's story with one of these types; what ends a whole case counts for each of its steps. */
export const lastOf = (story: readonly StoryLine[], step: string, types: readonly string[]): StoryLine | undefined =>
  story.findLast((line) => (line.step === step || line.step === null) && types.includes(line.type))
