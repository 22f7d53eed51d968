import { evaluate } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { own, type Json, type JsonObject } from '../json.ts'
import type { CallStep, Plan } from '../plan.ts'
import type { Frame, StepInstance } from '../state.ts'
import { instanceOf, noteStep, planIn, put, stepIn, type Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'
import { abandon, enter } from './follow.ts'
import { dropFrames, openFrame, startAfresh } from './frames.ts'
import { attempt, leave } from './leave.ts'
import { placeOf } from './place.ts'
import { safely } from './title.ts'

/** Begins the called SOP inside the case, with `with` (once its owner has said yes, as it was shown) as its event and the parameters that were pinned with it. */
export function openCall(draft: Draft, instance: StepInstance, step: CallStep): void {
  const called = own(planIn(draft, instance).calls, step.sop)
  const [first] = called?.steps ?? []
  if (!called || !first) throw new ExpressionFault(`the plan does not hold the SOP "${step.sop}"`)
  const prefix = `${instance.step}/`
  const event = instance.suggestion?.kind === 'call' ? instance.suggestion.with : evaluateAll(step.with, scopeIn(draft, instance))
  const caller = put(draft, { ...instance, phase: 'inside' })
  openFrame(draft, { id: caller.id, kind: 'call', prefix, parent: caller.frame, opener: caller.id, sop: step.sop, event, parameters: valuesOf(called) })
  if (caller.visit > 1 || caller.attempt > 1) startAfresh(draft, (path) => path.startsWith(prefix))
  enter(draft, first.id, caller.id)
}

const valuesOf = (plan: Plan): Readonly<Record<string, Json>> => Object.fromEntries(Object.entries(plan.parameters).map(([name, { value }]) => [name, value]))

/** Ends a call: its outcome and what the SOP gives are the calling step's. A caller that does not route `abandoned` is abandoned with it. */
export function endCall(draft: Draft, frame: Extract<Frame, { kind: 'call' }>, outcome: string): void {
  const outputs = givenBy(draft, frame)
  dropFrames(draft, [frame.id])
  const caller = instanceOf(draft.state, frame.opener)
  if (!caller) return
  noteStep(draft, 'frame_closed', caller, 'engine', { sop: frame.sop, outcome })
  if (outcome !== 'abandoned' || own(stepIn(draft, caller).routes, 'abandoned')) return attempt(draft, caller, () => leave(draft, caller, outcome, { outputs }))
  draft.state.open = draft.state.open.filter(({ id }) => id !== caller.id)
  abandon(draft, caller.frame)
}

/** A value whose step did not run is absent. */
function givenBy(draft: Draft, frame: Extract<Frame, { kind: 'call' }>): JsonObject {
  const { gives } = placeOf(draft.plan, draft.state, frame.id).plan
  const scope = scopeIn(draft, { frame: frame.id })
  const given = Object.entries(gives).map(([name, tree]): [string, Json | undefined] => [name, safely<Json | undefined>(() => evaluate(tree, scope), undefined)])
  return Object.fromEntries(given.filter((entry): entry is [string, Json] => entry[1] !== undefined))
}
