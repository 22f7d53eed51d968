import { localDay } from '../instant.ts'
import { own } from '../json.ts'
import type { Organisation, ZoneOffsets } from '../organisation.ts'
import type { Openings } from '../state.ts'
import { HORIZON_MS, opensOnDate } from './due.ts'
import { openIntervals } from './open.ts'
import { DAY_MS } from './wall.ts'

/**
 * The open hours of a calendar between two instants, as plain numbers for whoever may not know zones and calendars. A calendar
 * that the organisation no longer has is never open: the step that counts on it is then given to a person.
 */
export function materialise(organisation: Organisation, name: string, from: number, until: number): Openings {
  const calendar = own(organisation.calendars, name)
  const head = { calendar: name, version: organisation.version, readAt: from, from, until }
  if (!calendar) return { ...head, intervals: [], offsets: [[from, 0]], dates: [] }
  const offsets = own(organisation.zones, calendar.zone) ?? [[from, 0]]
  const opens = opensOnDate(calendar, offsets)
  const dates: number[] = []
  const last = localDay(until, offsets)
  for (let day = localDay(from, offsets); day <= last; day++) if (opens(day)) dates.push(day)
  return { ...head, intervals: openIntervals(calendar, offsets, from, until), offsets: between(offsets, from, until), dates }
}

/**
 * As `materialise`, and further where the calendar seldom opens: whoever asks has reckoned with open hours on a third of the days and
 * for a twelfth of the time. Nobody looks further than ten years.
 */
export function materialiseEnough(organisation: Organisation, name: string, from: number, until: number): Openings {
  const wanted = until - from
  for (let to = until; ; to = Math.min(from + 2 * (to - from), from + HORIZON_MS)) {
    const openings = materialise(organisation, name, from, to)
    const open = openings.intervals.reduce((sum, [opens, closes]) => sum + closes - opens, 0)
    const isEnough = open * 12 >= wanted && openings.dates.length * 3 * DAY_MS >= wanted
    if (isEnough || to >= from + HORIZON_MS || to <= from || openings.intervals.length === 0 && !own(organisation.calendars, name)) return openings
  }
}

/** The part of a table of offsets that matters between two instants. */
function between(offsets: ZoneOffsets, from: number, until: number): ZoneOffsets {
  const first = Math.max(0, offsets.findLastIndex(([at]) => at <= from))
  return offsets.filter(([at], index) => index >= first && at <= until)
}
