import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { say } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { Problem } from './problem.tsx'

interface Props {
  readonly task: TaskRow
  readonly onTaken: (taken: Taken) => void
}

/** Passes the task to a person, or back to whoever its role gives it to now, with how it stands. */
export function HandOn({ task, onTaken }: Props) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>Hand over</button>
      {open && <HandOnDialog task={task} onTaken={onTaken} onClose={() => setOpen(false)} />}
    </>
  )
}

function HandOnDialog({ task, onTaken, onClose }: Props & { readonly onClose: () => void }) {
  const { session } = useReader()
  const command = useCommand<Taken>(taskApi(task, 'handoff'))
  const [draft, setDraft, drop] = useDraft(`${task.caseId}/${task.instance}/handoff`, { to: '', summary: '' })
  const id = `${task.instance}-handoff`
  const holder = task.claimedBy ?? task.assignee
  const others = session.people.filter((person) => person.id !== holder && !task.notFor?.includes(person.id))
  const submit = async (event: Event) => {
    event.preventDefault()
    const taken = await command.send({ instance: task.instance, epoch: task.epoch, summary: draft.summary, ...(draft.to && { to: draft.to }) })
    if (!taken) return
    drop()
    onClose()
    onTaken(taken)
  }
  return (
    <Dialog title="Hand over" onClose={onClose}>
      <form class="task-form" onSubmit={(event) => void submit(event)}>
        <div class="field">
          <label for={`${id}-to`}>To whom?</label>
          <select id={`${id}-to`} value={draft.to} onChange={(event) => setDraft({ ...draft, to: event.currentTarget.value })}>
            <option value="">whoever {say(task.forWhom) || 'the SOP'} gives it to now</option>
            {others.map((person) => <option key={person.id} value={person.id}>{person.name}</option>)}
          </select>
        </div>
        <div class="field">
          <label for={`${id}-summary`}>How does it stand?</label>
          <textarea id={`${id}-summary`} rows={3} value={draft.summary} onInput={(event) => setDraft({ ...draft, summary: event.currentTarget.value })} />
        </div>
        <Problem problem={command.problem} />
        <div class="actions">
          <button class="primary" disabled={command.busy || draft.summary.trim() === ''}>Hand over</button>
          <button type="button" onClick={onClose}>Keep it</button>
        </div>
      </form>
    </Dialog>
  )
}

/** Stops the clock for a reason that the SOP has, or lets it go on. */
export function Pausing({ task, onTaken }: Props) {
  const [open, setOpen] = useState(false)
  const command = useCommand<Taken>(taskApi(task, 'resume'))
  const resume = async () => {
    const taken = await command.send({ instance: task.instance, epoch: task.epoch })
    if (taken) onTaken(taken)
  }
  if (!task.pauses?.length) return null
  return (
    <>
      {task.paused
        ? <button type="button" disabled={command.busy} onClick={() => void resume()}>Let its clock go on</button>
        : <button type="button" onClick={() => setOpen(true)}>Pause</button>}
      <Problem problem={command.problem} />
      {open && <PauseDialog task={task} onTaken={onTaken} onClose={() => setOpen(false)} />}
    </>
  )
}

function PauseDialog({ task, onTaken, onClose }: Props & { readonly onClose: () => void }) {
  const command = useCommand<Taken>(taskApi(task, 'pause'))
  const [draft, setDraft] = useState<{ readonly reason: string | null; readonly for: string }>({ reason: null, for: '' })
  const id = `${task.instance}-pause`
  const submit = async (event: Event) => {
    event.preventDefault()
    const taken = await command.send({ instance: task.instance, epoch: task.epoch, reason: draft.reason, ...(draft.for.trim() && { for: draft.for.trim() }) })
    if (!taken) return
    onClose()
    onTaken(taken)
  }
  return (
    <Dialog title="Pause" onClose={onClose}>
      <form class="task-form" onSubmit={(event) => void submit(event)}>
        <OutcomeChoice id={`${id}-reason`} legend="What is it waiting for?" outcomes={(task.pauses ?? []).map((value) => ({ value }))} chosen={draft.reason} onChoose={(reason) => setDraft({ ...draft, reason })} />
        <div class="field">
          <label for={`${id}-for`}>For how long at most? <span class="quiet">(optional, the reason has its own limit)</span></label>
          <p class="help" id={`${id}-help`}>such as 4h or 2d</p>
          <input type="text" id={`${id}-for`} class="short" value={draft.for} aria-describedby={`${id}-help`} onInput={(event) => setDraft({ ...draft, for: event.currentTarget.value })} />
        </div>
        <Problem problem={command.problem} />
        <div class="actions">
          <button class="primary" disabled={command.busy || !draft.reason}>Pause</button>
          <button type="button" onClick={onClose}>Do not</button>
        </div>
      </form>
    </Dialog>
  )
}
