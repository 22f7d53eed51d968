import type { Json } from '../../../domain/json.ts'
import { say } from '../../../domain/words.ts'

/** A value as people write it: money with its currency, yes and no, lists with commas; `none` for no value. */
export function sayValue(value: Json, locale: string): string {
  if (value === null || value === '') return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return new Intl.NumberFormat(english(locale)).format(value)
  if (typeof value === 'string') return value
  if (isList(value)) return value.length === 0 ? 'none' : value.map((item) => sayValue(item, locale)).join(', ')
  const { amount, currency } = value
  if (typeof amount === 'string' && typeof currency === 'string') return sayMoney(amount, currency, locale)
  return Object.entries(value).map(([key, inner]) => `${say(key)} ${sayValue(inner, locale)}`).join(', ')
}

/** True for values that belong in a right-aligned column of numbers. */
export const isNumeric = (value: Json): boolean =>
  typeof value === 'number' || (typeof value === 'object' && value !== null && !isList(value) && 'currency' in value)

function sayMoney(amount: string, currency: string, locale: string): string {
  try {
    return new Intl.NumberFormat(english(locale), { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral)
  } catch {
    return `${amount} ${currency}`
  }
}

const english = (locale: string): string => (locale.startsWith('en') ? locale : 'en-GB')
const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
