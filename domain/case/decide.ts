import { evaluate, holds, type Scope } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import type { Json, JsonObject } from '../json.ts'
import type { DecideStep, Rule } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { noteStep, type Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'

/** Decides by the table, or as was suggested and confirmed, and records the inputs it saw and the row that matched, counted from 1. */
export function decide(draft: Draft, instance: StepInstance, step: DecideStep): Decision {
  const { suggestion } = instance
  const { inputs, outcome, outputs, rule } = suggestion?.kind === 'decide' ? suggestion : weigh(draft, instance, step)
  noteStep(draft, 'decided', instance, 'engine', { inputs, outcome, outputs, rule, because: outputs['because'] ?? null })
  return { outcome, outputs, rule }
}

/** What the table says now, with the inputs it sees. Records nothing. */
export function weigh(draft: Draft, instance: StepInstance, step: DecideStep): Decision & { readonly inputs: JsonObject } {
  const scope = scopeIn(draft, instance)
  const inputs: JsonObject = Object.fromEntries(step.inputs.map(({ name, tree }): [string, Json] => [name, evaluate(tree, scope)]))
  const matching = matches(step, inputs, scope)
  return { inputs, ...(step.hit === 'collect' ? collected(matching, scope) : single(step, matching, scope)) }
}

/** What the table said, and the row or rows that said it. */
export interface Decision extends JsonObject {
  readonly outcome: string
  readonly outputs: JsonObject
  readonly rule: Json
}
interface Match {
  readonly row: number
  readonly rule: Rule
}

function matches(step: DecideStep, inputs: JsonObject, scope: Scope): Match[] {
  const found: Match[] = []
  for (const [index, rule] of step.rules.entries()) {
    const fits = rule.tests.every(({ input, test }) => holds(test, scope, { cell: inputs[input] ?? null }))
    if (fits) found.push({ row: index + 1, rule })
    if (fits && step.hit === 'first') break
  }
  // A row that tests nothing is the one for all others, wherever it stands.
  const testing = step.hit === 'unique' ? found.filter(({ rule }) => rule.tests.length > 0) : found
  return testing.length > 0 ? testing : found
}

function single(step: DecideStep, matching: readonly Match[], scope: Scope): Decision {
  const [match, second] = matching
  if (!match?.rule.then) throw new ExpressionFault(`no row of "${step.id}" fits`)
  if (second) throw new ExpressionFault(`rows ${match.row} and ${second.row} of "${step.id}" both fit`)
  return { outcome: match.rule.then, outputs: evaluateAll(match.rule.outputs, scope), rule: match.row }
}

function collected(matching: readonly Match[], scope: Scope): Decision {
  const rows = matching.map(({ rule }) => evaluateAll(rule.outputs, scope))
  return { outcome: rows.length > 0 ? 'matched' : 'none', outputs: { rows }, rule: matching.map(({ row }) => row) }
}
