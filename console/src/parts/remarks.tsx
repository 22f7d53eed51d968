import { useState } from 'preact/hooks'
import type { RemarkKind } from '../../../domain/event.ts'
import { useCommand } from '../command.ts'
import { useDraft } from '../drafts.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

const WORDS: Readonly<Record<RemarkKind, { readonly title: string; readonly asked: string; readonly after: string }>> = {
  another_way: { title: 'I did it another way', asked: 'What did you do instead, and why?', after: 'Noted. Finish the task as it ended.' },
  sop_wrong: { title: 'This SOP is wrong here', asked: 'What is wrong, and what would be right?', after: 'Noted for the owner of the SOP. The task goes on.' },
}

/** What the record should know of the step: that it was done otherwise, or that the SOP does not fit. The task stays as it is. */
export function Remarks({ task }: { readonly task: TaskRow }) {
  const [open, setOpen] = useState<RemarkKind | null>(null)
  const [noted, setNoted] = useState<RemarkKind | null>(null)
  const ask = (kind: RemarkKind) => { setNoted(null); setOpen(kind) }
  return (
    <div class="actions remarks no-print">
      {(Object.keys(WORDS) as RemarkKind[]).map((kind) => <button key={kind} type="button" class="plain" onClick={() => ask(kind)}>{WORDS[kind].title}</button>)}
      <p role="status">{noted && WORDS[noted].after}</p>
      {open && <RemarkDialog task={task} kind={open} onClose={() => setOpen(null)} onNoted={() => { setOpen(null); setNoted(open) }} />}
    </div>
  )
}

function RemarkDialog({ task, kind, onClose, onNoted }: { readonly task: TaskRow; readonly kind: RemarkKind; readonly onClose: () => void; readonly onNoted: () => void }) {
  const [draft, setDraft, drop] = useDraft(`${task.caseId}/${task.instance}/remark/${kind}`, { note: '' })
  const command = useCommand<Taken>(taskApi(task, 'remark'))
  const id = `${task.instance}-${kind}`
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!(await command.send({ instance: task.instance, epoch: task.epoch, kind, note: draft.note.trim() }))) return
    drop()
    onNoted()
  }
  return (
    <Dialog title={WORDS[kind].title} onClose={onClose}>
      <form class="task-form" onSubmit={(event) => void submit(event)}>
        <div class="field">
          <label for={id}>{WORDS[kind].asked}</label>
          <textarea id={id} rows={4} maxLength={2000} value={draft.note} onInput={(event) => { setDraft({ note: event.currentTarget.value }); command.edited() }} />
        </div>
        <Problem problem={command.problem} />
        <div class="actions">
          <button class="primary" disabled={command.busy || draft.note.trim() === ''}>Note it</button>
          <button type="button" onClick={onClose}>Leave it</button>
        </div>
      </form>
    </Dialog>
  )
}
