import { isObject, type Json } from '../../domain/json.ts'
import type { ReaderWords, WordsFor } from '../../domain/mail/say.ts'
import { isMoney } from '../../domain/money.ts'
import { dueInWords, inWords, say } from '../../domain/words.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** Times and values as one person reads them. A zone that is not known is shown as UTC and says so. */
export function wordsFor({ zone, locale, now }: WordsFor): ReaderWords {
  const exactly = (at: number): string => exact(at, now, zone, locale)
  return {
    value: (value, type) => (isInstant(type) && typeof value === 'number' ? exactly(value) : sayValue(value as Json, locale)),
    due: (at) => dueInWords(at, now),
    ago: (at) => (now - at < MINUTE ? 'just now' : `${inWords(now - at)} ago`),
    exactly,
  }
}

const isInstant = (type: unknown): boolean => type === 'instant' || (typeof type === 'object' && type !== null && 'optional' in type && type.optional === 'instant')

function exact(at: number, now: number, zone: string, locale: string): string {
  if (!(Math.abs(at) < 8e15)) return 'some time'
  const near = Math.abs(at - now) < 6 * DAY
  const date: Intl.DateTimeFormatOptions = near ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  try {
    return new Intl.DateTimeFormat(english(locale), { ...date, hour: '2-digit', minute: '2-digit', timeZone: zone }).format(at).replace(',', '')
  } catch {
    return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  }
}

function sayValue(value: Json, locale: string): string {
  if (value === null || value === undefined || value === '') return 'none'
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

/** The words around are English, so what is formatted is too. */
function english(locale: string): string {
  try {
    return locale.startsWith('en') && Intl.getCanonicalLocales(locale).length === 1 ? locale : 'en-GB'
  } catch {
    return 'en-GB'
  }
}
