import type { Interval } from '../../domain/calendar/intervals.ts'
import { localDay } from '../../domain/instant.ts'
import type { Calendar, ZoneOffsets } from '../../domain/organisation.ts'
import type { CliIo } from '../io.ts'
import { paint } from './paint.ts'
import { table } from './table.ts'
import { wallDate, wallTime } from './wall.ts'

/** Open hours on the calendar's own clocks, with the dates in between on which it is closed and why. */
export function hoursText(
  io: Pick<CliIo, 'colour' | 'width'>, calendar: Calendar, offsets: ZoneOffsets, intervals: readonly Interval[], [from, to]: Interval,
): string {
  const [first, last] = [localDay(from, offsets), localDay(to - 1, offsets)]
  const closed = calendar.closed.filter(({ day }) => day >= first && day <= last)
  return [
    heading(io, calendar),
    intervals.length > 0 ? rows(io, offsets, intervals) : 'not open',
    ...(closed.length > 0 ? ['', table(io, ['closed', 'because'], closed.map(({ day, why }) => [wallDate(day), why]))] : []),
  ].join('\n')
}

/** When time allowed is over and which hours it used. */
export function dueText(
  io: Pick<CliIo, 'colour' | 'width'>, calendar: Calendar, offsets: ZoneOffsets, due: number, working: readonly Interval[],
): string {
  return [`due ${wallTime(due, offsets)}`, heading(io, calendar), rows(io, offsets, working)].join('\n')
}

const heading = (io: Pick<CliIo, 'colour'>, { id, zone }: Calendar): string => paint(io, 'dim', `${id}, ${zone}`)

const rows = (io: Pick<CliIo, 'colour' | 'width'>, offsets: ZoneOffsets, intervals: readonly Interval[]): string =>
  table(io, ['from', 'to', 'for'], intervals.map(([from, to]) => [wallTime(from, offsets), wallTime(to, offsets), hoursAndMinutes(to - from)]))

/** `49 h 30 min`: open time is not divided into days, because a day of it has no fixed length. */
export function hoursAndMinutes(ms: number): string {
  const sign = ms < 0 ? '-' : ''
  const seconds = Math.round(Math.abs(ms) / 1000)
  const parts = [[Math.floor(seconds / 3600), 'h'], [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']] as const
  return `${sign}${parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`).join(' ') || '0 min'}`
}
