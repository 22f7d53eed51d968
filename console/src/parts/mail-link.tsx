import { useState } from 'preact/hooks'
import { ApiProblem, post } from '../api.ts'
import { go } from '../router.ts'
import { redeemLink } from '../session.ts'
import type { Session } from '../wire.ts'
import { Problem } from './problem.tsx'

interface State {
  readonly busy: boolean
  readonly sent: boolean
  readonly problem: ApiProblem | null
}

const toProblem = (caught: unknown): ApiProblem => (caught instanceof ApiProblem ? caught : new ApiProblem(0, 'no-answer', 'Evenkeel did not answer.'))

/** Asks for a link by mail. What is said is the same for everybody. */
export function AskForLink() {
  const [name, setName] = useState('')
  const [state, setState] = useState<State>({ busy: false, sent: false, problem: null })
  const submit = async (event: Event) => {
    event.preventDefault()
    setState({ busy: true, sent: false, problem: null })
    await post('/api/sign-in/mail', { name }).then(() => setState({ busy: false, sent: true, problem: null }), (caught: unknown) => setState({ busy: false, sent: false, problem: toProblem(caught) }))
  }
  return (
    <form class="task-form" onSubmit={(event) => void submit(event)}>
      <div class="field">
        <label for="link-name">Name or e-mail</label>
        <input id="link-name" autocomplete="username" autocapitalize="none" spellcheck={false} required value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </div>
      <Problem problem={state.problem} />
      <p role="status">{state.sent && 'If you work here, a link is on its way to your mailbox. Open it in this browser within 15 minutes.'}</p>
      <button class="primary" disabled={state.busy}>Mail me a link</button>
    </form>
  )
}

/** What a mailed link leads to: nothing happens until somebody presses. */
export function UseLink({ secret, onSignedIn }: { readonly secret: string; readonly onSignedIn: (session: Session) => void }) {
  const [state, setState] = useState<State>({ busy: false, sent: false, problem: null })
  const use = async () => {
    setState({ busy: true, sent: false, problem: null })
    try {
      const session = await redeemLink(secret)
      go('/', 'replace')
      onSignedIn(session)
    } catch (caught) {
      setState({ busy: false, sent: false, problem: toProblem(caught) })
    }
  }
  return (
    <>
      <Problem problem={state.problem} />
      {state.problem ? <AskForLink /> : <div class="actions"><button type="button" class="primary" disabled={state.busy} onClick={() => void use()}>Sign in now</button></div>}
    </>
  )
}
