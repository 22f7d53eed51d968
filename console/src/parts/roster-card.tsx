import { useState } from 'preact/hooks'
import { nameOf } from '../logic/people.ts'
import { say, sayFirst } from '../../../domain/words.ts'
import { taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import { Exact } from '../time.tsx'
import type { RosterRow } from '../wire.ts'
import { ChangeRoster } from './change-roster.tsx'
import { RosterHistory } from './roster-history.tsx'
import { RosterWeek } from './roster-week.tsx'
import { StatusPill } from './status-pill.tsx'

/** One roster: who is on and why, who is next, the week, and what was changed by whom. */
export function RosterCard({ roster, days, mayChange }: { readonly roster: RosterRow; readonly days: readonly number[]; readonly mayChange: boolean }) {
  const { me } = useReader()
  const [open, setOpen] = useState(false)
  const own = !mayChange && roster.people.includes(me.id)
  return (
    <section class="section roster" aria-labelledby={`roster-${roster.id}`}>
      <div class="title-line">
        <h2 id={`roster-${roster.id}`}>{sayFirst(roster.id)}</h2>
        {(mayChange || own) && <button type="button" class="no-print" onClick={() => setOpen(true)}>{own ? 'Offer my shift' : 'Change who is on'}<span class="hidden"> of {say(roster.id)}</span></button>}
      </div>
      <p class="quiet">
        {roster.roles.length > 0 ? `Gives out what is for ${roster.roles.map(say).join(', ')}. ` : ''}
        {roster.one ? 'One person answers for it. ' : 'Everybody on answers for it. '}
        {roster.fallback ? `When nobody is on, ${say(roster.fallback)} is asked.` : 'When nobody is on, it goes to whoever gets what nobody else can.'}
      </p>
      <OnNow roster={roster} />
      <RosterWeek roster={roster} days={days} />
      <OpenTasks roster={roster} />
      <RosterHistory roster={roster} mayChange={mayChange} />
      {open && <ChangeRoster roster={roster} own={own} onClose={() => setOpen(false)} />}
    </section>
  )
}

function OnNow({ roster }: { readonly roster: RosterRow }) {
  const { session } = useReader()
  const name = (id: string) => nameOf(id, session.people)
  const { people, receipt } = roster.now
  const names = people.map(({ id }) => name(id)).join(', ') || 'Nobody'
  return (
    <div class="on-now">
      <dl class="pairs">
        <dt>On now</dt>
        <dd>
          <strong class="who">{names}</strong>
          {receipt.by !== 'roster' && <> <StatusPill state="at-risk" word={receipt.by === 'fallback' ? 'fallback' : receipt.by === 'sink' ? 'nobody on, the sink has it' : 'nobody at all'} /></>}
        </dd>
        <dt>Next</dt>
        <dd>{roster.next ? <>{roster.next.people.map(name).join(', ') || (roster.fallback ? `nobody, so ${say(roster.fallback)}` : 'nobody')}, <Exact at={roster.next.at} /></> : 'nobody else in the next five weeks'}</dd>
      </dl>
      {roster.single && <p><StatusPill state="at-risk" word="one person only" /> Nobody else can be put on, and there is no fallback.</p>}
      <details>
        <summary>Why {names}?</summary>
        <ul>
          {people.map(({ id, why }) => <li key={id}>{why}.</li>)}
          {receipt.considered.map(({ person, why }, index) => <li key={index} class="quiet">Not {name(person)}: {why}.</li>)}
          <li class="quiet">Version {receipt.organisationVersion.slice(0, 8)} of the organisation.</li>
        </ul>
      </details>
    </div>
  )
}

/** Open tasks that this roster gave out; whose holder is not on now stands out. */
function OpenTasks({ roster }: { readonly roster: RosterRow }) {
  const { session } = useReader()
  if (roster.tasks.length === 0) return null
  return (
    <details class="no-print">
      <summary>Open tasks that it gave out ({roster.tasks.length})</summary>
      <ul>
        {roster.tasks.map((task) => (
          <li key={`${task.caseId}/${task.step}`}>
            <a href={taskPath(task.caseId, task.step)}>{task.title}</a>{' '}
            <span class="quiet">{task.holder === null ? 'with nobody' : `with ${nameOf(task.holder, session.people)}${task.claimed ? ', taken' : ''}${task.onNow ? '' : ', who is not on now'}`}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
