import { DAY_MS, MINUTE_MS, wallAt, wallInstant } from '../calendar/wall.ts'
import type { Rotation, ZoneOffsets } from '../organisation.ts'
import type { WorkingDates } from './working-days.ts'

const STEPS = { hour: 60 * MINUTE_MS, day: DAY_MS, week: 7 * DAY_MS }

/** The instants at which the turns of a rotation begin, counted from its anchor, which is hand-off 0. */
export interface Handoffs {
  /** The n-th hand-off, never earlier than the one before; infinite where the calendar has no further working date. */
  readonly instant: (n: number) => number
  /** The hand-off at or before an instant, or one close to it. */
  readonly near: (at: number) => number
}

/**
 * Hand-offs of a rotation in its roster's zone. Hours, days and weeks are steps of the wall clock, so a turn begins at the same
 * local time all year; months keep the anchor's day where the month has it. With `dates`, counted from the anchor's date, it turns
 * on these alone.
 */
export function handoffsOf(rotation: Rotation, offsets: ZoneOffsets, dates?: WorkingDates): Handoffs {
  if (dates) return onDates(rotation, offsets, dates)
  if (rotation.unit === 'month') return monthly(rotation, offsets)
  const step = rotation.every * STEPS[rotation.unit]
  const anchor = rotation.anchor.day * DAY_MS + rotation.anchor.minute * MINUTE_MS
  return {
    instant: (n) => wallInstant(anchor + n * step, offsets),
    near: (at) => Math.floor((wallAt(at, offsets) - anchor) / step),
  }
}

function monthly({ every, anchor }: Rotation, offsets: ZoneOffsets): Handoffs {
  const start = new Date(anchor.day * DAY_MS)
  const first = start.getUTCFullYear() * 12 + start.getUTCMonth()
  return {
    instant: (n) => wallInstant(dayOfMonth(first + n * every, start.getUTCDate()) * DAY_MS + anchor.minute * MINUTE_MS, offsets),
    near: (at) => {
      const now = new Date(wallAt(at, offsets))
      return Math.floor((now.getUTCFullYear() * 12 + now.getUTCMonth() - first) / every)
    },
  }
}

/** The day in a month counted from year 0, or the month's last one. Never through the month after, which would drift. */
function dayOfMonth(month: number, day: number): number {
  const last = new Date(Date.UTC(2000, month - 24_000 + 1, 0))
  return Math.floor(last.getTime() / DAY_MS) - last.getUTCDate() + Math.min(day, last.getUTCDate())
}

function onDates({ every, anchor }: Rotation, offsets: ZoneOffsets, dates: WorkingDates): Handoffs {
  return {
    instant: (n) => {
      const day = dates.nth(n * every)
      return Number.isFinite(day) ? wallInstant(day * DAY_MS + anchor.minute * MINUTE_MS, offsets) : day
    },
    near: (at) => Math.floor((dates.before(Math.floor(wallAt(at, offsets) / DAY_MS) + 1) - 1) / every),
  }
}
