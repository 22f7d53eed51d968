import { useState } from 'preact/hooks'
import type { ApiProblem } from '../api.ts'
import { Problem } from '../parts/problem.tsx'
import { SignOut } from '../parts/sign-out.tsx'
import { say } from '../../../domain/words.ts'
import type { Session } from '../wire.ts'

/** Who are you? Stands before everything else when nobody is known, and under the reader's name. */
export function Me({ session, onChoose }: { readonly session: Session; readonly onChoose: (person: string) => Promise<void> }) {
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  if (session.person && !session.signIn.open) return <><h1 tabIndex={-1}>You are {session.person.name}</h1><p class="quiet">{session.person.roles.map(say).join(', ') || 'no role'}</p><SignOut /></>
  const choose = (person: string) => onChoose(person).catch((caught: ApiProblem) => setProblem(caught))
  return (
    <>
      <h1 tabIndex={-1}>{session.person ? `You are ${session.person.name}` : 'Who are you?'}</h1>
      <p class="quiet">{session.person ? 'Choose somebody else to act as them in this tab.' : 'Everything you do is recorded under this name.'}</p>
      <Problem problem={problem} />
      <ul class="rows">
        {session.people.map((one) => (
          <li class="row" key={one.id} data-row>
            <div class="row-head">
              <div class="row-main"><strong>{one.name}</strong><span class="quiet">{one.roles.map(say).join(', ') || 'no role'}</span></div>
              <button type="button" disabled={one.id === session.person?.id} onClick={() => void choose(one.id)}>I am {one.name}</button>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
