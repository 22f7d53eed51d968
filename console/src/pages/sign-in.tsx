import { useState } from 'preact/hooks'
import { ApiProblem } from '../api.ts'
import { AskForLink, UseLink } from '../parts/mail-link.tsx'
import { Problem } from '../parts/problem.tsx'
import { signIn } from '../session.ts'
import type { Session } from '../wire.ts'

/** Stands before everything else where nobody is believed who only says who they are. */
export function SignIn({ session, onSignedIn }: Props) {
  return (
    <>
      <h1 tabIndex={-1}>Sign in to Evenkeel</h1>
      <p class="quiet">Everything you do is recorded under your name.</p>
      <SignInForm session={session} onSignedIn={onSignedIn} />
    </>
  )
}

/** Why the company's provider signed nobody in. */
const WHY: Readonly<Record<string, string>> = {
  unreachable: 'Your company’s sign-in is out of reach. Try again in a minute.',
  unverified: 'Your company’s sign-in has not verified your mail address. Ask whoever keeps it.',
  unknown: 'Nobody with your mail address works here. Ask whoever keeps the organisation file.',
  refused: 'That sign-in did not work. Begin anew.',
}

interface Props {
  readonly session: Session
  readonly onSignedIn: (session: Session) => void
}

/** Every way that is open here; a mailed link that was followed goes first. */
export function SignInForm({ session, onSignedIn }: Props) {
  const { password, mail, openid } = session.signIn
  const why = location.pathname === '/sign-in' ? new URLSearchParams(location.search).get('why') : null
  const secret = location.pathname === '/sign-in' ? location.hash.slice(1) : ''
  if (mail && secret) return <UseLink secret={secret} onSignedIn={onSignedIn} />
  if (!password && !mail && !openid) return <p>Ask whoever runs this how to sign in: no way is set up here.</p>
  return (
    <>
      {why !== null && <div class="problem" role="alert"><p>{WHY[why] ?? WHY['refused']}</p></div>}
      {openid && <p><a class="button" href="/api/sign-in/openid">Sign in with your company’s account</a></p>}
      {password && <PasswordForm onSignedIn={onSignedIn} />}
      {mail && <AskForLink />}
    </>
  )
}

/** Asks for name and password; what was typed stays when it was wrong, but for the password. */
function PasswordForm({ onSignedIn }: Pick<Props, 'onSignedIn'>) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem: ApiProblem | null }>({ busy: false, problem: null })
  const submit = async (event: Event) => {
    event.preventDefault()
    setState({ busy: true, problem: null })
    try {
      onSignedIn(await signIn(name, password))
    } catch (caught) {
      setPassword('')
      setState({ busy: false, problem: caught instanceof ApiProblem ? caught : new ApiProblem(0, 'no-answer', 'Evenkeel did not answer.') })
    }
  }
  return (
    <form class="task-form" onSubmit={(event) => void submit(event)}>
      <div class="field">
        <label for="sign-in-name">Name or e-mail</label>
        <input id="sign-in-name" autocomplete="username" autocapitalize="none" spellcheck={false} required value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </div>
      <div class="field">
        <label for="sign-in-password">Password</label>
        <input id="sign-in-password" type="password" autocomplete="current-password" required value={password} onInput={(event) => setPassword(event.currentTarget.value)} />
      </div>
      <Problem problem={state.problem} />
      <button class="primary" disabled={state.busy}>Sign in</button>
    </form>
  )
}
