import type { Calendar, ZoneOffsets } from '../organisation.ts'
import type { Allowance } from '../plan.ts'
import { almanacOf } from './almanac.ts'
import { joined } from './intervals.ts'
import type { Interval } from './intervals.ts'
import { openIntervals, openings } from './open.ts'
import { DAY_MS, wallAt, wallInstant } from './wall.ts'

/** How far ahead is looked for open time: what is not over within ten years is never over. */
export const HORIZON_MS = 3653 * DAY_MS

/** When time allowed is over (null: never, the calendar does not open for that long) and the intervals that it used. */
export interface Due {
  readonly due: number | null
  readonly working: readonly Interval[]
}

/** When an allowance that begins at `from` is over. `offsets` are those of the calendar's zone. */
export function dueOn(calendar: Calendar, offsets: ZoneOffsets, allowance: Allowance, from: number): Due {
  switch (allowance.unit) {
    case 'elapsed': return { due: from + allowance.ms, working: [[from, from + allowance.ms]] }
    case 'business': return afterOpenTime(calendar, offsets, allowance.ms, from)
    case 'business_days': {
      const due = afterDates(calendar, offsets, allowance.days, from)
      return { due, working: openIntervals(calendar, offsets, from, due ?? from) }
    }
  }
}

/** Open time of a calendar in `[from, to)`, in milliseconds. */
export function elapsedOn(calendar: Calendar, offsets: ZoneOffsets, from: number, to: number): number {
  let sum = 0
  for (const [opens, closes] of openings(calendar, offsets, from, to)) sum += closes - opens
  return sum
}

function afterOpenTime(calendar: Calendar, offsets: ZoneOffsets, ms: number, from: number): Due {
  const used: Interval[] = []
  let left = ms
  for (const [opens, closes] of openings(calendar, offsets, from, from + Math.max(HORIZON_MS, ms))) {
    const ends = Math.min(closes, opens + left)
    used.push([opens, ends])
    left -= ends - opens
    if (left === 0) return { due: ends, working: joined(used) }
  }
  return { due: null, working: joined(used) }
}

/** The same wall time on the n-th later date with an opening, or the next opening when that time is closed. */
function afterDates(calendar: Calendar, offsets: ZoneOffsets, days: number, from: number): number | null {
  const begins = nextOpening(calendar, offsets, from)
  if (begins === null) return null
  const wall = wallAt(begins, offsets)
  const first = Math.floor(wall / DAY_MS)
  const opensOn = opensOnDate(calendar, offsets)
  let left = days
  for (let day = first + 1; (day - first) * DAY_MS <= Math.max(HORIZON_MS, days * DAY_MS); day++) {
    if (opensOn(day)) left -= 1
    if (left === 0) return nextOpening(calendar, offsets, wallInstant(wall + (day - first) * DAY_MS, offsets))
  }
  return null
}

function nextOpening(calendar: Calendar, offsets: ZoneOffsets, from: number): number | null {
  const { value } = openings(calendar, offsets, from, from + HORIZON_MS).next()
  return value ? value[0] : null
}

/** Tells whether an opening begins on a local date; a night that began the day before is none, nor hours that the clocks jump over. */
export function opensOnDate(calendar: Calendar, offsets: ZoneOffsets): (day: number) => boolean {
  const dateOf = almanacOf(calendar, offsets)
  return (day) => dateOf(day).opens
}
