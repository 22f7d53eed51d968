import { evaluate, holds } from '../../domain/expression.ts'
import type { Scope } from '../../domain/expression.ts'
import type { Json } from '../../domain/json.ts'
import type { Tree } from '../../domain/plan.ts'
import type { Column } from '../lower/table.ts'
import { candidatesOf } from './candidates.ts'

/** A value for each column, in order. */
export type Witness = readonly Json[]

/** A row as the analysis sees it. */
export interface Row {
  readonly tests: readonly { readonly input: string; readonly test: Tree }[]
  readonly otherwise: boolean
}

/** What was found out about a table. */
export interface Findings {
  readonly gap: Witness | undefined
  /** Rows that never decide; with the row that takes one of their cases, where there is one. */
  readonly unreached: ReadonlyMap<number, { readonly by: number; readonly witness: Witness } | undefined>
  readonly overlaps: readonly { readonly rows: readonly [number, number]; readonly witness: Witness }[]
}

/** Whether a row passes a value: surely, perhaps (the cell reads a fact), or not. */
type Passes = 2 | 1 | 0
interface Choice {
  readonly value: Json
  readonly passes: readonly Passes[]
}

/** Above this the table is too large to look at every kind of case. */
const MOST_CASES = 20_000

/** Looks at every kind of case that the cells can tell apart. Undefined when there are too many. */
export function outcomeTable(columns: readonly Column[], rows: readonly Row[], hit: 'first' | 'unique' | 'collect', parameters: ReadonlyMap<string, Json>): Findings | undefined {
  const choices = columns.map((column) => choicesOf(column, rows, parameters))
  const search = createSearch(choices, rows, hit)
  return search.run()
}

function choicesOf(column: Column, rows: readonly Row[], parameters: ReadonlyMap<string, Json>): readonly Choice[] {
  const tests = rows.map((row) => row.tests.find((each) => each.input === column.name)?.test)
  const fixed = tests.map((test) => test !== undefined && isFixed(test))
  const scope: Scope = { zoneOffsets: [[0, 0]], read: ([, name = '']) => parameters.get(name) }
  const constants = tests.flatMap((test, at) => (test && fixed[at] ? constantsOf(test, scope) : []))
  const values = candidatesOf(column.type, constants)
  const bySignature = new Map<string, Choice>()
  for (const value of values ?? [null]) {
    const passes = tests.map((test, at): Passes => (test === undefined ? 2 : values === undefined || !fixed[at] ? 1 : passesFor(test, value, scope)))
    const signature = passes.join('')
    if (!bySignature.has(signature)) bySignature.set(signature, { value, passes })
  }
  return [...bySignature.values()]
}

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
    case 'read': return tree.path[0] === 'parameters'
    case 'has': return false
    default: return partsOf(tree).every(isFixed)
  }
}

function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.is) {
    case 'get': return [tree.of]
    case 'at': return [tree.of, tree.index]
    case 'and': case 'or': return tree.all
    case 'if': return [tree.test, tree.then, tree.else]
    case 'call': return tree.args
    case 'list': return tree.items
    case 'map': return tree.entries.map((entry) => entry.value)
    case 'each': return [tree.of, tree.body]
    default: return []
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

function createSearch(choices: readonly (readonly Choice[])[], rows: readonly Row[], hit: 'first' | 'unique' | 'collect') {
  const reached = new Set<number>()
  const shadows = new Map<number, { by: number; witness: Witness }>()
  const overlaps = new Map<string, { rows: readonly [number, number]; witness: Witness }>()
  const seen = new Set<string>()
  let gap: Witness | undefined
  let cases = 0

  function visit(column: number, alive: readonly Passes[], witness: Witness): void {
    const key = `${column} ${alive.join('')}`
    if (seen.has(key) || cases > MOST_CASES) return
    seen.add(key)
    cases++
    const options = choices[column]
    if (!options) return leaf(alive, witness)
    for (const { value, passes } of options) visit(column + 1, alive.map((state, row) => Math.min(state, passes[row] ?? 0) as Passes), [...witness, value])
  }

  function leaf(alive: readonly Passes[], witness: Witness): void {
    const ordinary = alive.flatMap((state, row) => (state > 0 && !rows[row]?.otherwise ? [row] : []))
    const sure = ordinary.find((row) => alive[row] === 2)
    const last = rows.findIndex((row) => row.otherwise)
    if (sure === undefined && last < 0) gap ??= witness
    if (hit === 'first') decideFirst(alive, witness)
    else for (const row of ordinary) reached.add(row)
    if (hit !== 'first' && last >= 0 && sure === undefined) reached.add(last)
    if (hit === 'unique') overlap(ordinary.filter((row) => alive[row] === 2), witness)
  }

  function decideFirst(alive: readonly Passes[], witness: Witness): void {
    let taken: number | undefined
    for (const [row, state] of alive.entries()) {
      if (state === 0) continue
      if (taken !== undefined) {
        if (!shadows.has(row)) shadows.set(row, { by: taken, witness })
        continue
      }
      reached.add(row)
      if (state === 2) taken = row
    }
  }

  function overlap(sure: readonly number[], witness: Witness): void {
    const [one, other] = sure
    if (one !== undefined && other !== undefined && !overlaps.has(`${one} ${other}`)) overlaps.set(`${one} ${other}`, { rows: [one, other], witness })
  }

  return {
    run(): Findings | undefined {
      visit(0, rows.map(() => 2), [])
      if (cases > MOST_CASES) return undefined
      const unreached = new Map(rows.flatMap((_, row) => (reached.has(row) ? [] : [[row, shadows.get(row)] as const])))
      return { gap, unreached, overlaps: [...overlaps.values()] }
    },
  }
}
