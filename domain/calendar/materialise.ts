import { localDay } from '../instant.ts'
import { own } from '../json.ts'
import type { Organisation, ZoneOffsets } from '../organisation.ts'
import type { Openings } from '../state.ts'
import { opensOnDate } from './due.ts'
import { openIntervals } from './open.ts'

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
  for (let day = localDay(from, offsets); day <= localDay(until, offsets); day++) if (opens(day)) dates.push(day)
  return { ...head, intervals: openIntervals(calendar, offsets, from, until), offsets: between(offsets, from, until), dates }
}

/** The part of a table of offsets that matters between two instants. */
function between(offsets: ZoneOffsets, from: number, until: number): ZoneOffsets {
  const first = Math.max(0, offsets.findLastIndex(([at]) => at <= from))
  return offsets.filter(([at], index) => index >= first && at <= until)
}
