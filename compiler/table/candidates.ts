import type { Json } from '../../domain/json.ts'
import { isMoney, minorOf, moneyOf } from '../../domain/money.ts'
import { family, present } from '../expression/types.ts'
import type { Type } from '../expression/types.ts'

/**
 * Values of a column that stand for all others, in the column's order: what cells compare with, what lies between, below and above.
 * Undefined when there is no telling, because the column holds lists or mixes currencies.
 */
export function candidatesOf(type: Type, constants: readonly Json[]): readonly Json[] | undefined {
  const plain = present(type)
  if (typeof plain === 'object' && 'choose' in plain) return plain.choose
  switch (family(plain)) {
    case 'yes_no':
      return [true, false]
    case 'text':
      return texts(strings(constants))
    case 'number':
      return plain === 'whole_number' ? whole(numbers(constants)) : decimals(numbers(constants))
    case 'instant':
      return whole(numbers(constants))
    case 'date':
      return days(strings(constants))
    case 'money':
      return monies(constants)
    case 'any':
      return anything(constants)
    default:
      return undefined
  }
}

const DAY = 86_400_000

const sorted = <T extends string | number>(values: readonly T[]): readonly T[] => [...new Set(values)].sort((left, right) => (left < right ? -1 : 1))
const strings = (values: readonly Json[]): readonly string[] => sorted(values.filter((value): value is string => typeof value === 'string'))
const numbers = (values: readonly Json[]): readonly number[] => sorted(values.filter((value): value is number => typeof value === 'number'))

/** An untyped column is of the kind that its cells are of: any other value would fail the step. */
function anything(constants: readonly Json[]): readonly Json[] | undefined {
  if (constants.length > 0 && constants.every((value) => typeof value === 'number')) return decimals(numbers(constants))
  if (constants.length > 0 && constants.every((value) => isMoney(value))) return monies(constants)
  if (constants.every((value) => typeof value === 'string')) return texts(strings(constants))
  return [...constants, 'anything else']
}

/** Whole numbers: a point may lie between two of them, and then is none itself. */
function whole(points: readonly number[]): readonly number[] {
  const around = points.flatMap((point) => [Math.ceil(point) - 1, ...(Number.isInteger(point) ? [point] : []), Math.floor(point) + 1])
  return around.length === 0 ? [0] : sorted(around)
}

/** The points, one between each two neighbours, one below and one above. */
function decimals(points: readonly number[]): readonly number[] {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return [0]
  const between = points.slice(1).flatMap((point, index) => {
    const before = points[index] ?? point
    const middle = (before + point) / 2
    return middle > before && middle < point ? [middle] : []
  })
  return sorted([...points, ...between, first - 1, last + 1])
}

/** The words, one that is none of them, and whatever sorts before, between and after them. */
function texts(words: readonly string[]): readonly string[] {
  const after = words.flatMap((word, at) => {
    const next = words[at + 1]
    const found = [' x', 'x', '0', '\u0001', '\u0000'].map((end) => word + end).find((each) => next === undefined || each < next)
    return found === undefined ? [] : [found]
  })
  const other = ['anything else', 'anything else at all'].find((each) => !words.includes(each))
  return sorted([...words, ...after, ...(other === undefined ? [] : [other]), ''])
}

const days = (dates: readonly string[]): readonly string[] =>
  whole(sorted(dates.map((text) => Date.parse(`${text}T00:00:00Z`) / DAY))).map((day) => new Date(day * DAY).toISOString().slice(0, 10))

function monies(constants: readonly Json[]): readonly Json[] | undefined {
  const amounts = constants.filter((value) => isMoney(value))
  const currencies = new Set(amounts.map((money) => money.currency))
  const [currency = 'USD'] = currencies
  if (currencies.size > 1) return undefined
  return whole(sorted(amounts.map((money) => Number(minorOf(money.amount, money.currency) ?? 0n)))).map((minor) => ({ ...moneyOf(BigInt(minor), currency) }))
}
