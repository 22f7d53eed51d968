import { evaluate, holds } from '../../domain/expression.ts'
import type { Scope } from '../../domain/expression.ts'
import { canonical } from '../../domain/json.ts'
import type { Json } from '../../domain/json.ts'
import type { Tree } from '../../domain/plan.ts'
import type { Column } from '../lower/table.ts'
import { partsOf } from '../lower/trees.ts'
import { candidatesOf } from './candidates.ts'

/** A row as the analysis sees it. */
export interface Row {
  readonly tests: readonly { readonly input: string; readonly test: Tree }[]
  readonly otherwise: boolean
}

/** Whether a row passes a value: surely, perhaps (the cell reads what only the case knows), or not. */
export type Passes = 2 | 1 | 0

/** A stretch of a column's values that no cell tells apart, by one of them. */
export interface Choice {
  readonly value: Json
  /** By row. */
  readonly passes: readonly Passes[]
}

/** The stretches of one column. Those in which a value of a cell lies come first, because they make the plainest examples. */
export function choicesOf(column: Column, rows: readonly Row[], parameters: ReadonlyMap<string, Json>): readonly Choice[] {
  const tests = rows.map((row) => row.tests.find((each) => each.input === column.name)?.test)
  const fixed = tests.map((test) => test !== undefined && isFixed(test))
  const scope = scopeOver(parameters)
  const constants = tests.flatMap((test, at) => (test && fixed[at] ? constantsOf(test, scope) : []))
  const written = new Set(constants.map(canonical))
  const values = candidatesOf(column.type, constants)
  const runs: { choice: Choice; key: string; plain: boolean }[] = []
  for (const value of values ?? [null]) {
    const passes = tests.map((test, at): Passes => (test === undefined ? 2 : values === undefined || !fixed[at] ? 1 : passesFor(test, value, scope)))
    const run = { choice: { value, passes }, key: passes.join(''), plain: written.has(canonical(value)) }
    const last = runs.at(-1)
    if (last?.key !== run.key) runs.push(run)
    else if (run.plain && !last.plain) runs[runs.length - 1] = run
  }
  return [...runs.filter((run) => run.plain), ...runs.filter((run) => !run.plain)].map((run) => run.choice)
}

/** What a test compares its cell with, as far as that is known before a case runs. */
export const fixedConstants = (test: Tree, parameters: ReadonlyMap<string, Json>): readonly Json[] =>
  isFixed(test) ? constantsOf(test, scopeOver(parameters)) : []

const scopeOver = (parameters: ReadonlyMap<string, Json>): Scope => ({ zoneOffsets: [[0, 0]], read: ([, name = '']) => parameters.get(name) })

function passesFor(test: Tree, value: Json, scope: Scope): Passes {
  try {
    return holds(test, scope, { cell: value }) ? 2 : 0
  } catch {
    // Two currencies or a bad parameter: the walker would refuse it too, so nothing is claimed about it.
    return 1
  }
}

/** A test is fixed when it looks at nothing but its cell and parameters. */
function isFixed(tree: Tree): boolean {
  switch (tree.is) {
    case 'read':
      return tree.path[0] === 'parameters'
    case 'has':
      return false
    default:
      return partsOf(tree).every(isFixed)
  }
}

/** The values that a test compares its cell with. */
function constantsOf(tree: Tree, scope: Scope): readonly Json[] {
  const [left, right] = tree.is === 'call' ? tree.args : []
  if (tree.is === 'call' && left?.is === 'local' && right) {
    try {
      return [evaluate(right, scope)]
    } catch {
      return []
    }
  }
  return partsOf(tree).flatMap((part) => constantsOf(part, scope))
}
