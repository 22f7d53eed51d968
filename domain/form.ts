import { isObject, type Json, type JsonObject } from './json.ts'
import { isMoney, minorOf, moneyOf, placesOf, readMoney } from './money.ts'
import type { FieldKind, FormField } from './plan.ts'

/** What is wrong with one field, as a sentence to show beside it; `field` is empty when the form itself is unreadable. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

/** The accepted values (absent text is `""`, anything else absent is null), or every problem at once, by field. */
export type FormReading = { readonly ok: JsonObject } | { readonly problems: readonly FieldProblem[] }

/**
 * Reads a form as every channel does: same limits, same words. `outcome` decides what is required. Values may come typed
 * (JSON) or as the text somebody typed.
 */
export function readForm(fields: readonly FormField[], values: Json, outcome?: string): FormReading {
  if (!isObject(values)) return { problems: [{ field: '', message: 'the form is a map of field to value' }] }
  const problems: FieldProblem[] = unknownFields(fields, values)
  const accepted: Record<string, Json> = {}
  for (const field of fields) {
    const reading = readField(field, Object.hasOwn(values, field.name) ? (values[field.name] ?? null) : null, outcome)
    if ('problem' in reading) problems.push({ field: field.name, message: reading.problem })
    else accepted[field.name] = reading.value
  }
  return problems.length > 0 ? { problems } : { ok: accepted }
}

function unknownFields(fields: readonly FormField[], values: JsonObject): FieldProblem[] {
  const names = fields.map((field) => field.name)
  const strays = Object.keys(values).filter((name) => !names.includes(name))
  const known = names.length > 0 ? `it has ${names.map((name) => `"${name}"`).join(', ')}` : 'it has no fields'
  return strays.map((field) => ({ field, message: `the form has no field "${field}"; ${known}` }))
}

type FieldReading = { readonly value: Json } | { readonly problem: string }

function readField(field: FormField, value: Json, outcome: string | undefined): FieldReading {
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (!empty) return readValue(field.type, value)
  if (isRequired(field, outcome)) return { problem: `fill in "${field.label}"` }
  return { value: field.type.kind === 'text' ? '' : null }
}

/** Whether the field must be filled in to leave by the outcome. */
export const isRequired = (field: FormField, outcome: string | undefined): boolean =>
  typeof field.required === 'boolean' ? field.required : outcome !== undefined && field.required.includes(outcome)

function readValue(kind: FieldKind, value: Json): FieldReading {
  switch (kind.kind) {
    case 'text': return readText(value, kind.max)
    case 'scan': return readText(value, 200)
    case 'whole_number': return readNumber(value, /^-?\d{1,15}$/, 'a whole number', kind)
    case 'decimal': return readDecimal(value, kind)
    case 'money': return readAmount(value, kind)
    case 'yes_no': return readYesNo(value)
    case 'date': return readDate(value)
    case 'choose': return typeof value === 'string' && kind.options.includes(value) ? { value } : { problem: `choose one of ${kind.options.join(', ')}` }
    case 'choose_many': return readChoices(value, kind.options)
  }
}

const readText = (value: Json, max: number): FieldReading => {
  if (typeof value !== 'string') return { problem: 'write text' }
  const length = [...value].length
  return length <= max ? { value } : { problem: `shorten it to ${max} characters; it has ${length}` }
}

function readNumber(value: Json, shape: RegExp, what: string, limits: { min?: number; max?: number }): FieldReading {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''
  if (!shape.test(text)) return { problem: `write ${what}, such as 2` }
  const number = Number(text)
  if (limits.min !== undefined && number < limits.min) return { problem: `write ${limits.min} or more` }
  if (limits.max !== undefined && number > limits.max) return { problem: `write ${limits.max} or less` }
  return { value: number }
}

function readDecimal(value: Json, kind: Extract<FieldKind, { kind: 'decimal' }>): FieldReading {
  const reading = readNumber(value, /^-?\d{1,15}(\.\d{1,12})?$/, 'a decimal number with a point', {
    ...(kind.min === undefined ? {} : { min: Number(kind.min) }),
    ...(kind.max === undefined ? {} : { max: Number(kind.max) }),
  })
  if (!('value' in reading) || kind.places === undefined) return reading
  const places = String(value).trim().split('.')[1]?.length ?? 0
  if (places > kind.places) return { problem: `write at most ${kind.places} places after the point` }
  return reading
}

function readAmount(value: Json, kind: Extract<FieldKind, { kind: 'money' }>): FieldReading {
  const money = isMoney(value) ? value : typeof value === 'string' ? readMoney(value.includes(' ') ? value : `${value} ${kind.currency}`) : undefined
  const example = `${placesOf(kind.currency) === 0 ? '1500' : '15.00'} ${kind.currency}`
  if (!money) return { problem: `write an amount such as ${example}` }
  if (money.currency !== kind.currency) return { problem: `write the amount in ${kind.currency}, not ${money.currency}` }
  const units = minorOf(money.amount, money.currency) ?? 0n
  const lowest = minorOf(kind.min ?? '0', kind.currency) ?? 0n
  const highest = kind.max === undefined ? undefined : minorOf(kind.max, kind.currency)
  if (units < lowest) return { problem: `write ${moneyOf(lowest, kind.currency).amount} ${kind.currency} or more` }
  if (highest !== undefined && units > highest) return { problem: `write ${moneyOf(highest, kind.currency).amount} ${kind.currency} or less` }
  return { value: { ...moneyOf(units, kind.currency) } }
}

function readYesNo(value: Json): FieldReading {
  if (typeof value === 'boolean') return { value }
  if (value === 'yes' || value === 'true') return { value: true }
  return value === 'no' || value === 'false' ? { value: false } : { problem: 'answer yes or no' }
}

function readDate(value: Json): FieldReading {
  const midnight = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN
  const real = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(String(value))
  return real ? { value } : { problem: 'write a date such as 2026-11-20' }
}

function readChoices(value: Json, options: readonly string[]): FieldReading {
  const chosen: readonly Json[] = Array.isArray(value) ? value : [value]
  const fit = chosen.every((one) => typeof one === 'string' && options.includes(one)) && new Set(chosen).size === chosen.length
  return fit ? { value: [...chosen] } : { problem: `choose among ${options.join(', ')}, each once` }
}
