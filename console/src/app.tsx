import { useEffect, useState } from 'preact/hooks'
import { ApiProblem, get, onSessionEnd, tabPerson } from './api.ts'
import { later } from './later.tsx'
import { EmptyState, Skeleton } from './parts/empty-state.tsx'
import { Problem } from './parts/problem.tsx'
import { useSlow } from './resource.ts'
import { follow } from './live.ts'
import { useRoute } from './router.ts'
import { choosePerson, ReaderContext } from './session.ts'
import { Shell } from './shell.tsx'
import type { Session } from './wire.ts'

const Me = later(() => import('./pages/me.tsx').then((page) => page.Me))
const MyWork = later(() => import('./pages/my-work.tsx').then((page) => page.MyWork))
const Task = later(() => import('./pages/task.tsx').then((page) => page.Task))
const Cases = later(() => import('./pages/cases.tsx').then((page) => page.Cases))
const Case = later(() => import('./pages/case.tsx').then((page) => page.Case))
const Rosters = later(() => import('./pages/rosters.tsx').then((page) => page.Rosters))
const Inbox = later(() => import('./pages/inbox.tsx').then((page) => page.Inbox))
const ParkedThings = later(() => import('./pages/parked.tsx').then((page) => page.ParkedThings))
const Settings = later(() => import('./pages/settings.tsx').then((page) => page.Settings))
const Sops = later(() => import('./pages/sops.tsx').then((page) => page.Sops))
const Sop = later(() => import('./pages/sops.tsx').then((page) => page.Sop))
const SignIn = later(() => import('./pages/sign-in.tsx').then((page) => page.SignIn))
const SignInAgain = later(() => import('./parts/sign-in-again.tsx').then((part) => part.SignInAgain))
const StartCase = later(() => import('./pages/start-case.tsx').then((page) => page.StartCase))

/** Finds out who is looking, then shows the page that the address names. */
export function App() {
  const [session, setSession] = useState<Session | null>(null)
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const slow = useSlow(!session && !problem)
  const become = async (person: string) => setSession(await choosePerson(person))
  const load = () => readSession().then((next) => { setSession(next); setProblem(null) }, setProblem)
  const [ended, setEnded] = useState(false)
  const signedIn = (next: Session) => { setEnded(false); setSession(next) }
  useEffect(() => void load(), [])
  useEffect(() => onSessionEnd(() => setEnded(true)), [])
  // What changes is told to those only who may know.
  const known = Boolean(session?.person)
  useEffect(() => { if (known) follow() }, [known])
  if (!session) {
    if (problem) return <main><h1>Evenkeel</h1><Problem problem={problem} /><button type="button" onClick={() => void load()}>Try again</button></main>
    return slow ? <main><Skeleton /></main> : null
  }
  if (!session.person) return <main>{session.signIn.open ? <Me session={session} onChoose={become} /> : <SignIn session={session} onSignedIn={signedIn} />}</main>
  return (
    <ReaderContext.Provider value={{ session, me: session.person, become }}>
      <Routes key={session.person.id} session={session} become={become} />
      {ended && !session.signIn.open && <SignInAgain session={session} onSignedIn={signedIn} onClose={() => setEnded(false)} />}
    </ReaderContext.Provider>
  )
}

/**
 * A tab keeps the person it was opened for; a name that the organisation no longer knows is forgotten. In the demo nobody is
 * asked: the first person of the organisation looks, and the strip changes that.
 */
async function readSession(): Promise<Session> {
  const session = await get<Session>('/api/session').catch((problem: ApiProblem) => {
    if (problem.code !== 'unknown-person') throw problem
    tabPerson.clear()
    return get<Session>('/api/session')
  })
  // Somebody else has signed in since this tab was last loaded: now it is theirs.
  if (!session.person && !session.signIn.open && tabPerson.get() !== null) {
    tabPerson.clear()
    return readSession()
  }
  const first = session.people[0]
  if (!session.person && session.signIn.open && session.demo && first) return choosePerson(first.id)
  if (session.person) tabPerson.set(session.person.id)
  return session
}

function Routes({ session, become }: { readonly session: Session; readonly become: (person: string) => Promise<void> }) {
  const { segments } = useRoute()
  const [section, caseId, steps, step] = segments
  const known = section === 'cases' && caseId !== undefined && caseId !== 'new' ? caseId : null
  return <Shell caseId={known}>{page()}</Shell>

  function page() {
    if (section === undefined) return <MyWork />
    if (section === 'me') return <Me session={session} onChoose={become} />
    if (section === 'rosters' && caseId === undefined) return <Rosters />
    if (section === 'inbox' && caseId === undefined) return <Inbox />
    if (section === 'set-aside' && caseId === undefined) return <ParkedThings />
    if (section === 'sops') return caseId === undefined ? <Sops /> : <Sop key={caseId} sop={caseId} />
    if (section === 'settings' && caseId === undefined) return <Settings />
    if (section === 'cases' && caseId === undefined) return <Cases />
    if (section === 'cases' && caseId === 'new') return <StartCase />
    if (known !== null && steps === undefined) return <Case key={known} caseId={known} />
    if (known !== null && steps === 'steps' && step !== undefined) return <Task key={`${known}/${step}`} caseId={known} step={step} />
    return <><h1 tabIndex={-1}>No such page</h1><EmptyState what="Nothing lives at this address.">Go to <a href="/">my work</a> or <a href="/cases">the cases</a>.</EmptyState></>
  }
}
