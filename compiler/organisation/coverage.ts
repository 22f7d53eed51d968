import { HORIZON_MS } from '../../domain/calendar/due.ts'
import { openings } from '../../domain/calendar/open.ts'
import { wallAt } from '../../domain/calendar/wall.ts'
import type { Calendar, Organisation } from '../../domain/organisation.ts'
import { nobodyBetween } from '../../domain/roster/nobody.ts'
import type { Span as Stretch } from '../../domain/roster/schedule.ts'
import type { Span } from '../source.ts'
import { closedByFile } from './calendar.ts'
import type { Desk } from './desk.ts'

const DAYS = 30
const DAY_MS = 86_400_000
/** More would fill the screen; whoever needs all of them asks for the schedule. */
const MOST_SHOWN = 3

/** Warns of times in the next 30 days at which a roster, a role or the sink yields nobody, with the times themselves. */
export function checkCoverage(organisation: Organisation, desk: Desk): void {
  const from = desk.now ?? Date.now()
  const nobody = nobodyBetween(organisation, from, from + DAYS * DAY_MS)
  const warn = (what: string, zone: string, stretches: readonly Stretch[], span: Span): void => {
    if (stretches.length === 0) return
    const offsets = organisation.zones[zone] ?? []
    const write = (at: number): string => new Date(wallAt(at, offsets)).toISOString().slice(0, 16).replace('T', ' ')
    const shown = stretches.slice(0, MOST_SHOWN).map((each) => `${write(each.from)} to ${write(each.to)}`)
    const rest = stretches.length - shown.length
    const message = `nobody ${what} in the next ${DAYS} days at ${shown.join(', ')}${rest > 0 ? ` and ${rest} more times` : ''}`
    desk.report.add('SOP434', message, span, 'add somebody for these times, or a fallback')
  }
  for (const { id, zone } of Object.values(organisation.rosters)) warn(`is on the roster "${id}"`, zone, nobody.roster(id), desk.places.keySpan(['rosters', id]))
  for (const { id, roster } of Object.values(organisation.roles))
    if (roster === undefined) warn(`can take the role "${id}"`, organisation.zone, nobody.named(id), desk.places.keySpan(['roles', id]))
  warn(`can be the sink "${organisation.sink}"`, organisation.zone, nobody.named(organisation.sink), desk.span(['sink']))
}

/**
 * Warns of a calendar that never opens: time counted on it would never be over, and whoever waits for it would wait forever. No error,
 * because one with dates of its own becomes so by the mere passing of time.
 */
export function checkOpens(organisation: Organisation, desk: Desk): void {
  const from = desk.now ?? Date.now()
  for (const [id, calendar] of Object.entries(organisation.calendars))
    if (!opensBesideHolidays(id, calendar, organisation, desk, from) && openings(calendar, organisation.zones[calendar.zone] ?? [], from, from + HORIZON_MS).next().done === true)
      desk.report.add('SOP441', `the calendar "${id}" never opens within ten years`, desk.places.keySpan(['calendars', id]), 'give it open hours, or remove dates from "closed"')
}

/** Far above the public holidays that any place keeps within ten years. */
export const MOST_HOLIDAYS = 1_000

/**
 * Whether a calendar, its holidays left out, opens on more dates than there can be holidays: then it opens with them too, and nobody
 * needs to know when they are. To work them out takes longer than all other checks of the file.
 */
function opensBesideHolidays(id: string, { zone, always, weekly, special }: Calendar, { zones }: Organisation, desk: Desk, from: number): boolean {
  const document = Object.hasOwn(desk.document.calendars, id) ? desk.document.calendars[id] : undefined
  if (document?.holidays === undefined) return false
  const offsets = zones[zone] ?? []
  const dates = new Set<number>()
  for (const [opens] of openings({ id, zone, always, weekly, special, closed: closedByFile(document) }, offsets, from, from + HORIZON_MS)) {
    dates.add(Math.floor(wallAt(opens, offsets) / DAY_MS))
    if (dates.size > MOST_HOLIDAYS) return true
  }
  return false
}
