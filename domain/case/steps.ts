import { holds } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { own } from '../json.ts'
import type { ActionStep, MessageStep, Route, Step } from '../plan.ts'
import type { StepInstance, StepResult } from '../state.ts'
import { pursueLeaving } from './close.ts'
import { finishSop } from './frames.ts'
import { decide } from './decide.ts'
import { instanceOf, noteStep, put, want, stepIn, type Draft } from './draft.ts'
import { effectId, evaluateAll, scopeIn } from './evaluate.ts'
import { gathered } from './facts.ts'
import { letterOf } from './letter.ts'
import { frameOf, idIn, placeOf } from './place.ts'
import { hoursKnown } from './openings.ts'
import { openException, openTask } from './task.ts'

/** A plan that loops without a person, an effect or a count is refused when compiled; what slips through is given to a person. */
const MOST_STEPS_AT_ONCE = 1_000

/** Goes to a step of the frame's SOP: counts the visit and begins once its facts are there. */
export function enter(draft: Draft, id: string, frame: string): void {
  const path = frameOf(draft.state, frame).prefix + id
  const visit = (own(draft.state.visits, path) ?? 0) + 1
  draft.state.visits = { ...draft.state.visits, [path]: visit }
  const instance: StepInstance = {
    id: `${path}#${visit}`, step: path, visit, frame, phase: 'gathering', startedAt: draft.now, attempt: 1, epoch: 1, level: 0,
  }
  const step = stepIn(draft, instance)
  put(draft, instance)
  if (++draft.entered > MOST_STEPS_AT_ONCE) return openException(draft, instance, { code: 'endless', message: `the SOP goes round in circles at "${id}"`, during: 'gathering' })
  if (step.atMost === undefined || visit - (own(draft.state.forgiven, path) ?? 0) <= step.atMost) return gather(draft, instance)
  noteStep(draft, 'step_finished', instance, 'engine', { outcome: 'too_often', visit })
  leave(draft, instance, 'too_often')
}

/** Begins the step when all facts it reads are known and fresh; otherwise what is missing is on its way. */
export function gather(draft: Draft, instance: StepInstance): void {
  const step = stepIn(draft, instance)
  attempt(draft, instance, () => {
    if (hoursKnown(draft, instance) && gathered(draft, instance, step.needs)) begin(draft, instance, step)
  })
}

function begin(draft: Draft, instance: StepInstance, step: Step): void {
  if (step.when && !holds(step.when, scopeIn(draft, instance))) {
    noteStep(draft, 'step_skipped', instance, 'engine', {})
    leave(draft, instance, 'skipped')
    return
  }
  if (step.kind === 'task') return openTask(draft, instance, step)
  noteStep(draft, 'step_started', instance, 'engine', { kind: step.kind, visit: instance.visit })
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
  const message = letterOf(draft, instance, step)
  const { template, to, subject, body } = message
  noteStep(draft, 'message_requested', instance, 'engine', { template, to: to.email, subject, body, attempt: instance.attempt })
  want(draft, { kind: 'send', id: effectId(draft, instance, `message.${template}`), instance: instance.id, message })
  put(draft, { ...instance, phase: 'sending' })
}

/** Asks for the step's action under its business key. */
export function act(draft: Draft, instance: StepInstance, step: ActionStep): void {
  const input = evaluateAll(step.with, scopeIn(draft, instance))
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
  if (own(stepIn(draft, instance).routes, 'failed')) leave(draft, instance, 'failed', { outputs: { code, message } })
  else openException(draft, instance, { code, message, during: instance.phase })
}

/** What a step leaves behind besides its outcome. */
export type Left = Partial<Pick<StepResult, 'by' | 'outputs' | 'form' | 'commandId'>>

/**
 * Ends a step with an outcome and follows its route; a case that is being cancelled goes nowhere new. The form that was accepted
 * last stays readable when a later visit is skipped or one too many.
 */
export function leave(draft: Draft, instance: StepInstance, outcome: string, left: Left = {}): void {
  if (!NOT_DONE.includes(outcome)) keepResult(draft, instance, outcome, left)
  draft.state.open = draft.state.open.filter((other) => other.id !== instance.id)
  forgetLets(draft, instance)
  if (draft.state.leaving) return pursueLeaving(draft)
  const route = own(stepIn(draft, instance).routes, outcome)
  if (!route) throw new ExpressionFault(`outcome "${outcome}" of step "${instance.step}" leads nowhere`)
  follow(draft, route, instance.frame)
}

/** Goes where a route leads, from a step of the frame. */
export function follow(draft: Draft, route: Route, frame: string): void {
  if ('to' in route) enter(draft, route.to, frame)
  else if ('finish' in route) finishSop(draft, frame, route.finish)
}

/** Outcomes of a visit in which nothing was done: what an earlier visit left stays readable. */
const NOT_DONE: readonly string[] = ['skipped', 'too_often']

function keepResult(draft: Draft, instance: StepInstance, outcome: string, left: Left): void {
  const form = left.form ?? own(draft.state.results, instance.step)?.form
  const result: StepResult = { instance: instance.id, outcome, visits: instance.visit, at: draft.now, outputs: {}, ...left, ...(form ? { form } : {}) }
  draft.state.results = { ...draft.state.results, [instance.step]: result }
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
