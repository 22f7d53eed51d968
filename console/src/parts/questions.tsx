import { sayFirst } from '../../../domain/words.ts'
import type { TaskRow } from '../wire.ts'

/** The four questions of a step in the order they have everywhere: do, check, if wrong, escalates. */
export function Questions({ task }: { readonly task: TaskRow }) {
  return (
    <section class="questions" aria-label="What to do">
      <h2>Do</h2>
      <p class="do">{task.do}</p>
      <h2>Check</h2>
      {task.check.length > 0 ? <ul>{task.check.map((check) => <li key={check}>{check}</li>)}</ul> : <p>Nothing besides.</p>}
      <h2>If wrong</h2>
      <p>{task.ifWrong}</p>
      <h2>Escalates</h2>
      <p>{task.escalates}</p>
    </section>
  )
}

/** What went wrong, in place of the questions, for a step that needs help. */
export function Trouble({ task }: { readonly task: TaskRow }) {
  if (!task.problem) return null
  return (
    <section class="trouble" aria-label="What went wrong">
      <h2>What happened</h2>
      <p><strong>{task.problem.message}</strong></p>
      <p class="quiet">Step: {sayFirst(task.problem.step)}. Code: <code>{task.problem.code}</code></p>
    </section>
  )
}
