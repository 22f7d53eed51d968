import type { Request } from '../event.ts'
import type { Allowance, TaskStep } from '../plan.ts'
import type { Clock, ExceptionTask, StepInstance } from '../state.ts'
import { circleOf, excludedFrom } from './approve.ts'
import { startClock } from './clock.ts'
import { noteStep, put, planIn, stepIn, type Draft } from './draft.ts'
import { targetName } from './target.ts'
import { measureFor } from './time.ts'
import { safely } from './title.ts'

export { targetName } from './target.ts'

const HOUR_MS = 3_600_000
/** How long the owner of a step has for what the step asks of them: open time where the hours are known. */
const OWNERS_SLA: readonly Allowance[] = [{ unit: 'business', ms: 4 * HOUR_MS }, { unit: 'elapsed', ms: 4 * HOUR_MS }]

/** Gives the step to a person: starts its clock and asks who gets it. */
export function openTask(draft: Draft, instance: StepInstance, step: TaskStep): void {
  const target = targetName(draft, instance, step.assign)
  const excluded = excludedFrom(draft, instance, step)
  const clock = startClock(draft.now, step.sla, step.escalate, measureFor(draft, instance))
  const opened = put(draft, { ...instance, phase: 'task', clock, ...(excluded.length > 0 ? { excluded } : {}) })
  noteStep(draft, 'step_started', opened, 'engine', { kind: 'task', visit: instance.visit, dueAt: clock.dueAt, acknowledgeBy: clock.acknowledgeBy ?? null })
  ask(draft, opened, target)
}

/** Gives what went wrong to the step's owner, with a clock of its own. */
export function openException(draft: Draft, instance: StepInstance, exception: ExceptionTask): void {
  const opened = put(draft, { ...inNewHands(instance), phase: 'exception', exception, clock: ownersClock(draft, instance) })
  noteStep(draft, 'exception_opened', opened, 'engine', { ...exception })
  ask(draft, opened, stepIn(draft, instance).owner)
}

/** The instance as it goes to somebody else for another purpose: what belonged to its holder and to their phase stays behind. */
export function inNewHands(instance: StepInstance): StepInstance {
  const {
    assignee: _assignee, claimedBy: _claimedBy, why: _why, clock: _clock, handedOn: _handedOn, paused: _paused, approvals: _approvals, eligible: _eligible, asked: _asked,
    timers, ...rest
  } = instance
  const kept = timers?.filter(({ kind }) => kind !== 'pause_over') ?? []
  return { ...rest, ...(kept.length > 0 ? { timers: kept } : {}), epoch: instance.epoch + 1, level: 0 }
}

/** The clock of what an owner is asked for. It never fails: what cannot be measured in open hours is measured in elapsed ones. */
export function ownersClock(draft: Draft, instance: StepInstance): Clock {
  const path = planIn(draft, instance).escalation
  for (const finish of OWNERS_SLA) {
    const clock = safely(() => startClock(draft.now, { finish }, path, measureFor(draft, instance)), undefined)
    if (clock) return clock
  }
  return startClock(draft.now, { finish: { unit: 'elapsed', ms: 4 * HOUR_MS } }, { levels: [] }, measureFor(draft, instance))
}

/** Asks for an owner of the instance as it stands. A task is kept from whom its SOP keeps it. */
export function ask(draft: Draft, instance: StepInstance, target: string, more: Partial<Request> = {}): void {
  const circle = instance.phase === 'task' ? circleOf(draft, instance, stepIn(draft, instance)) : {}
  draft.requests.push({
    id: `${instance.id}@${instance.epoch}.${instance.level}`, purpose: 'assign', caseId: draft.state.caseId,
    instance: instance.id, step: instance.step, epoch: instance.epoch, level: instance.level,
    target, takesOver: true, at: draft.now, dueAt: draft.now, ...circle, ...more,
  })
}
