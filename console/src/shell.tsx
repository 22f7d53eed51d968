import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Keys } from './keys.tsx'
import { useConnected } from './live.ts'
import { later } from './later.tsx'
import { go, useRoute } from './router.ts'
import { useReader } from './session.ts'

const DemoStrip = later(() => import('./parts/demo-strip.tsx').then((part) => part.DemoStrip))

/** What stands around every page: skip link, demo strip, navigation, search, and whether the page follows by itself. */
export function Shell({ caseId, children }: { readonly caseId: string | null; readonly children: ComponentChildren }) {
  const { session } = useReader()
  return (
    <>
      <a class="skip" href="#main">Skip to the page</a>
      {session.demo && <DemoStrip caseId={caseId} />}
      <Header />
      <Page>{children}</Page>
      <footer class="no-print"><Follows /><Keys /></footer>
    </>
  )
}

/** Whom the API tells what is connected. */
const SEES_SETTINGS = ['manager', 'ops_lead', 'admin']
/** Whom the API lets see what other systems told. */
const SEES_INBOX = ['manager', 'ops_lead', 'admin', 'auditor']

function Header() {
  const { path } = useRoute()
  const { me } = useReader()
  const here = (href: string) => ((href === '/' ? path === '/' : path.startsWith(href)) ? 'page' : undefined)
  return (
    <header class="top no-print">
      <a class="name" href="/">Evenkeel</a>
      <nav aria-label="Pages">
        <a href="/" aria-current={here('/')}>My work</a>
        <a href="/cases" aria-current={here('/cases')}>Cases</a>
        <a href="/sops" aria-current={here('/sops')}>SOPs</a>
        <a href="/rosters" aria-current={here('/rosters')}>Rosters</a>
        {me.access.some((one) => SEES_INBOX.includes(one)) && <a href="/inbox" aria-current={here('/inbox')}>Inbox</a>}
        {me.access.some((one) => SEES_SETTINGS.includes(one)) && <a href="/settings" aria-current={here('/settings')}>Settings</a>}
      </nav>
      <Search />
      <a class="me" href="/me" aria-current={here('/me')}><span class="hidden">You are </span>{me.name}</a>
    </header>
  )
}

function Search() {
  const { query } = useRoute()
  const input = useRef<HTMLInputElement>(null)
  const submit = (event: Event) => {
    event.preventDefault()
    const text = input.current?.value.trim() ?? ''
    go(text ? `/cases?text=${encodeURIComponent(text)}` : '/cases')
  }
  return (
    <search>
      <form onSubmit={submit}>
        <label class="hidden" for="search">Search cases</label>
        <input ref={input} id="search" type="search" placeholder="Search cases" defaultValue={query.get('text') ?? ''} key={query.get('text')} />
      </form>
    </search>
  )
}

/** Going to another page puts the reader at its heading and names the tab after it. */
function Page({ children }: { readonly children: ComponentChildren }) {
  const { path } = useRoute()
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  useEffect(() => {
    const moved = !first.current
    first.current = false
    if (moved) scrollTo(0, 0)
    const settle = () => {
      const heading = main.current?.querySelector('h1')
      if (!heading) return false
      document.title = `${heading.textContent} · Evenkeel`
      if (moved) heading.focus({ preventScroll: true })
      return true
    }
    if (settle()) return
    const observer = new MutationObserver(() => { if (settle()) observer.disconnect() })
    if (main.current) observer.observe(main.current, { childList: true, subtree: true })
    return () => observer.disconnect()
  }, [path])
  return <main id="main" ref={main} tabIndex={-1}>{children}</main>
}

function Follows() {
  const connected = useConnected()
  const words = connected ? 'This page follows by itself.' : 'Evenkeel is out of reach. What you type is kept; the page may be old. Trying again …'
  return <span role="status" class={connected ? 'quiet' : 'lost'}>{words}</span>
}
