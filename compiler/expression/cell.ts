import type { Json } from '../../domain/json.ts'
import type { FunctionName, Tree } from '../../domain/plan.ts'
import { isDate, readInstant, readMoney } from '../literals.ts'
import { suggest } from '../nearest.ts'
import type { Cell } from '../schema/common.ts'
import { checkExpression } from './check.ts'
import type { Range, Scope, Sink } from './scope.ts'
import { family, isAny, isText, named, present } from './types.ts'
import type { Type } from './types.ts'

const CELL: Tree = { is: 'local', name: 'cell' }
const COMPARISON = /^(<=|>=|==|!=|<|>)\s*/
/** Longer than any cell that people read. */
const MOST_CHARACTERS = 4_000

/** Where in its scalar a piece of a cell begins. */
interface Piece {
  readonly text: string
  readonly at: number
}

/**
 * A cell of a decision table as a test over `cell`; undefined when anything passes. A bare word is a literal, after an
 * operator stands an expression.
 */
export function checkCell(cell: Cell, type: Type, scope: Scope, sink: Sink): Tree | undefined {
  if (cell === null) return undefined
  if (typeof cell === 'string' && cell.length > MOST_CHARACTERS) {
    sink.problem('SOP419', `this cell is longer than ${MOST_CHARACTERS} characters`, { start: 0, end: cell.length }, 'give what it says a name under "let"')
    return undefined
  }
  if (typeof cell !== 'string') return equal(literalOf(cell, type, sink, { start: 0, end: String(cell).length }))
  return createCellReader(type, scope, sink).read(trim({ text: cell, at: 0 }))
}

function createCellReader(type: Type, scope: Scope, sink: Sink) {
  function read(piece: Piece): Tree | undefined {
    if (piece.text === '' || piece.text === '-') return undefined
    const parts = splitAt(piece, ',')
    const tests = parts.map((part) => one(trim(part)))
    return tests.length === 1 ? tests[0] : { is: 'or', all: tests }
  }

  function one(piece: Piece): Tree {
    const { text, at } = piece
    if (text.startsWith('not(') && text.endsWith(')'))
      return { is: 'call', name: '!', args: [read(trim({ text: text.slice(4, -1), at: at + 4 })) ?? { is: 'value', value: true }] }
    const comparison = COMPARISON.exec(text)
    if (comparison)
      return compare(comparison[1] as FunctionName, trim({ text: text.slice(comparison[0].length), at: at + comparison[0].length }))
    const range = /^["']/.test(text) ? undefined : rangeIn(text)
    if (range) return between(range, piece)
    if (text.includes('..') && !/^["']/.test(text))
      sink.problem('SOP419', `the range "${text}" lacks an end`, { start: at, end: at + text.length }, 'write it as 31..37, or as a comparison such as ">= 31"')
    return equal(literal(piece, type, sink))
  }

  function between({ open, low, high, close }: Ends, piece: Piece): Tree {
    if (high.startsWith('.')) {
      sink.problem('SOP419', `the range "${piece.text}" has too many dots`, { start: piece.at, end: piece.at + piece.text.length }, `write it with two: ${low}..${high.replace(/^\.+\s*/, '')}`)
      return { is: 'value', value: true }
    }
    if ((open === '') !== (close === ''))
      sink.problem('SOP419', `one end of the range "${piece.text}" has a bracket`, { start: piece.at, end: piece.at + piece.text.length }, 'write both, such as [10..60), or none')
    const lowAt = piece.at + piece.text.indexOf(low)
    const highAt = piece.at + piece.text.lastIndexOf(high)
    return {
      is: 'and',
      all: [compare(open === '(' ? '>' : '>=', { text: low, at: lowAt }), compare(close === ')' ? '<' : '<=', { text: high, at: highAt })],
    }
  }

  function compare(name: FunctionName, piece: Piece): Tree {
    const range = { start: piece.at, end: piece.at + piece.text.length }
    if (name !== '==' && name !== '!=' && !isAny(type) && !['number', 'text', 'money', 'instant', 'date'].includes(family(type)))
      sink.problem('SOP419', `${named(type)} has no order`, range, 'write a value, or a list of values')
    return { is: 'call', name, args: [CELL, operand(piece, range)] }
  }

  function operand(piece: Piece, range: Range): Tree {
    const fixed = constant(piece.text, type)
    if (fixed !== undefined) return { is: 'value', value: fixed }
    const moved: Sink = {
      problem: (code, message, at, help) => sink.problem(code, message, { start: at.start + piece.at, end: at.end + piece.at }, help),
      read: sink.read,
    }
    const typed = checkExpression(piece.text, scope, moved)
    if (typed && !isAny(typed.type) && !isAny(type) && family(typed.type) !== family(type))
      sink.problem('SOP412', `this column is ${named(type)}, and this is ${named(typed.type)}`, range, asColumn(type, typed.type))
    return typed?.tree ?? { is: 'value', value: null }
  }

  return { read }
}

/** How a number is written in a column that counts something else. */
function asColumn(column: Type, given: Type): string | undefined {
  if (family(given) !== 'number') return undefined
  if (family(column) === 'money') return 'write the amount with its currency, such as 50.00 USD'
  return family(column) === 'date' ? 'write a date, such as 2026-11-20' : undefined
}

/** A bare or quoted word, or a fixed value; a complaint when it is an expression, which only stands after an operator. */
function literal(piece: Piece, type: Type, sink: Sink): Json {
  const range = { start: piece.at, end: piece.at + piece.text.length }
  const fixed = constant(piece.text, type)
  if (fixed !== undefined) return literalOf(fixed, type, sink, range)
  const quoted = /^(["'])(.*)\1$/.exec(piece.text)
  const text = quoted ? (quoted[2] ?? '') : piece.text
  if (!quoted && /^-?[\d.]+ ?%$/.test(text) && !isText(type)) {
    sink.problem('SOP419', `this column is ${named(type)}, and "${text}" is not`, range, family(type) === 'number' ? `write the number alone: ${text.replace(/ ?%$/, '')}` : 'write a value of the column, or a comparison')
    return text
  }
  if (!quoted && !/^[A-Za-z0-9_.-]+$/.test(text)) {
    sink.problem('SOP419', `"${text}" is not a value`, range, helpForCell(text, type))
    return text
  }
  return literalOf(text, type, sink, range)
}

/** The parts of a range. */
interface Ends {
  readonly open: string
  readonly low: string
  readonly high: string
  readonly close: string
}

/** `31..37`, with or without brackets: apart at the first two dots. Undefined when an end is missing. */
function rangeIn(text: string): Ends | undefined {
  const dots = text.indexOf('..')
  const [open, close] = [/^[[(]/.exec(text)?.[0] ?? '', /[\])]$/.exec(text)?.[0] ?? '']
  const [low, high] = [text.slice(open.length, Math.max(dots, open.length)).trim(), text.slice(dots + 2, text.length - close.length).trim()]
  return dots < 0 || low === '' || high === '' ? undefined : { open, low, high, close }
}

/** What a cell that is no value was meant as: an operator the wrong way round, a range with a dash, or text. */
function helpForCell(text: string, type: Type): string {
  const operator = /^=[<>]?(?!=)/.exec(text)?.[0]
  const meant = operator && { '=': '==', '=>': '>=', '=<': '<=' }[operator]
  if (meant !== undefined) return `write "${meant}" instead of "${operator}"`
  // A page of blanks would take this expression minutes.
  const [, low = '', high = ''] = text.length > 80 ? [] : (/^(\S.*?)\s+(?:-|–|to)\s+(\S.*)$/.exec(text) ?? [])
  if (low !== '' && constant(low, type) !== undefined && constant(high, type) !== undefined) return `write a range as ${low}..${high}`
  return isText(type) || isAny(type) ? `quote text with other characters: '"${text.replace(/["']/g, '')}"'` : 'write a value of the column, or a comparison such as "> limit"'
}

/** A value written as such in a column of that type; undefined for text and for expressions. */
function constant(text: string, type: Type): Json | undefined {
  const kind = family(type)
  if ((kind === 'number' || kind === 'any') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if ((kind === 'yes_no' || kind === 'any') && (text === 'true' || text === 'false')) return text === 'true'
  if (kind === 'instant') return readInstant(text)
  if (kind === 'date') return isDate(text) ? text : undefined
  const money = kind === 'money' || kind === 'any' ? readMoney(text) : undefined
  return money && !('problem' in money) ? { ...money } : undefined
}

function literalOf(value: Json, type: Type, sink: Sink, range: Range): Json {
  const plain = present(type)
  if (isAny(plain)) return value
  const given: Type =
    typeof value === 'number' ? 'whole_number' : typeof value === 'boolean' ? 'yes_no' : typeof value === 'string' ? 'text' : 'money'
  const same =
    family(given) === family(plain) ||
    (typeof value === 'number' && plain === 'instant') ||
    (typeof value === 'string' && plain === 'date' && isDate(value))
  const asText = isText(plain) && typeof value === 'number' ? String(value) : value
  if (!same && asText === value)
    sink.problem(
      'SOP419',
      `this column is ${named(plain)}, and "${String(value)}" is not`,
      range,
      plain === 'yes_no' ? 'write true or false' : (asColumn(plain, given) ?? 'write a value of the column, or a comparison'),
    )
  if (typeof plain === 'object' && 'choose' in plain && typeof asText === 'string' && !plain.choose.includes(asText))
    sink.problem('SOP419', `"${asText}" is none of the choices`, range, suggest(asText, plain.choose))
  return asText
}

const equal = (value: Json): Tree => ({ is: 'call', name: '==', args: [CELL, { is: 'value', value }] })

function trim(piece: Piece): Piece {
  const text = piece.text.trimStart()
  return { text: text.trimEnd(), at: piece.at + piece.text.length - text.length }
}

/** Splits at a separator outside quotes, brackets and parentheses. */
function splitAt(piece: Piece, separator: string): readonly Piece[] {
  const pieces: Piece[] = []
  let depth = 0
  let quote = ''
  let from = 0
  for (let index = 0; index < piece.text.length; index++) {
    const character = piece.text[index] ?? ''
    if (quote !== '') quote = character === quote ? '' : quote
    else if (character === '"' || character === "'") quote = character
    else if ('([{'.includes(character)) depth++
    else if (')]}'.includes(character)) depth--
    else if (character === separator && depth === 0) {
      pieces.push({ text: piece.text.slice(from, index), at: piece.at + from })
      from = index + 1
    }
  }
  return [...pieces, { text: piece.text.slice(from), at: piece.at + from }]
}
