import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import type { CaseRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

/** Cancels a case, with a reason that its story keeps. */
export function CancelCase({ of }: { readonly of: CaseRow }) {
  const [open, setOpen] = useState(false)
  const [draft, setDraft, drop] = useDraft(`${of.caseId}/cancel`, { because: '' })
  const command = useCommand<object>(`/api/cases/${encodeURIComponent(of.caseId)}/cancel`)
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!(await command.send({ because: draft.because.trim() }))) return
    drop()
    setOpen(false)
  }
  return (
    <>
      <button type="button" class="danger-quiet" onClick={() => setOpen(true)}>Cancel this case</button>
      {open && (
        <Dialog title={`Cancel ${of.label}`} onClose={() => setOpen(false)}>
          <form class="task-form" onSubmit={(event) => void submit(event)}>
            <p>Open tasks end. What was done in other systems is taken back where that is possible.</p>
            <div class="field">
              <label for="because">Why?</label>
              <textarea id="because" rows={3} required value={draft.because} onInput={(event) => setDraft({ because: event.currentTarget.value })} />
            </div>
            <Problem problem={command.problem} />
            <div class="actions">
              <button class="danger" disabled={command.busy || !draft.because.trim()}>Cancel the case</button>
              <button type="button" onClick={() => setOpen(false)}>Keep it open</button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  )
}
