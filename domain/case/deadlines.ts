import type { Deadline, StepInstance } from '../state.ts'
import type { EscalationPath } from '../plan.ts'
import type { Resolution } from '../event.ts'
import { changesOwner } from '../turn.ts'
import { hurry, takeDue } from './clock.ts'
import { instanceOf, note, noteStep, put, stepOf, type Draft } from './draft.ts'
import { targetName } from './task.ts'

/** Fires everything that is due, each once, in the order of time; late after an outage it keeps its due instant in the record. */
export function passDeadlines(draft: Draft): void {
  passCaseClock(draft)
  for (const instance of draft.state.open) {
    if (!instance.clock) continue
    const { clock, due } = takeDue(instance.clock, draft.now)
    if (due.length === 0) continue
    put(draft, { ...instance, clock })
    for (const deadline of due) fire(draft, instanceOf(draft.state, instance.id) ?? instance, deadline)
  }
}

function passCaseClock(draft: Draft): void {
  if (!draft.state.caseClock) return
  const { clock, due } = takeDue(draft.state.caseClock, draft.now)
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
export function pathOf(draft: Pick<Draft, 'plan'>, instance: StepInstance): EscalationPath {
  const step = stepOf(draft.plan, instance.step)
  return instance.phase === 'task' && step.kind === 'task' ? step.escalate : draft.plan.escalation
}

function fireLevel(draft: Draft, instance: StepInstance, number: number, dueAt: number): void {
  const level = pathOf(draft, instance).levels[number - 1]
  if (!level) return
  const takesOver = level.do.kind === 'tell' && level.do.takesOver
  const { claimedBy, ...rest } = instance
  const risen = put(draft, {
    ...rest, level: number, epoch: instance.epoch + (takesOver ? 1 : 0), ...(takesOver || claimedBy === undefined ? {} : { claimedBy }),
  })
  draft.requests.push({
    id: `${risen.id}@${risen.epoch}.${number}`, purpose: level.do.kind === 'remind' ? 'remind' : 'escalate', caseId: draft.state.caseId,
    instance: risen.id, step: risen.step, epoch: risen.epoch, level: number, takesOver,
    target: level.do.kind === 'remind' ? (risen.assignee ?? stepOf(draft.plan, risen.step).owner) : targetName(draft, level.do.to),
    at: draft.now, dueAt, ...(instance.assignee === undefined ? {} : { assignee: instance.assignee }),
  })
}

/** Takes the organisation's answers: a new assignee, or a level that reached nobody and hands on to the next at once. */
export function takeResolutions(draft: Draft, resolutions: readonly Resolution[]): void {
  for (const resolution of resolutions) {
    const { request, people, why } = resolution
    const instance = instanceOf(draft.state, request.instance)
    if (!instance || instance.epoch !== request.epoch) continue
    const [person] = people
    if (changesOwner(resolution)) put(draft, { ...instance, ...(person === undefined ? {} : { assignee: person }), why })
    else if (request.purpose === 'escalate' && person === undefined) hurryNext(draft, instance, request.level + 1)
  }
}

/** An `after` level follows an empty one at once; an `at` level keeps its instant. */
function hurryNext(draft: Draft, instance: StepInstance, level: number): void {
  const next = pathOf(draft, instance).levels[level - 1]
  if (next && 'afterMs' in next.when && instance.clock) put(draft, { ...instance, clock: hurry(instance.clock, level, draft.now) })
}
