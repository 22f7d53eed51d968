import { isObject, type Json } from '../domain/json.ts'
import { isMoney } from '../domain/money.ts'
import { say } from '../domain/words.ts'
import { english } from './times.ts'

/** A value as people write it, the same on every page, card and mail: money with its currency, lists with commas; `none` for no value. */
export function sayValue(value: Json, locale: string): string {
  if (value === null || value === '') return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return new Intl.NumberFormat(english(locale)).format(value)
  if (typeof value === 'string') return value
  if (isMoney(value)) return sayMoney(value.amount, value.currency, locale)
  if (!isObject(value)) return value.length === 0 ? 'none' : value.map((item) => sayValue(item, locale)).join(', ')
  return Object.entries(value).map(([key, inner]) => `${say(key)} ${sayValue(inner, locale)}`).join(', ')
}

function sayMoney(amount: string, currency: string, locale: string): string {
  try {
    return new Intl.NumberFormat(english(locale), { style: 'currency', currency }).format(amount as Intl.StringNumericLiteral)
  } catch {
    return `${amount} ${currency}`
  }
}
