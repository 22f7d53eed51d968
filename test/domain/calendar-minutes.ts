import type { Calendar, Window } from '../../domain/organisation.ts'

const MINUTE = 60_000
const DAY_MINUTES = 1440

/**
 * A zone's clock minute by minute, as the runtime reads it: no table of offsets and no arithmetic on instants. Minutes are counted
 * from `first`; readings are minutes since the local 1970-01-01 00:00.
 */
export interface Minutes {
  readonly zone: string
  /** Epoch milliseconds of minute 0. */
  readonly first: number
  readonly count: number
  /** What the clock reads. */
  readonly wall: Int32Array
  /**
   * The furthest that it has ever read. A wall time has come when this has reached it, for the first time where it comes twice and
   * at the end of the jump where it is jumped over: a clock that never goes back is the whole rule.
   */
  readonly front: Int32Array
}

/** Reads the clock at every full hour, and minute by minute through an hour in which it was changed. */
export function minutesOf(zone: string, first: number, count: number): Minutes {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  })
  const read = (minute: number): number => Date.parse(`${format.format(first + minute * MINUTE).replace(' ', 'T')}Z`) / MINUTE
  const wall = new Int32Array(count)
  for (let hour = 0; hour < count; hour += 60) {
    const [begins, ends] = [read(hour), read(hour + 60)]
    for (let minute = hour; minute < Math.min(hour + 60, count); minute++) wall[minute] = ends - begins === 60 ? begins + minute - hour : read(minute)
  }
  const front = Int32Array.from(wall)
  for (let minute = 1; minute < count; minute++) front[minute] = Math.max(front[minute] ?? 0, front[minute - 1] ?? 0)
  return { zone, first, count, wall, front }
}

/** The first minute by which a reading has come; undefined beyond the minutes known. */
export function comes({ front, count }: Minutes, reading: number): number | undefined {
  for (let minute = 0; minute < count; minute++) if ((front[minute] ?? 0) >= reading) return minute
  return undefined
}

/** 0 for Monday, by the UTC calendar of the date (days since 1970). */
export const weekdayOf = (day: number): number => (new Date(day * 86_400_000).getUTCDay() + 6) % 7

/** Minutes of a local date, half-open. */
type Span = readonly [from: number, to: number]

/** When a calendar is open on a local date (days since 1970), by the definition: weekly hours but on closed and special dates, and special ones. */
function openOn(calendar: Calendar, day: number): readonly Span[] {
  if (calendar.always) return [[0, DAY_MINUTES]]
  const special = [...spansOf(specialOn(calendar, day), 0), ...spansOf(specialOn(calendar, day - 1), DAY_MINUTES)]
  return isExceptional(calendar, day) ? special : [...special, ...spansOf(weeklyOn(calendar, day), 0), ...spansOf(weeklyOn(calendar, day - 1), DAY_MINUTES)]
}

/** The openings that begin on a local date. What began the day before is none, but what an exception left of its night begins at the midnight after it. */
function beginningOn(calendar: Calendar, day: number): readonly Span[] {
  if (calendar.always) return [[0, DAY_MINUTES]]
  if (isExceptional(calendar, day)) return spansOf(specialOn(calendar, day), 0)
  const left = isExceptional(calendar, day - 1) ? spansOf(weeklyOn(calendar, day - 1), DAY_MINUTES) : []
  return [...spansOf(weeklyOn(calendar, day), 0), ...left]
}

const specialOn = ({ special }: Calendar, day: number): readonly Window[] => special.find((each) => each.day === day)?.windows ?? []
const weeklyOn = ({ weekly }: Calendar, day: number): readonly Window[] => weekly.filter((each) => each.day === weekdayOf(day))
const isExceptional = ({ closed, special }: Calendar, day: number): boolean => closed.some((each) => each.day === day) || special.some((each) => each.day === day)
const spansOf = (windows: readonly Window[], later: number): readonly Span[] => windows.map(({ from, to }) => [from - later, to - later])

/** Each minute from `from` to `to`: 1 where the calendar is open. */
export function openMinutes(minutes: Minutes, calendar: Calendar, from: number, to: number): Uint8Array {
  return marked(minutes, from, to, (day) => openOn(calendar, day))
}

/** The local dates (days since 1970) on which an opening begins. */
export function datesWithOpening(minutes: Minutes, calendar: Calendar): readonly number[] {
  const dates = new Set<number>()
  const begins = marked(minutes, 0, minutes.count, (day) => beginningOn(calendar, day))
  for (let minute = 0; minute < minutes.count; minute++) if (begins[minute] === 1) dates.add(Math.floor((minutes.front[minute] ?? 0) / DAY_MINUTES))
  return [...dates]
}

/** Looks at the clock that never goes back once a minute; only the hours of a date are looked up once a date. */
function marked({ front }: Minutes, from: number, to: number, on: (day: number) => readonly Span[]): Uint8Array {
  const marks = new Uint8Array(to - from)
  let [day, spans] = [Number.NaN, [] as readonly Span[]]
  for (let minute = from; minute < to; minute++) {
    const reading = front[minute] ?? 0
    const date = Math.floor(reading / DAY_MINUTES)
    if (date !== day) [day, spans] = [date, on(date)]
    const time = reading - date * DAY_MINUTES
    for (const [begins, ends] of spans) if (begins <= time && time < ends) marks[minute - from] = 1
  }
  return marks
}
