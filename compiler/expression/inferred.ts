import { isObject } from '../../domain/json.ts'
import type { Json } from '../../domain/json.ts'
import { isMoney } from '../../domain/money.ts'
import type { FieldType } from '../../domain/plan.ts'
import { readInstant } from '../literals.ts'
import { join } from './types.ts'

const DEEPEST = 64
const MOST_VALUES = 1_000_000

/** Why data cannot be read as it stands; undefined when it can. Looks without recursion, because it may nest without end. */
export function dataTrouble(data: Json): string | undefined {
  let level: readonly Json[] = [data]
  let seen = 0
  for (let depth = 0; level.length > 0; depth++) {
    seen += level.length
    if (depth > DEEPEST) return `the data nests deeper than ${DEEPEST} levels`
    if (seen > MOST_VALUES) return `the data has more than ${MOST_VALUES} values`
    const odd = level.find((one) => typeof one === 'number' && (!Number.isFinite(one) || (Number.isInteger(one) && !Number.isSafeInteger(one))))
    if (odd !== undefined) return `the number ${JSON.stringify(odd)} cannot be kept exactly: write it as text`
    level = level.flatMap((one) => (Array.isArray(one) ? (one as readonly Json[]) : isObject(one) ? Object.values(one) : []))
  }
  return undefined
}

/**
 * The type that data shows: money and instants by their form, null as a value that may be absent. Text that is a date is left open,
 * because sources write dates where they mean text as well.
 */
export function typeOfData(value: Json): FieldType {
  if (value === null) return { optional: 'any' }
  if (typeof value === 'boolean') return 'yes_no'
  if (typeof value === 'number') return Number.isInteger(value) ? 'whole_number' : 'decimal'
  if (typeof value === 'string') return textType(value)
  if (isMoney(value)) return 'money'
  if (Array.isArray(value)) return { list: itemType(value as readonly Json[]) }
  return { map: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, typeOfData(inner)])) }
}

function textType(text: string): FieldType {
  return readInstant(text) === undefined ? (/^\d{4}-\d{2}-\d{2}$/.test(text) ? 'any' : 'text') : 'instant'
}

/** What all items are; `any` when they differ. Items of one shape, however many, are looked at as one. */
function itemType(items: readonly Json[]): FieldType {
  const shapes = new Map<string, FieldType>()
  for (const item of items) {
    const type = typeOfData(item)
    shapes.set(JSON.stringify(type), type)
  }
  const [first = 'any', ...rest] = shapes.values()
  let type: FieldType = first
  for (const each of rest) {
    const both = join(type, each)
    if (both === undefined || both === 'duration' || both === 'null') return 'any'
    type = both
  }
  return type
}
