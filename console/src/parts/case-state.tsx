import { say } from '../../../domain/words.ts'
import { Due } from '../time.tsx'
import type { CaseRow } from '../wire.ts'
import { StatusPill } from './status-pill.tsx'

/** How a case stands: its outcome, or its own clock, and whether a step of it needs help or was late enough for somebody else to hear of it. */
export function CaseState({ of }: { readonly of: CaseRow }) {
  if (of.state === 'closed') return <StatusPill state="closed" word={of.outcome ? say(of.outcome) : 'closed'} />
  const stopped = of.openSteps.some((step) => step.phase === 'exception')
  const escalated = of.openSteps.some((step) => step.escalated)
  return (
    <>
      {stopped && <><StatusPill state="stopped" /> </>}
      {escalated && <><StatusPill state="breached" word="escalated" /> </>}
      {of.dueAt ? <Due task={{ startedAt: of.openedAt, dueAt: of.dueAt, breached: of.breached }} /> : !stopped && <StatusPill state="calm" word="open" />}
      {!of.confirmed && <> <StatusPill state="unconfirmed" /></>}
    </>
  )
}
