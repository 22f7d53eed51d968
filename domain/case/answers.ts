import type { Command } from '../event.ts'
import { readForm } from '../form.ts'
import { canonical, own, type Json, type JsonObject } from '../json.ts'
import type { Plan, TaskStep } from '../plan.ts'
import type { Answer, Approval, CaseState } from '../state.ts'
import { approves } from './approve.ts'
import type { Draft } from './draft.ts'
import { stepAt } from './place.ts'
import { acceptedEvidence, type Given } from './proof.ts'

/** Far more than one person can click in a case; older ones are refused by the state itself. */
const REMEMBERED = 200

/**
 * What was answered to this command before: by its id, or because the same person gave the same answer to the same step again
 * by another way. `conflict` when the id was used for something else. Undefined for a new command.
 */
export function repeated(plan: Plan, state: CaseState, command: Command): Answer | 'conflict' | undefined {
  const byId = answeredTo(state, command)
  if (byId) return byId
  const step = command.do === 'complete' ? stepAt(plan, command.step) : undefined
  if (command.do !== 'complete' || step?.kind !== 'task') return undefined
  const before = givenBefore(state, step, command)
  if (!before || before.by !== command.by || (command.instance ?? before.instance) !== before.instance || !sayTheSame(step, command, before)) return undefined
  return { caseId: state.caseId, step: command.step, instance: before.instance, outcome: command.outcome, done: 'complete' }
}

/** What was answered to the command of this id; `conflict` when it was used for something else. */
export function answeredTo(state: Pick<CaseState, 'answered'>, command: Command): Answer | 'conflict' | undefined {
  const before = state.answered.find(({ commandId }) => commandId === command.commandId)
  return before && (before.asked === asked(command) ? before.answer : 'conflict')
}

type Completion = Extract<Command, { do: 'complete' }>
type Before = Pick<Approval, 'evidence'> & { readonly instance: string; readonly by?: string; readonly form?: JsonObject }

/** How this person finished the step, or approved it while it is still open. */
function givenBefore(state: CaseState, step: TaskStep, command: Completion): Before | undefined {
  const open = state.open.find((instance) => instance.step === command.step)
  const result = own(state.results, command.step)
  if (!open) return result?.outcome === command.outcome ? result : undefined
  const approval = approves(step, command.outcome) ? open.approvals?.find(({ by }) => by === command.by) : undefined
  return approval && { ...approval, instance: open.id }
}

/** What the person gave reads as what was stored, typed or as text: each way in may write the same value in its own manner. */
function sayTheSame(step: TaskStep, command: Completion, { form, evidence }: Before): boolean {
  const reading = readForm(step.form, command.form, command.outcome)
  if (!('ok' in reading) || form === undefined || canonical(reading.ok) !== canonical(form)) return false
  return canonicalProof(acceptedEvidence(step, command.evidence)) === canonicalProof(evidence ?? acceptedEvidence(step, {}))
}

const canonicalProof = (given: Given): string => canonical(given as unknown as Json)

/** The command without its id, the way it came and what somebody's roles were then, so that a repeat by another channel is the same. */
function asked(command: Command): string {
  const { commandId: _commandId, via: _via, ...rest } = command
  const { roles: _roles, ...asked } = 'roles' in rest ? rest : { ...rest, roles: undefined }
  return canonical(asked as unknown as Json)
}

/** Remembers the answer, so that a repeat gets the same one, continue-as-new included. */
export function remember(draft: Draft, command: Command, answer: Answer): Answer {
  draft.state.answered = [...draft.state.answered, { commandId: command.commandId, asked: asked(command), answer }].slice(-REMEMBERED)
  return answer
}
