import { holds } from '../expression.ts'
import type { ActionStep } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { noteStep, put, stepIn, type Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { forgetFacts, gathered } from './facts.ts'
import { pursue } from './follow.ts'
import { isGoing } from './going.ts'
import { attempt, fail, leave } from './leave.ts'
import { gather } from './steps.ts'

/** Goes on with a step that waited for facts. */
export function goOnGathering(draft: Draft, instance: StepInstance): void {
  if (isGoing(draft.state, instance.frame)) pursue(draft, instance.frame)
  else if (instance.phase === 'verifying') verify(draft, instance)
  else if (instance.phase === 'gathering') gather(draft, instance)
}

/** Reads the facts that `verify` looks at, whatever was known of them before. */
export function lookAfter(draft: Draft, instance: StepInstance, step: ActionStep): void {
  forgetFacts(draft, instance, step.verifyNeeds)
  verify(draft, put(draft, { ...instance, phase: 'verifying' }))
}

/** Looks at fresh facts after the action; a system that says yes and does not do it is found here. */
function verify(draft: Draft, instance: StepInstance): void {
  const step = stepIn(draft, instance)
  if (step.kind !== 'action') return
  attempt(draft, instance, () => {
    if (gathered(draft, instance, step.verifyNeeds)) judge(draft, instance, step)
  })
}

function judge(draft: Draft, instance: StepInstance, step: ActionStep): void {
  const result = instance.result ?? {}
  if (step.verify && !holds(step.verify, scopeIn(draft, instance, { result }))) {
    return fail(draft, instance, 'verify-failed', `${step.action} answered ok, but the system does not show it`)
  }
  noteStep(draft, 'verified', instance, 'engine', {})
  leave(draft, instance, 'ok', { outputs: result })
}
