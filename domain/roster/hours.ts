import { DAY_MS, MINUTE_MS, wallAt, wallInstant } from '../calendar/wall.ts'
import type { Window, ZoneOffsets } from '../organisation.ts'
import { weekdayOf } from './working-days.ts'

/** Weekly windows of a layer, in its roster's zone. */
export type Hours = readonly (Window & { readonly day: number })[]

/** Whether one of the windows is open at an instant. */
export const isWithin = (hours: Hours, at: number, offsets: ZoneOffsets): boolean =>
  spansAround(hours, at, offsets, 0).some(({ from, to }) => from <= at && at < to)

/** The next instant after `at` at which a window opens or closes; infinite when there are none. Most often it is within a day. */
export const nextEdge = (hours: Hours, at: number, offsets: ZoneOffsets): number => {
  const soon = edgeWithin(hours, at, offsets, 1)
  return soon < Infinity ? soon : edgeWithin(hours, at, offsets, 8)
}

function edgeWithin(hours: Hours, at: number, offsets: ZoneOffsets, days: number): number {
  const edges = spansAround(hours, at, offsets, days).flatMap(({ from, to }) => (from < to ? [from, to] : []))
  return Math.min(...edges.filter((edge) => edge > at))
}

/** The windows that begin from two days before, since one may pass midnight and a date may be missing, to `ahead` days after. */
function spansAround(hours: Hours, at: number, offsets: ZoneOffsets, ahead: number): readonly Window[] {
  const today = Math.floor(wallAt(at, offsets) / DAY_MS)
  const instant = (day: number, minute: number): number => wallInstant(day * DAY_MS + minute * MINUTE_MS, offsets)
  const days = Array.from({ length: ahead + 3 }, (_, index) => today - 2 + index)
  return days.flatMap((day) =>
    hours
      .filter((window) => window.day === weekdayOf(day))
      .map(({ from, to }) => ({ from: instant(day, from), to: instant(day, to) })),
  )
}
