import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { StatusPill } from '../parts/status-pill.tsx'
import { ROSTERS } from '../live.ts'
import { useResource, useSlow } from '../resource.ts'
import { Exact } from '../time.tsx'
import type { CoverageRow, SopPageRow, SopRow } from '../wire.ts'
import { sayFirst } from '../../../domain/words.ts'
import '../style/card.css'

/** Every SOP that cases are opened by: whose it is, how many cases it has open, when it is read again. */
export function Sops() {
  const { data, problem } = useResource<{ readonly sops: readonly SopRow[] }>('/api/sops')
  const coverage = useResource<CoverageRow>('/api/coverage', ROSTERS).data
  const slow = useSlow(!data && !problem)
  return (
    <>
      <h1 tabIndex={-1}>SOPs</h1>
      <p class="quiet">The procedures in force. Each reads as a card, made of what cases really follow.</p>
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data?.sops.length === 0 && <EmptyState what="No SOP is published.">Put one into the folder of the SOPs and start again: "sop init" copies some of the library.</EmptyState>}
      {data && data.sops.length > 0 && (
        <ul class="rows">{data.sops.map((sop) => <Row key={sop.sop} of={sop} uncovered={coverage?.steps.some((one) => one.sop === sop.sop) ?? false} />)}</ul>
      )}
    </>
  )
}

const pathOf = (sop: string): string => `/sops/${encodeURIComponent(sop)}`

function Row({ of, uncovered }: { readonly of: SopRow; readonly uncovered: boolean }) {
  return (
    <li class="row" data-row>
      <div class="row-head">
        <div class="row-main">
          <a href={pathOf(of.sop)}>{of.title}</a>
          <span class="quiet">{of.why}</span>
        </div>
        <div class="row-due">
          <span>{sayFirst(of.owner)}</span>
          <span class="quiet"> · <Open of={of} /></span>
        </div>
        <div>
          <Review of={of} />
          {uncovered && <StatusPill state="at-risk" word="a step that nobody is on for" />}
        </div>
      </div>
    </li>
  )
}

/** A number leads to what it counts. */
function Open({ of }: { readonly of: SopRow }) {
  return of.openCases === 0 ? <>no open cases</> : <a href={`/cases?sop=${encodeURIComponent(of.sop)}`}>{of.openCases} open {of.openCases === 1 ? 'case' : 'cases'}</a>
}

function Review({ of }: { readonly of: SopRow }) {
  return of.reviewDue ? <StatusPill state="breached" word="to be read again" /> : <span class="quiet">read again by <Exact at={of.reviewBy} /></span>
}

/** One SOP as a card: for the wall, for the first day, for whoever asks why. */
export function Sop({ sop }: { readonly sop: string }) {
  const { data, problem } = useResource<SopPageRow>(`/api/sops/${encodeURIComponent(sop)}`)
  const coverage = useResource<CoverageRow>('/api/coverage', ROSTERS).data
  const slow = useSlow(!data && !problem)
  if (!data) return <><h1 tabIndex={-1}>SOP</h1><Problem problem={problem} />{slow && <Skeleton />}</>
  const { card, single } = data
  return (
    <article class="sop-card">
      <h1 tabIndex={-1}>{card.title}</h1>
      <p>{card.why}</p>
      <dl class="facts">
        <div><dt>Owner</dt><dd>{card.owner}</dd></div>
        <div><dt>Version</dt><dd>{card.version}{data.publishedAt && <span class="quiet"> since <Exact at={data.publishedAt} /></span>}</dd></div>
        <div><dt>To be read again</dt><dd><Review of={data.sop} /></dd></div>
        <div><dt>Open cases</dt><dd><Open of={data.sop} /></dd></div>
      </dl>
      <Warnings single={single} uncovered={coverage?.steps.filter((one) => one.sop === sop) ?? []} />
      <p class="actions no-print"><button type="button" onClick={() => print()}>Print this card</button><a class="button" href="/sops">All SOPs</a></p>
      <List title="What starts it" items={card.starts} />
      <List title="The whole case" items={card.whole} />
      <h2>Steps</h2>
      {card.steps.map((step) => (
        <section key={step.id} class="card-step" style={{ '--depth': step.number.split('.').length - 1 }}>
          <h3>{step.number}. {step.title}</h3>
          <dl>
            <div><dt>Who</dt><dd>{step.who}</dd></div>
            {step.due && <div><dt>Due</dt><dd>{step.due}</dd></div>}
            {step.lines.map(([label, text], at) => <div key={at}><dt>{label}</dt><dd>{text}</dd></div>)}
          </dl>
        </section>
      ))}
      <List title="How it ends" items={card.outcomes.map(({ name, from }) => `${name}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}`)} />
      <List title="Limits" items={card.limits} />
      <List title="Whom to ask" items={card.ask} />
    </article>
  )
}

function List({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  return items.length === 0 ? null : <><h2>{title}</h2><ul>{items.map((item) => <li key={item}>{item}</li>)}</ul></>
}

/** What the owner should see to before somebody is away. */
function Warnings({ single, uncovered }: { readonly single: readonly string[]; readonly uncovered: CoverageRow['steps'] }) {
  if (single.length + uncovered.length === 0) return null
  return (
    <ul class="warnings">
      {single.map((role) => <li key={role}><StatusPill state="at-risk" word="one person only" /> {sayFirst(role)}: when they are away, its steps go up at once.</li>)}
      {uncovered.map(({ step, stretches: [first] }) => <li key={step}><StatusPill state="at-risk" word="nobody is on" /> {sayFirst(step)}{first && <>: begun between <Exact at={first.from} /> and <Exact at={first.to} /></>}, nobody would see it in time. <a href="/rosters">The rosters</a></li>)}
    </ul>
  )
}
