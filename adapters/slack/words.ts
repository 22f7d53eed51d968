import { isObject, type Json } from '../../domain/json.ts'
import { isMoney } from '../../domain/money.ts'
import { say } from '../../domain/words.ts'

/** A value as people write it: money with its currency, yes and no, lists with commas; `none` for no value. */
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

const english = (locale: string): string => (locale.startsWith('en') && canBeUsed(locale) ? locale : 'en-GB')

function canBeUsed(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1
  } catch {
    return false
  }
}

const DAY = 86_400_000

/** The exact instant in the reader's zone, for where Slack cannot show it in theirs: `Tue 14:00`, with the date when it is far. */
export function exactly(at: number, now: number, zone: string, locale: string): string {
  const near = Math.abs(at - now) < 6 * DAY
  const date: Intl.DateTimeFormatOptions = near ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  const options: Intl.DateTimeFormatOptions = { ...date, hour: '2-digit', minute: '2-digit', timeZone: zone }
  return new Intl.DateTimeFormat(english(locale), options).format(at).replace(',', '')
}
