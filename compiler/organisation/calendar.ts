import type { Calendar } from '../../domain/organisation.ts'
import { nearest, quoted, suggest } from '../nearest.ts'
import type { Path, Places } from '../places.ts'
import type { Memory } from '../remembered.ts'
import type { Report } from '../report.ts'
import type { CalendarDocument } from '../schema/organisation/calendar.ts'
import type { Week } from '../schema/organisation/times.ts'
import { holidaysOf, regionsOf } from './holidays.ts'
import { lazily } from './later.ts'
import { readDates, readDays, windowOf, writeDay } from './literals.ts'

/** Where a calendar stands and what it inherits. */
export interface CalendarPlace {
  readonly id: string
  /** The zone of a calendar that names none. */
  readonly zone: string
  /** Names of holidays are in this language where it is known. */
  readonly locale: string
  readonly path: Path
  readonly places: Places
  readonly report: Report
  /** What earlier runs found out of holidays. */
  readonly memory?: Memory
}

type Closed = Calendar['closed']

/** One calendar, of the organisation file or inline in another. Its holidays are worked out when `closed` is first read. */
export function lowerCalendar(document: CalendarDocument, place: CalendarPlace): Calendar {
  const written = closedDates(document, place)
  const calendar = {
    id: place.id,
    zone: document.zone ?? place.zone,
    always: document.open === '24x7',
    weekly: document.open === '24x7' ? [] : lowerWeek(document.open, [...place.path, 'open'], place),
    special: specialDates(document, place),
  }
  const holidays = document.holidays && isKnownRegion(document.holidays, place) ? document.holidays : undefined
  if (holidays?.except) checkExceptions(holidays, holidays.except, place)
  return lazily(calendar, { closed: (): Closed => merged(written, holidays && holidayDates(holidays, place)) })
}

/** Hours by weekday, ascending. Stretches of one day that overlap are reported. */
export function lowerWeek(week: Week, path: Path, { report, places }: Pick<CalendarPlace, 'report' | 'places'>): Calendar['weekly'] {
  const weekly = Object.entries(week).flatMap(([key, hours]) => {
    const windows = lowerHours(hours ?? [], [...path, key], { report, places })
    return (readDays(key) ?? []).flatMap((day) => windows.map((window) => ({ day, ...window })))
  })
  return weekly.sort((left, right) => left.day - right.day || left.from - right.from)
}

function lowerHours(hours: string | readonly string[], path: Path, { report, places }: Pick<CalendarPlace, 'report' | 'places'>) {
  const windows = [hours].flat().map(windowOf)
  for (const [index, window] of windows.entries()) {
    const twin = windows.slice(0, index).find((each) => each.from < window.to && window.from < each.to)
    if (twin)
      report.add('SOP430', 'these hours overlap with those before', places.span([...path, index]), 'write stretches that do not overlap')
  }
  return windows.sort((left, right) => left.from - right.from)
}

const specialDates = (document: CalendarDocument, place: CalendarPlace): Calendar['special'] =>
  Object.entries(document.special ?? {})
    .map(([date, hours]) => ({ day: daysOf(date)[0] ?? 0, windows: lowerHours(hours, [...place.path, 'special', date], place) }))
    .sort((left, right) => left.day - right.day)

function closedDates({ closed = [] }: CalendarDocument, { path, places, report }: CalendarPlace): ReadonlySet<number> {
  const days = new Set<number>()
  for (const [index, text] of closed.entries()) {
    const found = daysOf(text)
    const again = found.find((day) => days.has(day))
    if (again !== undefined)
      report.add('SOP430', `${writeDay(again)} is closed already`, places.span([...path, 'closed', index]), 'name each date once')
    for (const day of found) days.add(day)
  }
  return days
}

function daysOf(text: string): readonly number[] {
  const dates = readDates(text)
  return dates ? Array.from({ length: dates.last - dates.first + 1 }, (_, index) => dates.first + index) : []
}

/** The dates that a calendar closes by itself, and those that it adds to the holidays of a place. */
export const closedByFile = ({ closed = [], holidays }: CalendarDocument): Closed =>
  [...closed, ...(holidays?.add ?? [])].flatMap(daysOf).map((day) => ({ day, why: 'closed' }))

type HolidaysDocument = NonNullable<CalendarDocument['holidays']>

function isKnownRegion({ country, region }: HolidaysDocument, { path, places, report, memory }: CalendarPlace): boolean {
  const at = (key: string) => places.span([...path, 'holidays', key])
  const regions = regionsOf(country, memory)
  if (!regions) {
    report.add('SOP310', `the holidays of the country "${country}" are not known`, at('country'), 'write a code such as US, or list the dates under "closed"')
    return false
  }
  if (region === undefined || regions.includes(region)) return true
  const close = nearest(region, regions)
  const help = close === undefined ? `use one of ${quoted(regions.slice(0, 20))}` : `rename it to "${close}"`
  report.add('SOP310', `"${country}" has no region "${region}" with holidays of its own`, at('region'), regions.length === 0 ? 'remove it' : help)
  return false
}

/** An exception is a date, or a holiday's name in any year; one that takes nothing out is a slip. */
function checkExceptions({ country, region }: HolidaysDocument, except: readonly string[], { locale, path, places, report, memory }: CalendarPlace): void {
  const holidays = holidaysOf(country, region, languageOf(locale), memory)
  for (const [index, text] of except.entries()) {
    const days = daysOf(text)
    const span = places.span([...path, 'holidays', 'except', index])
    if (days.length > 0) {
      if (!days.some((day) => holidays.of(yearOf(day)).some((each) => each.day === day)))
        report.add('SOP310', `no holiday of "${country}" is on ${text}`, span, 'remove it, or correct the date')
    } else if (!holidays.of(TYPICAL_YEAR).some(({ name }) => name === text) && !holidays.all().some(({ name }) => name === text)) {
      const help = suggest(text, new Set(holidays.of(TYPICAL_YEAR).map(({ name }) => name))) ?? 'write its date, such as 2026-10-12'
      report.add('SOP310', `"${country}" has no holiday "${text}"`, span, help)
    }
  }
}

/** Nearly every name occurs in any year; the others are looked for only where this one lacks them. */
const TYPICAL_YEAR = 2026
const yearOf = (day: number): number => Number(writeDay(day).slice(0, 4))

function holidayDates({ country, region, add = [], except = [] }: HolidaysDocument, { locale, memory }: CalendarPlace): Closed {
  const excepted = new Set<string | number>(except.flatMap((text): readonly (string | number)[] => (readDates(text) ? daysOf(text) : [text])))
  const kept = holidaysOf(country, region, languageOf(locale), memory).all().filter(({ day, name }) => !excepted.has(day) && !excepted.has(name))
  const added = add.flatMap(daysOf).filter((day) => !kept.some((each) => each.day === day))
  return [...kept.map(({ day, name }) => ({ day, why: name })), ...[...new Set(added)].map((day) => ({ day, why: 'holiday' }))]
}

const languageOf = (locale: string): string => locale.split('-')[0] ?? locale

/** What the file closes itself counts before holidays of the same date. */
const merged = (written: ReadonlySet<number>, holidays: Closed = []): Closed =>
  [...[...written].map((day) => ({ day, why: 'closed' })), ...holidays.filter(({ day }) => !written.has(day))].sort((left, right) => left.day - right.day)

