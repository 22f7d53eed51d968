import type { Window } from '../../domain/organisation.ts'
import { isDate } from '../literals.ts'

const DAY_MS = 86_400_000

/** Days of the week in the order in which they count from 0. */
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/**
 * Weekdays (0 for Monday) of `mon`, `fri-mon`, `mon,wed-fri` or `daily`, in the order written, one that is named twice
 * twice; undefined for anything else.
 */
export function readDays(text: string): readonly number[] | undefined {
  if (text === 'daily') return DAYS.map((_, day) => day)
  const parts = text.split(',').map((part) => daysOf(part.trim()))
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? [])
}

function daysOf(text: string): readonly number[] | undefined {
  const [first = '', last = first, ...rest] = text.split('-')
  const [from, to] = [dayOfWeek(first), dayOfWeek(last)]
  if (from < 0 || to < 0 || rest.length > 0) return undefined
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, index) => (from + index) % 7)
}

const dayOfWeek = (text: string): number => (DAYS as readonly string[]).indexOf(text)

/** `08:00` as minutes since midnight; `24:00` too. */
export function readTime(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text) ?? []
  const minute = Number(hours) * 60 + Number(minutes)
  return minute <= 1440 ? minute : undefined
}

/** Hours of a day; an end at or before its start is on the next day. What is wrong with them otherwise, for the author. */
export function readWindow(text: string): Window | { readonly problem: string } {
  const [, start = '', end = ''] = /^([\d:]+) ?- ?([\d:]+)$/.exec(text) ?? []
  const [from, to] = [readTime(start), readTime(end)]
  if (from === undefined || to === undefined) return { problem: `"${text}" is not a stretch of hours` }
  if (from === 1440) return { problem: `"${text}" begins at 24:00, which is the next day` }
  if (from === to) return { problem: `"${text}" ends when it begins` }
  return { from, to: to <= from ? to + 1440 : to }
}

/** Hours that the shape has accepted. */
export function windowOf(text: string): Window {
  const window = readWindow(text)
  return 'problem' in window ? { from: 0, to: 0 } : window
}

/** Years for which zones and holidays are known. */
export const FIRST_YEAR = 2015
/** The last of those years. */
export const LAST_YEAR = 2040

/** A local date as days since 1970-01-01; undefined for what is no date, and for years that no calendar knows. */
export function readDay(text: string): number | undefined {
  const year = Number(text.slice(0, 4))
  return isDate(text) && year >= FIRST_YEAR && year <= LAST_YEAR ? Date.parse(`${text}T00:00:00Z`) / DAY_MS : undefined
}

/** The date of a day, as authors write it. */
export const writeDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** First and last local date of `2026-07-03..2026-07-05` or of a single date. */
export function readDates(text: string): { readonly first: number; readonly last: number } | undefined {
  const [from = '', to = from, ...rest] = text.split('..')
  const [first, last] = [readDay(from), readDay(to)]
  return first === undefined || last === undefined || rest.length > 0 ? undefined : { first, last }
}

/** A local date and minutes since its midnight; 1440 for `24:00`. */
export interface WallTime {
  readonly day: number
  readonly minute: number
}

/** `2026-01-05 08:00`. Years from 1970 to 2100, because an anchor may lie long ago and an absence far ahead. */
export function readWallTime(text: string): WallTime | undefined {
  const [, date = '', time = ''] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/.exec(text) ?? []
  const minute = readTime(time)
  const year = Number(date.slice(0, 4))
  if (minute === undefined || !isDate(date) || year < 1970 || year > 2100) return undefined
  return { day: Date.parse(`${date}T00:00:00Z`) / DAY_MS, minute }
}

const UNITS = ['hour', 'day', 'week', 'month'] as const

/** `1 week`, `12 hours`. */
export function readEvery(text: string): { readonly every: number; readonly unit: (typeof UNITS)[number] } | undefined {
  const [, count, word] = /^([1-9]\d{0,2}) (hour|day|week|month)s?$/.exec(text) ?? []
  const unit = UNITS.find((each) => each === word)
  return unit === undefined ? undefined : { every: Number(count), unit }
}

/** The variable of `env RISK_TOKEN`. */
export const readSecret = (text: string): string | undefined => /^env ([A-Z][A-Z0-9_]{0,99})$/.exec(text)?.[1]
