import type { Command } from '../event.ts'
import { readForm } from '../form.ts'
import { canonical, own, type Json, type JsonObject } from '../json.ts'
import type { Plan } from '../plan.ts'
import type { Answer, CaseState } from '../state.ts'
import type { Draft } from './draft.ts'
import { stepAt } from './place.ts'

/** Far more than one person can click in a case; older ones are refused by the state itself. */
const REMEMBERED = 200

/**
 * What was answered to this command before: by its id, or because the same person gave the same answer to the same step again
 * by another way. `conflict` when the id was used for something else. Undefined for a new command.
 */
export function repeated(plan: Plan, state: CaseState, command: Command): Answer | 'conflict' | undefined {
  const byId = state.answered.find((answered) => answered.commandId === command.commandId)
  if (byId) return byId.asked === asked(command) ? byId.answer : 'conflict'
  if (command.do !== 'complete' || state.open.some((instance) => instance.step === command.step)) return undefined
  const result = own(state.results, command.step)
  if (result?.by !== command.by || result.form === undefined || result.outcome !== command.outcome) return undefined
  if (command.instance !== undefined && command.instance !== result.instance) return undefined
  return sameForm(plan, command, result.form) ? { caseId: state.caseId, step: command.step, instance: result.instance, outcome: result.outcome, done: 'complete' } : undefined
}

/** What the person gave reads as what was stored, typed or as text: each way in may write the same value in its own manner. */
function sameForm(plan: Plan, command: Extract<Command, { do: 'complete' }>, stored: JsonObject): boolean {
  const step = stepAt(plan, command.step)
  const reading = step?.kind === 'task' ? readForm(step.form, command.form, command.outcome) : { problems: [] }
  return 'ok' in reading && canonical(reading.ok) === canonical(stored)
}

/** The command without its id and the way it came, so that a repeat by another channel is the same. */
function asked(command: Command): string {
  const { commandId: _commandId, via: _via, ...rest } = command
  return canonical(rest as unknown as Json)
}

/** Remembers the answer, so that a repeat gets the same one, continue-as-new included. */
export function remember(draft: Draft, command: Command, answer: Answer): Answer {
  draft.state.answered = [...draft.state.answered, { commandId: command.commandId, asked: asked(command), answer }].slice(-REMEMBERED)
  return answer
}
