import { exactly } from '../../../adapters/times.ts'
import { timeOfDay } from '../logic/duration.ts'
import { inWords, say } from '../../../domain/words.ts'
import { useReader } from '../session.ts'
import { Exact, useNow } from '../time.tsx'
import type { TaskRow } from '../wire.ts'

/** How a due time comes about: each stretch in which the time counted or will count, line by line, and the pauses that do not. */
export function DueWorking({ task }: { readonly task: TaskRow }) {
  const { me } = useReader()
  const now = useNow(60_000)
  const { working } = task
  if (!working) return <>{inWords(Date.parse(task.dueAt) - Date.parse(task.startedAt))} allowed since <Exact at={task.startedAt} />, so <strong><Exact at={task.dueAt} /></strong></>
  const lengths = working.counted.map(({ from, to }) => Date.parse(to) - Date.parse(from))
  const stretch = (from: string, to: string): string => {
    const [start, end] = [exactly(Date.parse(from), now, me.zone, me.locale), exactly(Date.parse(to), now, me.zone, me.locale)]
    const sameDay = start.slice(0, -5) === end.slice(0, -5) && Date.parse(to) - Date.parse(from) < 86_400_000
    return `${start} to ${sameDay ? timeOfDay(Date.parse(to), me.zone, me.locale) : end}`
  }
  return (
    <>
      <p>{working.allowed}{working.calendar ? `, counted while ${say(working.calendar)} is open` : ', counted by day and night'}:</p>
      <table class="working">
        <caption class="hidden">How the due time comes about</caption>
        <tbody>{working.counted.map(({ from, to }, index) => <tr key={from}><th scope="row">{stretch(from, to)}</th><td>{inWords(lengths[index] ?? 0)}</td></tr>)}</tbody>
        <tfoot><tr><th scope="row">{task.paused ? 'used so far' : <>due <Exact at={task.dueAt} /></>}</th><td>{working.more ? `and ${working.more} more` : inWords(lengths.reduce((sum, one) => sum + one, 0))}</td></tr></tfoot>
      </table>
      {working.stood.map(({ from, to }) => <p key={from} class="quiet">Stood still {stretch(from, to)}.</p>)}
      {task.paused && <p class="quiet">It stands still now, so the due time moves on until it is resumed.</p>}
    </>
  )
}
