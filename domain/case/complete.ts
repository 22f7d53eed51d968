import type { Command } from '../event.ts'
import type { TaskStep } from '../plan.ts'
import type { Approval, StepInstance } from '../state.ts'
import { accepted } from './accepted.ts'
import { approves } from './approve.ts'
import { letGo } from './climb.ts'
import { acknowledged } from './clock.ts'
import { noteStep, put, type Draft } from './draft.ts'
import { attempt, leave } from './leave.ts'
import { goingOn } from './pausing.ts'
import { acceptedEvidence, type Given } from './proof.ts'
import { ask, targetName } from './task.ts'

type Completion = Extract<Command, { do: 'complete' }>

/** Finishes a task; where it needs several approvals, counts this one and asks the next person until there are enough. */
export function complete(draft: Draft, instance: StepInstance, step: TaskStep, command: Completion): void {
  const form = accepted(step.form, command.form, command.outcome)
  const evidence = step.evidence.length > 0 ? acceptedEvidence(step, command.evidence) : undefined
  const detail = { outcome: command.outcome, form, ...(evidence ? { evidence: asDetail(evidence) } : {}), owner: instance.assignee ?? null }
  const given = approves(step, command.outcome) ? [...(instance.approvals ?? []), { by: command.by, form, ...(evidence ? { evidence } : {}), at: draft.now }] : undefined
  if (given) noteStep(draft, 'approved', instance, `person:${command.by}`, { ...detail, given: given.length, need: step.approvals?.need ?? 1 }, command.via)
  if (given && given.length < (step.approvals?.need ?? 1)) return askNext(draft, instance, step, given)
  noteStep(draft, 'completed', instance, `person:${command.by}`, detail, command.via)
  attempt(draft, instance, () => leave(draft, instance, command.outcome, {
    by: command.by, form, commandId: command.commandId,
    ...(evidence ? { evidence: given ? together(given) : evidence } : {}), ...(given ? { approvedBy: given.map(({ by }) => by) } : {}),
  }))
}

/** Keeps the approval and asks the next of those who may approve; the clock and its level stay. */
function askNext(draft: Draft, instance: StepInstance, step: TaskStep, approvals: readonly Approval[]): void {
  const { claimedBy: _claimedBy, ...free } = goingOn(draft, instance, draft.now)
  const next = letGo(draft, put(draft, { ...free, approvals, epoch: instance.epoch + 1, ...(free.clock ? { clock: acknowledged(free.clock) } : {}) }))
  attempt(draft, next, () => ask(draft, next, targetName(draft, next, step.assign), instance.assignee === undefined ? {} : { assignee: instance.assignee }))
}

/** Everything that the approvers gave, in the order they came. */
function together(approvals: readonly Approval[]): Given {
  const names = new Set(approvals.flatMap(({ evidence }) => Object.keys(evidence ?? {})))
  return Object.fromEntries([...names].map((name) => [name, approvals.flatMap(({ evidence }) => evidence?.[name] ?? [])]))
}

const asDetail = (evidence: Given) => Object.fromEntries(Object.entries(evidence).map(([name, items]) => [name, items.map((item) => ({ ...item }))]))
