import type { Calendar, ZoneOffsets } from '../organisation.ts'
import { almanacOf } from './almanac.ts'
import { joined } from './intervals.ts'
import type { Interval } from './intervals.ts'
import { DAY_MS, wallAt } from './wall.ts'

/** The open intervals of a calendar in `[from, to)`: sorted, disjoint, none abutting another. `offsets` are its zone's. */
export const openIntervals = (calendar: Calendar, offsets: ZoneOffsets, from: number, to: number): readonly Interval[] =>
  joined(openings(calendar, offsets, from, to))

/** The same one opening after the other, so that whoever looks for an instant reads no further than it; those may abut. */
export function* openings(calendar: Calendar, offsets: ZoneOffsets, from: number, to: number): Generator<Interval, void> {
  if (from >= to) return
  if (calendar.always) return yield [from, to]
  const dateOf = almanacOf(calendar, offsets)
  let reached = from
  // What began the day before may still be open, and a repeated hour can belong to the date before that.
  for (let day = Math.floor(wallAt(from, offsets) / DAY_MS) - 2; ; day++) {
    const date = dateOf(day)
    if (date.begins >= to) return
    for (const opening of date.openings) {
      const opens = Math.max(reached, opening[0])
      const closes = Math.min(to, opening[1])
      if (opens >= closes) continue
      reached = closes
      yield opens === opening[0] && closes === opening[1] ? opening : [opens, closes]
    }
  }
}
