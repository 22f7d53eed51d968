import { CANNOT_REASONS, type Command } from '../event.ts'
import { holds } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { readForm, type FieldProblem } from '../form.ts'
import { isModest, isObject, own, type Json, type JsonObject } from '../json.ts'
import type { FormField, Plan, Step } from '../plan.ts'
import type { Refusal } from '../refusal.ts'
import type { CaseState, StepInstance } from '../state.ts'
import { isUndo } from './close.ts'
import { openAt } from './draft.ts'
import { stepAt, stepOf } from './place.ts'
import { repeated } from './answers.ts'
import { scopeOf } from './scope.ts'

type StepCommand = Exclude<Command, { do: 'cancel' }>

/**
 * Why the case will not take a command now, or undefined when it will. Synchronous and without effect, so that an Update's
 * validator can call it and a refusal costs no history. A repeat of an answered command is never refused.
 */
export function refuse(plan: Plan, state: CaseState, command: Command): Refusal | undefined {
  const malformed = misshapen(command)
  if (malformed) return malformed
  const repeat = repeated(plan, state, command)
  if (repeat) return repeat === 'conflict' ? { code: 'command-reused', message: 'this command id was used for something else; send a new one' } : undefined
  if (state.outcome !== undefined) return { code: 'case-closed', message: `the case ended with "${state.outcome}"; nothing more can be done in it` }
  if (command.do === 'cancel') {
    return state.leaving?.undo ? { code: 'already-cancelled', message: `"${state.leaving.by}" has asked to cancel the case already` } : undefined
  }
  return refuseStep(plan, state, command)
}

/** Names and ids go into columns and keys: short, and without what a database cannot hold. */
const isName = (value: unknown): boolean => typeof value === 'string' && /^[^\u0000-\u001f\ud800-\udfff]{1,500}$/u.test(value)

const isReason = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && value.length <= 2_000

const WORDS = ['complete', 'claim', 'release', 'cannot', 'settle', 'cancel']

/** Updates can be sent by anything that reaches the engine: what is no command must not reach the rules. */
function misshapen(command: unknown): Refusal | undefined {
  const bad = (message: string): Refusal => ({ code: 'bad-command', message })
  if (!isObject(command) || !isModest(command)) return bad('a command is a map of moderate size')
  const text = (name: string): boolean => isName(command[name])
  if (!text('commandId') || !text('by') || !text('via')) return bad('a command needs commandId, by and via as text')
  if (!WORDS.includes(String(command['do']))) return bad(`a case cannot "${String(command['do'])}"; it can ${WORDS.join(', ')}`)
  if (command['do'] === 'cancel') return isReason(command['because']) ? undefined : bad('say because of what the case is cancelled, in at most 2,000 characters')
  if (!text('step')) return bad('say for which step the command is')
  return misshapenStep(command, bad)
}

function misshapenStep(command: JsonObject, bad: (message: string) => Refusal): Refusal | undefined {
  if (command['do'] === 'complete' && (typeof command['outcome'] !== 'string' || !isObject(command['form']))) return bad('a completion needs an outcome and a form')
  if (command['do'] === 'cannot' && !CANNOT_REASONS.some((reason) => reason === command['reason'])) return bad(`give a reason: ${CANNOT_REASONS.join(', ')}`)
  if (command['do'] === 'cannot' && typeof command['note'] !== 'string') return bad('a note is text')
  if (command['do'] !== 'settle') return undefined
  if (!['retry', 'done_by_hand', 'give_up'].includes(String(command['choice']))) return bad('choose retry, done_by_hand or give_up')
  return typeof command['reference'] === 'string' && isObject(command['form']) ? undefined : bad('settling needs a reference and a form')
}

function refuseStep(plan: Plan, state: CaseState, command: StepCommand): Refusal | undefined {
  const instance = openAt(state, command.step)
  if (!instance && !stepAt(plan, command.step)) return { code: 'unknown-step', message: `the SOP has no step "${command.step}"` }
  if (!instance) return notOpen(state, command)
  if ((command.instance ?? instance.id) !== instance.id || (command.epoch ?? instance.epoch) !== instance.epoch) return stale(instance)
  const wrongPhase = refusePhase(instance, command)
  if (wrongPhase) return wrongPhase
  if (instance.claimedBy !== undefined && instance.claimedBy !== command.by) {
    return { code: 'claimed-by-other', message: `"${instance.claimedBy}" has taken this step; ask them to give it back` }
  }
  return refuseContent(plan, state, instance, command)
}

/** The step ended, or has not begun: says who ended it and how. */
function notOpen(state: CaseState, command: StepCommand): Refusal {
  const result = own(state.results, command.step)
  if (!result) return { code: 'step-not-open', message: `"${command.step}" is not open now` }
  return { code: 'already-finished', message: `"${result.by ?? 'the engine'}" finished "${command.step}" with "${result.outcome}"` }
}

const stale = (instance: StepInstance): Refusal => ({
  code: 'stale-step',
  message: `the step has changed since you saw it; ${instance.assignee === undefined ? 'nobody holds it' : `"${instance.assignee}" holds it`} now, look again`,
})

function refusePhase(instance: StepInstance, command: StepCommand): Refusal | undefined {
  const wanted = command.do === 'settle' ? ['exception'] : command.do === 'complete' || command.do === 'cannot' ? ['task'] : ['task', 'exception']
  if (wanted.includes(instance.phase)) return undefined
  if (instance.phase === 'exception') return { code: 'step-not-open', message: `"${instance.step}" did not work; choose retry, done_by_hand or give_up` }
  return { code: 'step-not-open', message: `"${instance.step}" waits for a system, not for a person` }
}

function refuseContent(plan: Plan, state: CaseState, instance: StepInstance, command: StepCommand): Refusal | undefined {
  if (command.do === 'release' && instance.claimedBy === undefined) return { code: 'not-claimed', message: `nobody has taken "${instance.step}"` }
  if (command.do === 'cannot' && command.reason === 'other' && command.note.trim() === '') return wrongForm([{ field: 'note', message: 'say what the other reason is' }])
  const step = stepOf(plan, state, instance)
  if (command.do === 'complete' && step.kind === 'task') return refuseAnswer(plan, state, instance, step, command)
  return command.do === 'settle' && command.choice === 'done_by_hand' ? refuseByHand(step, instance, command) : undefined
}

function refuseAnswer(plan: Plan, state: CaseState, instance: StepInstance, step: Extract<Step, { kind: 'task' }>, command: { outcome: string; form: JsonObject }): Refusal | undefined {
  if (!step.outcomes.includes(command.outcome)) return { code: 'unknown-outcome', message: `"${step.id}" has no outcome "${command.outcome}"; it has ${step.outcomes.join(', ')}` }
  const reading = readForm(step.form, command.form, command.outcome)
  if ('problems' in reading) return wrongForm(reading.problems)
  const scope = scopeOf(plan, state, instance.frame, { form: reading.ok, outcome: command.outcome })
  for (const check of step.check) {
    const verdict = check.that === undefined ? true : verdictOf(() => check.that === undefined || holds(check.that, scope))
    if (verdict !== true) return { code: 'check-failed', message: verdict === false ? check.text : `the check "${check.text}" cannot be made: ${verdict}` }
  }
  return undefined
}

function verdictOf(judge: () => boolean): boolean | string {
  try {
    return judge()
  } catch (error) {
    if (error instanceof ExpressionFault) return error.message
    throw error
  }
}

const wrongForm = (problems: readonly FieldProblem[]): Refusal => ({
  code: 'wrong-form', message: problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; '), fields: problems,
})

function refuseByHand(step: Step, instance: StepInstance, command: { reference: string; outcome?: string; form: JsonObject }): Refusal | undefined {
  if (command.reference.trim() === '') return wrongForm([{ field: 'reference', message: 'say where it can be seen that it was done' }])
  const choices = handOutcomes(step)
  const outcomes = choices.length > 0 ? choices : [onlyOutcome(step)]
  const outcome = command.outcome ?? (choices.length > 0 ? '' : onlyOutcome(step))
  if (!outcomes.includes(outcome)) return { code: 'unknown-outcome', message: `say how it ended: ${outcomes.join(', ')}` }
  const reading = readForm(handFields(step, instance), command.form, command.outcome)
  return 'problems' in reading ? wrongForm(reading.problems) : undefined
}

/** The outcomes a person chooses from when a step was done by hand; empty when there is only one. */
export function handOutcomes(step: Step): readonly string[] {
  if (step.kind === 'task') return step.outcomes
  if (step.kind !== 'decide') return []
  return step.hit === 'collect' ? ['matched', 'none'] : [...new Set(step.rules.flatMap((rule) => rule.then ?? []))]
}

/** How a step ends that was done by hand and can end in one way only. */
export const onlyOutcome = (step: Step): string => (step.kind === 'action' ? 'ok' : step.kind === 'message' ? 'sent' : 'done')

/** What the rest of the SOP needs to know of a step that was done by hand; of one that was taken back, nothing. */
export function handFields(step: Step, instance: StepInstance): readonly FormField[] {
  if (isUndo(instance)) return []
  return step.kind === 'task' ? step.form : step.kind === 'action' ? step.byHand : []
}

/** The accepted values of a form that passed `refuse`. */
export function accepted(fields: readonly FormField[], form: Json, outcome: string | undefined): JsonObject {
  const reading = readForm(fields, form, outcome)
  return 'ok' in reading ? reading.ok : {}
}

