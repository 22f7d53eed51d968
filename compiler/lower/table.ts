import type { DecideStep, Rule, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { checkCell } from '../expression/cell.ts'
import type { Scope } from '../expression/scope.ts'
import type { Type } from '../expression/types.ts'
import { isDate, readInstant, readMoney } from '../literals.ts'
import { edits } from '../nearest.ts'
import type { Placed } from '../placed.ts'
import type { Path } from '../places.ts'
import type { Cell } from '../schema/common.ts'
import type { DecideDocument } from '../schema/step.ts'
import { isBareWord, outputNames } from '../table/outputs.ts'
import type { Expressions } from './expressions.ts'
import { OF_EVERY_STEP } from './gives.ts'

/** A column of a table with the type that its cells must have. */
export interface Column {
  readonly name: string
  readonly tree: Tree
  readonly type: Type
}

/** The table's part of a decide step, with its columns for analysis. */
export interface LoweredTable {
  readonly part: Pick<DecideStep, 'hit' | 'inputs' | 'rules'>
  readonly columns: readonly Column[]
}

/** Lowers the inputs and rows of a decision table. */
export function lowerTable({ step, path }: Placed<DecideDocument>, scope: Scope, context: Context, expressions: Expressions): LoweredTable {
  const { report, parsed } = context
  const { by, rules, hit = 'first' } = step.decide
  const columns = Object.entries(by).map(([name, expression]) => ({
    name,
    ...expressions.typed(expression, [...path, 'decide', 'by', name], scope),
  }))
  const slips: string[] = []
  for (const name of outputNames(step)) {
    const close = columns.find((column) => edits(column.name, name) <= 2)
    const row = rules.findIndex((rule) => Object.hasOwn(rule, name))
    if (!close) continue
    slips.push(name)
    const span = parsed.places.keySpan([...path, 'decide', 'rules', row, name])
    report.add('SOP420', `the output "${name}" looks like the input "${close.name}"`, span, `rename it to "${close.name}", or choose another name`)
  }
  checkOutputs(step, path, context)
  const rows = rules.map((rule, row) =>
    lowerRow({ rule, row, hit, path: [...path, 'decide', 'rules', row], columns, slips, scope, context, expressions }),
  )
  return { part: { hit, inputs: columns.map(({ name, tree }) => ({ name, tree })), rules: rows }, columns }
}

/** What a row says besides its cells: `{ grade: b, c, then: … }` without quotes would silently let "c" be a column of its own. */
function checkOutputs(step: DecideDocument, path: Path, { report, parsed }: Context): void {
  const names = outputNames(step)
  for (const [row, rule] of step.decide.rules.entries())
    for (const name of names.filter((each) => Object.hasOwn(rule, each))) {
      const span = parsed.places.keySpan([...path, 'decide', 'rules', row, name])
      if (rule[name] === null) report.add('SOP203', `"${name}" has no value`, span, 'quote the whole list if this belongs to the text before the comma, or give it a value')
      if (step.decide.hit !== 'collect' && OF_EVERY_STEP.includes(name)) report.add('SOP308', `every step has "${name}" of its own`, span, 'choose another name for this output')
    }
}

interface Row {
  readonly rule: DecideDocument['decide']['rules'][number]
  readonly row: number
  readonly hit: DecideStep['hit']
  readonly path: Path
  readonly columns: readonly Column[]
  /** Outputs that are taken for misspelt inputs. */
  readonly slips: readonly string[]
  readonly scope: Scope
  readonly context: Context
  readonly expressions: Expressions
}

function lowerRow(subject: Row): Rule {
  const { rule, hit, path, columns, scope, expressions } = subject
  if (hit === 'collect') checkCollected(subject)
  else checkWords(subject)
  const tests = columns.flatMap((column) => {
    const cell = Object.hasOwn(rule, column.name) ? (rule[column.name] ?? null) : null
    const test = checkCell(cell, column.type, scope, expressions.sink([...path, column.name]))
    if (test) subject.context.origins.set(test, { path: [...path, column.name] })
    return test ? [{ input: column.name, test }] : []
  })
  const then = rule['then']
  return { tests, ...(typeof then === 'string' && hit !== 'collect' ? { then } : {}), outputs: outputsIn(subject) }
}

function checkCollected({ rule, path, context }: Row): void {
  for (const word of ['then', 'otherwise'])
    if (Object.hasOwn(rule, word))
      context.report.add('SOP203', `a row under "collect" has no "${word}"`, context.parsed.places.keySpan([...path, word]), 'remove it')
}

function checkWords(subject: Row): void {
  const { rule, row, path, columns, slips } = subject
  const { report, parsed } = subject.context
  const then = rule['then']
  const isMisplaced = typeof rule['otherwise'] === 'string'
  if (typeof then !== 'string' && !isMisplaced) report.add('SOP202', `row ${row + 1} has no "then"`, parsed.places.span(path), 'add "then" with an outcome; "on" of the step says where it leads')
  else if (typeof then !== 'string') return checkOtherwise(subject)
  else if (!/^[a-z][a-z0-9_]{0,39}$/.test(then))
    report.add('SOP206', `"${then}" is not a snake_case name`, parsed.places.span([...path, 'then']), 'rename the outcome')
  if (Object.hasOwn(rule, 'otherwise')) checkOtherwise(subject)
  else if (![...columns.map(({ name }) => name), ...slips].some((name) => (rule[name] ?? null) !== null)) {
    const word = ['else', 'default'].find((each) => Object.hasOwn(rule, each))
    report.add('SOP203', `row ${row + 1} tests nothing`, parsed.places.span(path), word === undefined ? 'add "otherwise: true", or a cell' : `rename "${word}" to "otherwise"`)
  }
}

function checkOtherwise({ rule, path, columns, context }: Row): void {
  const { report, parsed } = context
  const given = rule['otherwise']
  if (given !== true) report.add('SOP203', '"otherwise": expected true', parsed.places.span([...path, 'otherwise']), `write { otherwise: true, then: ${typeof given === 'string' && /^[a-z]\w*$/.test(given) && !/^(yes|no)$/.test(given) ? given : 'OUTCOME'} }`)
  for (const { name } of columns)
    if (Object.hasOwn(rule, name))
      report.add(
        'SOP203',
        `an "otherwise" row does not test "${name}"`,
        parsed.places.keySpan([...path, name]),
        'remove the cell, or remove "otherwise"',
      )
}

function outputsIn(subject: Row): Rule['outputs'] {
  const inputs = [...subject.columns.map(({ name }) => name), ...subject.slips]
  const outputs = Object.entries(subject.rule).filter(([name]) => !inputs.includes(name) && name !== 'then' && name !== 'otherwise')
  return Object.fromEntries(outputs.flatMap(([name, cell]) => (cell === null ? [] : [[name, outputOf(cell, name, subject)]])))
}

function outputOf(cell: Exclude<Cell, null>, name: string, { path, scope, expressions }: Row): Tree {
  if (typeof cell !== 'string') return { is: 'value', value: cell }
  const money = readMoney(cell)
  if (money && !('problem' in money)) return { is: 'value', value: { ...money } }
  if (isBareWord(cell) || isDate(cell) || readInstant(cell) !== undefined) return { is: 'value', value: cell }
  return expressions.typed(cell, [...path, name], scope).tree
}
