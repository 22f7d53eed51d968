import type { Json } from '../../domain/json.ts'
import { isMoney, minorOf, moneyOf } from '../../domain/money.ts'
import { family, present } from '../expression/types.ts'
import type { Type } from '../expression/types.ts'

/**
 * Values of a column that stand for all others: what cells compare with, what lies between, below and above. Undefined
 * when there is no telling, because the column holds lists or mixes currencies.
 */
export function candidatesOf(type: Type, constants: readonly Json[]): readonly Json[] | undefined {
  const plain = present(type)
  if (typeof plain === 'object' && 'choose' in plain) return plain.choose
  switch (family(plain)) {
    case 'yes_no':
      return [true, false]
    case 'text':
      return [...texts(constants), 'anything else']
    case 'number':
      return around(numbers(constants), plain === 'whole_number')
    case 'instant':
      return around(numbers(constants), true)
    case 'date':
      return around(
        texts(constants).map((text) => Date.parse(`${text}T00:00:00Z`) / DAY),
        true,
      ).map((day) => new Date(day * DAY).toISOString().slice(0, 10))
    case 'money':
      return monies(constants)
    case 'any':
      return [...constants, 'anything else']
    default:
      return undefined
  }
}

const DAY = 86_400_000

const texts = (values: readonly Json[]): readonly string[] => [
  ...new Set(values.filter((value): value is string => typeof value === 'string')),
]
const numbers = (values: readonly Json[]): readonly number[] => [
  ...new Set(values.filter((value): value is number => typeof value === 'number')),
]

/** The points themselves, one between each two neighbours, one below and one above. */
function around(points: readonly number[], whole: boolean): readonly number[] {
  const sorted = [...points].sort((left, right) => left - right)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) return [0]
  const between = sorted.slice(1).flatMap((point, index) => {
    const before = sorted[index] ?? point
    const middle = whole ? before + 1 : (before + point) / 2
    return middle > before && middle < point ? [middle] : []
  })
  return [...sorted, ...between, first - 1, last + 1]
}

function monies(constants: readonly Json[]): readonly Json[] | undefined {
  const amounts = constants.filter((value) => isMoney(value))
  const currencies = new Set(amounts.map((money) => money.currency))
  const [currency = 'USD'] = currencies
  if (currencies.size > 1) return undefined
  return around(
    amounts.map((money) => Number(minorOf(money.amount, money.currency) ?? 0n)),
    true,
  ).map((minor) => ({ ...moneyOf(BigInt(minor), currency) }))
}
