import { ExpressionFault } from '../fault.ts'
import { own } from '../json.ts'
import type { Step } from '../plan.ts'
import type { StepInstance, StepResult } from '../state.ts'
import { instanceOf, noteStep, put, stepIn, type Draft } from './draft.ts'
import { keepYes } from './approved.ts'
import { follow, pursue } from './follow.ts'
import { isGoing } from './going.ts'
import { close, keepLast, outputsOf } from './inside.ts'
import { idIn, placeOf } from './place.ts'
import { openException } from './task.ts'
import { doesWhatIsOwed, endOwed, markDone } from './together.ts'

/** Runs a part of a step; an expression that cannot be evaluated fails the step, never the case. */
export function attempt(draft: Draft, instance: StepInstance, run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error
    fail(draft, instanceOf(draft.state, instance.id) ?? instance, 'unknown-value', error.message)
  }
}

/** Takes the route for the refusal, or for `failed`, where the author gave one; otherwise a person is asked. */
export function fail(draft: Draft, instance: StepInstance, code: string, message: string): void {
  noteStep(draft, 'effect_failed', instance, 'engine', { code, message, during: instance.phase })
  if (instance.overdue && instance.phase !== 'verifying') return expire(draft, { ...instance, phase: 'gathering' }, draft.now, 'engine')
  const route = routeFor(stepIn(draft, instance), instance, code)
  if (route !== undefined && !instance.owed) leave(draft, instance, route, { outputs: { ...outputsOf(draft, instance), code, message } })
  else openException(draft, instance, { code, message, during: instance.phase })
}

/** No code of a system means these. */
const ENGINES: readonly string[] = ['ok', 'skipped', 'too_often', 'expired', 'failed']

/** The route for this very refusal, else for any failure. A refusal is about what was asked for, not about a fact that was read before. */
function routeFor(step: Step, { phase }: StepInstance, code: string): string | undefined {
  const refusal = code.replaceAll('-', '_')
  if (step.kind === 'action' && phase === 'acting' && !ENGINES.includes(refusal) && own(step.routes, refusal)) return refusal
  return own(step.routes, 'failed') ? 'failed' : undefined
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
  if (step.kind === 'task' && left.by !== undefined) keepYes(draft, instance)
  if (instance.owed) return endOwed(draft, instance)
  if (isGoing(draft.state, instance.frame)) return pursue(draft, instance.frame)
  const route = own(step.routes, outcome)
  if (!route) throw new ExpressionFault(`outcome "${outcome}" of step "${instance.step}" leads nowhere`)
  follow(draft, route, instance.frame, outcome)
}

/** Ends a step whose hard instant has come. What is under way outside is not cut off: it ends the step, or fails and the step has expired. */
export function expire(draft: Draft, instance: StepInstance, dueAt: number, actor: 'engine' | 'timer'): void {
  if (isUnderWay(instance)) {
    put(draft, { ...instance, overdue: true })
    return
  }
  noteStep(draft, 'expired', instance, actor, { dueAt })
  if (instance.phase === 'inside') close(draft, instance, 'expired')
  else leave(draft, instance, 'expired')
}

/** Something was asked of a system and nobody knows yet whether it happened. */
const isUnderWay = ({ phase, exception, inside }: StepInstance): boolean =>
  inside?.closing !== undefined || phase === 'acting' || phase === 'verifying' || phase === 'sending' || phase === 'undoing' || (phase === 'exception' && (exception?.unknown === true || exception?.during === 'verifying'))

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
