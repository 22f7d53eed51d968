import { useRef, useState } from 'preact/hooks'
import { serverNow } from '../api.ts'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { useLook } from '../look.ts'
import { nameOf } from '../logic/people.ts'
import { wallIn } from '../logic/week.ts'
import { say } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import type { ChangePreview, RosterChangeRow, RosterRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { focusFirstError } from './fields.tsx'
import { Field, Pick, Untold, When } from './roster-fields.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { Preview } from './change-preview.tsx'
import { Problem } from './problem.tsx'

const KINDS = [
  { value: 'replace', label: 'Replace somebody' }, { value: 'add', label: 'Add somebody' },
  { value: 'remove', label: 'Take somebody off' }, { value: 'swap', label: 'Swap a shift' },
] as const

interface Draft {
  readonly do: Exclude<RosterChangeRow['do'], 'absence'>
  readonly person: string
  readonly with: string
  readonly from: string
  readonly to: string
  readonly because: string
}

/** Changes who is on for a time, after a look at what that does. `own`: the reader may only offer their own shift. */
export function ChangeRoster({ roster, own, onClose }: { readonly roster: RosterRow; readonly own: boolean; readonly onClose: () => void }) {
  const { me } = useReader()
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft, drop] = useDraft<Draft>(`roster/${roster.id}`, startOf(roster, own ? me.id : undefined, me.zone))
  const path = `/api/rosters/${encodeURIComponent(roster.id)}/changes`
  const command = useCommand<{ readonly untold: readonly string[] }>(path)
  const [untold, setUntold] = useState<readonly string[]>([])
  const body = bodyOf(draft, me.zone)
  const look = useLook<ChangePreview>(path, body, body.person !== '' && body.from !== '' && body.to !== '' && (body.do !== 'replace' || 'with' in body))
  const errors = new Map((command.problem ?? look.problem)?.errors.map(({ field, message }) => [field, message]))
  const change = (next: Partial<Draft>) => { command.clear(); setDraft({ ...draft, ...next }) }
  const submit = async (event: Event) => {
    event.preventDefault()
    const made = await command.send(body)
    if (!made) return focusFirstError(form.current)
    drop()
    if (made.untold.length === 0) onClose()
    else setUntold(made.untold)
  }
  if (untold.length > 0) return <Dialog title="The change is made" onClose={onClose}><Untold caseIds={untold} /></Dialog>
  return (
    <Dialog title={own ? 'Offer my shift' : `Change who is on: ${say(roster.id)}`} onClose={onClose}>
      <form ref={form} class="task-form" onSubmit={(event) => void submit(event)} noValidate>
        {!own && <OutcomeChoice id="change-do" legend="What changes?" outcomes={KINDS} chosen={draft.do} onChoose={(value) => change({ do: value as Draft['do'] })} />}
        <People roster={roster} own={own} draft={draft} errors={errors} onChange={change} />
        <When draft={draft} zone={me.zone} errors={errors} onChange={change} />
        <Field id="change-because" label="Why?" error={errors.get('because')}>
          {(more) => <input type="text" {...more} maxLength={500} placeholder="such as dentist" value={draft.because} onInput={(event) => change({ because: event.currentTarget.value })} />}
        </Field>
        <Preview look={look.data} roster={roster} />
        <Problem problem={command.problem ?? (look.problem && look.problem.errors.length === 0 ? look.problem : null)} />
        <div class="actions">
          <button class="primary" disabled={command.busy || !complete(draft)}>{own ? 'Offer it' : 'Make the change'}</button>
          <button type="button" onClick={onClose}>Do not</button>
        </div>
      </form>
    </Dialog>
  )
}

function startOf(roster: RosterRow, own: string | undefined, zone: string): Draft {
  const now = serverNow()
  const until = roster.next ? Date.parse(roster.next.at) : now + 8 * 3_600_000
  return { do: own ? 'swap' : 'replace', person: own ?? roster.now.people[0]?.id ?? '', with: '', from: wallIn(now, zone), to: wallIn(until, zone), because: '' }
}

const bodyOf = (draft: Draft, zone: string) => ({
  do: draft.do, person: draft.person, from: draft.from.replace('T', ' '), to: draft.to.replace('T', ' '), zone, because: draft.because,
  ...(draft.with && (draft.do === 'replace' || draft.do === 'swap') ? { with: draft.with } : {}),
})

const complete = (draft: Draft): boolean => draft.person !== '' && draft.from !== '' && draft.to !== '' && draft.because.trim() !== '' && (draft.do !== 'replace' || draft.with !== '')

type Errors = ReadonlyMap<string, string>
interface PartProps {
  readonly draft: Draft
  readonly errors: Errors
  readonly onChange: (next: Partial<Draft>) => void
}

function People({ roster, own, draft, errors, onChange }: PartProps & { readonly roster: RosterRow; readonly own: boolean }) {
  const { session } = useReader()
  const members = roster.people.map((id) => ({ id, name: nameOf(id, session.people) }))
  const whose = { replace: 'Whom to replace?', remove: 'Whom to take off?', swap: 'Whose shift?', add: 'Whom to add?' }[draft.do]
  const first = draft.do === 'add' ? session.people : members
  const second = draft.do === 'replace' ? 'Who is on instead?' : 'Who takes it?'
  return (
    <>
      {!own && <Pick id="change-person" label={whose} people={first} value={draft.person} error={errors.get('person')} onPick={(person) => onChange({ person })} />}
      {(draft.do === 'replace' || draft.do === 'swap') && !own && (
        <Pick id="change-with" label={second} people={session.people.filter(({ id }) => id !== draft.person)} value={draft.with} error={errors.get('with')} none={draft.do === 'swap' ? 'whoever takes it (an offer)' : 'choose somebody'} onPick={(other) => onChange({ with: other })} />
      )}
      {own && <p>Your shift is offered to everybody; you are on until somebody takes it.</p>}
    </>
  )
}
