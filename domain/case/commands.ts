import type { CaseCommand, Command } from '../event.ts'
import { own } from '../json.ts'
import { ExpressionFault } from '../fault.ts'
import type { ActionStep } from '../plan.ts'
import type { Answer, ExceptionTask, StepInstance } from '../state.ts'
import { accepted } from './accepted.ts'
import { remember, repeated } from './answers.ts'
import { act, send } from './carry-out.ts'
import { acknowledgeClimb, climbOn, endOf, happenToClimb, letGo } from './climb.ts'
import { acknowledged } from './clock.ts'
import { complete } from './complete.ts'
import { askUndo, isUndo, pursueLeaving } from './close.ts'
import { instanceOf, note, noteStep, openAt, put, stepIn, type Draft } from './draft.ts'
import { forgetFacts } from './facts.ts'
import { abandon, pursue } from './follow.ts'
import { isGoing } from './going.ts'
import { handOff } from './handoff.ts'
import { outputsOf } from './inside.ts'
import { attempt, leave } from './leave.ts'
import { retryParts } from './parts.ts'
import { pause, resume } from './pausing.ts'
import { keepAnswer, phaseAsking } from './question.ts'
import { recalculate } from './recalculate.ts'
import { handFields, onlyOutcome } from './refuse.ts'
import { rosterChanged, stay } from './shift-end.ts'
import { gather } from './steps.ts'
import { confirm } from './suggest.ts'
import { inNewHands, openException } from './task.ts'
import { markUndone, waive } from './together.ts'
import { goOnGathering, lookAfter } from './verify.ts'

type Of<D extends Command['do']> = Extract<Command, { do: D }>

/** Carries out a command that `refuse` let pass, or repeats the first answer to it. */
export function obey(draft: Draft, command: Command): Answer {
  const before = repeated(draft.plan, draft.state, command)
  if (before && before !== 'conflict') return before
  const step = 'step' in command ? command.step : ''
  const instance = step === '' ? undefined : climbed(draft, openAt(draft.state, step), command)
  const outcome = !('step' in command) ? ofCase(draft, command) : instance ? carryOut(draft, instance, command) : null
  return remember(draft, command, {
    caseId: draft.state.caseId, step, instance: instance?.id ?? '', outcome, done: command.do,
  })
}

/** What does not end a step comes after the levels that are due at its instant, though nothing has fired them yet. */
const AFTER_LEVELS: readonly Command['do'][] = ['claim', 'release', 'handoff', 'pause']

function climbed(draft: Draft, instance: StepInstance | undefined, command: Command): StepInstance | undefined {
  if (!instance || !AFTER_LEVELS.includes(command.do)) return instance
  climbOn(draft, instance.id, Math.min(draft.now, endOf(instance)))
  return instanceOf(draft.state, instance.id)
}

function carryOut(draft: Draft, instance: StepInstance, command: Exclude<Command, CaseCommand>): string | null {
  switch (command.do) {
    case 'complete': return finish(draft, instance, command)
    case 'claim': return claim(draft, instance, command)
    case 'release': return release(draft, instance, command)
    case 'cannot': return cannot(draft, instance, command)
    case 'settle': return settle(draft, instance, command)
    case 'pause': return quiet(pause(draft, instance, command))
    case 'resume': return quiet(resume(draft, instance, command))
    case 'handoff': return quiet(handOff(draft, instance, command))
    case 'stay': return quiet(stay(draft, instance, command))
    case 'escalate': case 'deescalate': return climb(draft, instance, command)
    case 'decline': return decline(draft, instance, command)
    case 'confirm': return confirmed(draft, instance, command)
    case 'remark': return remark(draft, instance, command)
    case 'answer': return answered(draft, instance, command)
  }
}

function ofCase(draft: Draft, command: CaseCommand): string | null {
  switch (command.do) {
    case 'cancel': return cancel(draft, command)
    case 'recalculate': return quiet(recalculate(draft, command))
    case 'roster_changed': return quiet(rosterChanged(draft, command))
  }
}

/** These end nothing. */
const quiet = (_done: void): null => null

const actor = (command: Command): string => `person:${command.by}`

function finish(draft: Draft, instance: StepInstance, command: Of<'complete'>): string {
  const step = stepIn(draft, instance)
  if (step.kind === 'task') complete(draft, instance, step, command)
  return command.outcome
}

function confirmed(draft: Draft, instance: StepInstance, command: Of<'confirm'>): string {
  attempt(draft, instance, () => confirm(draft, instance, command))
  return command.yes ? 'yes' : 'no'
}

function answered(draft: Draft, instance: StepInstance, command: Of<'answer'>): null {
  goOnGathering(draft, keepAnswer(draft, instance, command))
  return null
}

function claim(draft: Draft, instance: StepInstance, command: Of<'claim' | 'release'>): null {
  const changed = instance.assignee !== command.by
  const clock = instance.clock && acknowledged(instance.clock)
  const taken = put(draft, {
    ...instance, claimedBy: command.by, assignee: command.by, ...(clock ? { clock } : {}),
    ...(changed ? { why: 'took it', epoch: instance.epoch + 1 } : {}),
  })
  noteStep(draft, 'acknowledged', taken, actor(command), { ownerBefore: instance.assignee ?? null, to: [command.by] }, command.via)
  acknowledgeClimb(draft, taken)
  return null
}

function release(draft: Draft, instance: StepInstance, command: Of<'claim' | 'release'>): null {
  const { claimedBy: _claimedBy, ...rest } = instance
  const free = put(draft, { ...rest, epoch: instance.epoch + 1 })
  noteStep(draft, 'released', free, actor(command), { ownerBefore: command.by }, command.via)
  letGo(draft, free)
  return null
}

function climb(draft: Draft, instance: StepInstance, command: Of<'escalate' | 'deescalate'>): null {
  if (command.do === 'deescalate') noteStep(draft, 'deescalated', { ...instance, level: instance.level - 1 }, actor(command), { from: instance.level }, command.via)
  happenToClimb(draft, instance, { at: draft.now, do: command.do, by: command.by, level: command.level }, actor(command))
  return null
}

/** They stay accountable until somebody takes over. */
function decline(draft: Draft, instance: StepInstance, command: Of<'decline'>): null {
  noteStep(draft, 'declined', instance, actor(command), { note: command.note }, command.via)
  happenToClimb(draft, instance, { at: draft.now, do: 'decline', by: command.by }, actor(command))
  return null
}

/** It stands in the record, where it is counted, and the step goes on as it was. */
function remark(draft: Draft, instance: StepInstance, command: Of<'remark'>): null {
  noteStep(draft, 'remarked', instance, actor(command), { kind: command.kind, note: command.note }, command.via)
  return null
}

function cannot(draft: Draft, instance: StepInstance, command: Of<'cannot'>): string {
  noteStep(draft, 'cannot_do', instance, actor(command), { reason: command.reason, note: command.note }, command.via)
  if (instance.phase === 'task' && own(stepIn(draft, instance).routes, 'cannot_do')) leave(draft, instance, 'cannot_do', { by: command.by, outputs: { reason: command.reason, note: command.note } })
  else openException(draft, instance, { code: command.reason, message: `${command.by} cannot do it: ${command.note || command.reason.replaceAll('_', ' ')}`, during: instance.phase === 'task' ? 'task' : phaseAsking(instance) })
  return 'cannot_do'
}

function settle(draft: Draft, instance: StepInstance, command: Of<'settle'>): string {
  noteStep(draft, 'exception_settled', instance, actor(command), { choice: command.choice, reference: command.reference, outcome: command.outcome ?? null, form: command.form }, command.via)
  if (command.choice === 'retry') retry(draft, instance)
  else if (isUndo(instance)) endUndo(draft, instance, command.choice)
  else if (command.choice === 'done_by_hand') doneByHand(draft, instance, command)
  else if (instance.owed) waive(draft, instance, command)
  else giveUp(draft, instance)
  return command.choice
}

/**
 * Goes back to the phase that failed, with an owner and a clock of its own again. Only here does the attempt go up, because a
 * person looked first; an action that was done is looked at again and never done again.
 */
function retry(draft: Draft, instance: StepInstance): void {
  const { exception, ...rest } = inNewHands(instance)
  const again = put(draft, { ...rest, phase: 'gathering', startedAt: draft.now, attempt: instance.attempt + 1 })
  const step = stepIn(draft, instance)
  attempt(draft, again, () => {
    if (exception?.during === 'undoing' && step.kind === 'action') askUndo(draft, again, { action: step.undo ?? '', with: instance.result ?? {} })
    else if (exception?.during === 'acting' && step.kind === 'action') actAgain(draft, again, step, exception)
    else if (exception?.during === 'inside') retryParts(draft, again)
    else if (exception?.during === 'sending' && step.kind === 'message') send(draft, again, step)
    else if (exception?.during === 'verifying' && step.kind === 'action') lookAfter(draft, again, step)
    else {
      forgetFacts(draft, instance, step.needs)
      gather(draft, again)
    }
  })
}

/** What may have been done already stays so when it cannot be asked for again: no route for `failed` does it in another way. */
function actAgain(draft: Draft, instance: StepInstance, step: ActionStep, { unknown }: ExceptionTask): void {
  try {
    act(draft, instance, step)
  } catch (error) {
    if (!(error instanceof ExpressionFault) || unknown !== true) throw error
    openException(draft, instance, { code: 'unknown-value', message: error.message, during: 'acting', unknown })
  }
}

function endUndo(draft: Draft, instance: StepInstance, choice: 'done_by_hand' | 'give_up'): void {
  draft.state.open = draft.state.open.filter((other) => other.id !== instance.id)
  if (choice === 'done_by_hand') markUndone(draft, instance)
  pursue(draft, instance.frame)
}

function doneByHand(draft: Draft, instance: StepInstance, command: Of<'settle'>): void {
  const step = stepIn(draft, instance)
  const values = accepted(handFields(step, instance), command.form, command.outcome)
  const left = step.kind === 'task' ? { form: values } : { outputs: { ...outputsOf(draft, instance), ...values, reference: command.reference } }
  if (step.kind === 'action' && step.undo !== undefined) rememberByHand(draft, instance, step.undo, command)
  attempt(draft, instance, () => leave(draft, instance, command.outcome ?? onlyOutcome(step), { by: command.by, ...left }))
}

/** What was done by a system before, and only looked at in vain, is taken back by it as ever. */
function rememberByHand(draft: Draft, { step, visit, frame }: StepInstance, action: string, { by, reference }: Of<'settle'>): void {
  if (draft.state.undo.some((undo) => undo.step === step && undo.visit === visit)) return
  draft.state.undo = [...draft.state.undo, { step, visit, action, with: { reference }, frame, byHand: { by, reference } }]
}

function giveUp(draft: Draft, instance: StepInstance): void {
  draft.state.open = draft.state.open.filter((other) => other.id !== instance.id)
  if (isGoing(draft.state, instance.frame)) pursue(draft, instance.frame)
  else abandon(draft, instance.frame)
}

function cancel(draft: Draft, command: Of<'cancel'>): string {
  draft.state.leaving = { by: command.by, because: command.because, undo: true, then: { finish: 'cancelled' } }
  note(draft, 'case_cancel_requested', actor(command), { because: command.because }, command.via)
  pursueLeaving(draft)
  return 'cancelled'
}

