import type { Calendar, ZoneOffsets } from '../organisation.ts'
import { DAY_MINUTES, windowsOf } from './dates.ts'
import type { Interval } from './intervals.ts'
import { DAY_MS, MINUTE_MS, wallInstant } from './wall.ts'

/** A local date of a calendar: when it begins, what it opens as the file has it, and whether one of its openings begins on it. */
export interface DateOpened {
  readonly begins: number
  readonly openings: readonly Interval[]
  readonly opens: boolean
}

/** So many dates of a calendar are remembered, and then forgotten: ten years ahead and as many behind. */
const MOST_DATES = 8_000

const known = new WeakMap<Calendar, { readonly offsets: ZoneOffsets; readonly dateOf: (day: number) => DateOpened }>()

/**
 * What a calendar opens on each local date (days since 1970-01-01). A date is worked out once: every clock of every case asks for the
 * same ones. `offsets` are those of the calendar's zone.
 */
export function almanacOf(calendar: Calendar, offsets: ZoneOffsets): (day: number) => DateOpened {
  const before = known.get(calendar)
  if (before?.offsets === offsets) return before.dateOf
  const dateOf = remembered(calendar, offsets)
  known.set(calendar, { offsets, dateOf })
  return dateOf
}

function remembered(calendar: Calendar, offsets: ZoneOffsets): (day: number) => DateOpened {
  const windowsOn = calendar.always ? () => [{ from: 0, to: DAY_MINUTES }] : windowsOf(calendar)
  const dates = new Map<number, DateOpened>()
  return (day) => {
    const date = dates.get(day)
    if (date) return date
    if (dates.size >= MOST_DATES) dates.clear()
    const at = (minute: number): number => wallInstant(day * DAY_MS + minute * MINUTE_MS, offsets)
    const openings = windowsOn(day).map(({ from, to }): Interval => [at(from), at(to)])
    const midnight = at(DAY_MINUTES)
    // A night that began the day before is no opening of this date, nor are hours that the clocks jump over.
    const made = { begins: at(0), openings, opens: openings.some(([opens, closes]) => opens < Math.min(closes, midnight)) }
    dates.set(day, made)
    return made
  }
}
