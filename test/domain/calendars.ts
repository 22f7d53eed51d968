import { zoneOffsets } from '../../compiler/zone-offsets.ts'
import type { Calendar, Window, ZoneOffsets } from '../../domain/organisation.ts'

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const tables = new Map<string, ZoneOffsets>()

/** Offsets of a zone from 2005 on, worked out once. */
export function offsetsOf(zone: string): ZoneOffsets {
  const known = tables.get(zone) ?? zoneOffsets(zone, Date.UTC(2005, 0, 1), Date.UTC(2041, 0, 1))
  tables.set(zone, known)
  return known
}

/** Days since 1970 of `2026-11-20`. */
export const date = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000

/** `22:00-06:00` as minutes; an end at or before its start is the next day's. */
export function hours(text: string): Window {
  const [from = 0, to = 0] = text.split('-').map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)))
  return { from, to: to <= from ? to + 1440 : to }
}

/** A calendar as the organisation file would have it: `{ 'mon-fri': '09:00-17:00' }`. */
export function calendar(
  zone: string, open: Readonly<Record<string, string | readonly string[]>> | '24x7',
  exceptions: { readonly closed?: readonly string[]; readonly special?: Readonly<Record<string, string | readonly string[]>> } = {},
): Calendar {
  const weekly = open === '24x7' ? [] : Object.entries(open).flatMap(([days, windows]) => daysOf(days)
    .flatMap((day) => [windows].flat().map((each) => ({ day, ...hours(each as string) }))))
  return {
    id: 'support', zone, always: open === '24x7', weekly,
    closed: (exceptions.closed ?? []).map((each) => ({ day: date(each), why: 'closed' })),
    special: Object.entries(exceptions.special ?? {}).map(([day, windows]) => ({ day: date(day), windows: [windows].flat().map((each) => hours(each as string)) })),
  }
}

function daysOf(text: string): readonly number[] {
  if (text === 'daily') return [0, 1, 2, 3, 4, 5, 6]
  const [from = '', to = from] = text.split('-')
  const [first, last] = [DAYS.indexOf(from), DAYS.indexOf(to)]
  return DAYS.map((_, day) => day).filter((day) => (first <= last ? day >= first && day <= last : day >= first || day <= last))
}
