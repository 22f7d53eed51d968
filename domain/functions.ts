import { divideHalfAway, fractionOf } from './decimal.ts'
import { ExpressionFault } from './fault.ts'
import { localDay, readInstant } from './instant.ts'
import { canonical, isObject, type Json } from './json.ts'
import { addMoney, compareMoney, CurrencyFault, isMoney, MoneyFault, moneyOf, minorOf, percentOf, readMoney, scaleMoney, subtractMoney, type Money } from './money.ts'
import type { FunctionName } from './plan.ts'

type Offsets = readonly (readonly [number, number])[]
type Call = (args: readonly Json[], offsets: Offsets) => Json

/** Applies an operator or function to values. Throws ExpressionFault naming the operator and what it was given. */
export function callFunction(name: FunctionName, args: readonly Json[], offsets: Offsets): Json {
  try {
    return FUNCTIONS[name](args, offsets)
  } catch (error) {
    if (error instanceof MoneyFault) throw new ExpressionFault(error.message, error instanceof CurrencyFault ? 'two-currencies' : 'cannot-evaluate')
    throw error
  }
}

const FUNCTIONS: Readonly<Record<FunctionName, Call>> = {
  '==': ([a = null, b = null]) => same(a, b),
  '!=': ([a = null, b = null]) => !same(a, b),
  '<': (args) => compare('<', args) < 0,
  '<=': (args) => compare('<=', args) <= 0,
  '>': (args) => compare('>', args) > 0,
  '>=': (args) => compare('>=', args) >= 0,
  in: ([item = null, of = null]) => contains(item, of),
  '!': ([value]) => (typeof value === 'boolean' ? !value : misfit('!', [value ?? null])),
  neg: ([value]) => (typeof value === 'number' ? -value : misfit('-', [value ?? null])),
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': (args) => numbers('/', args, (a, b) => (b === 0 ? misfit('/', args) : a / b)),
  '%': (args) => numbers('%', args, (a, b) => (b === 0 ? misfit('%', args) : a % b)),
  size: ([of = null]) => sizeOf(of),
  min: (args) => best('min', args, -1),
  max: (args) => best('max', args, 1),
  round: ([value, places]) => round(value ?? null, typeof places === 'number' ? places : 0),
  days_between: ([from, to], offsets) => dayOf(to, offsets) - dayOf(from, offsets),
  percent_of: (args) => percent(args),
  money: ([text]) => (typeof text === 'string' ? asJson(readMoney(text) ?? misfit('money', [text])) : misfit('money', [text ?? null])),
  duration: ([text]) => (typeof text === 'string' ? (readDuration(text) ?? misfit('duration', [text])) : misfit('duration', [text ?? null])),
  instant: ([text]) => instant(text),
  date: ([text]) => (typeof text === 'string' && readInstant(`${text}T00:00:00Z`) !== undefined ? text : misfit('date', [text ?? null])),
  contains: (args) => texts('contains', args, (a, b) => a.includes(b)),
  startsWith: (args) => texts('startsWith', args, (a, b) => a.startsWith(b)),
  endsWith: (args) => texts('endsWith', args, (a, b) => a.endsWith(b)),
  string: ([value = null]) => (typeof value === 'string' ? value : canonical(value)),
  int: ([value = null]) => integer(value),
  double: ([value = null]) => number('double', value),
}

function misfit(name: string, args: readonly Json[]): never {
  throw new ExpressionFault(`"${name}" cannot take ${args.map(quoted).join(' and ')}`)
}

const MOST_QUOTED = 200

/** A value as a message shows it: what came from outside may be of any length. */
export function quoted(value: Json): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : isMoney(value) ? `${value.amount} ${value.currency}` : 'a map'
  const text = JSON.stringify(typeof value === 'string' ? value.slice(0, MOST_QUOTED) : value)
  return typeof value === 'string' && value.length > MOST_QUOTED ? `${text}…` : text
}

const asJson = (money: Money): Json => ({ amount: money.amount, currency: money.currency })

/** Amounts are equal by what they are worth, at any depth. Two currencies are a fault: an answer "no" would send a case the wrong way. */
function same(a: Json, b: Json): boolean {
  if (isMoney(a) && isMoney(b)) return compareMoney(a, b) === 0
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item: Json, at) => same(item, b[at] as Json))
  if (!isObject(a)) return a === b
  const names = Object.keys(a)
  if (!isObject(b) || names.length !== Object.keys(b).length) return false
  return names.every((name) => Object.hasOwn(b, name) && same(a[name] as Json, b[name] as Json))
}

function compare(name: string, args: readonly Json[]): number {
  const [a = null, b = null] = args
  if (isMoney(a) && isMoney(b)) return compareMoney(a, b)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return misfit(name, [a, b])
}

function contains(item: Json, of: Json): boolean {
  if (Array.isArray(of)) return of.some((other: Json) => same(item, other))
  if (isObject(of) && typeof item === 'string') return Object.hasOwn(of, item)
  return misfit('in', [item, of])
}

const MOST_CHARACTERS = 1_000_000
const MOST_ITEMS = 100_000

/** Doubling something a few dozen times takes few steps and all memory. */
function refuseAbove(most: number, length: number, what: string): void {
  if (length > most) throw new ExpressionFault(`the expression makes a ${what} longer than ${most}`, 'over-budget')
}

const CHARACTERS_A_STEP = 64

/** What it costs to look at a value once, in steps of an expression's budget; `most` and a little more is never looked past. */
export function weightOf(value: Json, most: number): number {
  if (typeof value === 'string') return value.length / CHARACTERS_A_STEP
  if (typeof value !== 'object' || value === null) return 0
  let weight = 0
  for (const inner of Array.isArray(value) ? (value as readonly Json[]) : Object.values(value)) {
    weight += 1 / 8 + weightOf(inner, most - weight)
    if (weight > most) break
  }
  return weight
}

function add(args: readonly Json[]): Json {
  const [a = null, b = null] = args
  if (isMoney(a) && isMoney(b)) return asJson(addMoney(a, b))
  if (typeof a === 'string' && typeof b === 'string') {
    refuseAbove(MOST_CHARACTERS, a.length + b.length, 'text')
    return a + b
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    refuseAbove(MOST_ITEMS, a.length + b.length, 'list')
    return [...(a as Json[]), ...(b as Json[])]
  }
  return numbers('+', args, (x, y) => x + y)
}

function subtract(args: readonly Json[]): Json {
  const [a = null, b = null] = args
  if (isMoney(a) && isMoney(b)) return asJson(subtractMoney(a, b))
  return numbers('-', args, (x, y) => x - y)
}

function multiply(args: readonly Json[]): Json {
  const [a = null, b = null] = args
  if (isMoney(a) && typeof b === 'number') return asJson(scaleMoney(a, b))
  if (isMoney(b) && typeof a === 'number') return asJson(scaleMoney(b, a))
  return numbers('*', args, (x, y) => x * y)
}

function numbers(name: string, args: readonly Json[], apply: (a: number, b: number) => number): number {
  const [a = null, b = null] = args
  if (typeof a !== 'number' || typeof b !== 'number') return misfit(name, [a, b])
  return number(name, apply(a, b))
}

/** Text is a number only as people write one: `""`, `0x10` and `1e3` are none. */
const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/

function number(name: string, value: Json): number {
  const result = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value
  return typeof result === 'number' && Number.isFinite(result) ? result : misfit(name, [value])
}

const integer = (value: Json): number => Math.trunc(number('int', value))

function texts(name: string, args: readonly Json[], apply: (a: string, b: string) => boolean): boolean {
  const [a = null, b = null] = args
  return typeof a === 'string' && typeof b === 'string' ? apply(a, b) : misfit(name, [a, b])
}

function sizeOf(of: Json): number {
  // Code points, as CEL counts text: an emoji is one.
  if (typeof of === 'string') return [...of].length
  if (Array.isArray(of)) return of.length
  return isObject(of) ? Object.keys(of).length : misfit('size', [of])
}

function best(name: string, args: readonly Json[], sign: number): Json {
  const items: readonly Json[] = args.length === 1 && Array.isArray(args[0]) ? (args[0] as Json[]) : args
  const [first, ...rest] = items
  if (first === undefined) return misfit(name, args)
  return rest.reduce<Json>((winner, item) => (compare(name, [item, winner]) * sign > 0 ? item : winner), first)
}

const MOST_PLACES = 12

/** Half away from zero, as money is rounded, and on the decimal that people see: 1.005 to two places is 1.01. */
function round(value: Json, wanted: number): Json {
  if (isMoney(value)) return asJson(moneyOf(minorOf(value.amount, value.currency) ?? 0n, value.currency))
  const [numerator, denominator] = fractionOf(number('round', value)) ?? [0n, 1n]
  const places = Math.min(Math.max(Math.trunc(wanted), 0), MOST_PLACES)
  return number('round', Number(divideHalfAway(numerator * 10n ** BigInt(places), denominator)) / 10 ** places)
}

function percent(args: readonly Json[]): Json {
  const [of = null, share = null] = args
  return isMoney(of) && typeof share === 'number' ? asJson(percentOf(of, share)) : misfit('percent_of', [of, share])
}

function instant(value: Json | undefined): number {
  if (typeof value === 'number') return value
  return typeof value === 'string' ? (readInstant(value) ?? misfit('instant', [value])) : misfit('instant', [value ?? null])
}

const DAY_MS = 86_400_000

/** A date is that day wherever it is read; an instant is on the day of the zone. */
function dayOf(value: Json | undefined, offsets: Offsets): number {
  const midnight = typeof value === 'string' ? readInstant(`${value}T00:00:00Z`) : undefined
  return midnight === undefined ? localDay(instant(value), offsets) : midnight / DAY_MS
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of elapsed time written `30m`, `4h` or `10d`. A number without a unit is none. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text)
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0) : undefined
}
