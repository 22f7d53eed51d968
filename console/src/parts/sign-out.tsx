import { useState } from 'preact/hooks'
import type { ApiProblem } from '../api.ts'
import { signOut } from '../session.ts'
import { Problem } from './problem.tsx'

/** Signs out here, or wherever one is signed in. */
export function SignOut() {
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const leave = (everywhere: boolean) => void signOut(everywhere).catch((caught: ApiProblem) => setProblem(caught))
  return (
    <>
      <Problem problem={problem} />
      <div class="actions">
        <button type="button" class="primary" onClick={() => leave(false)}>Sign out</button>
        <button type="button" onClick={() => leave(true)}>Sign out everywhere</button>
      </div>
    </>
  )
}
