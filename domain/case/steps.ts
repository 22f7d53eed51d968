import { holds } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { own } from '../json.ts'
import type { ActionStep, MessageStep, Route, Step } from '../plan.ts'
import type { StepInstance, StepResult } from '../state.ts'
import { openCall } from './call.ts'
import { decide } from './decide.ts'
import { openEach, outputsOf } from './each.ts'
import { instanceOf, noteStep, put, want, stepIn, type Draft } from './draft.ts'
import { effectId, evaluateAll, scopeIn } from './evaluate.ts'
import { gathered } from './facts.ts'
import { letterOf, wantLetter } from './letter.ts'
import { finishSop } from './frames.ts'
import { isGoing, pursue } from './losers.ts'
import { openParallel } from './parallel.ts'
import { endPart, keepLast } from './parts.ts'
import { frameOf, idIn, placeOf } from './place.ts'
import { hoursKnown } from './openings.ts'
import { withPauses } from './case-clock.ts'
import { armed, expire, wasOver } from './hard-deadline.ts'
import { needsOf, openWait } from './wait.ts'
import { isSelfActing, openByHand, suggest, type SelfActing } from './suggest.ts'
import { openException, openTask } from './task.ts'
import { doesWhatIsOwed, endOwed, markDone, mustBeHere } from './together.ts'

/** A plan that loops without a person, an effect or a count is refused when compiled; what slips through is given to a person. */
const MOST_STEPS_AT_ONCE = 1_000
/** In all frames together: a long list may take many, and yet no more than an engine has time for. */
const MOST_IN_ALL = 20_000

/** Goes to a step of the frame's SOP: counts the visit and begins once its facts are there. */
export function enter(draft: Draft, id: string, frame: string): void {
  draft.ahead.unshift({ id, frame })
  run(draft)
}

/** As `enter`, after what is already ahead, and not before `run`: what begins side by side begins in order. */
export function enterLater(draft: Draft, id: string, frame: string): void {
  draft.ahead.push({ id, frame })
}

/** Enters what is ahead, unless that is being done. What stood in a frame that has gone meanwhile, or is on its way out, is left. */
export function run(draft: Draft): void {
  if (draft.running) return
  draft.running = true
  try {
    for (let next = draft.ahead.shift(); next; next = draft.ahead.shift()) {
      const { frame } = next
      if (draft.state.frames.some(({ id }) => id === frame) && !isGoing(draft.state, frame)) begun(draft, next.id, frame)
    }
  } finally {
    draft.running = false
  }
}

function begun(draft: Draft, id: string, frame: string): void {
  const path = frameOf(draft.state, frame).prefix + id
  const visit = (own(draft.state.visits, path) ?? 0) + 1
  draft.state.visits = { ...draft.state.visits, [path]: visit }
  const instance: StepInstance = {
    id: `${path}#${visit}`, step: path, visit, frame, phase: 'gathering', startedAt: draft.now, attempt: 1, epoch: 1, level: 0,
  }
  const step = stepIn(draft, instance)
  put(draft, instance)
  if (tooMany(draft, frame)) return openException(draft, instance, { code: 'endless', message: `the SOP goes round in circles at "${id}"`, during: 'gathering' })
  if (step.atMost === undefined || visit - (own(draft.state.forgiven, path) ?? 0) <= step.atMost) return gather(draft, instance)
  noteStep(draft, 'step_finished', instance, 'engine', { outcome: 'too_often', visit })
  leave(draft, instance, 'too_often')
}

function tooMany({ entered }: Draft, frame: string): boolean {
  const here = (entered.get(frame) ?? 0) + 1
  const inAll = (entered.get('') ?? 0) + 1
  entered.set(frame, here).set('', inAll)
  return here > MOST_STEPS_AT_ONCE || inAll > MOST_IN_ALL
}

/** Begins the step when all facts it reads are known and fresh; otherwise what is missing is on its way. */
export function gather(draft: Draft, instance: StepInstance): void {
  const step = stepIn(draft, instance)
  attempt(draft, instance, () => {
    mustBeHere(draft, instance)
    if (!hoursKnown(draft, instance)) return
    const timed = instance.owed ? instance : armed(draft, instance)
    if (gathered(draft, timed, needsOf(step))) begin(draft, timed, step)
  })
}

function begin(draft: Draft, instance: StepInstance, step: Step): void {
  if (step.when && !instance.owed && !holds(step.when, scopeIn(draft, instance))) {
    noteStep(draft, 'step_skipped', instance, 'engine', {})
    leave(draft, instance, 'skipped')
    return
  }
  if (!instance.owed && wasOver(draft, instance)) return
  const pausing = withPauses(draft, instance)
  if (step.kind === 'task') return openTask(draft, pausing, step)
  noteStep(draft, 'step_started', pausing, 'engine', { kind: step.kind, visit: instance.visit })
  if (step.kind === 'wait') return openWait(draft, pausing, step)
  if (isSelfActing(step)) {
    if (step.mode === 'off') return openByHand(draft, instance, step)
    return step.mode === 'suggest' ? suggest(draft, instance, step) : carryOut(draft, instance, step)
  }
  switch (step.kind) {
    case 'parallel': return openParallel(draft, instance, step)
    case 'each': return openEach(draft, instance, step)
    case 'call': return openCall(draft, instance, step)
  }
}

/** Does what the step does by itself; once its owner has said yes, exactly what was suggested. */
export function carryOut(draft: Draft, instance: StepInstance, step: SelfActing): void {
  switch (step.kind) {
    case 'action': return act(draft, instance, step)
    case 'decide': {
      const { outcome, outputs } = decide(draft, instance, step)
      return leave(draft, instance, outcome, { outputs })
    }
    case 'message': return send(draft, instance, step)
  }
}

/** Asks for the step's message to be sent, as it reads now. */
export function send(draft: Draft, instance: StepInstance, step: MessageStep): void {
  const message = instance.suggestion?.kind === 'message' ? instance.suggestion.message : letterOf(draft, instance, step)
  const { template, to, subject, body } = message
  noteStep(draft, 'message_requested', instance, 'engine', { template, to: to.whom ?? to.email, subject, body, attempt: instance.attempt })
  wantLetter(draft, { id: effectId(draft, instance, `message.${template}`), instance: instance.id, message })
  put(draft, { ...instance, phase: 'sending' })
}

/** Asks for the step's action under its business key. */
export function act(draft: Draft, instance: StepInstance, step: ActionStep): void {
  mustBeHere(draft, instance)
  const input = instance.suggestion?.kind === 'action' ? instance.suggestion.with : evaluateAll(step.with, scopeIn(draft, instance))
  noteStep(draft, 'effect_requested', instance, 'engine', { action: step.action, input, attempt: instance.attempt })
  want(draft, { kind: 'act', id: effectId(draft, instance, step.action), instance: instance.id, action: step.action, with: input })
  put(draft, { ...instance, phase: 'acting' })
}

/** Runs a part of a step; an expression that cannot be evaluated fails the step, never the case. */
export function attempt(draft: Draft, instance: StepInstance, run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    fail(draft, instanceOf(draft.state, instance.id) ?? instance, 'unknown-value', error.message)
  }
}

/** Takes the route for `failed` where the author gave one; otherwise a person is asked. */
export function fail(draft: Draft, instance: StepInstance, code: string, message: string): void {
  noteStep(draft, 'effect_failed', instance, 'engine', { code, message, during: instance.phase })
  if (instance.overdue && instance.phase !== 'verifying') return expire(draft, { ...instance, phase: 'gathering' }, draft.now, 'engine')
  if (own(stepIn(draft, instance).routes, 'failed') && !instance.owed) leave(draft, instance, 'failed', { outputs: { ...outputsOf(draft, instance), code, message } })
  else openException(draft, instance, { code, message, during: instance.phase })
}

/** What a step leaves behind besides its outcome. */
export type Left = Partial<Pick<StepResult, 'by' | 'outputs' | 'form' | 'evidence' | 'approvedBy' | 'commandId'>>

/**
 * Ends a step with an outcome and follows its route; a case that is being cancelled goes nowhere new. The form that was accepted
 * last stays readable when a later visit is skipped or one too many.
 */
export function leave(draft: Draft, instance: StepInstance, outcome: string, left: Left = {}): void {
  const step = stepIn(draft, instance)
  if (!NOT_DONE.includes(outcome) && doesWhatIsOwed(step, instance)) keepResult(draft, instance, outcome, left)
  if (step.kind === 'action' && outcome === 'ok') markDone(draft, instance, instance.owed?.action ?? step.action)
  draft.state.open = draft.state.open.filter((other) => other.id !== instance.id)
  forgetLets(draft, instance)
  if (instance.owed) return endOwed(draft, instance)
  if (isGoing(draft.state, instance.frame)) return pursue(draft, instance.frame)
  const route = own(step.routes, outcome)
  if (!route) throw new ExpressionFault(`outcome "${outcome}" of step "${instance.step}" leads nowhere`)
  follow(draft, route, instance.frame, outcome)
}

/** Goes where a route leads, from a step of the frame that ended with an outcome. */
export function follow(draft: Draft, route: Route, frame: string, outcome = ''): void {
  if ('to' in route) return enter(draft, route.to, frame)
  if ('finish' in route) return finishSop(draft, frame, route.finish)
  const part = frameOf(draft.state, frame)
  if (part.kind === 'branch' || part.kind === 'element') endPart(draft, part, 'done', outcome)
}

/** Outcomes of a visit in which nothing was done: what an earlier visit left stays readable. */
const NOT_DONE: readonly string[] = ['skipped', 'too_often']

function keepResult(draft: Draft, instance: StepInstance, outcome: string, left: Left): void {
  const form = left.form ?? own(draft.state.results, instance.step)?.form
  const by = left.by ?? instance.confirmedBy
  const result: StepResult = {
    instance: instance.id, outcome, visits: instance.visit, at: draft.now, outputs: {}, ...left, ...(form ? { form } : {}), ...(by === undefined ? {} : { by }),
  }
  draft.state.results = { ...draft.state.results, [instance.step]: result }
  keepLast(draft, instance, outcome)
}

/** A `let` is kept until a step that it reads ends again; each SOP has its own. */
function forgetLets(draft: Draft, instance: StepInstance): void {
  const { plan, home } = placeOf(draft.plan, draft.state, instance.frame)
  const step = idIn(draft.state, instance)
  const stale = new Set(Object.keys(plan.lets).filter((name) => own(plan.lets, name)?.steps.includes(step)).map((name) => home.prefix + name))
  if (stale.size === 0) return
  const kept = Object.entries(draft.state.lets).filter(([name]) => !stale.has(name))
  draft.state.lets = Object.fromEntries(kept)
}
