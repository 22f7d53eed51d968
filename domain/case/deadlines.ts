import { ExpressionFault } from '../fault.ts'
import type { Clock, Deadline, StepInstance } from '../state.ts'
import type { EscalationLevel, EscalationPath } from '../plan.ts'
import type { Request, Resolution } from '../event.ts'
import { changesOwner } from '../turn.ts'
import { hurry, takeDue, takeMissed } from './clock.ts'
import { instanceOf, note, noteStep, put, planIn, stepIn, type Draft } from './draft.ts'
import { takeOpenings } from './openings.ts'
import { gather } from './steps.ts'
import { targetName } from './task.ts'
import { passTimers } from './timers.ts'
import { measureFor } from './time.ts'

/** Fires everything that is due, each once, in the order of time; late after an outage it keeps its due instant in the record. */
export function passDeadlines(draft: Draft): void {
  passCaseClock(draft, takeDue)
  for (const instance of draft.state.open) {
    if (!instance.clock) continue
    const { clock, due } = takeDue(instance.clock, Math.min(draft.now, endOf(instance)))
    if (due.length === 0) continue
    put(draft, { ...instance, clock })
    for (const deadline of due) fire(draft, instanceOf(draft.state, instance.id) ?? instance, deadline)
  }
  passTimers(draft, draft.now)
}

/** Nothing more falls due on a step whose hard deadline came before. */
const endOf = ({ timers = [] }: StepInstance): number => timers.reduce((end, { kind, at }) => (kind === 'expired' ? Math.min(end, at) : end), Infinity)

/**
 * Records what was missed before something else happened: after an outage the answer may come before the timer, and was late
 * all the same. Levels wait for their timer, because whoever has just answered needs no escalation.
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
  switch (deadline.kind) {
    case 'acknowledge': return noteStep(draft, 'acknowledge_missed', instance, 'timer', { dueAt: deadline.at })
    case 'breach': return noteStep(draft, 'breached', instance, 'timer', { dueAt: deadline.at, owner: instance.assignee ?? null })
    case 'level': return fireLevel(draft, instance, deadline.level, deadline.at)
  }
}

/** The path of escalation levels that the instance climbs. */
export function pathOf(draft: Pick<Draft, 'plan' | 'state'>, instance: StepInstance): EscalationPath {
  const step = stepIn(draft, instance)
  return instance.phase === 'task' && step.kind === 'task' ? step.escalate : planIn(draft, instance).escalation
}

function fireLevel(draft: Draft, instance: StepInstance, number: number, dueAt: number): void {
  const level = pathOf(draft, instance).levels[number - 1]
  if (!level) return
  const target = targetOf(draft, instance, level)
  const takesOver = level.do.kind === 'tell' && level.do.takesOver
  const risen = put(draft, { ...instance, level: number, epoch: instance.epoch + (takesOver ? 1 : 0) })
  if ('fault' in target) {
    noteStep(draft, 'level_skipped', risen, 'timer', { why: target.fault, to: [], dueAt })
    return hurryNext(draft, risen, number + 1)
  }
  draft.requests.push({
    id: `${risen.id}@${risen.epoch}.${number}`, purpose: level.do.kind === 'remind' ? 'remind' : 'escalate', caseId: draft.state.caseId,
    instance: risen.id, step: risen.step, epoch: risen.epoch, level: number, takesOver, target: target.name,
    at: draft.now, dueAt, ...(instance.assignee === undefined ? {} : { assignee: instance.assignee }),
    ...(takesOver && instance.phase === 'task' && instance.excluded ? { exclude: instance.excluded } : {}),
  })
}

/** Whom the level is for, or why that cannot be said: then the level is empty and the climb goes on. */
function targetOf(draft: Draft, instance: StepInstance, level: EscalationLevel): { readonly name: string } | { readonly fault: string } {
  if (level.do.kind === 'remind') return { name: instance.assignee ?? stepIn(draft, instance).owner }
  try {
    return { name: targetName(draft, instance, level.do.to) }
  } catch (error) {
    if (error instanceof ExpressionFault) return { fault: error.message }
    throw error
  }
}

/** Takes the organisation's answers: a new assignee, or a level that reached nobody and hands on to the next at once. */
export function takeResolutions(draft: Draft, resolutions: readonly Resolution[]): void {
  for (const resolution of resolutions) {
    const { request, people } = resolution
    if (takeOpenings(draft, resolution)) continue
    const instance = instanceOf(draft.state, request.instance)
    if (!instance || !stillCounts(instance, request, resolutions)) continue
    if (changesOwner(resolution)) handTo(draft, instance, resolution)
    else if (request.purpose !== 'assign' && request.about === undefined && people.length === 0) hurryNext(draft, instance, request.level + 1)
  }
  gatherAgain(draft, resolutions)
}

/** Steps that waited for open hours go on. */
function gatherAgain(draft: Draft, resolutions: readonly Resolution[]): void {
  for (const { request } of resolutions) {
    const instance = request.purpose === 'openings' ? instanceOf(draft.state, request.instance) : undefined
    if (instance?.phase === 'gathering') gather(draft, instance)
  }
}

/** Nobody became the owner since it was asked, except by levels that fired together and are answered together. */
function stillCounts(instance: StepInstance, request: Request, resolutions: readonly Resolution[]): boolean {
  const later = resolutions.filter((other) => other.request.instance === request.instance && other.request.epoch > request.epoch)
  return instance.epoch - request.epoch === later.length && later.every((other) => other.request.purpose === 'escalate')
}

/** Makes the person accountable; whoever had taken the step has it no more. */
function handTo(draft: Draft, instance: StepInstance, { request, people: [person], why, eligible: approvers }: Resolution): void {
  const { claimedBy, ...rest } = instance
  const kept = request.purpose === 'assign' && claimedBy !== undefined ? { claimedBy } : {}
  put(draft, { ...rest, ...kept, ...(person === undefined ? {} : { assignee: person }), ...(approvers ? { eligible: approvers } : {}), why })
}

/** An `after` level follows an empty one at once; an `at` level keeps its instant. */
function hurryNext(draft: Draft, instance: StepInstance, level: number): void {
  const path = pathOf(draft, instance)
  if (instance.clock) put(draft, { ...instance, clock: hurry(instance.clock, path, level, draft.now, measureFor(draft, instance)) })
}
