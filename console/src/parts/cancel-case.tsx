import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { Exact } from '../time.tsx'
import type { CaseRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

/** Cancels a case, with a reason that its story keeps. Whoever is giving one while the case ends hears of that there. */
export function CancelCase({ of }: { readonly of: CaseRow }) {
  const [open, setOpen] = useState(false)
  const [draft, setDraft, drop] = useDraft(`${of.caseId}/cancel`, { because: '' })
  const command = useCommand<object>(`/api/cases/${encodeURIComponent(of.caseId)}/cancel`)
  const over = of.state !== 'open'
  const close = () => {
    if (over) drop()
    setOpen(false)
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (over || !(await command.send({ because: draft.because.trim() }))) return
    drop()
    setOpen(false)
  }
  return (
    <>
      {!over && <button type="button" class="danger-quiet" onClick={() => setOpen(true)}>Cancel this case</button>}
      {open && (
        <Dialog title={`Cancel ${of.label}`} onClose={close}>
          <form class="task-form" onSubmit={(event) => void submit(event)}>
            {over ? <Ended of={of} /> : <p>Open tasks end. What was done in other systems is taken back where that is possible.</p>}
            <div class="field">
              <label for="because">Why?</label>
              <textarea
                id="because" rows={3} required readOnly={over} value={draft.because}
                onInput={(event) => setDraft({ because: event.currentTarget.value })}
              />
            </div>
            {!over && <Problem problem={command.problem} />}
            <div class="actions">
              {!over && <button class="danger" disabled={command.busy || !draft.because.trim()}>Cancel the case</button>}
              <button type="button" onClick={close}>{over ? 'Close' : 'Keep it open'}</button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  )
}

function Ended({ of }: { readonly of: CaseRow }) {
  return (
    <div class="note" role="status">
      <p><strong>{of.label} has ended meanwhile{of.closedAt && <>, <Exact at={of.closedAt} /></>}: {of.standing}</strong></p>
      <p>There is nothing left to cancel. What you typed stays here until you close this.</p>
    </div>
  )
}
