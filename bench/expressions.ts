import type { Bench, Measured, Stage } from './contract.ts'
import { sharedExpression, wildExpression } from './expressions/generate.ts'
import { BUDGET_MS, difference, globals, judgeExpression } from './expressions/judge.ts'
import { numbersFrom, rounded } from './numbers.ts'

/** Expressions that were made up, hostile and honest: none may get out, change anything around it, or go on for ever. */
export const expressionsBench: Bench = {
  name: 'expressions',
  what: 'made-up expressions: none escapes, changes globals or goes beyond its budget; the walker beside the CEL library',
  keys: ['generated', 'escapes', 'globalsChanged', 'overBudget'],
  run: (stage) => Promise.resolve(run(stage)),
}

const AMOUNT = { quick: 50_000, full: 1_000_000 } as const
/** Every so many expressions one is given to the library too. */
const SHARED_EVERY = 10
const LOOK_EVERY = 10_000

function run({ quick, seed, note }: Stage): Measured {
  const amount = quick ? AMOUNT.quick : AMOUNT.full
  const next = numbersFrom(seed)
  const before = globals()
  const found = { escapes: [] as string[], changed: 0, over: 0, values: 0, compared: 0, differences: [] as string[], slowestMs: 0 }
  for (let at = 1; at <= amount; at++) {
    const shared = at % SHARED_EVERY === 0
    const expression = shared ? sharedExpression(next) : wildExpression(next)
    const { escape, cpuMs, value } = judgeExpression(expression)
    if (escape !== undefined) found.escapes.push(`${JSON.stringify(expression.slice(0, 200))}: ${escape}`)
    if (cpuMs > BUDGET_MS) found.over++
    if (value) found.values++
    found.slowestMs = Math.max(found.slowestMs, cpuMs)
    const differs = shared ? difference(expression) : undefined
    if (shared) found.compared++
    if (differs !== undefined) found.differences.push(differs)
    if (at % LOOK_EVERY > 0) continue
    if (globals() !== before) found.changed++
    if (at % (amount / 10) === 0) note(`${at} of ${amount}`)
  }
  const { escapes, differences } = found
  return {
    figures: { generated: amount, escapes: escapes.length, globalsChanged: found.changed, overBudget: found.over },
    reasons: {},
    lines: [
      `${found.values} of them had a value, the others an error with its column; the slowest took ${rounded(found.slowestMs)} ms`,
      `${found.compared} were given to the CEL library too: ${differences.length} differences`,
      ...[...escapes, ...differences].slice(0, 10),
    ],
    details: { values: found.values, slowestMs: rounded(found.slowestMs), compared: found.compared, differences: differences.length, examples: [...escapes, ...differences].slice(0, 10) },
  }
}
