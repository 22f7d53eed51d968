import { exactAt, exactNumber, exactText } from './exact.ts'
import { readInstant, writeInstant } from './instant.ts'
import { isModest, isObject, type Json, type JsonObject } from './json.ts'
import { readMoney } from './money.ts'
import type { FieldType } from './plan.ts'

/** The declared fields of what came, or what is wrong with the first that does not fit. */
export type Typed = { readonly fields: JsonObject } | { readonly problem: string }

/**
 * Reads declared fields from JSON parsed with `parseExact`: each must be there and of its type, and nothing else is taken along.
 * Money comes out with all places of its currency, instants in UTC.
 */
export function readTyped(types: Readonly<Record<string, FieldType>>, body: Json): Typed {
  if (!isObject(body)) return { problem: 'the body is not a JSON object' }
  try {
    const fields = fieldsOf(body, types, '')
    return isModest(fields) ? { fields } : { problem: 'the body holds more than 10,000 declared values' }
  } catch (error) {
    if (error instanceof Misfit) return { problem: error.message }
    throw error
  }
}

class Misfit extends Error {}

const fieldsOf = (value: Json, types: Readonly<Record<string, FieldType>>, prefix: string): JsonObject =>
  Object.fromEntries(Object.entries(types).map(([name, type]) => [name, typed(exactAt(value, name), type, `${prefix}${name}`)]))

function typed(value: Json | undefined, type: FieldType, at: string): Json {
  if (typeof type === 'object' && 'optional' in type) return value === undefined || value === null ? null : typed(value, type.optional, at)
  if (value === undefined || value === null) throw new Misfit(`"${at}" is missing`)
  if (typeof type === 'object') return shaped(value, type, at)
  const read = PLAIN[type](value)
  if (read === undefined) throw new Misfit(`"${at}" is ${shown(value)}, not ${WORDS[type]}`)
  return read
}

function shaped(value: Json, type: Exclude<FieldType, string | { optional: FieldType }>, at: string): Json {
  if ('choose' in type) {
    const chosen = exactText(value) ?? exactNumber(value)
    if (chosen !== undefined && type.choose.includes(chosen)) return chosen
    throw new Misfit(`"${at}" is ${shown(value)}, not one of ${type.choose.join(', ')}`)
  }
  if ('list' in type) {
    if (!Array.isArray(value)) throw new Misfit(`"${at}" is ${shown(value)}, not a list`)
    return value.map((item: Json, index) => typed(item, type.list, `${at}[${index}]`))
  }
  if (!isObject(value)) throw new Misfit(`"${at}" is ${shown(value)}, not a map`)
  return fieldsOf(value, type.map, `${at}.`)
}

const PLAIN: Readonly<Record<Extract<FieldType, string>, (value: Json) => Json | undefined>> = {
  // Many senders write their ids as numbers.
  text: (value) => exactText(value) ?? exactNumber(value),
  whole_number: (value) => whole(exactNumber(value) ?? ''),
  decimal: (value) => decimal(exactNumber(value)),
  money: moneyIn,
  yes_no: (value) => (typeof value === 'boolean' ? value : undefined),
  date: (value) => dateIn(exactText(value) ?? ''),
  instant: (value) => instantIn(exactText(value) ?? ''),
  any: (value) => (isModest(value) ? plain(value) : undefined),
}

const WORDS: Readonly<Record<Extract<FieldType, string>, string>> = {
  text: 'text',
  whole_number: 'a whole number below 9007199254740992 (declare ids as text)',
  decimal: 'a number of at most 15 digits',
  money: 'money such as {"amount": "15.00", "currency": "USD"} or "15.00 USD"',
  yes_no: 'true or false',
  date: 'a date such as 2026-11-20',
  instant: 'an instant with its offset such as 2026-11-20T10:00:00Z',
  any: 'a value of moderate size',
}

const whole = (literal: string): number | undefined => (/^-?\d+$/.test(literal) && Number.isSafeInteger(Number(literal)) ? Number(literal) : undefined)

/** A double tells any two decimals of up to 15 digits apart. */
const decimal = (literal: string | undefined): number | undefined =>
  literal !== undefined && literal.replace(/[eE].*$/, '').replace(/\D/g, '').length <= 15 && Number.isFinite(Number(literal)) ? Number(literal) : undefined

function moneyIn(value: Json): Json | undefined {
  const whole = exactText(value)
  const [amount, currency] = [exactAt(value, 'amount'), exactText(exactAt(value, 'currency'))]
  const money = readMoney(whole ?? `${exactText(amount) ?? exactNumber(amount) ?? ''} ${currency?.toUpperCase() ?? ''}`)
  return money && { ...money }
}

const dateIn = (text: string): string | undefined => (/^\d{4}-\d\d-\d\d$/.test(text) && readInstant(`${text}T00:00:00Z`) !== undefined ? text : undefined)

function instantIn(text: string): string | undefined {
  const at = readInstant(text)
  return at === undefined ? undefined : writeInstant(at)
}

/** Without the marks of `parseExact`; a number that a double cannot hold stays text. */
function plain(value: Json): Json {
  const number = exactNumber(value)
  if (number !== undefined) return decimal(number) ?? number
  if (Array.isArray(value)) return value.map(plain)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.slice(1), plain(inner)])) : (exactText(value) ?? value)
}

/** A value as a message shows it: what came from outside may be of any length. */
function shown(value: Json): string {
  const text = exactText(value)
  if (text !== undefined) return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
  return exactNumber(value)?.slice(0, 80) ?? (Array.isArray(value) ? 'a list' : isObject(value) ? 'a map' : String(value))
}
