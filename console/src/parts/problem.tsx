import { useContext } from 'preact/hooks'
import type { ApiProblem } from '../api.ts'
import { exactly } from '../../../adapters/times.ts'
import { sayInstants } from '../../../domain/instant.ts'
import { useNow } from '../time.tsx'
import { casePath, taskPath } from '../router.ts'
import { ReaderContext } from '../session.ts'
import type { PersonRow } from '../wire.ts'

const ADVICE: Readonly<Record<string, string>> = {
  'no-answer': 'What you typed is kept. Try again.',
  'sent-again': 'What you typed is kept and is sent again by itself until there is an answer, for as long as you stay here. It counts once.',
  'not-read': 'It is asked again by itself.',
  'check-failed': 'Nothing was changed yet. Correct it and finish again.',
  'stale-step': 'What you typed is kept. Look at what changed, then finish again.',
  'already-finished': 'There is nothing left to do here. What you typed is kept on this page until you leave it.',
  'unknown-case': 'Look it up in the list of cases, or search for it.',
  'sign-in-needed': 'What you typed is kept.',
  'unknown-person': 'Choose again who you are. What you typed is kept.',
}

/** The refusals after which the reader needs to know what is open instead. */
const MOVED = ['already-finished', 'stale-step', 'step-not-open', 'case-closed', 'claimed-by-other']

/** A refusal or fault: what happened, who did it (in the server's sentence), what to do now, and what is open instead. */
export function Problem({ problem }: { readonly problem: ApiProblem | null }) {
  const reader = useContext(ReaderContext)
  const now = useNow(60_000)
  if (!problem) return null
  const people = reader?.session.people ?? []
  const exact = (at: number): string => exactly(at, now, reader?.me.zone ?? 'UTC', reader?.me.locale ?? 'en-GB')
  const open = problem.state?.tasks ?? []
  const advice = ADVICE[problem.code]
  return (
    <div class="problem" role="alert">
      <p><strong>{happened(problem, people, exact)}</strong>{advice && ` ${advice}`}</p>
      {MOVED.includes(problem.code) && problem.state?.case && (
        <p>
          Open in <a href={casePath(problem.state.case.caseId)}>{problem.state.case.label}</a> now:{' '}
          {open.length === 0 ? 'nothing' : open.map((task) => <a key={task.instance} href={taskPath(task.caseId, task.step)}>{task.title}</a>)}
        </p>
      )}
    </div>
  )
}

/** The server's sentence with people's names and the reader's times in it; what is wrong with a form stands at its fields instead. */
function happened({ code, message, errors }: ApiProblem, people: readonly PersonRow[], exact: (at: number) => string): string {
  if (code === 'wrong-form' && errors.length > 0) return 'Nothing was changed yet: correct the marked fields.'
  if (code === 'unknown-case') return 'There is no such case.'
  const named = people.reduce((text, { id, name }) => text.replaceAll(`"${id}"`, name), sayInstants(message, exact))
  const said = code === 'check-failed' ? `This check does not hold: ${named}` : named.charAt(0).toUpperCase() + named.slice(1)
  return /[.!?]$/.test(said) ? said : `${said}.`
}
