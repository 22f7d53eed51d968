import type { AuditEvent } from './audit.ts'
import { obey } from './case/commands.ts'
import { noteMissed, passDeadlines, takeResolutions } from './case/deadlines.ts'
import { draftOf, note, type Draft } from './case/draft.ts'
import { enter } from './case/follow.ts'
import { takeResult } from './case/results.ts'
import { startCaseClock } from './case/openings.ts'
import { refuse } from './case/refuse.ts'
import { run } from './case/run.ts'
import { arrive } from './case/arrive.ts'
import { runCaseClock } from './case/case-clock.ts'
import { armCase } from './case/hard-deadline.ts'
import { subscribe } from './case/subscriptions.ts'
import { keepShifts } from './case/shift-end.ts'
import { passTimers } from './case/timers.ts'
import { watchFacts } from './case/watch.ts'
import { timersAhead } from './case/hearing.ts'
import { nextOn } from './case/clock.ts'
import type { CaseEvent, Opening, Request } from './event.ts'
import { own } from './json.ts'
import type { Plan } from './plan.ts'
import type { Answer, CaseState, Effect } from './state.ts'

export { answeredTo } from './case/answers.ts'
export { refuse } from './case/refuse.ts'
export { cards, summarize } from './case/view.ts'

/** What one event led to: the state after it, what to record, whom to ask for, what to do outside. */
export interface Advanced {
  readonly state: CaseState
  readonly events: readonly AuditEvent[]
  readonly requests: readonly Request[]
  readonly effects: readonly Effect[]
  /** For a command: what its sender is told. */
  readonly answer?: Answer
}

/** Opens a case at an instant and takes it as far as it goes by itself. */
export function openCase(opening: Opening, now: number): Advanced {
  const { plan } = opening
  const draft = draftOf(plan, firstState(opening, now), now)
  note(draft, 'case_opened', openerOf(opening), {
    title: plan.title, sop: plan.sop, version: plan.version, key: opening.key, trigger: opening.trigger, event: opening.event,
  })
  startCaseClock(draft)
  armCase(draft)
  // A hard deadline of the case that is past already leads on at once.
  passTimers(draft, now)
  const [first] = plan.steps
  if (first && draft.state.open.length === 0 && draft.state.outcome === undefined) enter(draft, first.id, 'root')
  return finished(draft)
}

/** Another system that opens a case by hand, with a token, says itself what it is. */
const openerOf = ({ trigger, openedBy }: Opening): string =>
  openedBy.startsWith('integration:') ? openedBy : trigger === 'manual' ? `person:${openedBy}` : `integration:${openedBy}`

function firstState(opening: Opening, now: number): CaseState {
  const { plan } = opening
  return {
    format: 1, caseId: opening.caseId, key: opening.key, sop: plan.sop, version: plan.version, openedAt: now, openedBy: opening.openedBy,
    trigger: opening.trigger, event: withAbsent(plan, opening), ...(opening.arrival === undefined ? {} : { openedWith: opening.arrival }),
    parameters: Object.fromEntries(Object.entries(plan.parameters).map(([name, { value }]) => [name, value])),
    facts: {}, lets: {}, open: [], frames: [{ id: 'root', kind: 'root', prefix: '' }], results: {}, visits: {}, forgiven: {}, effects: [],
    undo: [], paired: [], subscriptions: [], used: [], timers: [], openings: {}, answered: [],
    caseClock: null, turn: 0, sequence: 0, woundMs: opening.windable ? 0 : null,
  }
}

/** A manual form's fields that were left empty are there as null, so that `has()` can ask for them. */
function withAbsent(plan: Plan, opening: Opening): Opening['event'] {
  const manual = plan.triggers.find((trigger) => trigger.kind === 'manual')
  if (opening.trigger !== 'manual' || !manual) return opening.event
  const absent = manual.form.filter((field) => own(opening.event, field.name) === undefined)
  return { ...opening.event, ...Object.fromEntries(absent.map((field) => [field.name, field.type.kind === 'text' ? '' : null])) }
}

/**
 * The plan interpreter: everything that happens to a case goes through here, whoever drives it. Pure: the same plan, state,
 * event and instant give the same answer. Never throws for what an author or a person did; a closed case changes no more, and
 * a command that `refuse` would not let pass gets no answer.
 */
export function advance(plan: Plan, state: CaseState, event: CaseEvent, now: number): Advanced {
  const draft = draftOf(plan, state, now)
  if (isLate(plan, state, event, now)) return handedBack(draft)
  if (event.type !== 'deadline-passed') noteMissed(draft)
  return finished(draft, happen(draft, event))
}

function happen(draft: Draft, event: CaseEvent): Answer | undefined {
  switch (event.type) {
    case 'command': return obey(draft, event.command)
    case 'resolved': takeResolutions(draft, event.resolutions); break
    case 'deadline-passed': passDeadlines(draft); break
    case 'arrived': arrive(draft, event.arrival); break
    case 'wound':
      draft.state.woundMs = (draft.state.woundMs ?? 0) + event.byMs
      note(draft, 'clock_wound', `person:${event.by}`, { byMs: event.byMs })
      break
    default: takeResult(draft, event)
  }
  return undefined
}

/** What comes too late, or for another kind of case. A command is looked at again, for what came between its validator and now. */
function isLate(plan: Plan, state: CaseState, event: CaseEvent, now: number): boolean {
  if (event.type === 'command') return refuse(plan, state, event.command, now) !== undefined
  if (state.outcome !== undefined) return event.type !== 'arrived'
  return event.type === 'wound' && state.woundMs === null
}

/** Brings what follows from all that happened up to date: how the case is found from outside, and whether its clock runs. */
function finished(draft: Draft, answer?: Answer): Advanced {
  run(draft)
  watchFacts(draft)
  armCase(draft)
  subscribe(draft)
  runCaseClock(draft)
  keepShifts(draft)
  return handedBack(draft, answer)
}

const handedBack = (draft: Draft, answer?: Answer): Advanced => ({
  state: draft.state, events: draft.events, requests: draft.requests, effects: draft.effects, ...(answer ? { answer } : {}),
})

/** The next instant at which the case must look at itself, or undefined when only people and systems can move it. */
export function nextDeadline(state: CaseState): number | undefined {
  if (state.outcome !== undefined) return undefined
  const instants = [
    state.caseClock ? nextOn(state.caseClock) : undefined, ...timersAhead(state).map(({ at }) => at),
    ...state.open.map(({ clock }) => (clock ? nextOn(clock) : undefined)),
  ]
  return instants.reduce((next, at) => (at !== undefined && (next === undefined || at < next) ? at : next), undefined)
}
