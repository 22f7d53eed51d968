import type { FieldType } from '../../domain/plan.ts'
import { isAny, join, optional } from '../expression/types.ts'
import { isDate, readInstant, readMoney } from '../literals.ts'
import type { Cell } from '../schema/common.ts'
import type { DecideDocument } from '../schema/step.ts'

const WORDS = ['then', 'otherwise']

/** The names of the extra columns of a table. */
export function outputNames(step: DecideDocument): readonly string[] {
  const inputs = new Set(Object.keys(step.decide.by))
  return [...new Set(step.decide.rules.flatMap((rule) => Object.keys(rule)))].filter((name) => !inputs.has(name) && !WORDS.includes(name))
}

/** The extra columns with their types, and for which outcomes every row fills them. */
export function outputsOf(
  step: DecideDocument,
  typeOf: (expression: string) => FieldType,
): { types: Record<string, FieldType>; given(name: string, end: string): boolean } {
  const { rules, hit } = step.decide
  const names = outputNames(step)
  const cells = (name: string) => rules.map((rule) => rule[name] ?? null).filter((cell) => cell !== null)
  const types = Object.fromEntries(names.map((name) => [name, joined(cells(name).map((cell) => cellType(cell, typeOf)))]))
  // One row each that fits: what some of them leave out may be absent.
  const ofRow = (name: string, type: FieldType): FieldType => (cells(name).length === rules.length ? type : optional(type))
  const row = Object.fromEntries(Object.entries(types).map(([name, type]) => [name, ofRow(name, type)]))
  if (hit === 'collect') return { types: { rows: { list: { map: row } } }, given: (_, end) => end === 'matched' || end === 'none' }
  return {
    types,
    given: (name, end) => {
      const rows = rules.filter((rule) => rule['then'] === end)
      return rows.length > 0 && rows.every((rule) => (rule[name] ?? null) !== null)
    },
  }
}

function joined(types: readonly FieldType[]): FieldType {
  const type = types.reduce<ReturnType<typeof join>>((all, each) => all && join(all, each), types[0] ?? 'any')
  return type === undefined || type === 'duration' || type === 'null' ? 'any' : type
}

/** What an output cell is: a bare word is text, anything else that is no literal is an expression. */
export function cellType(cell: Exclude<Cell, null>, typeOf: (expression: string) => FieldType): FieldType {
  if (typeof cell === 'boolean') return 'yes_no'
  if (typeof cell === 'number') return Number.isInteger(cell) ? 'whole_number' : 'decimal'
  if (isBareWord(cell)) return { choose: [cell] }
  const money = readMoney(cell)
  if (money && !('problem' in money)) return 'money'
  if (isDate(cell)) return 'date'
  if (readInstant(cell) !== undefined) return 'instant'
  const type = typeOf(cell)
  return isAny(type) ? 'any' : type
}

/** A word that stands for itself in a cell. */
export const isBareWord = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text)
