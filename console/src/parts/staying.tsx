import { useCommand } from '../command.ts'
import { useReader } from '../session.ts'
import { taskApi, type Taken } from '../task-api.ts'
import { Exact } from '../time.tsx'
import type { TaskRow } from '../wire.ts'
import { Problem } from './problem.tsx'

/** Asks whoever has the task, and whose shift has ended, whether they stay with it. */
export function Staying({ task, onTaken }: { readonly task: TaskRow; readonly onTaken: (taken: Taken) => void }) {
  const { me } = useReader()
  const command = useCommand<Taken>(taskApi(task, 'stay'))
  const answerBy = task.shift?.answerBy
  if (answerBy === undefined || task.claimedBy !== me.id) return null
  const stay = async () => {
    const taken = await command.send({ instance: task.instance, epoch: task.epoch })
    if (taken) onTaken(taken)
  }
  return (
    <section class="note" aria-label="End of your shift">
      <p>{task.shift?.because ?? 'Your shift has ended'}. Stay with this, or hand it over; without an answer it goes to whoever is on then, <Exact at={answerBy} />.</p>
      <div class="actions"><button type="button" disabled={command.busy} onClick={() => void stay()}>I stay with it</button></div>
      <Problem problem={command.problem} />
    </section>
  )
}
