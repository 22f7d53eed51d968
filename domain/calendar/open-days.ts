import { localDay } from '../instant.ts'
import type { ZoneOffsets } from '../organisation.ts'
import { nextOpen, type Interval } from './intervals.ts'
import { DAY_MS, wallAt, wallInstant } from './wall.ts'

/** Open hours worked out beforehand, with what business days need of the zone and of the dates (days since 1970) on which an opening begins. */
export interface OpenDays {
  readonly intervals: readonly Interval[]
  readonly offsets: ZoneOffsets
  readonly dates: readonly number[]
}

/**
 * When `days` business days from an instant are over: the same wall time on the n-th later date with an opening, or the next
 * opening when that time is closed. Counting starts at `from` when it is open, else at the next opening. Undefined when the hours
 * do not reach so far.
 */
export function businessDayDue({ intervals, offsets, dates }: OpenDays, from: number, days: number): number | undefined {
  const start = nextOpen(intervals, from)
  if (start === undefined) return undefined
  const day = localDay(start, offsets)
  const target = dates.filter((date) => date > day)[days - 1]
  return target === undefined ? undefined : nextOpen(intervals, wallInstant(wallAt(start, offsets) + (target - day) * DAY_MS, offsets))
}
