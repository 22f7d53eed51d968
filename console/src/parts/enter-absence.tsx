import { useRef, useState } from 'preact/hooks'
import { serverNow } from '../api.ts'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { nameOf } from '../logic/people.ts'
import { wallIn } from '../logic/week.ts'
import { useLook } from '../look.ts'
import { useReader } from '../session.ts'
import type { AbsencePreview } from '../wire.ts'
import { AbsenceLook } from './change-preview.tsx'
import { Dialog } from './dialog.tsx'
import { focusFirstError } from './fields.tsx'
import { Problem } from './problem.tsx'
import { Field, Pick, Untold, When } from './roster-fields.tsx'

interface Draft {
  readonly person: string
  readonly cover: string
  readonly from: string
  readonly to: string
  readonly because: string
}

const DAY_MS = 86_400_000

/** Enters when somebody is away, after a look at what that does; whoever may not change rosters enters their own. */
export function EnterAbsence({ mayChange, onClose }: { readonly mayChange: boolean; readonly onClose: () => void }) {
  const { me, session } = useReader()
  const form = useRef<HTMLFormElement>(null)
  const now = serverNow()
  const [draft, setDraft, drop] = useDraft<Draft>('absence', { person: me.id, cover: '', from: wallIn(now, me.zone), to: wallIn(now + DAY_MS, me.zone), because: '' })
  const command = useCommand<{ readonly untold: readonly string[] }>('/api/absences')
  const [untold, setUntold] = useState<readonly string[]>([])
  const body = bodyOf(draft, me.zone)
  const whole = draft.person !== '' && draft.from !== '' && draft.to !== ''
  const look = useLook<AbsencePreview>('/api/absences', body, whole)
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
  if (untold.length > 0) return <Dialog title="The absence is entered" onClose={onClose}><Untold caseIds={untold} /></Dialog>
  return (
    <Dialog title={mayChange ? 'Enter an absence' : 'I am away'} onClose={onClose}>
      <form ref={form} class="task-form" onSubmit={(event) => void submit(event)} noValidate>
        {mayChange && <Pick id="absence-person" label="Who is away?" people={session.people} value={draft.person} error={errors.get('person')} onPick={(person) => change({ person })} />}
        <When draft={draft} zone={me.zone} errors={errors} onChange={change} />
        <Pick id="absence-cover" label="Who covers?" people={session.people.filter(({ id }) => id !== draft.person)} value={draft.cover} error={errors.get('cover')} none="nobody in particular" onPick={(cover) => change({ cover })} />
        <Field id="absence-because" label="Why?" error={errors.get('because')}>
          {(more) => <input type="text" {...more} maxLength={500} placeholder="such as leave" value={draft.because} onInput={(event) => change({ because: event.currentTarget.value })} />}
        </Field>
        <AbsenceLook look={look.data} name={nameOf(draft.person, session.people)} />
        <Problem problem={command.problem ?? (look.problem && look.problem.errors.length === 0 ? look.problem : null)} />
        <div class="actions">
          <button class="primary" disabled={command.busy || !whole || draft.because.trim() === ''}>Enter it</button>
          <button type="button" onClick={onClose}>Do not</button>
        </div>
      </form>
    </Dialog>
  )
}

const bodyOf = ({ person, cover, from, to, because }: Draft, zone: string) => ({
  person, from: from.replace('T', ' '), to: to.replace('T', ' '), zone, because, ...(cover === '' || cover === person ? {} : { cover }),
})
