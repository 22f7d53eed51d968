import type { Allowance } from '../domain/plan.ts'

const MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Milliseconds of `30s` `15m` `4h` `10d`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  const match = /^([1-9]\d{0,5})(s|m|h|d)$/.exec(text)
  if (!match) return undefined
  return Number(match[1]) * MS[match[2] as keyof typeof MS]
}

/** `30bm` `4bh` `2bd`: time on a calendar. */
export const isBusinessTime = (text: string): boolean => /^\d+b[mhd]$/.test(text)

/** The allowance of a duration that the shape has already accepted. */
export const allowance = (text: string): Allowance => ({ unit: 'elapsed', ms: durationMs(text) ?? 0 })

/** An amount in decimal text, as everywhere in cases. */
export interface Money {
  readonly amount: string
  readonly currency: string
}

/** `15.00 USD` as money with the currency's own number of decimals, or why it is not. */
export function readMoney(text: string): Money | { readonly problem: string } | undefined {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))? ([A-Z]{3})$/.exec(text)
  if (!match) return undefined
  const [, sign = '', units = '0', decimals = '', currency = ''] = match
  const places = minorUnits(currency)
  if (places === undefined) return { problem: `"${currency}" is not a currency` }
  if (decimals.length > places) return { problem: `"${text}" has more decimals than ${currency} has (${places})` }
  const fraction = decimals.padEnd(places, '0')
  return { amount: `${sign}${units.replace(/^0+(?=\d)/, '')}${places > 0 ? `.${fraction}` : ''}`, currency }
}

let currencies: ReadonlySet<string> | undefined

/** Decimals of an ISO 4217 currency. */
export function minorUnits(currency: string): number | undefined {
  currencies ??= new Set(Intl.supportedValuesOf('currency'))
  if (!currencies.has(currency)) return undefined
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
}

/** Epoch milliseconds of an ISO 8601 instant with `Z` or an offset; undefined for anything else, 30 February included. */
export function readInstant(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.exec(text)
  if (!match || !isDate(match[1] ?? '')) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** A day of the calendar, `2026-11-20`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** An IANA time zone that this runtime knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}
