import type { Clock, Deadline, StepInstance } from '../state.ts'
import type { Request, Resolution } from '../event.ts'
import { changesOwner } from '../turn.ts'
import { arrive } from './arrive.ts'
import { answerClimb, climbAgain, climbOn, endOf } from './climb.ts'
import { climbIsDue, takeDue, takeMissed } from './clock.ts'
import { instanceOf, note, noteStep, put, type Draft } from './draft.ts'
import { takeHeard } from './hearing.ts'
import { takeOpenings } from './openings.ts'
import { takeRecalculated } from './recalculate.ts'
import { run } from './run.ts'
import { takeShifts } from './shift-end.ts'
import { gather } from './steps.ts'
import { passTimers } from './timers.ts'

/** Fires everything that is due, each once, in the order of time; late after an outage it keeps its due instant in the record. */
export function passDeadlines(draft: Draft): void {
  passCaseClock(draft, takeDue)
  for (const instance of draft.state.open) passClock(draft, instance)
  passTimers(draft, draft.now)
}

function passClock(draft: Draft, instance: StepInstance): void {
  if (!instance.clock) return
  const until = Math.min(draft.now, endOf(instance))
  const { clock, due } = takeDue(instance.clock, until)
  if (due.length > 0) put(draft, { ...instance, clock })
  for (const deadline of worthTelling(due)) fire(draft, instance, deadline)
  if (climbIsDue(clock, until)) climbOn(draft, instance.id, until)
}

/** Of warnings that come together only the last, and none with the breach, which says more. */
function worthTelling(due: readonly Deadline[]): readonly Deadline[] {
  const last = due.some(({ kind }) => kind === 'breach') ? undefined : due.findLast(({ kind }) => kind === 'warned')
  return due.filter((deadline) => deadline.kind !== 'warned' || deadline === last)
}

/**
 * Records what was missed before something else happened: after an outage the answer may come before the timer, and was late
 * all the same. Levels and warnings wait for their timer, because whoever has just answered needs none.
 */
export function noteMissed(draft: Draft): void {
  if (draft.state.outcome !== undefined) return
  passCaseClock(draft, takeMissed)
  for (const instance of draft.state.open) {
    if (!instance.clock) continue
    const { clock, due } = takeMissed(instance.clock, draft.now)
    if (due.length > 0) put(draft, { ...instance, clock })
    for (const deadline of due) fire(draft, instance, deadline)
  }
}

function passCaseClock(draft: Draft, take: (clock: Clock, now: number) => ReturnType<typeof takeDue>): void {
  if (!draft.state.caseClock) return
  const { clock, due } = take(draft.state.caseClock, draft.now)
  draft.state.caseClock = clock
  for (const { at } of due) note(draft, 'case_breached', 'timer', { dueAt: at })
}

function fire(draft: Draft, instance: StepInstance, deadline: Deadline): void {
  const owner = instance.assignee ?? null
  switch (deadline.kind) {
    case 'acknowledge': return noteStep(draft, 'acknowledge_missed', instance, 'timer', { dueAt: deadline.at })
    case 'warned': return noteStep(draft, 'warned', instance, 'timer', { dueAt: deadline.at, percent: deadline.percent, owner })
    case 'breach': return noteStep(draft, 'breached', instance, 'timer', { dueAt: deadline.at, owner })
    // The path moves by itself (`climb`).
    case 'level': case 'pass_over': case 'ack_expires': case 'look_again': return undefined
  }
}

/** Takes the organisation's answers: a new assignee, or a level that reached nobody and hands on to the next at once. */
export function takeResolutions(draft: Draft, resolutions: readonly Resolution[]): void {
  for (const resolution of resolutions) {
    const { request } = resolution
    if (request.purpose === 'arrivals') {
      takeArrivals(draft, resolution)
      continue
    }
    if (takeRecalculated(draft, resolution)) continue
    if (takeOpenings(draft, resolution)) {
      climbAgain(draft, request.target)
      continue
    }
    const instance = request.purpose === 'shift' ? undefined : instanceOf(draft.state, request.instance)
    if (instance) takeOwner(draft, instance, resolution, resolutions)
  }
  takeShifts(draft, resolutions)
  gatherAgain(draft, resolutions)
}

/** What was received in time comes first, though told late; then the ends that it has not forestalled. */
function takeArrivals(draft: Draft, { arrivals: told = [] }: Resolution): void {
  const { heard, arrivals } = takeHeard(draft, told)
  for (const arrival of arrivals) {
    arrive(draft, arrival, heard)
    run(draft)
  }
  if (draft.state.outcome === undefined) passTimers(draft, draft.now, heard)
}

function takeOwner(draft: Draft, instance: StepInstance, resolution: Resolution, all: readonly Resolution[]): void {
  const { request, people } = resolution
  const changes = changesOwner(resolution) && stillCounts(instance, request, all)
  const held = changes ? handTo(draft, instance, resolution) : withEligible(draft, instance, resolution)
  if (request.purpose !== 'assign') answerClimb(draft, held, resolution, changes ? (people[0] ?? null) : null)
}

/** Who may approve is so whoever has taken the task since it was asked. */
const withEligible = (draft: Draft, instance: StepInstance, { eligible }: Resolution): StepInstance =>
  (eligible && instance.phase === 'task' ? put(draft, { ...instance, eligible }) : instance)

/** Steps that waited for open hours go on. */
function gatherAgain(draft: Draft, resolutions: readonly Resolution[]): void {
  for (const { request } of resolutions) {
    const instance = request.purpose === 'openings' ? instanceOf(draft.state, request.instance) : undefined
    if (instance?.phase === 'gathering') gather(draft, instance)
    run(draft)
  }
}

/** Nobody became the owner since it was asked, except by levels that fired together and are answered together. */
function stillCounts(instance: StepInstance, request: Request, resolutions: readonly Resolution[]): boolean {
  const later = resolutions.filter((other) => other.request.instance === request.instance && other.request.epoch > request.epoch)
  return instance.epoch - request.epoch === later.length && later.every((other) => other.request.purpose === 'escalate')
}

/** Makes the person accountable; whoever had taken the step has it no more. */
function handTo(draft: Draft, instance: StepInstance, { request, people: [person], why, eligible: approvers }: Resolution): StepInstance {
  const { claimedBy, ...rest } = instance
  const kept = request.purpose === 'assign' && claimedBy !== undefined ? { claimedBy } : {}
  const climb = instance.climb && request.purpose === 'assign' ? { climb: { ...instance.climb, assignee: person ?? null } } : {}
  return put(draft, { ...rest, ...kept, ...climb, ...(person === undefined ? {} : { assignee: person }), ...(approvers ? { eligible: approvers } : {}), why })
}
