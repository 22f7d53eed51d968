import { useState } from 'preact/hooks'
import { nameOf } from '../logic/people.ts'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Decide } from '../parts/decide-parked.tsx'
import { Problem } from '../parts/problem.tsx'
import { StatusPill, type PillState } from '../parts/status-pill.tsx'
import { useResource, useSlow } from '../resource.ts'
import { casePath, go, useRoute } from '../router.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { InboxList, InboxOne, InboxRow } from '../wire.ts'

/** What is told comes without a word to pages. */
const LOOK_MS = 15_000

/** Whom the API lets see what was set aside, mails and acts in Slack among it. */
const SEES_SET_ASIDE = ['manager', 'ops_lead', 'admin']

const STATES = [
  ['', 'all'], ['new', 'new'], ['delivered', 'opened a case'], ['ignored', 'wanted by no SOP'], ['parked', 'set aside'], ['discarded', 'dismissed'], ['duplicate', 'told more than once'], ['conflict', 'told in two ways'],
] as const

/** Every webhook that was taken, newest first, with what became of it; the filters stand in the address. */
export function Inbox() {
  const { query } = useRoute()
  const { me } = useReader()
  const { data, problem } = useResource<InboxList>(`/api/inbox${query.size > 0 ? `?${query}` : ''}`, undefined, query.has('before') ? undefined : LOOK_MS)
  const slow = useSlow(!data && !problem)
  return (
    <>
      <div class="title-line"><h1 tabIndex={-1}>Inbox</h1>{me.access.some((one) => SEES_SET_ASIDE.includes(one)) && <a class="button" href="/set-aside">Set aside</a>}</div>
      <p class="quiet">What other systems told Evenkeel. Each is kept, told once to whoever wants it, and told twice does nothing.</p>
      <Filters query={query} sources={data?.sources ?? []} />
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data?.inbox.length === 0 && <Nothing query={query} more={data.next !== null} />}
      {data && data.inbox.length > 0 && <ul class="rows">{data.inbox.map((one) => <Row key={one.id} of={one} mayDecide={data.mayDecide} />)}</ul>}
      <p class="actions">
        {query.has('before') && <a class="button" href={withQuery(query, 'before', '')}>Newest</a>}
        {data?.next && <a class="button" href={withQuery(query, 'before', data.next)}>Older</a>}
      </p>
    </>
  )
}

function Nothing({ query, more }: { readonly query: URLSearchParams; readonly more: boolean }) {
  if (more) return <EmptyState what="Nothing so far.">Press “Older” to look further back.</EmptyState>
  if (query.size > 0) return <EmptyState what="Nothing fits."><a href="/inbox">Show everything</a></EmptyState>
  return <EmptyState what="Nobody has told anything yet.">A webhook of a connected system, such as a return from the shop, would stand here with what became of it.</EmptyState>
}

function withQuery(query: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(query)
  if (value) next.set(name, value)
  else next.delete(name)
  return `/inbox${next.size > 0 ? `?${next}` : ''}`
}

function Filters({ query, sources }: { readonly query: URLSearchParams; readonly sources: readonly string[] }) {
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(query)
    next.delete('before')
    go(withQuery(next, name, value), 'replace')
  }
  const source = query.get('source') ?? ''
  const from = [...new Set([...sources, ...(source ? [source] : [])])].map((name) => [name, name] as const)
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => { event.preventDefault(); set('text', new FormData(event.currentTarget).get('text')?.toString().trim() ?? '') }}>
      <Select label="From" value={source} onPick={(value) => set('source', value)} options={[['', 'anybody'], ...from]} />
      <Select label="State" value={query.get('state') ?? ''} onPick={(value) => set('state', value)} options={STATES} />
      <label>Id, topic or reason<input name="text" type="search" defaultValue={query.get('text') ?? ''} key={query.get('text')} /></label>
      <button>Find</button>
    </form>
  )
}

function Select({ label, value, options, onPick }: { readonly label: string; readonly value: string; readonly options: readonly (readonly [string, string])[]; readonly onPick: (value: string) => void }) {
  return (
    <label>{label}
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([id, words]) => <option key={id} value={id} selected={id === value}>{words}</option>)}
      </select>
    </label>
  )
}

const PILLS: Readonly<Record<InboxRow['state'], readonly [PillState, string]>> = {
  new: ['unconfirmed', 'new'], delivered: ['closed', 'opened a case'], ignored: ['calm', 'wanted by no SOP'], parked: ['stopped', 'set aside'], discarded: ['paused', 'dismissed'],
}

function Row({ of, mayDecide }: { readonly of: InboxRow; readonly mayDecide: boolean }) {
  const [open, setOpen] = useState(false)
  const [state, word] = PILLS[of.state]
  const subject = { kind: 'webhook', id: of.id, what: of.topic } as const
  return (
    <li class="row" data-row>
      <div class="row-head">
        <div class="row-main">
          <strong>{of.source}: {of.topic}</strong>
          <span class="quiet"><Exact at={of.at} /> (<Ago at={of.at} />){of.repeats > 0 && `, told ${of.repeats} ${of.repeats === 1 ? 'time' : 'times'} more`}</span>
          <span>{of.says}</span>
          {of.conflicts > 0 && <span>{of.conflicts === 1 ? 'Something else' : `${of.conflicts} other things`} came under the same id; the first counts.</span>}
        </div>
        <div><StatusPill state={state} word={of.again ? 'is tried again' : word} /></div>
        <span class="actions no-print">
          {of.caseId && <a class="button" href={casePath(of.caseId)}>The case</a>}
          <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>What it says<span class="hidden"> {of.topic} {of.id}</span></button>
          {mayDecide && <Decide of={subject} again={of.state === 'parked' || of.state === 'ignored'} dismiss={of.state === 'parked'} />}
        </span>
      </div>
      {open && <Says id={of.id} />}
    </li>
  )
}

function Says({ id }: { readonly id: string }) {
  const { session } = useReader()
  const { data, problem } = useResource<InboxOne>(`/api/inbox/${id}`)
  const slow = useSlow(!data && !problem)
  return (
    <div class="says">
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data && (
        <>
          <dl class="pairs"><dt>Delivery</dt><dd>{data.deliveryId}</dd><dt>Event</dt><dd>{data.eventId}</dd></dl>
          {data.decisions.map((one) => <p key={one.at}>{one.decision === 'again' ? 'Tried again' : 'Dismissed'} by {nameOf(one.by, session.people)}, <Exact at={one.at} />{one.because && `: ${one.because}`}</p>)}
          {!data.whole && <p class="quiet">What tells who somebody is stands hidden: whoever decides about webhooks reads it.</p>}
          {data.body === null ? <p class="quiet">It came so long ago that what it says was forgotten.</p> : <Text label="What it says" text={data.body} />}
          {data.others.map((other, at) => <Text key={at} label="What else came under its id" text={other} />)}
        </>
      )}
    </div>
  )
}

const Text = ({ label, text }: { readonly label: string; readonly text: string }) => <pre tabIndex={0} role="region" aria-label={label}>{text}</pre>
