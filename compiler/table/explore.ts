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
export function outcomeTable(
  columns: readonly Column[],
  rows: readonly Row[],
  hit: 'first' | 'unique' | 'collect',
  parameters: ReadonlyMap<string, Json>,
): Findings | undefined {
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
    const passes = tests.map((test, at): Passes =>
      test === undefined ? 2 : values === undefined || !fixed[at] ? 1 : passesFor(test, value, scope),
    )
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
    case 'read':
      return tree.path[0] === 'parameters'
    case 'has':
      return false
    default:
      return partsOf(tree).every(isFixed)
  }
}

function partsOf(tree: Tree): readonly Tree[] {
  switch (tree.is) {
    case 'get':
      return [tree.of]
    case 'at':
      return [tree.of, tree.index]
    case 'and':
    case 'or':
      return tree.all
    case 'if':
      return [tree.test, tree.then, tree.else]
    case 'call':
      return tree.args
    case 'list':
      return tree.items
    case 'map':
      return tree.entries.map((entry) => entry.value)
    case 'each':
      return [tree.of, tree.body]
    default:
      return []
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
  const notes: Notes = { reached: new Set(), shadows: new Map(), overlaps: new Map(), gap: undefined }
  const seen = new Set<string>()
  let cases = 0

  function visit(column: number, alive: readonly Passes[], witness: Witness): void {
    const key = `${column} ${alive.join('')}`
    if (seen.has(key) || cases > MOST_CASES) return
    seen.add(key)
    cases++
    const options = choices[column]
    if (!options) return note(notes, rows, hit, alive, witness)
    for (const { value, passes } of options)
      visit(
        column + 1,
        alive.map((state, row) => Math.min(state, passes[row] ?? 0) as Passes),
        [...witness, value],
      )
  }

  return {
    run(): Findings | undefined {
      visit(
        0,
        rows.map(() => 2),
        [],
      )
      if (cases > MOST_CASES) return undefined
      const unreached = new Map(rows.flatMap((_, row) => (notes.reached.has(row) ? [] : [[row, notes.shadows.get(row)] as const])))
      return { gap: notes.gap, unreached, overlaps: [...notes.overlaps.values()] }
    },
  }
}

/** What has been seen on the way. */
interface Notes {
  readonly reached: Set<number>
  readonly shadows: Map<number, { by: number; witness: Witness }>
  readonly overlaps: Map<string, { rows: readonly [number, number]; witness: Witness }>
  gap: Witness | undefined
}

/** Notes what one kind of case does: which row takes it, which rows it never gets to, or that none does. */
function note(notes: Notes, rows: readonly Row[], hit: 'first' | 'unique' | 'collect', alive: readonly Passes[], witness: Witness): void {
  const ordinary = alive.flatMap((state, row) => (state > 0 && !rows[row]?.otherwise ? [row] : []))
  const sure = ordinary.filter((row) => alive[row] === 2)
  const last = rows.findIndex((row) => row.otherwise)
  if (sure.length === 0 && last < 0) notes.gap ??= witness
  if (hit === 'first') return noteFirst(notes, alive, witness)
  for (const row of ordinary) notes.reached.add(row)
  if (last >= 0 && sure.length === 0) notes.reached.add(last)
  const [one, other] = sure
  if (hit === 'unique' && one !== undefined && other !== undefined && !notes.overlaps.has(`${one} ${other}`))
    notes.overlaps.set(`${one} ${other}`, { rows: [one, other], witness })
}

function noteFirst(notes: Notes, alive: readonly Passes[], witness: Witness): void {
  let taken: number | undefined
  for (const [row, state] of alive.entries()) {
    if (state === 0) continue
    if (taken === undefined) notes.reached.add(row)
    else if (!notes.shadows.has(row)) notes.shadows.set(row, { by: taken, witness })
    if (taken === undefined && state === 2) taken = row
  }
}
