import { condition, workflowInfo } from '@temporalio/workflow'
import type { AuditEvent } from '../domain/audit.ts'
import { advance, cards, nextDeadline, openCase, summarize, type Advanced } from '../domain/case.ts'
import type { CaseEvent, Request } from '../domain/event.ts'
import type { Answer, CaseState, Effect } from '../domain/state.ts'
import { createAlarm } from './alarm.ts'
import { createClock } from './clock.ts'
import { carryOut } from './effects.ts'
import type { CaseInput } from './messages.ts'
import { recordTurn } from './recording.ts'
import { createTokens } from './tokens.ts'

/**
 * One run of a case: applies what happens, records it turn by turn, has effects carried out beside it. Turns are recorded one
 * at a time and in order; an effect leaves only after the turn that asked for it is recorded.
 */
export function startRun(input: CaseInput) {
  const { plan } = input.opening
  const clock = createClock(input.clock)
  const tokens = createTokens(input.resume?.tokens ?? [])
  const info = workflowInfo()
  let events: readonly AuditEvent[] = []
  let requests: readonly Request[] = []
  let leaving: readonly Effect[] = []
  let state: CaseState
  let recordedTurn = 0
  let databaseAway = false

  const alarm = createAlarm(clock, () => apply({ type: 'deadline-passed' }))

  function take(advanced: Advanced): Answer | undefined {
    state = advanced.state
    events = [...events, ...advanced.events]
    requests = [...requests, ...advanced.requests]
    leaving = [...leaving, ...advanced.effects]
    return advanced.answer
  }

  const apply = (event: CaseEvent): Answer | undefined => take(advance(plan, state, event, clock.now()))
  const unrecorded = (): boolean => events.length > 0 || requests.length > 0

  async function record(): Promise<void> {
    const proves = tokens.ofEarlierTasks()
    state = { ...state, turn: state.turn + 1 }
    const turn = {
      caseId: state.caseId, workflowId: info.workflowId, runId: info.runId, continuedFrom: info.continuedFromExecutionRunId ?? null,
      turn: state.turn, events, requests, summary: summarize(plan, state), tasks: cards(plan, state), proves,
    }
    events = []
    requests = []
    const { token, resolutions } = await recordTurn(turn, () => { databaseAway = true })
    databaseAway = false
    tokens.drop(proves)
    tokens.add(token)
    recordedTurn = turn.turn
    if (resolutions.length > 0) apply({ type: 'resolved', resolutions })
  }

  function sendOff(): void {
    const effects = leaving
    leaving = []
    for (const effect of effects) {
      const proves = tokens.all()
      void carryOut(state.caseId, effect, proves).then((event) => {
        tokens.drop(proves)
        apply(event)
      })
    }
  }

  if (input.resume) {
    state = input.resume.state
    recordedTurn = state.turn
    leaving = state.effects
  } else take(openCase(input.opening, clock.now()))

  return {
    plan, clock, tokens, apply,
    state: (): CaseState => state,
    /** Records and sends off until nothing is left to do by itself; then waits until something is, or until `stop` says so. */
    async goOn(stop: () => boolean): Promise<void> {
      while (!stop()) {
        if (unrecorded()) {
          await record()
          continue
        }
        sendOff()
        alarm.set(nextDeadline(state))
        await condition(() => unrecorded() || leaving.length > 0 || alarm.isStale(nextDeadline(state)) || stop())
      }
    },
    /** Whether everything that happened is recorded and sent off. */
    settled: (): boolean => !unrecorded() && leaving.length === 0,
    /** Resolves when all that has happened so far is recorded, or at once while the database is away: nobody waits for it. */
    recorded: (): Promise<void> => {
      const turn = state.turn + (unrecorded() ? 1 : 0)
      return condition(() => recordedTurn >= turn || databaseAway)
    },
  }
}

/** A run as the workflow's handlers see it. */
export type Run = ReturnType<typeof startRun>
