import { nameOf } from '../logic/people.ts'
import { say } from '../../../domain/words.ts'
import { taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { AbsencePreview, ChangePreview, RosterRow, RosterSchedule } from '../wire.ts'

/** What a change would do: who is on then, and whose open tasks are in the hands of somebody who then is not on. */
export function Preview({ look, roster }: { readonly look: ChangePreview | null; readonly roster: RosterRow }) {
  const { session } = useReader()
  if (!look) return null
  const same = words(look.before, roster, session.people) === words(look.after, roster, session.people)
  return (
    <div class="note" role="status">
      <p>{same ? 'This changes nothing as yet: ' : 'Then on: '}<strong>{words(look.after, roster, session.people)}</strong>{!same && <> <span class="quiet">instead of {words(look.before, roster, session.people)}</span></>}.</p>
      {look.after.gaps.map((gap) => <p key={gap.from}>Nobody is on from <Exact at={gap.from} /> to <Exact at={gap.to} />{roster.fallback ? `, so ${say(roster.fallback)} is asked` : ''}.</p>)}
      {look.tasks.length > 0 && (
        <>
          <p>{look.tasks.length === 1 ? 'One open task is' : `${look.tasks.length} open tasks are`} with somebody who then is not on. What nobody has taken goes to whoever is on; whoever has taken one is asked, or as its SOP says:</p>
          <ul>{look.tasks.map((task) => <li key={`${task.caseId}/${task.step}`}><a href={taskPath(task.caseId, task.step)}>{task.title}</a> <span class="quiet">with {nameOf(task.holder ?? '', session.people)}{task.claimed && ', taken'}</span></li>)}</ul>
        </>
      )}
    </div>
  )
}

/** What an absence would do: who is on then on which roster, and which open tasks go to somebody else. */
export function AbsenceLook({ look, name }: { readonly look: AbsencePreview | null; readonly name: string }) {
  const { session } = useReader()
  if (!look) return null
  return (
    <div class="note" role="status">
      {look.rosters.length === 0 && <p>{name} is on no roster then.</p>}
      {look.rosters.map(({ roster, before, after }) => (
        <p key={roster}>On {say(roster)} then: <strong>{words(after, null, session.people)}</strong> <span class="quiet">instead of {words(before, null, session.people)}</span>{after.gaps.length > before.gaps.length && ', and at times nobody'}.</p>
      ))}
      {look.tasks.length > 0 && (
        <>
          <p>{look.tasks.length === 1 ? 'One open task is' : `${look.tasks.length} open tasks are`} with {name}. When the absence begins, what nobody has taken goes to somebody else; what {name} has taken is asked about, or as its SOP says:</p>
          <ul>{look.tasks.map((task) => <li key={`${task.caseId}/${task.step}`}><a href={taskPath(task.caseId, task.step)}>{task.title}</a>{task.claimed && <span class="quiet"> taken</span>}</li>)}</ul>
        </>
      )}
    </div>
  )
}

function words({ shifts }: RosterSchedule, roster: RosterRow | null, people: Parameters<typeof nameOf>[1]): string {
  const ids = [...new Set(shifts.flatMap((shift) => shift.people))]
  return ids.map((id) => nameOf(id, people)).join(', ') || (roster?.fallback ? `nobody, so ${say(roster.fallback)}` : 'nobody')
}
