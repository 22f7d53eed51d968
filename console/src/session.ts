import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import { post, tabPerson } from './api.ts'
import { changedHere } from './live.ts'
import type { Session } from './wire.ts'

/** Who is looking; there is always somebody once a page is shown. */
export interface Reader {
  readonly session: Session
  readonly me: NonNullable<Session['person']>
  /** Acts as somebody else from now on, where everybody is believed. Throws `ApiProblem`. */
  readonly become: (person: string) => Promise<void>
}

/** Given by the shell around every page. */
export const ReaderContext = createContext<Reader | null>(null)

/** The reader of this page. Only inside the shell. */
export function useReader(): Reader {
  const reader = useContext(ReaderContext)
  if (!reader) throw new Error('a page was shown outside of the shell; wrap it in "ReaderContext"')
  return reader
}

/** Signs in with a password; the tab is that person's from now on. Throws `ApiProblem`. */
export const signIn = (name: string, password: string): Promise<Session> => entered('/api/sign-in/password', { name, password })

/** Signs in by the secret of a mailed link. Throws `ApiProblem`. */
export const redeemLink = (secret: string): Promise<Session> => entered('/api/sign-in/mail/redeem', { secret })

async function entered(path: string, body: object): Promise<Session> {
  const session = await post<Session>(path, body)
  if (session.person) tabPerson.set(session.person.id)
  changedHere()
  return session
}

/** Signs out, here or everywhere, and begins anew. Throws `ApiProblem`. */
export async function signOut(everywhere: boolean): Promise<void> {
  await post('/api/sign-out', { everywhere })
  tabPerson.clear()
  location.assign('/')
}

/** Tells the server who this tab acts as; the answer is the new session. Throws `ApiProblem`. */
export async function choosePerson(person: string): Promise<Session> {
  tabPerson.set(person)
  const session = await post<Session>('/api/session', { person })
  changedHere()
  return session
}
