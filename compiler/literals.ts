import { readDuration } from '../domain/functions.ts'
import { placesOf, readMoney as exactMoney } from '../domain/money.ts'
import type { Money } from '../domain/money.ts'
import type { Allowance } from '../domain/plan.ts'

export { readInstant } from '../domain/instant.ts'

/** Milliseconds of `30s` `15m` `4h` `10d`; undefined for anything else, nothing at all included. */
export function durationMs(text: string): number | undefined {
  const ms = readDuration(text)
  return ms === 0 ? undefined : ms
}

/** `30bm` `4bh` `2bd`: time on a calendar. */
export const isBusinessTime = (text: string): boolean => /^\d+b[mhd]$/.test(text)

/** Elapsed time (`4h`) or time on a calendar (`30bm` `4bh` `2bd`), nothing at all (`0m`) included; undefined for anything else. */
export function readAllowance(text: string): Allowance | undefined {
  const elapsed = readDuration(text)
  if (elapsed !== undefined) return { unit: 'elapsed', ms: elapsed }
  const [, count = '', unit] = /^(\d{1,6})b([mhd])$/.exec(text) ?? []
  if (unit === undefined) return undefined
  return unit === 'd' ? { unit: 'business_days', days: Number(count) } : { unit: 'business', ms: Number(count) * (unit === 'm' ? 60_000 : 3_600_000) }
}

/** Whether an allowance is no time at all. */
export const isNoTime = (time: Allowance): boolean => (time.unit === 'business_days' ? time.days : time.ms) === 0

/** The allowance of a duration that the shape has already accepted. */
export const allowance = (text: string): Allowance => readAllowance(text) ?? { unit: 'elapsed', ms: 0 }

let currencies: ReadonlySet<string> | undefined

/** `15.00 USD` as money, or why it is not; undefined for text that is not meant as money. */
export function readMoney(text: string): Money | { readonly problem: string } | undefined {
  const match = /^-?\d{1,15}(?:\.\d+)? ([A-Z]{3})$/.exec(text)
  if (!match) return undefined
  const currency = match[1] ?? ''
  currencies ??= new Set(Intl.supportedValuesOf('currency'))
  if (!currencies.has(currency)) return { problem: `"${currency}" is not a currency` }
  return exactMoney(text) ?? { problem: `"${text}" has more decimals than ${currency} has (${placesOf(currency)})` }
}

/** Text that somebody meant as an amount: `$50`, `50.00 ABC`, `USD 50`, `1,000.00 USD`. */
const LIKE_MONEY = /^-?([$€£¥]\s?[\d.,]+|[\d.,]+\s?([A-Z]{3}|[$€£¥])|[A-Z]{3}\s?[\d.,]+)$/

/** Text that was meant as an amount and cannot be read as one. */
export function isFailedMoney(text: string): boolean {
  const money = LIKE_MONEY.test(text) ? readMoney(text) : undefined
  return LIKE_MONEY.test(text) && (money === undefined || 'problem' in money)
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
