import { CaseState } from '../parts/case-state.tsx'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { nameOf } from '../logic/people.ts'
import { useResource, useSlow } from '../resource.ts'
import { casePath, go, useRoute } from '../router.ts'
import { useReader } from '../session.ts'
import { Ago, Wound } from '../time.tsx'
import type { CaseList, CaseRow, SopRow } from '../wire.ts'

/** Open and closed cases; the filters stand in the address, so a saved link is a saved filter. */
export function Cases() {
  const { query } = useRoute()
  const asked = new URLSearchParams(query)
  if (!asked.has('state') && !asked.get('text')) asked.set('state', 'open')
  if (asked.get('state') === 'all') asked.delete('state')
  asked.set('limit', '50')
  const { data, problem } = useResource<CaseList>(`/api/cases?${asked}`)
  const slow = useSlow(!data && !problem)
  return (
    <>
      <div class="title-line"><h1 tabIndex={-1}>Cases</h1><a class="button" href="/cases/new">Start a case</a></div>
      <Filters query={query} />
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data && data.cases.length === 0 && <NoCases filtered={query.size > 0} />}
      {data && data.cases.length > 0 && <ul class="rows">{data.cases.map((one) => <CaseItem key={one.caseId} of={one} />)}</ul>}
      <p class="actions">
        {query.has('before') && <a class="button" href={withQuery(query, 'before', '')}>Newest</a>}
        {data?.next && <a class="button" href={withQuery(query, 'before', data.next)}>Older cases</a>}
      </p>
    </>
  )
}

function NoCases({ filtered }: { readonly filtered: boolean }) {
  const { session } = useReader()
  if (filtered) return <EmptyState what="No case fits."><a href="/cases">Show all open cases</a></EmptyState>
  return (
    <EmptyState what="No open cases.">
      A case opens when the shop reports something that a SOP is for. {session.demo ? 'Press “Send a return” above, or ' : 'Or '}<a href="/cases/new">start one by form</a>.
    </EmptyState>
  )
}

function withQuery(query: URLSearchParams, name: string, value: string): string {
  const next = new URLSearchParams(query)
  if (value) next.set(name, value)
  else next.delete(name)
  return `/cases${next.size > 0 ? `?${next}` : ''}`
}

const STATES = [['open', 'open'], ['closed', 'closed'], ['all', 'open and closed']] as const

function Filters({ query }: { readonly query: URLSearchParams }) {
  const { session } = useReader()
  const sops = useResource<{ readonly sops: readonly SopRow[] }>('/api/sops', '')
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(query)
    next.delete('before')
    go(withQuery(next, name, value), 'replace')
  }
  const text = query.get('text')
  const state = query.get('state') ?? (text ? 'all' : 'open')
  const named = (sops.data?.sops ?? []).map((sop) => [sop.sop, sop.title] as const)
  const people = session.people.map((one) => [one.id, one.name] as const)
  return (
    <form class="filters" aria-label="Filter" onSubmit={(event) => event.preventDefault()}>
      <Select label="State" value={state} onPick={(value) => set('state', value)} options={STATES} />
      <Select label="SOP" value={query.get('sop') ?? ''} onPick={(value) => set('sop', value)} options={[['', 'any'], ...named]} />
      <Select label="With" value={query.get('assignee') ?? ''} onPick={(value) => set('assignee', value)} options={[['', 'anybody'], ...people]} />
      {text && <p>Found for “{text}” <a href={withQuery(query, 'text', '')}>clear</a></p>}
    </form>
  )
}

function Select({ label, value, options, onPick }: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onPick: (value: string) => void
}) {
  return (
    <label>{label}
      <select value={value} onChange={(event) => onPick(event.currentTarget.value)}>
        {options.map(([id, words]) => <option key={id} value={id} selected={id === value}>{words}</option>)}
      </select>
    </label>
  )
}

function CaseItem({ of }: { readonly of: CaseRow }) {
  const { session } = useReader()
  const holders = [...new Set(of.openSteps.flatMap((step) => (step.assignee === null ? [] : [nameOf(step.assignee, session.people)])))]
  return (
    <li class="row" data-row>
      <Wound.Provider value={of.woundMs ?? 0}>
        <div class="row-head case">
          <div class="row-main"><a href={casePath(of.caseId)}>{of.label}</a><span class="quiet">{of.sopTitle}, opened <Ago at={of.openedAt} /></span></div>
          <p class="row-standing">{of.standing}{holders.length > 0 && <span class="quiet"> With {holders.join(', ')}.</span>}</p>
          <div class="row-due"><CaseState of={of} /></div>
        </div>
      </Wound.Provider>
    </li>
  )
}
