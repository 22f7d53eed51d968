import { evaluate, type Scope } from '../expression.ts'
import type { Json, JsonObject } from '../json.ts'
import type { Tree } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import type { Draft } from './draft.ts'
import { scopeOf, type InHand } from './scope.ts'

/** What expressions of an instance's SOP read in a draft; `let` values it computes are kept in the state. */
export const scopeIn = (draft: Draft, { frame }: Pick<StepInstance, 'frame'>, inHand: InHand = {}): Scope =>
  scopeOf(draft.plan, draft.state, frame, inHand, (name, value) => {
    draft.state.lets = { ...draft.state.lets, [name]: value }
  })

/** Evaluates a step's `with`. */
export const evaluateAll = (trees: Readonly<Record<string, Tree>>, scope: Scope): JsonObject =>
  Object.fromEntries(Object.entries(trees).map(([name, tree]): [string, Json] => [name, evaluate(tree, scope)]))

/** The business key: case, step path, visit, action, attempt. */
export const effectId = (draft: Draft, instance: StepInstance, action: string): string =>
  `${draft.state.caseId}/${instance.step}/${instance.visit}/${action}/${instance.attempt}`
