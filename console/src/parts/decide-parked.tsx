import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import type { ParkedRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

/** What a decision is about. */
type Subject = Pick<ParkedRow, 'kind' | 'id' | 'what'>

/** A person's decision about something that was told to us: to have it tried again, or that nothing more is to be done. */
export function Decide({ of, again, dismiss }: { readonly of: Subject; readonly again: boolean; readonly dismiss: boolean }) {
  return <>{again && <Again of={of} />}{dismiss && <Dismiss of={of} />}</>
}

const pathOf = ({ kind, id }: Subject, act: string): string => `/api/parked/${kind}/${encodeURIComponent(id)}/${act}`

function Again({ of }: { readonly of: Subject }) {
  const command = useCommand<object>(pathOf(of, 'again'), false)
  return (
    <>
      <button type="button" disabled={command.busy} onClick={() => void command.send({})}>Try again<span class="hidden"> {of.what}</span></button>
      <Problem problem={command.problem} />
    </>
  )
}

function Dismiss({ of }: { readonly of: Subject }) {
  const [open, setOpen] = useState(false)
  const [draft, setDraft, drop] = useDraft(`parked/${of.kind}/${of.id}`, { because: '' })
  const command = useCommand<object>(pathOf(of, 'dismiss'), false)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!(await command.send({ because: draft.because.trim() }))) return
    drop()
    setOpen(false)
  }
  return (
    <>
      <button type="button" class="danger-quiet" onClick={() => setOpen(true)}>Dismiss<span class="hidden"> {of.what}</span></button>
      {open && (
        <Dialog title={`Dismiss ${of.what || 'this'}`} onClose={() => setOpen(false)}>
          <form class="task-form" onSubmit={(event) => void submit(event)}>
            <p>Nothing more is done about it. It is kept, with your name and your reason.</p>
            <div class="field">
              <label for="because">Why?</label>
              <textarea id="because" rows={3} required value={draft.because} onInput={(event) => setDraft({ because: event.currentTarget.value })} />
            </div>
            <Problem problem={command.problem} />
            <div class="actions">
              <button class="danger" disabled={command.busy || !draft.because.trim()}>Dismiss it</button>
              <button type="button" onClick={() => setOpen(false)}>Leave it here</button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  )
}
