import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { nameOf } from '../logic/people.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { RosterChangeRow, RosterRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'
import { StatusPill, type PillState } from './status-pill.tsx'

const STATES: Readonly<Record<RosterChangeRow['state'], readonly [PillState, string]>> = {
  now: ['calm', 'in force'], coming: ['unconfirmed', 'coming'], over: ['closed', 'over'], offered: ['at-risk', 'offered'], taken_back: ['closed', 'taken back'], void: ['closed', 'no longer fits'],
}
const FIRST_SHOWN = 5

/** Every change for a time, newest first: what, when, who made it and why, and what became of it. */
export function RosterHistory({ roster, mayChange }: { readonly roster: RosterRow; readonly mayChange: boolean }) {
  const [all, setAll] = useState(false)
  const shown = all ? roster.changes : roster.changes.slice(0, FIRST_SHOWN)
  return (
    <>
      <h3>Changes</h3>
      {roster.changes.length === 0 && <p class="quiet">None yet. A change for a time, such as for a dentist’s appointment, would stand here with who made it and why.</p>}
      {shown.length > 0 && <ul class="rows changes">{shown.map((change, index) => <Change key={change.id ?? `file${index}`} change={change} mayChange={mayChange} />)}</ul>}
      {roster.changes.length > FIRST_SHOWN && <button type="button" class="no-print" aria-pressed={all} onClick={() => setAll(!all)}>{all ? 'Only the newest' : `All ${roster.changes.length} changes`}</button>}
    </>
  )
}

/** One change: what, when, who made it and why, and what became of it. */
export function Change({ change, mayChange }: { readonly change: RosterChangeRow; readonly mayChange: boolean }) {
  const { session, me } = useReader()
  const name = (id: string) => nameOf(id, session.people)
  const [state, word] = STATES[change.state]
  const { made, taken, takenBack } = change
  const open = ['now', 'coming', 'offered'].includes(change.state)
  return (
    <li class="row">
      <div class="row-head">
        <div class="row-main">
          <span><strong>{whatItDoes(change, name)}</strong>, <span class="nowrap"><Exact at={change.from} /></span> to <span class="nowrap"><Exact at={change.to} /></span></span>
          <span class="quiet">
            {change.because && <>“{change.because}” · </>}
            {made ? <>made by {name(made.by)}, <Ago at={made.at} /></> : 'in the organisation file'}
            {taken && <> · taken by {name(taken.by)}, <Ago at={taken.at} /></>}
            {takenBack && <> · taken back by {name(takenBack.by)}, <Ago at={takenBack.at} />{takenBack.because && <>: “{takenBack.because}”</>}</>}
          </span>
        </div>
        <div><StatusPill state={state} word={word} /></div>
        {change.id !== null && open && (
          <span class="actions no-print">
            {change.state === 'offered' && change.person !== me.id && <Take id={change.id} />}
            {(mayChange || made?.by === me.id || (change.do === 'absence' && change.person === me.id)) && <TakeBack id={change.id} change={change} what={whatItDoes(change, name)} />}
          </span>
        )}
      </div>
    </li>
  )
}

function whatItDoes({ do: does, person, with: other }: RosterChangeRow, name: (id: string) => string): string {
  if (does === 'replace') return `${name(other ?? '')} instead of ${name(person)}`
  if (does === 'absence') return `${name(person)} is away${other === null ? '' : `, ${name(other)} covers`}`
  if (does === 'swap') return other === null ? `${name(person)} offers their shift` : `${name(other)} takes the shift of ${name(person)}`
  return does === 'add' ? `${name(person)} besides` : `Without ${name(person)}`
}

function Take({ id }: { readonly id: string }) {
  const command = useCommand<object>(`/api/roster-changes/${encodeURIComponent(id)}/take`)
  return <><button type="button" class="primary" disabled={command.busy} onClick={() => void command.send({})}>I take it</button><Problem problem={command.problem} /></>
}

function TakeBack({ id, change, what }: { readonly id: string; readonly change: RosterChangeRow; readonly what: string }) {
  const [open, setOpen] = useState(false)
  const [because, setBecause] = useState('')
  const command = useCommand<object>(`/api/roster-changes/${encodeURIComponent(id)}/take-back`)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (await command.send({ because: because.trim() })) setOpen(false)
  }
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>Take it back<span class="hidden">: {what}</span></button>
      {open && (
        <Dialog title={`Take back: ${what}`} onClose={() => setOpen(false)}>
          <form class="task-form" onSubmit={(event) => void submit(event)}>
            <p>From now on {change.do === 'absence' ? 'work is given out' : 'the roster is'} as without this. What has been stays on record.</p>
            <div class="field"><label for={`back-${id}`}>Why?</label><input type="text" id={`back-${id}`} value={because} onInput={(event) => setBecause(event.currentTarget.value)} /></div>
            <Problem problem={command.problem} />
            <div class="actions"><button class="primary" disabled={command.busy || !because.trim()}>Take it back</button><button type="button" onClick={() => setOpen(false)}>Leave it</button></div>
          </form>
        </Dialog>
      )}
    </>
  )
}
