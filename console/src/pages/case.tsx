import type { ComponentChildren } from 'preact'
import { CancelCase } from '../parts/cancel-case.tsx'
import { CaseState } from '../parts/case-state.tsx'
import { Decisions } from '../parts/decisions.tsx'
import { Effects } from '../parts/effects.tsx'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { HolderBar } from '../parts/holder-bar.tsx'
import { Problem } from '../parts/problem.tsx'
import { Receipts } from '../parts/receipts.tsx'
import { StatusPill } from '../parts/status-pill.tsx'
import { Timeline } from '../parts/timeline.tsx'
import { Told } from '../parts/told.tsx'
import { actorName, nameOf } from '../logic/people.ts'
import { say } from '../../../domain/words.ts'
import { useResource, useSlow } from '../resource.ts'
import { taskPath } from '../router.ts'
import { useReader } from '../session.ts'
import { Due, Exact, Wound } from '../time.tsx'
import type { CasePage, TaskRow } from '../wire.ts'

/** One case: where it stands, what is open, who held it, its story, its decisions and what was done in other systems. */
export function Case({ caseId }: { readonly caseId: string }) {
  const { session } = useReader()
  const { data, problem } = useResource<CasePage>(`/api/cases/${encodeURIComponent(caseId)}`, caseId)
  const slow = useSlow(!data && !problem)
  if (!data) return problem ? <><h1 tabIndex={-1}>Case</h1><Problem problem={problem} /></> : slow ? <Skeleton /> : null
  const { case: of, tasks, timeline, effects } = data
  const decided = timeline.some((line) => line.type === 'decided')
  return (
    <Wound.Provider value={of.woundMs ?? 0}>
      <p class="crumb">{of.sopTitle} <span class="quiet">· version {of.version.slice(0, 8)}</span></p>
      <div class="title-line"><h1 tabIndex={-1}>{of.label}</h1><span><CaseState of={of} /></span></div>
      <p class="standing">{of.standing}</p>
      <p class="quiet">Opened <Exact at={of.openedAt} /> by {actorName(of.openedBy, session.people)}{of.closedAt && <>, closed <Exact at={of.closedAt} /></>}.</p>
      <Problem problem={problem} />
      {tasks.length > 0 && <ul class="rows">{tasks.map((task) => <OpenTask key={task.instance} task={task} />)}</ul>}
      <Section title="Who held it">
        <HolderBar of={of} story={timeline} />
        {timeline.some((line) => line.type === 'assigned') && <details><summary>Why each of them</summary><Receipts story={timeline} /></details>}
      </Section>
      <div class="case-columns">
        <Section title="What happened"><Timeline story={timeline} /></Section>
        <div>
          <Section title="Decisions">
            {decided ? <Decisions story={timeline} /> : (
              <EmptyState what="Nothing was decided yet.">Each decision will stand here with the inputs as seen and the row that matched.</EmptyState>
            )}
          </Section>
          <Section title="Done in other systems">
            {effects.length > 0 ? <Effects effects={effects} /> : (
              <EmptyState what="Nothing was done yet.">Refunds, approvals and messages will stand here with the other system’s own number.</EmptyState>
            )}
          </Section>
          <Section title="Who was told"><Told caseId={caseId} open={of.state === 'open'} /></Section>
        </div>
      </div>
      <p class="actions no-print"><button type="button" onClick={() => print()}>Print</button><CancelCase of={of} /></p>
    </Wound.Provider>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return <section class="section" aria-label={title}><h2>{title}</h2>{children}</section>
}

function OpenTask({ task }: { readonly task: TaskRow }) {
  const { session } = useReader()
  const holder = task.claimedBy ?? task.assignee
  return (
    <li class="row" data-row>
      <div class="row-head">
        <div class="row-main">
          <a href={taskPath(task.caseId, task.step)}>{task.title}</a>
          <span class="quiet">{holder ? `with ${nameOf(holder, session.people)}` : 'with nobody yet'}, for {say(task.forWhom)}</span>
        </div>
        <div class="row-due">{task.kind === 'exception' && <StatusPill state="stopped" />} <Due task={task} /></div>
        <a class="button primary no-print" href={taskPath(task.caseId, task.step)}>{task.kind === 'exception' ? 'Settle it' : 'Open the task'}</a>
      </div>
    </li>
  )
}
