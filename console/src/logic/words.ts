import type { CannotReason } from '../../../domain/event.ts'
import type { Json } from '../../../domain/json.ts'

/** An author's name as people say it: `pay_part` becomes `pay part`. */
export const say = (name: string): string => name.replaceAll(/[_-]+/g, ' ').replaceAll('.', ', ')

/** The same at the start of a line. */
export function sayFirst(name: string): string {
  const words = say(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** An action of another system: `shopify.approve_return` becomes `Approve return (shopify)`. */
export function sayAction(action: string): string {
  const dot = action.indexOf('.')
  return dot < 0 ? sayFirst(action) : `${sayFirst(action.slice(dot + 1))} (${action.slice(0, dot)})`
}

/** The coded reasons of "I cannot do this", in the words a person would use. */
export const CANNOT_WORDS: Readonly<Record<CannotReason, string>> = {
  missing_data: 'Something I need to know is missing',
  no_authority: 'I may not decide this',
  policy_gap: 'The SOP does not say what to do here',
  system_failure: 'A system or device does not work',
  out_of_stock: 'It is not in stock',
  unsafe: 'It is not safe',
  other: 'Another reason',
}

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
