import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { CANNOT_WORDS } from '../../../domain/task-words.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { Problem } from './problem.tsx'

const REASONS = Object.entries(CANNOT_WORDS).map(([value, label]) => ({ value, label }))

/** "I cannot do this": a reason and a note, so that the right person can take over. */
export function Cannot({ task, onTaken }: { readonly task: TaskRow; readonly onTaken: (taken: Taken) => void }) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>I cannot do this</button>
      {open && <CannotDialog task={task} onClose={() => setOpen(false)} onTaken={onTaken} />}
    </>
  )
}

function CannotDialog({ task, onClose, onTaken }: { readonly task: TaskRow; readonly onClose: () => void; readonly onTaken: (taken: Taken) => void }) {
  const name = `${task.caseId}/${task.instance}/cannot`
  const [draft, setDraft, drop] = useDraft<{ readonly reason: string | null; readonly note: string }>(name, { reason: null, note: '' })
  const command = useCommand<Taken>(taskApi(task, 'cannot'))
  const wrong = command.problem?.errors.find((error) => error.field === 'note')?.message
  const submit = async (event: Event) => {
    event.preventDefault()
    const taken = await command.send({ instance: task.instance, epoch: task.epoch, ...draft })
    if (!taken) return
    drop()
    onClose()
    onTaken(taken)
  }
  return (
    <Dialog title="I cannot do this" onClose={onClose}>
      <form class="task-form" onSubmit={(event) => void submit(event)}>
        <OutcomeChoice id={`${task.instance}-reason`} legend="Why not?" outcomes={REASONS} chosen={draft.reason} onChoose={(reason) => setDraft({ ...draft, reason })} />
        <div class="field">
          <label for={`${task.instance}-cannot-note`}>What should the next person know?{draft.reason !== 'other' && <span class="quiet"> (optional)</span>}</label>
          <textarea
            id={`${task.instance}-cannot-note`} rows={3} value={draft.note} aria-invalid={wrong !== undefined}
            onInput={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
          />
          {wrong && <p class="error">{wrong}</p>}
        </div>
        <Problem problem={command.problem} />
        <div class="actions">
          <button class="primary" disabled={command.busy || !draft.reason}>Hand it on</button>
          <button type="button" onClick={onClose}>Keep it</button>
        </div>
      </form>
    </Dialog>
  )
}
