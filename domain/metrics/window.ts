import { DAY_MS, wallAt, wallInstant } from '../calendar/wall.ts'
import type { ZoneOffsets } from '../organisation.ts'
import type { Window } from './select.ts'

/** The whole local days that a metric looks at, the last of which was over at `now` (epoch milliseconds); a day may have 23 or 25 hours. */
export function lastWindow(days: number, offsets: ZoneOffsets, now: number): Window {
  const today = Math.floor(wallAt(now, offsets) / DAY_MS)
  return { from: wallInstant((today - days) * DAY_MS, offsets), to: wallInstant(today * DAY_MS, offsets) }
}

/** The local date (`2026-11-20`) on which an instant falls. */
export const dateAt = (at: number, offsets: ZoneOffsets): string => new Date(wallAt(at, offsets)).toISOString().slice(0, 10)
