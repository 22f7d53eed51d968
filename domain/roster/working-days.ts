import { opensOnDate } from '../calendar/due.ts'
import { DAY_MS, wallAt } from '../calendar/wall.ts'
import type { Calendar, ZoneOffsets } from '../organisation.ts'

/** Beyond this many days from the anchor a calendar is taken to have no further working date. */
const REACH = 400 * 366

/** The working dates of a calendar, counted from an anchor date. Dates are days since 1970-01-01. */
export interface WorkingDates {
  /** How many there are in [anchor, day), negative before the anchor. */
  readonly before: (day: number) => number
  /** The k-th one, where 0 is the first at or after the anchor; infinite where there is none. */
  readonly nth: (k: number) => number
}

/** Counts by weeks and by what deviates from them, so that an anchor years ago costs nothing. `offsets` are the calendar's zone's. */
export function workingDates(calendar: Calendar, offsets: ZoneOffsets, anchor: number): WorkingDates {
  const week = [0, 1, 2, 3, 4, 5, 6].map((weekday) => calendar.always || calendar.weekly.some(({ day }) => day === weekday))
  const [byWeek, byDeviation] = [weekly(week), deviating(deviations(calendar, offsets, week))]
  const upTo = (day: number): number => byWeek(day) + byDeviation(day)
  const start = upTo(anchor)
  const before = (day: number): number => upTo(day) - start
  return { before, nth: (k) => search(before, anchor, k) }
}

/** The earliest day that is followed by more than `k` working dates since the anchor. */
function search(before: (day: number) => number, anchor: number, k: number): number {
  let [low, high] = [anchor - REACH, anchor + REACH]
  if (before(high) <= k) return Infinity
  if (before(low) > k) return -Infinity
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (before(middle) > k) high = middle
    else low = middle
  }
  return high - 1
}

/** Working weekdays in [1969-12-29, day), which began on a Monday; negative before it. */
function weekly(week: readonly boolean[]): (day: number) => number {
  const within = week.map((_, weekday) => week.slice(0, weekday).filter(Boolean).length)
  const perWeek = week.filter(Boolean).length
  return (day) => Math.floor((day + 3) / 7) * perWeek + (within[weekdayOf(day)] ?? 0)
}

/** What the deviations before a day add up to. */
function deviating(deviations: readonly Deviation[]): (day: number) => number {
  const inOrder = [...deviations].sort((a, b) => a.day - b.day)
  let sum = 0
  const sums = [0, ...inOrder.map(({ adds }) => (sum += adds))]
  return (day) => {
    let [low, high] = [0, inOrder.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((inOrder[middle]?.day ?? day) < day) low = middle + 1
      else high = middle
    }
    return sums[low] ?? 0
  }
}

interface Deviation {
  readonly day: number
  readonly adds: 1 | -1
}

/** Dates on which the week does not hold: exceptions, the nights out of them, and days on which the clocks change. */
function deviations(calendar: Calendar, offsets: ZoneOffsets, week: readonly boolean[]): readonly Deviation[] {
  const exceptions = [...calendar.closed, ...calendar.special].flatMap(({ day }) => [day, day + 1])
  const changes = offsets.slice(1).flatMap(([at]) => datesBetween(wallAt(at - 1, offsets), wallAt(at, offsets)))
  const opensOn = opensOnDate(calendar, offsets)
  return [...new Set([...exceptions, ...changes])].flatMap((day) => {
    const works = opensOn(day)
    return works === (week[weekdayOf(day)] === true) ? [] : [{ day, adds: works ? 1 : -1 }]
  })
}

/** The local dates of two readings and those between them: a zone that changes sides of the date line jumps over a whole one. */
function datesBetween(before: number, after: number): readonly number[] {
  const [first, last] = [before, after].map((wall) => Math.floor(wall / DAY_MS)).sort((a, b) => a - b) as [number, number]
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

/** 0 for Monday. 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7
