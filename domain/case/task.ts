import type { Request } from '../event.ts'
import type { Allowance, EscalationPath, TaskStep } from '../plan.ts'
import type { Clock, ExceptionTask, StepInstance } from '../state.ts'
import { circleOf, excludedFrom } from './approve.ts'
import { startClimb } from './climb.ts'
import { startClock } from './clock.ts'
import { noteStep, put, planIn, stepIn, type Draft } from './draft.ts'
import { OWNERS_SLA } from './owners-sla.ts'
import { targetName } from './target.ts'
import { tell } from './tell.ts'
import { measureFor } from './time.ts'
import { safely } from './title.ts'

export { targetName } from './target.ts'

/** Shares of the time allowed after which the record says so. */
const WARNINGS = [50, 75, 90]

const watched = ({ levels }: EscalationPath) => ({ warnings: WARNINGS, marks: levels.flatMap(({ when }) => ('at' in when ? [when.at] : [])) })

/** Gives the step to a person: starts its clock and asks who gets it. */
export function openTask(draft: Draft, instance: StepInstance, step: TaskStep): void {
  const target = targetName(draft, instance, step.assign)
  const excluded = excludedFrom(draft, instance, step)
  const clock = startClock(draft.now, step.sla, measureFor(draft, instance), watched(step.escalate))
  const opened = put(draft, { ...instance, phase: 'task', clock, ...(excluded.length > 0 ? { excluded } : {}) })
  noteStep(draft, 'step_started', opened, 'engine', { kind: 'task', visit: instance.visit, dueAt: clock.dueAt, acknowledgeBy: clock.acknowledgeBy ?? null })
  ask(draft, startClimb(draft, opened), target)
  if (step.approvals?.askAll) for (const other of step.approvals.of.slice(1)) tell(draft, opened, 'approval', targetName(draft, opened, other))
}

/** Gives what went wrong to the step's owner, with a clock of its own. */
export function openException(draft: Draft, instance: StepInstance, exception: ExceptionTask): void {
  const opened = put(draft, { ...inNewHands(instance), phase: 'exception', exception, clock: ownersClock(draft, instance) })
  noteStep(draft, 'exception_opened', opened, 'engine', { ...exception })
  ask(draft, startClimb(draft, opened), stepIn(draft, instance).owner)
}

/** The instance as it goes to somebody else for another purpose: what belonged to its holder and to their phase stays behind. */
export function inNewHands(instance: StepInstance): StepInstance {
  const {
    assignee: _assignee, claimedBy: _claimedBy, why: _why, clock: _clock, climb: _climb, openings: _openings, handedOn: _handedOn, paused: _paused, approvals: _approvals, eligible: _eligible, asked: _asked,
    timers, ...rest
  } = instance
  const kept = timers?.filter(({ kind }) => kind !== 'pause_over') ?? []
  return { ...rest, ...(kept.length > 0 ? { timers: kept } : {}), epoch: instance.epoch + 1, level: 0 }
}

/** The clock of what an owner is asked for. It never fails: what cannot be measured in open hours is measured in elapsed ones. */
export function ownersClock(draft: Draft, instance: StepInstance): Clock {
  const percents = watched(planIn(draft, instance).escalation)
  const [open, always] = OWNERS_SLA
  const start = (finish: Allowance): Clock => startClock(draft.now, { finish }, measureFor(draft, instance), percents)
  return safely(() => start(open), undefined) ?? start(always)
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
