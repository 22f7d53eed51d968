import type { Json } from '../../domain/json.ts'
import type { DecideStep } from '../../domain/plan.ts'
import type { Column } from '../lower/table.ts'
import { choicesOf } from './choices.ts'
import type { Choice, Row } from './choices.ts'

/** A value for each column, in order. */
export type Witness = readonly Json[]

/** What was found out about a table. Rows count from 0. */
export interface Findings {
  /** Kinds of case that no row surely takes, each by one of them; at most `MOST_GAPS`. */
  readonly gaps: readonly Witness[]
  /** Rows that never decide; with the row that takes one of their cases, where there is one. */
  readonly unreached: ReadonlyMap<number, { readonly by: number; readonly witness: Witness } | undefined>
  /** Every two rows that surely take one case; a row for all others overlaps with none. */
  overlaps(): readonly { readonly rows: readonly [number, number]; readonly witness: Witness }[]
}

/** More examples help nobody to see what is missing. */
export const MOST_GAPS = 100
/** Above this a table is too entangled to look at every kind of case. */
const MOST_WORK = 3_000_000

/** Looks at every kind of case that the cells can tell apart. Undefined when there are too many. */
export function explore(columns: readonly Column[], rows: readonly Row[], hit: DecideStep['hit'], parameters: ReadonlyMap<string, Json>): Findings | undefined {
  const choices = columns.map((column) => choicesOf(column, rows, parameters))
  const search = createSearch(choices)
  const everyone = rows.map((_, row) => row)
  const gaps = search.beyond(everyone, () => true, MOST_GAPS)
  const unreached = new Map(everyone.flatMap((row) => (reaches(search, row, rows, hit, gaps) ? [] : [[row, takenBy(choices, row)] as const])))
  if (search.exhausted()) return undefined
  return { gaps, unreached, overlaps: () => overlapsOf(choices, rows) }
}

type Search = ReturnType<typeof createSearch>

function reaches(search: Search, row: number, rows: readonly Row[], hit: DecideStep['hit'], gaps: readonly Witness[]): boolean {
  const fits = (choice: Choice): boolean => (choice.passes[row] ?? 0) > 0
  if (hit === 'first') return search.beyond(Array.from({ length: row }, (_, at) => at), fits, 1).length > 0
  if (!rows[row]?.otherwise) return search.beyond([], fits, 1).length > 0
  return gaps.length > 0 || search.beyond(rows.flatMap((each, at) => (each.otherwise ? [] : [at])), () => true, 1).length > 0
}

/**
 * Looks for cases beyond what rows surely take. A row that takes all that is left ends a branch at once, and so does a set of rows that
 * was seen to leave nothing before: without these two a table of twenty rows and six columns would take minutes.
 */
function createSearch(choices: readonly (readonly Choice[])[]) {
  let work = 0

  /** At most `most` cases made of choices that `fits` lets through and that none of `takers` surely takes. */
  function beyond(takers: readonly number[], fits: (choice: Choice) => boolean, most: number): readonly Witness[] {
    const open = choices.map((column) => column.filter(fits))
    if (open.some((column) => column.length === 0)) return []
    const found: Witness[] = []
    const covered = new Set<string>()
    const takesRest = (row: number, from: number): boolean => open.slice(from).every((column) => column.every((choice) => choice.passes[row] === 2))

    function visit(column: number, alive: readonly number[], witness: Witness): void {
      work += 1 + alive.length
      if (found.length >= most || work > MOST_WORK || alive.some((row) => takesRest(row, column))) return
      if (alive.length === 0) {
        found.push([...witness, ...open.slice(column).map((rest) => rest[0]?.value ?? null)])
        return
      }
      const key = `${column} ${alive.join()}`
      if (covered.has(key)) return
      const before = found.length
      for (const { value, passes } of open[column] ?? [])
        visit(column + 1, alive.filter((row) => passes[row] === 2), [...witness, value])
      if (found.length === before) covered.add(key)
    }

    visit(0, takers, [])
    return found
  }

  return { beyond, exhausted: () => work > MOST_WORK }
}

/** A case of a row that never decides, and the first row that takes it; undefined when no case fits the row. */
function takenBy(choices: readonly (readonly Choice[])[], row: number): { by: number; witness: Witness } | undefined {
  const chosen = choices.map((column) => column.find((choice) => (choice.passes[row] ?? 0) > 0))
  if (chosen.some((choice) => choice === undefined)) return undefined
  const by = Array.from({ length: row }, (_, at) => at).find((earlier) => chosen.every((choice) => choice?.passes[earlier] === 2))
  return by === undefined ? undefined : { by, witness: chosen.map((choice) => choice?.value ?? null) }
}

function overlapsOf(choices: readonly (readonly Choice[])[], rows: readonly Row[]): ReturnType<Findings['overlaps']> {
  const ordinary = rows.flatMap((row, at) => (row.otherwise ? [] : [at]))
  return ordinary.flatMap((one, at) =>
    ordinary.slice(at + 1).flatMap((other) => {
      const both = choices.map((column) => column.find(({ passes }) => passes[one] === 2 && passes[other] === 2))
      return both.some((choice) => choice === undefined) ? [] : [{ rows: [one, other] as const, witness: both.map((choice) => choice?.value ?? null) }]
    }),
  )
}
