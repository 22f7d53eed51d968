import type { WorkflowInfo } from '@temporalio/workflow'
import type { AuditEvent } from '../domain/audit.ts'
import { advance, cards, openCase, summarize, type Advanced } from '../domain/case.ts'
import type { CaseEvent, Request } from '../domain/event.ts'
import type { Token, Turn } from '../domain/ports.ts'
import type { Answer, CaseState, Effect } from '../domain/state.ts'
import type { RunClock } from './clock.ts'
import type { CaseInput } from './messages.ts'

/** Whoever is asked what was received goes by the world's clock. */
const inWorld = (request: Request, clock: RunClock): Request =>
  (request.purpose === 'arrivals' && request.until !== undefined ? { ...request, until: clock.toWorld(request.until) } : request)

/** The state of a case on the desk of one run: what happened and waits to be recorded, what waits to be sent off. */
export function createDesk({ opening, resume }: CaseInput, clock: RunClock) {
  const { plan } = opening
  let events: readonly AuditEvent[] = []
  let requests: readonly Request[] = []
  let leaving: readonly Effect[] = []
  /** Events whose use an earlier turn has recorded. */
  let recorded: readonly string[] = resume ? resume.state.used : []
  let state: CaseState = resume ? resume.state : take(openCase(opening, clock.now()))
  // A run that goes on asks again for what was in flight, by the same keys.
  if (resume) leaving = state.effects

  function take(advanced: Advanced): CaseState {
    events = [...events, ...advanced.events]
    requests = [...requests, ...advanced.requests]
    leaving = [...leaving, ...advanced.effects]
    return advanced.state
  }

  return {
    state: (): CaseState => state,
    /** Lets something happen to the case, now. */
    apply(event: CaseEvent): Answer | undefined {
      const advanced = advance(plan, state, event, clock.now())
      state = take(advanced)
      return advanced.answer
    },
    unrecorded: (): boolean => events.length > 0 || requests.length > 0,
    hasLeaving: (): boolean => leaving.length > 0,
    takeLeaving(): readonly Effect[] {
      const effects = leaving
      leaving = []
      return effects
    },
    /** Everything since the last turn, as the next one. */
    takeTurn({ workflowId, runId, continuedFromExecutionRunId }: WorkflowInfo, proves: readonly Token[]): Turn {
      state = { ...state, turn: state.turn + 1 }
      const turn = {
        caseId: state.caseId, workflowId, runId, continuedFrom: continuedFromExecutionRunId ?? resume?.reopens?.runId ?? null,
        turn: state.turn, events, requests: requests.map((request) => inWorld(request, clock)), summary: summarize(plan, state), tasks: cards(plan, state), subscriptions: state.subscriptions.map((one) => ({ ...one, since: clock.toWorld(one.since) })),
        used: state.used.filter((id) => !recorded.includes(id)), proves, ...(state.outcome !== undefined && state.subscriptions.length > 0 ? { final: state } : {}),
      }
      recorded = state.used
      events = []
      requests = []
      return turn
    },
  }
}
