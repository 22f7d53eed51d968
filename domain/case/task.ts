import { evaluate } from '../expression.ts'
import type { Allowance, Target, TaskStep } from '../plan.ts'
import type { ExceptionTask, StepInstance } from '../state.ts'
import { wording } from '../template.ts'
import { startClock } from './clock.ts'
import { noteStep, put, planIn, stepIn, type Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { measureFor } from './time.ts'

/** How long the owner of a step has for its exception task. */
const EXCEPTION_SLA: Allowance = { unit: 'elapsed', ms: 4 * 3_600_000 }

/** Gives the step to a person: starts its clock and asks who gets it. */
export function openTask(draft: Draft, instance: StepInstance, step: TaskStep): void {
  const target = targetName(draft, instance, step.assign)
  const clock = startClock(draft.now, step.sla, step.escalate, measureFor(draft, instance))
  const opened = put(draft, { ...instance, phase: 'task', clock })
  noteStep(draft, 'step_started', opened, 'engine', { kind: 'task', visit: instance.visit, dueAt: clock.dueAt, acknowledgeBy: clock.acknowledgeBy ?? null })
  ask(draft, opened, target)
}

/** Gives what went wrong to the step's owner, with a clock of its own. */
export function openException(draft: Draft, instance: StepInstance, exception: ExceptionTask): void {
  const clock = startClock(draft.now, { finish: EXCEPTION_SLA }, planIn(draft, instance).escalation, measureFor(draft, instance))
  const { assignee: _assignee, claimedBy: _claimedBy, why: _why, ...rest } = instance
  const opened = put(draft, { ...rest, phase: 'exception', exception, clock, epoch: instance.epoch + 1, level: 0 })
  noteStep(draft, 'exception_opened', opened, 'engine', { ...exception })
  ask(draft, opened, stepIn(draft, instance).owner)
}

/** Asks for an owner of the instance as it stands. */
function ask(draft: Draft, instance: StepInstance, target: string): void {
  draft.requests.push({
    id: `${instance.id}@${instance.epoch}.${instance.level}`, purpose: 'assign', caseId: draft.state.caseId,
    instance: instance.id, step: instance.step, epoch: instance.epoch, level: instance.level,
    target, takesOver: true, at: draft.now, dueAt: draft.now,
  })
}

/** The role, person or channel a target names. */
export function targetName(draft: Draft, instance: StepInstance, target: Target): string {
  return target.kind === 'expression' ? wording(evaluate(target.tree, scopeIn(draft, instance))) : target.name
}
