import { nameOf } from '../logic/people.ts'
import { Decide } from '../parts/decide-parked.tsx'
import { EmptyState, Skeleton } from '../parts/empty-state.tsx'
import { Problem } from '../parts/problem.tsx'
import { StatusPill } from '../parts/status-pill.tsx'
import { useResource, useSlow } from '../resource.ts'
import { casePath } from '../router.ts'
import { useReader } from '../session.ts'
import { Ago, Exact } from '../time.tsx'
import type { ParkedList, ParkedRow } from '../wire.ts'
import { say } from '../../../domain/words.ts'

const KINDS: Readonly<Record<ParkedRow['kind'], string>> = { webhook: 'Webhook', mail: 'Mail', interaction: 'Done in Slack' }
/** Nobody says so when one is set aside, and it is no matter of seconds. */
const LOOK_MS = 15_000

/** What the product could not deal with by itself: why, and a person's decision about each. */
export function ParkedThings() {
  const { data, problem } = useResource<ParkedList>('/api/parked', undefined, LOOK_MS)
  const slow = useSlow(!data && !problem)
  return (
    <>
      <div class="title-line"><h1 tabIndex={-1}>Set aside</h1><a class="button" href="/inbox">All webhooks</a></div>
      <p class="quiet">Webhooks, mails and acts in Slack that Evenkeel could not deal with by itself. Nothing is lost: each waits here for a person.</p>
      <Problem problem={problem} />
      {!data && slow && <Skeleton />}
      {data?.parked.length === 0 && (
        <EmptyState what="Nothing waits here.">A webhook that no SOP can read, or an answer by mail that is not clear, would stand here with the reason.</EmptyState>
      )}
      {data && data.parked.length > 0 && (
        <ul class="rows">{data.parked.map((one) => <Row key={`${one.kind}/${one.id}`} of={one} mayDecide={data.mayDecide} />)}</ul>
      )}
    </>
  )
}

function Row({ of, mayDecide }: { readonly of: ParkedRow; readonly mayDecide: boolean }) {
  const { session } = useReader()
  return (
    <li class="row" data-row>
      <div class="row-head">
        <div class="row-main">
          <span><strong>{KINDS[of.kind]}: {of.kind === 'interaction' ? say(of.what) : of.what || 'without a subject'}</strong></span>
          <span class="quiet">
            from {nameOf(of.from, session.people) || 'somebody'}, <Exact at={of.at} /> (<Ago at={of.at} />)
          </span>
          <span>{of.reason}</span>
        </div>
        <div>{of.again ? <StatusPill state="unconfirmed" word="is tried again" /> : <StatusPill state="stopped" word="waits for a decision" />}</div>
        <span class="actions no-print">
          {of.caseId && <a class="button" href={casePath(of.caseId)}>The case</a>}
          {of.file && <a class="button" href={`/api/evidence/${of.file}`} download={`${of.file.slice(0, 12)}.eml`}>The mail as it came</a>}
          {mayDecide && <Decide of={of} again={canAgain(of)} dismiss={canDismiss(of)} />}
        </span>
      </div>
    </li>
  )
}

/** A mail that was not kept cannot be read once more. */
const canAgain = ({ again, kind, file }: ParkedRow): boolean => !again && (kind !== 'mail' || file !== null)
/** What a process may be at this very moment is let finish; a mail waits until somebody reads the mailbox. */
const canDismiss = ({ again, kind }: ParkedRow): boolean => !again || kind === 'mail'
