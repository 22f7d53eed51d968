import { useCommand } from '../command.ts'
import { useReader } from '../session.ts'
import { taskApi, type Taken } from '../task-api.ts'
import type { TaskRow } from '../wire.ts'
import { Cannot } from './cannot.tsx'
import { HandOn, Pausing } from './hand-on.tsx'
import { Problem } from './problem.tsx'
import { Remarks } from './remarks.tsx'
import { Staying } from './staying.tsx'

/** Take the task, give it back or pass it on, pause it, or say that one cannot do it (a step that needs help is settled instead). */
export function Holding({ task, onTaken }: { readonly task: TaskRow; readonly onTaken: (taken: Taken) => void }) {
  const { me } = useReader()
  const mine = task.claimedBy === me.id
  const command = useCommand<Taken>(taskApi(task, mine ? 'release' : 'claim'))
  const act = async () => {
    const taken = await command.send({ instance: task.instance, epoch: task.epoch })
    if (taken) onTaken(taken)
  }
  return (
    <>
      <Staying task={task} onTaken={onTaken} />
      <div class="actions">
        {(mine || !task.claimedBy) && <button type="button" disabled={command.busy} onClick={() => void act()}>{mine ? 'Give it back' : 'Take it'}</button>}
        <HandOn task={task} onTaken={onTaken} />
        {task.kind === 'task' && <Pausing task={task} onTaken={onTaken} />}
        {(task.kind === 'task' || task.kind === 'question') && <Cannot task={task} onTaken={onTaken} />}
      </div>
      <Problem problem={command.problem} />
      <Remarks task={task} />
    </>
  )
}
