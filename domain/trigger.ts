import { evaluate, holds, type Scope } from './expression.ts'
import { ExpressionFault } from './fault.ts'
import { own, type Json, type JsonObject } from './json.ts'
import type { Plan, Tree } from './plan.ts'
import { wording } from './template.ts'

/** Whether an event opens a case of this SOP, and under which key. The same key is the same case, however often it comes. */
export type Match = { readonly key: string } | 'no-match' | { readonly problem: string }

/** Tries the SOP's event triggers in order; the first whose `if` holds gives the key. */
export function matchTrigger(plan: Plan, eventName: string, event: JsonObject): Match {
  try {
    for (const trigger of plan.triggers) {
      if (trigger.kind !== 'event' || trigger.on !== eventName) continue
      const scope = triggerScope(plan, event)
      if (trigger.if === undefined || holds(trigger.if, scope)) return keyFrom(trigger.key, scope)
    }
    return 'no-match'
  } catch (error) {
    return asProblem(error)
  }
}

/** The key of a case opened by hand, from the values of the manual trigger's form. */
export function manualKey(plan: Plan, values: JsonObject): Match {
  const trigger = plan.triggers.find((candidate) => candidate.kind === 'manual')
  if (!trigger) return 'no-match'
  try {
    return keyFrom(trigger.key, triggerScope(plan, values))
  } catch (error) {
    return asProblem(error)
  }
}

function keyFrom(tree: Tree, scope: Scope): Match {
  const key = wording(evaluate(tree, scope))
  return key === '' ? { problem: 'the key is empty' } : { key }
}

function asProblem(error: unknown): Match {
  if (error instanceof ExpressionFault) return { problem: error.message }
  throw error
}

const triggerScope = (plan: Plan, event: JsonObject): Scope => ({
  zoneOffsets: plan.zoneOffsets,
  read([root, name, ...rest]) {
    if (root === 'parameters' && name !== undefined) return own(plan.parameters, name)?.value
    return root === 'event' && name !== undefined ? deep(event, [name, ...rest]) : undefined
  },
})

/** Follows own properties only; undefined where the path ends early. */
export function deep(value: Json | undefined, path: readonly string[]): Json | undefined {
  let at = value
  for (const name of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at)) return undefined
    at = own(at as JsonObject, name)
  }
  return at
}
