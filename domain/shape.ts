import { readInstant } from './instant.ts'
import { isObject, own, type Json, type JsonObject } from './json.ts'
import type { FieldType } from './plan.ts'

/** Whether a value from outside has every field of these types; what else it has does not matter. */
export const hasFields = (value: Json, types: Readonly<Record<string, FieldType>>): value is JsonObject =>
  isObject(value) && Object.entries(types).every(([name, type]) => hasType(own(value, name) ?? null, type))

/** Whether a value is of a type. Instants are ISO text or milliseconds, money is `{ amount, currency }`. */
function hasType(value: Json, type: FieldType): boolean {
  if (typeof type === 'object') return hasShape(value, type)
  switch (type) {
    case 'any': return value !== null
    case 'text': return typeof value === 'string'
    case 'whole_number': return Number.isInteger(value)
    case 'decimal': return typeof value === 'number'
    case 'yes_no': return typeof value === 'boolean'
    case 'date': return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && readInstant(`${value}T00:00:00Z`) !== undefined
    case 'instant': return typeof value === 'number' || (typeof value === 'string' && readInstant(value) !== undefined)
    case 'money': return isMoney(value)
  }
}

const isMoney = (value: Json): boolean => {
  if (!isObject(value)) return false
  const { amount, currency } = value
  return typeof amount === 'string' && /^-?\d+(\.\d+)?$/.test(amount) && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
}

function hasShape(value: Json, type: Extract<FieldType, object>): boolean {
  if ('optional' in type) return value === null || hasType(value, type.optional)
  if ('choose' in type) return typeof value === 'string' && type.choose.includes(value)
  if ('list' in type) return Array.isArray(value) && value.every((item: Json) => hasType(item, type.list))
  return hasFields(value, type.map)
}
