import type { Command } from '../event.ts'
import { canonical, own, type Json } from '../json.ts'
import type { Answer, CaseState } from '../state.ts'
import type { Draft } from './draft.ts'

/** Far more than one person can click in a case; older ones are refused by the state itself. */
const REMEMBERED = 200

/**
 * What was answered to this command before: by its id, or because the same person gave the same answer to the same step again
 * by another way. `conflict` when the id was used for something else. Undefined for a new command.
 */
export function repeated(state: CaseState, command: Command): Answer | 'conflict' | undefined {
  const byId = state.answered.find((answered) => answered.commandId === command.commandId)
  if (byId) return byId.asked === asked(command) ? byId.answer : 'conflict'
  if (command.do !== 'complete' || state.open.some((instance) => instance.step === command.step)) return undefined
  const result = own(state.results, command.step)
  if (result?.by !== command.by || result.form === undefined || result.outcome !== command.outcome) return undefined
  if (command.instance !== undefined && command.instance !== result.instance) return undefined
  return sameForm(result.form, command.form) ? { caseId: state.caseId, step: command.step, instance: result.instance, outcome: result.outcome, done: 'complete' } : undefined
}

/** What the person typed agrees with what was stored; fields left empty were stored as empty. */
const sameForm = (stored: Readonly<Record<string, Json>>, given: Readonly<Record<string, Json>>): boolean =>
  Object.keys(stored).every((name) => canonical(stored[name] ?? null) === canonical(own(given, name) ?? null) || (!Object.hasOwn(given, name) && (stored[name] === '' || stored[name] === null)))

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
