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

type Keep = (name: string, value: Json) => void

/** Where a read happens. `once` computes a name the first time it is read in this scope. */
interface Place {
  readonly plan: Plan
  readonly state: CaseState
  readonly inHand: InHand
  readonly scope: Scope
  readonly keep: Keep
  once(name: string, compute: () => Json): Json
}

/**
 * What an expression of the case may read. `keep` stores a `let` the first time it is computed; without it (a validator must
 * not change anything) it is computed once a scope. Computing each name once also bounds facts that read each other: a
 * chain in which each reads the one before twice would double with every link.
 */
export function scopeOf(plan: Plan, state: CaseState, inHand: InHand = {}, keep: Keep = () => {}): Scope {
  const computed = new Map<string, Json>()
  const once: Place['once'] = (name, compute) => {
    const known = computed.get(name)
    if (known !== undefined) return known
    const value = compute()
    computed.set(name, value)
    return value
  }
  const scope: Scope = {
    zoneOffsets: plan.zoneOffsets,
    read: ([root = '', ...path]) => own(ROOTS, root)?.({ plan, state, inHand, scope, keep, once }, path),
  }
  return scope
}

const ROOTS: Readonly<Record<string, (place: Place, path: readonly string[]) => Json | undefined>> = {
  event: ({ state }, path) => deep(state.event, path),
  trigger: ({ state }, path) => deep(state.event, path),
  case: ({ state }, [name = '']) => own(caseFields(state), name),
  facts: readFact,
  form: ({ inHand }, path) => deep(inHand.form, path),
  outcome: ({ inHand }) => inHand.outcome,
  result: ({ inHand }, path) => deep(inHand.result, path),
  form_of: ({ state }, [step = '', ...path]) => deep(own(state.results, step)?.form, path),
  steps: readStep,
  parameters: ({ state }, [name = '', ...path]) => deep(own(state.parameters, name), path),
  lets: readLet,
}

const caseFields = (state: CaseState): JsonObject => ({
  id: state.caseId, key: state.key, opened_at: state.openedAt, opened_by: state.openedBy, sop: state.sop, version: state.version,
})

function readFact({ plan, state, scope, once }: Place, [name = '', ...path]: readonly string[]): Json | undefined {
  const fact = own(plan.facts, name)
  return deep(fact?.kind === 'is' ? once(`fact ${name}`, () => evaluate(fact.tree, scope)) : own(state.facts, name)?.value, path)
}

function readStep({ state }: Place, [step = '', name, ...path]: readonly string[]): Json | undefined {
  const result = own(state.results, step)
  if (!result) return undefined
  if (name === undefined) return { ...result.outputs }
  const common: JsonObject = { outcome: result.outcome, visits: result.visits, by: result.by ?? null, at: result.at }
  return deep(Object.hasOwn(common, name) ? common : result.outputs, [name, ...path])
}

function readLet({ plan, state, scope, keep, once }: Place, [name = '', ...path]: readonly string[]): Json | undefined {
  const kept = own(state.lets, name)
  if (kept !== undefined) return deep(kept, path)
  const plannedLet = own(plan.lets, name)
  return plannedLet && deep(once(`let ${name}`, () => keeping(keep, name, evaluate(plannedLet.tree, scope))), path)
}

function keeping(keep: Keep, name: string, value: Json): Json {
  keep(name, value)
  return value
}
