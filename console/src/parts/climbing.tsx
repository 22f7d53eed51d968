import { useState } from 'preact/hooks'
import { useCommand } from '../command.ts'
import { useReader } from '../session.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Dialog } from './dialog.tsx'
import { Problem } from './problem.tsx'

interface Props {
  readonly task: TaskRow
  readonly onTaken: (taken: Taken) => void
}

/** Moves a task on its escalation path by hand, or hands it up. What one saw goes along: if it has changed meanwhile, nothing is done. */
export function Climbing({ task, onTaken }: Props) {
  const { me } = useReader()
  const [open, setOpen] = useState<'escalate' | 'deescalate' | 'decline' | null>(null)
  const mine = (task.claimedBy ?? task.assignee) === me.id
  const shut = () => setOpen(null)
  return (
    <div class="actions no-print">
      {!task.climbs?.over && <button type="button" onClick={() => setOpen('escalate')}>Escalate now</button>}
      {task.level > 0 && <button type="button" onClick={() => setOpen('deescalate')}>Take it back a level</button>}
      {mine && <button type="button" onClick={() => setOpen('decline')}>I will not do it</button>}
      {open === 'escalate' && (
        <Ask task={task} act="escalate" title="Escalate now" verb="Escalate it" onTaken={onTaken} onClose={shut}>
          Whoever comes next on its path is told at once, and its time for that level begins anew. {task.claimedBy && 'Whoever has taken it has to take it again.'}
        </Ask>
      )}
      {open === 'deescalate' && (
        <Ask task={task} act="deescalate" title="Take it back a level" verb={`Take it back to level ${task.level - 1}`} onTaken={onTaken} onClose={shut}>
          The full time for level {task.level} begins anew from now. Whoever it is with keeps it, and takes it again.
        </Ask>
      )}
      {open === 'decline' && (
        <Ask task={task} act="decline" title="I will not do it" verb="Hand it up" noted onTaken={onTaken} onClose={shut}>
          The next level that tells somebody comes at once. The story keeps that you declined, and why.
        </Ask>
      )}
    </div>
  )
}

function Ask({ task, act, title, verb, noted = false, children, onTaken, onClose }: Props & {
  readonly act: 'escalate' | 'deescalate' | 'decline'
  readonly title: string
  readonly verb: string
  readonly noted?: boolean
  readonly children: preact.ComponentChildren
  readonly onClose: () => void
}) {
  const command = useCommand<Taken>(taskApi(task, act))
  const [note, setNote] = useState('')
  const id = `${task.instance}-${act}`
  const submit = async (event: Event) => {
    event.preventDefault()
    const { instance, epoch, level } = task
    const taken = await command.send({ instance, epoch, ...(noted ? { note: note.trim() } : { level }) })
    if (!taken) return
    onClose()
    onTaken(taken)
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="task-form" onSubmit={(event) => void submit(event)}>
        <p>{children}</p>
        {noted && <div class="field"><label for={id}>Why? <span class="quiet">(optional)</span></label><input type="text" id={id} value={note} onInput={(event) => setNote(event.currentTarget.value)} /></div>}
        <Problem problem={command.problem} />
        <div class="actions"><button class="primary" disabled={command.busy}>{verb}</button><button type="button" onClick={onClose}>Leave it</button></div>
      </form>
    </Dialog>
  )
}
