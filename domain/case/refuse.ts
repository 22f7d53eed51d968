import type { CaseCommand, Command } from '../event.ts'
import { holds } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { readForm, type FieldProblem } from '../form.ts'
import { writeInstant } from '../instant.ts'
import { own, type JsonObject } from '../json.ts'
import type { FormField, Plan, Step } from '../plan.ts'
import type { Refusal } from '../refusal.ts'
import type { CaseState, StepInstance } from '../state.ts'
import { approves, refuseApproval, refuseExcluded } from './approve.ts'
import { isUndo } from './close.ts'
import { openAt } from './draft.ts'
import { misshapen } from './misshapen.ts'
import { doneInFailedParts } from './parts.ts'
import { sopOf, stepAt, stepOf } from './place.ts'
import { readProof } from './proof.ts'
import { mayAllTheSame, refuseClimb } from './refuse-climb.ts'
import { askable } from './question.ts'
import { refuseRecalculation } from './recalculate.ts'
import { repeated } from './answers.ts'
import { scopeOf } from './scope.ts'
import { doesWhatIsOwed, refuseWaiver } from './together.ts'
import { SWITCHED_OFF } from './suggest.ts'

type StepCommand = Exclude<Command, CaseCommand>

/**
 * Why the case will not take a command now, or undefined when it will. Synchronous and without effect, so that an Update's
 * validator can call it and a refusal costs no history. A repeat of an answered command is never refused. `now` is the case's clock,
 * epoch milliseconds: what comes after a hard deadline is too late, though nothing has told the case yet that it has passed.
 */
export function refuse(plan: Plan, state: CaseState, command: Command, now: number): Refusal | undefined {
  const malformed = misshapen(command)
  if (malformed) return malformed
  const repeat = repeated(plan, state, command)
  if (repeat) return repeat === 'conflict' ? { code: 'command-reused', message: 'this command id was used for something else; send a new one' } : undefined
  if (state.outcome !== undefined) return { code: 'case-closed', message: `the case ended with "${state.outcome}"${state.closedAt === undefined ? '' : ` at ${writeInstant(state.closedAt)}`}; nothing more can be done in it` }
  if (command.do === 'cancel') {
    // A crossing that leads on to another step has not ended the case.
    return state.leaving?.undo && 'finish' in state.leaving.then ? { code: 'already-cancelled', message: `"${state.leaving.by}" has asked to cancel the case already` } : undefined
  }
  if (command.do === 'roster_changed') return undefined
  return command.do === 'recalculate' ? refuseRecalculation(plan, state) : refuseStep(plan, state, command, now)
}

function refuseStep(plan: Plan, state: CaseState, command: StepCommand, now: number): Refusal | undefined {
  const instance = openAt(state, command.step)
  if (!instance && !stepAt(plan, command.step)) return { code: 'unknown-step', message: `the SOP has no step "${command.step}"` }
  if (!instance) return notOpen(state, command)
  if ((command.instance ?? instance.id) !== instance.id || (command.epoch ?? instance.epoch) !== instance.epoch) return stale(instance)
  const wrongPhase = refusePhase(instance, command) ?? refuseLate(state, instance, now)
  if (wrongPhase) return wrongPhase
  if (instance.claimedBy !== undefined && instance.claimedBy !== command.by && !mayAllTheSame(instance, command)) {
    return { code: 'claimed-by-other', message: `${taken(instance)}; ask them to give it back` }
  }
  return refuseContent(plan, state, instance, command)
}

/** The step ended, or has not begun: says who ended it and how. */
function notOpen(state: CaseState, command: StepCommand): Refusal {
  const result = own(state.results, command.step)
  if (!result) return { code: 'step-not-open', message: `"${command.step}" is not open now` }
  return { code: 'already-finished', message: `"${result.by ?? 'the engine'}" finished "${command.step}" with "${result.outcome}" at ${writeInstant(result.at)}` }
}

const taken = ({ claimedBy = '', claimedAt }: StepInstance): string => `"${claimedBy}" ${claimedAt === undefined ? 'has taken this step' : `took this step at ${writeInstant(claimedAt)}`}`

/** A step that is begun anew, or has never changed hands, is whose it is since it began. */
const stale = (instance: StepInstance): Refusal => ({
  code: 'stale-step',
  message: `the step has changed since you saw it; ${instance.assignee === undefined ? 'nobody has' : `"${instance.assignee}" has`} held it since ${writeInstant(instance.changedAt ?? instance.startedAt)}, look again`,
})

type Phases = readonly StepInstance['phase'][]
const ANYBODYS: Phases = ['task', 'exception', 'confirming', 'asking']

/** In which phases a command has something to do. */
const WANTED: Readonly<Record<StepCommand['do'], Phases>> = {
  complete: ['task'], cannot: ['task', 'asking'], settle: ['exception'], pause: ['task'], resume: ['task'], stay: ['task'], confirm: ['confirming'], answer: ['asking'],
  claim: ANYBODYS, release: ANYBODYS, handoff: ANYBODYS, escalate: ANYBODYS, deescalate: ANYBODYS, decline: ANYBODYS, remark: ANYBODYS,
}

function refusePhase({ step, phase }: StepInstance, command: StepCommand): Refusal | undefined {
  if (WANTED[command.do].includes(phase)) return undefined
  const wants: Partial<Record<StepInstance['phase'], string>> = {
    task: 'waits to be finished by a person', exception: 'did not work; choose retry, done_by_hand or give_up',
    confirming: 'waits for a yes or no to what it would do', asking: 'waits for a person to say what no system knows',
  }
  return { code: 'step-not-open', message: `"${step}" ${wants[phase] ?? 'waits for a system, not for a person'}` }
}

function refuseLate(state: CaseState, { step, timers = [] }: StepInstance, now: number): Refusal | undefined {
  const passed = [...timers, ...state.timers].find(({ kind, at }) => kind === 'expired' && at < now)
  return passed && { code: 'deadline-passed', message: `"${step}" had to be done by ${writeInstant(passed.at)}; it is too late for that now` }
}

function refuseContent(plan: Plan, state: CaseState, instance: StepInstance, command: StepCommand): Refusal | undefined {
  const step = stepOf(plan, instance)
  switch (command.do) {
    case 'complete': return step.kind === 'task' ? (refuseApproval(instance, step, command) ?? refuseAnswer(plan, state, instance, step, command)) : undefined
    case 'claim': return refuseClaim(instance, command.by)
    case 'release': return instance.claimedBy === undefined ? { code: 'not-claimed', message: `nobody has taken "${instance.step}"` } : undefined
    case 'cannot': return command.reason === 'other' && command.note.trim() === '' ? wrongForm([{ field: 'note', message: 'say what the other reason is' }]) : undefined
    case 'settle': return refuseAgain(plan, state, instance, command.choice) ?? refuseSettling(instance, step, command)
    case 'pause': return refusePause(sopOf(plan, state, instance), instance, command.reason)
    case 'escalate': case 'deescalate': case 'decline': return refuseClimb(instance, command)
    case 'stay': return refuseStay(instance, command.by)
    case 'resume': return instance.paused ? undefined : { code: 'not-paused', message: `"${instance.step}" is not paused` }
    case 'handoff': return refuseHandoff(instance, command)
    case 'confirm': return command.yes || command.note.trim() !== '' ? undefined : wrongForm([{ field: 'note', message: 'say why not' }])
    case 'remark': return command.note.trim() === '' ? wrongForm([{ field: 'note', message: 'say what you did, or what is wrong' }]) : undefined
    case 'answer': return refuseValue(sopOf(plan, state, instance), instance, command.form)
  }
}

function refuseClaim(instance: StepInstance, person: string): Refusal | undefined {
  if (instance.phase !== 'task') return undefined
  const approved = instance.approvals?.some(({ by }) => by === person) === true
  return approved ? { code: 'already-approved', message: `"${person}" has approved "${instance.step}" already; somebody else must` } : refuseExcluded(instance, person)
}

function refusePause({ pauses }: Plan, { step, paused }: StepInstance, reason: string): Refusal | undefined {
  if (paused) return { code: 'already-paused', message: `"${paused.by}" has paused "${step}" already: ${paused.reason.replaceAll('_', ' ')}` }
  const known = Object.keys(pauses)
  if (known.includes(reason)) return undefined
  return wrongForm([{ field: 'reason', message: known.length > 0 ? `the SOP lets a step pause for ${known.join(', ')}` : 'the SOP lets no step pause' }])
}

function refuseStay({ step, shift, claimedBy }: StepInstance, person: string): Refusal | undefined {
  if (shift?.answerBy === undefined) return { code: 'not-asked', message: `nobody is asked whether they stay with "${step}"` }
  return claimedBy === person ? undefined : { code: 'not-your-step', message: `"${claimedBy ?? ''}" is asked, who has taken "${step}"` }
}

function refuseHandoff(instance: StepInstance, { to, summary }: Extract<Command, { do: 'handoff' }>): Refusal | undefined {
  if (summary.trim() === '') return wrongForm([{ field: 'summary', message: 'say how it stands' }])
  if (to === undefined) return undefined
  if (to === instance.assignee) return wrongForm([{ field: 'to', message: `"${to}" has it already` }])
  const stranger = instance.phase === 'task' && instance.eligible?.includes(to) === false
  return refuseClaim(instance, to) ?? (stranger ? { code: 'not-allowed', message: `"${to}" may not approve "${instance.step}"; ${instance.eligible?.join(', ') ?? ''} may` } : undefined)
}

function refuseValue(plan: Plan, instance: StepInstance, form: JsonObject): Refusal | undefined {
  const reading = readForm(askable(plan, instance.asked ?? '')?.fields ?? [], form)
  return 'problems' in reading ? wrongForm(reading.problems) : undefined
}

function refuseAnswer(plan: Plan, state: CaseState, instance: StepInstance, step: Extract<Step, { kind: 'task' }>, command: { outcome: string; form: JsonObject; evidence?: unknown }): Refusal | undefined {
  if (!step.outcomes.includes(command.outcome)) return { code: 'unknown-outcome', message: `"${step.id}" has no outcome "${command.outcome}"; it has ${step.outcomes.join(', ')}` }
  const reading = readForm(step.form, command.form, command.outcome)
  if ('problems' in reading) return wrongForm(reading.problems)
  const scope = scopeOf(plan, state, instance.frame, { form: reading.ok, outcome: command.outcome })
  const proof = verdictOf(() => readProof(step, command.evidence, command.outcome, scope))
  if (typeof proof === 'string') return { code: 'check-failed', message: `whether the evidence is needed cannot be said: ${proof}` }
  if ('problems' in proof) return wrongForm(proof.problems)
  for (const check of step.check) {
    const verdict = check.that === undefined ? true : verdictOf(() => check.that === undefined || holds(check.that, scope))
    if (verdict !== true) return { code: 'check-failed', message: verdict === false ? check.text : `the check "${check.text}" cannot be made: ${verdict}` }
  }
  return undefined
}

/** What was judged, or why it cannot be. */
function verdictOf<T>(judge: () => T): T | string {
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

/** A part that is begun anew does again what it had done; where that was an action, money may go out twice. */
function refuseAgain(plan: Plan, state: CaseState, instance: StepInstance, choice: string): Refusal | undefined {
  const done = choice === 'retry' ? doneInFailedParts(plan, state, instance) : []
  if (done.length === 0) return undefined
  const names = done.map((path) => `"${path}"`).join(', ')
  return { code: 'not-allowed', message: `${names} in "${instance.step}" is done and would be done again; do the rest by hand and choose done_by_hand, or give up` }
}

function refuseSettling(instance: StepInstance, step: Step, command: Extract<Command, { do: 'settle' }>): Refusal | undefined {
  if (command.choice === 'retry' && instance.exception?.code === SWITCHED_OFF) {
    return { code: 'not-allowed', message: `"${instance.step}" is switched off and cannot be retried; choose done_by_hand or give_up` }
  }
  if (command.choice === 'give_up') return refuseWaiver(instance, command)
  if (command.choice !== 'done_by_hand') return undefined
  const excluded = refuseExcluded(instance, command.by)
  if (excluded) return excluded
  if (step.kind === 'task' && approves(step, command.outcome ?? '')) {
    return { code: 'not-allowed', message: `"${command.outcome}" needs the approvals of "${instance.step}" and cannot be given by hand; choose retry` }
  }
  return refuseByHand(step, instance, command)
}

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
  const own = ownOutcomes(step)
  return step.kind === 'task' || own.length > 1 ? own : []
}

/** How a step ends that was done by hand and can end in one way only. */
export const onlyOutcome = (step: Step): string => ownOutcomes(step)[0] ?? 'done'

const ENGINES: readonly string[] = ['skipped', 'too_often', 'failed', 'cannot_do', 'expired', 'abandoned']

/** How a step can end that did what it is for. */
function ownOutcomes(step: Step): readonly string[] {
  switch (step.kind) {
    case 'task': return step.outcomes
    case 'action': return ['ok']
    case 'message': return ['sent']
    case 'decide': return step.hit === 'collect' ? ['matched', 'none'] : [...new Set(step.rules.flatMap((rule) => rule.then ?? []))]
    case 'wait': return outcomesOfWait(step)
    case 'parallel': case 'each': return ['done']
    case 'call': return Object.keys(step.routes).filter((outcome) => !ENGINES.includes(outcome))
  }
}

function outcomesOfWait({ wait, within }: Extract<Step, { kind: 'wait' }>): readonly string[] {
  const late = within ? ['timeout'] : []
  switch (wait.for) {
    case 'events': return [...wait.events.map(({ outcome }) => outcome), ...late]
    case 'instant': return ['reached']
    case 'silence': return ['silent', ...late]
  }
}

/** What the rest of the SOP needs to know of a step that was done by hand; of one that was taken back, nothing. */
export function handFields(step: Step, instance: StepInstance): readonly FormField[] {
  if (isUndo(instance) || !doesWhatIsOwed(step, instance)) return []
  return step.kind === 'task' ? step.form : step.kind === 'action' ? step.byHand : step.kind === 'call' ? (step.byHand ?? []) : []
}
