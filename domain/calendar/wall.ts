import { offsetAt } from '../instant.ts'
import type { ZoneOffsets } from '../organisation.ts'

/** Milliseconds of a day whose clocks do not change. */
export const DAY_MS = 86_400_000
/** Milliseconds of a minute. */
export const MINUTE_MS = 60_000

/** What the local clock reads at an instant, as milliseconds since the local 1970-01-01 00:00. */
export const wallAt = (at: number, offsets: ZoneOffsets): number => at + offsetAt(at, offsets)

/**
 * The one rule from wall time to instant: the first instant at which the local clock reads `wall` (milliseconds since the local
 * 1970-01-01 00:00); for a time that the clocks jump over, the end of the jump. It never falls when `wall` rises, so windows
 * never invert and whatever abuts on the wall abuts in time. 24:00 is the next date's 00:00.
 */
export function wallInstant(wall: number, offsets: ZoneOffsets): number {
  let low = 0
  let high = offsets.length - 1
  // The first stretch of constant offset whose local end lies after `wall`.
  while (low < high) {
    const middle = (low + high) >> 1
    const end = (offsets[middle + 1]?.[0] ?? 0) + (offsets[middle]?.[1] ?? 0)
    if (wall < end) high = middle
    else low = middle + 1
  }
  const [from, offset] = offsets[low] ?? [0, 0]
  return low === 0 ? wall - offset : Math.max(wall - offset, from)
}
