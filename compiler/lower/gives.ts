import type { Plan } from '../../domain/plan.ts'
import type { CalledSop } from '../called.ts'
import type { Context } from '../context.ts'
import { checkExpression } from '../expression/check.ts'
import type { Scope, Sink } from '../expression/scope.ts'
import { asField } from '../expression/type-of.ts'
import { join } from '../expression/types.ts'
import type { Type } from '../expression/types.ts'
import type { Flow } from '../flow.ts'
import type { Expression } from '../schema/common.ts'
import type { Scopes } from '../scopes.ts'
import { createExpressions } from './expressions.ts'
import type { Expressions } from './expressions.ts'

/** What `steps.ID` holds whatever the step answers, so that nothing else may be called so. */
export const OF_EVERY_STEP: readonly string[] = ['outcome', 'visits', 'by', 'at']

/** What a SOP gives to its callers. */
export interface LoweredGives {
  readonly trees: Plan['gives']
  readonly types: CalledSop['gives']
  readonly expressions: Expressions
}

/** A value may rest on steps that did not run: it is then absent, and callers learn after which outcomes it is surely there. */
export function lowerGives(context: Context, flow: Flow, scopes: Scopes): LoweredGives {
  const expressions = createExpressions(context)
  const entries = Object.entries(context.sop.gives).map(([name, expression]) => {
    if (OF_EVERY_STEP.includes(name))
      context.report.add('SOP308', `every step has "${name}" of its own`, context.parsed.places.keySpan(['gives', name]), 'choose another name for this value')
    const sink = expressions.sink(['gives', name])
    const lenient: Sink = { ...sink, problem: (code, ...rest) => (code === 'SOP413' ? undefined : sink.problem(code, ...rest)) }
    const tree = typedIn(expression, scopes.end(flow.anywhere), lenient)?.tree ?? ({ is: 'value', value: null } as const)
    return { name, tree, type: typeOver(expression, flow, scopes) }
  })
  return {
    trees: Object.fromEntries(entries.map(({ name, tree }) => [name, tree])),
    types: Object.fromEntries(entries.map(({ name, type }) => [name, type])),
    expressions,
  }
}

/** Its type over all ways to end, and the outcomes of which every way has it. */
function typeOver(expression: Expression, flow: Flow, scopes: Scopes): CalledSop['gives'][string] {
  const without = new Set<string>()
  let type: Type | undefined
  for (const { outcome, ends } of flow.finishes) {
    let absent = false
    const sink: Sink = { problem: (code) => void (absent ||= code === 'SOP413'), read: () => {} }
    const typed = typedIn(expression, scopes.end(ends), sink)
    if (absent) without.add(outcome)
    if (typed) type = type === undefined ? typed.type : (join(type, typed.type) ?? 'any')
  }
  const after = [...new Set(flow.finishes.map(({ outcome }) => outcome))].filter((outcome) => !without.has(outcome))
  return { type: asField(type ?? 'any'), after }
}

function typedIn(expression: Expression, scope: Scope, sink: Sink) {
  return typeof expression === 'string' ? checkExpression(expression, scope, sink) : checkExpression(String(expression), scope, sink)
}
