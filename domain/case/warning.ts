import { elapsedIn, isOpenIn } from '../calendar/intervals.ts'
import { DAY_MS, wallAt, wallInstant } from '../calendar/wall.ts'
import { localDay } from '../instant.ts'
import type { Allowance } from '../plan.ts'
import type { Openings } from '../state.ts'

/**
 * When people are warned of a hard instant: so long before it, and when that is closed at the last opening before. Open hours
 * are known from when they were read on: a warning that would lie before is due now. Beyond what is known of them it stays where it is.
 */
export function warnAt(at: number, before: Allowance, openings: Openings | undefined): number {
  if (!openings || at > openings.until) return before.unit === 'business_days' ? at - before.days * DAY_MS : at - before.ms
  const plain = earlier(at, before, openings)
  if (plain <= openings.from || isOpenIn(openings.intervals, plain)) return plain
  return openings.intervals.findLast(([opens]) => opens <= plain)?.[0] ?? openings.from
}

function earlier(at: number, before: Allowance, openings: Openings): number {
  switch (before.unit) {
    case 'elapsed': return at - before.ms
    case 'business': return openTimeBefore(openings, at, before.ms)
    case 'business_days': {
      const day = localDay(at, openings.offsets)
      const target = openings.dates.filter((date) => date < day).at(-before.days)
      return target === undefined ? openings.from : wallInstant(wallAt(at, openings.offsets) - (day - target) * DAY_MS, openings.offsets)
    }
  }
}

/** The latest instant from which so much open time is left. */
function openTimeBefore({ intervals, from }: Openings, at: number, ms: number): number {
  let left = ms
  for (const [opens, closes] of intervals.toReversed()) {
    const open = elapsedIn([[opens, closes]], opens, at)
    if (open >= left && left > 0) return opens + open - left
    left -= open
  }
  return left > 0 ? from : at
}
