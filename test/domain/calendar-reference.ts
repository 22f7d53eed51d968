import type { Calendar } from '../../domain/organisation.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** A slow second opinion on calendars: a stretch of time minute by minute, with what the runtime's own clock data says of each. */
export interface Reference {
  /** The stretch that can be asked about; some days before and after it are known too. */
  readonly from: number
  readonly to: number
  /** The first minute at which the local clock reads a date's minute, else the first minute that is past it. */
  instant(day: number, minute: number): number
  /** Whether each minute of the stretch and its surroundings is open. */
  openMinutes(calendar: Calendar): (at: number) => boolean
  /** Whether an opening begins on a local date. */
  opensOn(calendar: Calendar, open: (at: number) => boolean, day: number): boolean
}

/** Reads the local clock of every minute from four days before `from` to four days after `to`. */
export function reference(zone: string, from: number, to: number): Reference {
  const first = from - 4 * DAY
  const count = (to - from) / MINUTE + 8 * 1440
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  })
  const walls = Array.from({ length: count }, (_, index) => Date.parse(`${format.format(first + index * MINUTE).replace(' ', 'T')}Z`))
  const firstOf = new Map<number, number>()
  for (const [index, wall] of walls.entries()) if (!firstOf.has(wall)) firstOf.set(wall, index)
  const instant = (day: number, minute: number): number => {
    const wall = day * DAY + minute * MINUTE
    return first + (firstOf.get(wall) ?? walls.findIndex((each) => each > wall)) * MINUTE
  }
  const days = Array.from({ length: (to - from) / DAY + 5 }, (_, index) => Math.floor(first / DAY) + 1 + index)
  return { from, to, instant, openMinutes: (calendar) => openMinutes(calendar, first, count, days, instant), opensOn }

  function opensOn(calendar: Calendar, open: (at: number) => boolean, day: number): boolean {
    const isWithin = ([begins, ends]: readonly [number, number]) => begins < ends && open(begins) && open(ends - MINUTE)
    if (calendar.always) return instant(day, 0) < instant(day + 1, 0)
    const special = calendar.special.find((each) => each.day === day)
    const isExceptional = (date: number) => [...calendar.closed, ...calendar.special].some((each) => each.day === date)
    const own = special?.windows ?? (isExceptional(day) ? [] : calendar.weekly.filter((each) => each.day === weekday(day)))
    if (own.some((window) => isWithin([instant(day, window.from), instant(day, Math.min(window.to, 1440))]))) return true
    // What an exceptional date left of its night begins at this midnight.
    const isNight = isExceptional(day - 1) && calendar.weekly.some((each) => each.day === weekday(day - 1) && each.to > 1440)
    return isNight && !isExceptional(day) && instant(day, 0) < instant(day + 1, 0) && open(instant(day, 0))
  }
}

/** The set as it is defined: weekly hours, without every closed or special date in full, with special hours. */
function openMinutes(
  calendar: Calendar, first: number, count: number, days: readonly number[], instant: (day: number, minute: number) => number,
): (at: number) => boolean {
  const open = new Uint8Array(count).fill(calendar.always ? 1 : 0)
  const mark = (day: number, from: number, to: number, value: 0 | 1): void => {
    for (let at = instant(day, from); at < instant(day, to); at += MINUTE) open[(at - first) / MINUTE] = value
  }
  for (const day of days) for (const { from, to } of calendar.weekly.filter((each) => each.day === weekday(day))) mark(day, from, to, 1)
  for (const { day } of [...calendar.closed, ...calendar.special]) if (days.includes(day)) mark(day, 0, 1440, 0)
  for (const { day, windows } of calendar.special) if (days.includes(day)) for (const { from, to } of windows) mark(day, from, to, 1)
  return (at) => open[Math.floor((at - first) / MINUTE)] === 1
}

/** 0 for Monday, by the UTC calendar of the date. */
const weekday = (day: number): number => (new Date(day * DAY).getUTCDay() + 6) % 7
