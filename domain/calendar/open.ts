import type { Calendar, ZoneOffsets } from '../organisation.ts'
import { windowsOf } from './dates.ts'
import { joined } from './intervals.ts'
import type { Interval } from './intervals.ts'
import { DAY_MS, MINUTE_MS, wallAt, wallInstant } from './wall.ts'

/** The open intervals of a calendar in `[from, to)`: sorted, disjoint, none abutting another. `offsets` are its zone's. */
export const openIntervals = (calendar: Calendar, offsets: ZoneOffsets, from: number, to: number): readonly Interval[] =>
  joined(openings(calendar, offsets, from, to))

/** The same one opening after the other, so that whoever looks for an instant reads no further than it; those may abut. */
export function* openings(calendar: Calendar, offsets: ZoneOffsets, from: number, to: number): Generator<Interval, void> {
  if (from >= to) return
  if (calendar.always) return yield [from, to]
  const windowsOn = windowsOf(calendar)
  let reached = from
  // What began the day before may still be open, and a repeated hour can belong to the date before that.
  for (let day = Math.floor(wallAt(from, offsets) / DAY_MS) - 2; wallInstant(day * DAY_MS, offsets) < to; day++) {
    for (const window of windowsOn(day)) {
      const opens = Math.max(reached, wallInstant(day * DAY_MS + window.from * MINUTE_MS, offsets))
      const closes = Math.min(to, wallInstant(day * DAY_MS + window.to * MINUTE_MS, offsets))
      if (opens >= closes) continue
      reached = closes
      yield [opens, closes]
    }
  }
}
