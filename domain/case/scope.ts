import { evaluate, type Scope } from '../expression.ts'
import { own, type Json, type JsonObject } from '../json.ts'
import type { Plan } from '../plan.ts'
import type { CaseState } from '../state.ts'
import { deep } from '../trigger.ts'

/** What is being decided on, besides the case: the form in hand, its outcome, an action's result. */
export interface InHand {
  readonly form?: JsonObject
  readonly outcome?: string
  readonly result?: JsonObject
}

type Root = (plan: Plan, state: CaseState, path: readonly string[], inHand: InHand, scope: Scope, keep: Keep) => Json | undefined
type Keep = (name: string, value: Json) => void

/**
 * What an expression of the case may read. `keep` stores a `let` the first time it is computed; without it (a validator must
 * not change anything) it is computed each time.
 */
export function scopeOf(plan: Plan, state: CaseState, inHand: InHand = {}, keep: Keep = () => {}): Scope {
  const scope: Scope = {
    zoneOffsets: plan.zoneOffsets,
    read([root = '', ...path]) {
      return own(ROOTS, root)?.(plan, state, path, inHand, scope, keep)
    },
  }
  return scope
}

const ROOTS: Readonly<Record<string, Root>> = {
  event: (_plan, state, path) => deep(state.event, path),
  trigger: (_plan, state, path) => deep(state.event, path),
  case: (_plan, state, [name = '']) => own(caseFields(state), name),
  facts: readFact,
  form: (_plan, _state, path, inHand) => deep(inHand.form, path),
  outcome: (_plan, _state, _path, inHand) => inHand.outcome,
  result: (_plan, _state, path, inHand) => deep(inHand.result, path),
  form_of: (_plan, state, [step = '', ...path]) => deep(own(state.results, step)?.form, path),
  steps: readStep,
  parameters: (_plan, state, [name = '', ...path]) => deep(own(state.parameters, name), path),
  lets: readLet,
}

const caseFields = (state: CaseState): JsonObject => ({
  id: state.caseId, key: state.key, opened_at: state.openedAt, opened_by: state.openedBy, sop: state.sop, version: state.version,
})

function readFact(plan: Plan, state: CaseState, [name = '', ...path]: readonly string[], _inHand: InHand, scope: Scope): Json | undefined {
  const fact = own(plan.facts, name)
  return deep(fact?.kind === 'is' ? evaluate(fact.tree, scope) : own(state.facts, name)?.value, path)
}

function readStep(_plan: Plan, state: CaseState, [step = '', name, ...path]: readonly string[]): Json | undefined {
  const result = own(state.results, step)
  if (!result) return undefined
  if (name === undefined) return { ...result.outputs }
  const common: JsonObject = { outcome: result.outcome, visits: result.visits, by: result.by ?? null, at: result.at }
  return deep(Object.hasOwn(common, name) ? common : result.outputs, [name, ...path])
}

function readLet(plan: Plan, state: CaseState, [name = '', ...path]: readonly string[], _inHand: InHand, scope: Scope, keep: Keep): Json | undefined {
  const kept = own(state.lets, name)
  if (kept !== undefined) return deep(kept, path)
  const plannedLet = own(plan.lets, name)
  if (!plannedLet) return undefined
  const value = evaluate(plannedLet.tree, scope)
  keep(name, value)
  return deep(value, path)
}
