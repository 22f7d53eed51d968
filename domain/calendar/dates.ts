import type { Calendar, Window } from '../organisation.ts'

/** Minutes of a date; a window that goes on beyond them ends on the next one. */
export const DAY_MINUTES = 1440

/** The windows that begin on a local date (days since 1970-01-01), in minutes of that date, ascending. */
export type WindowsOn = (day: number) => readonly Window[]

/**
 * What a calendar with hours opens on each date. Weekly windows lose every closed or special date in full: a night into one ends
 * at midnight, and of a night out of one the part after midnight begins there. Special hours stand as written, over midnight too.
 */
export function windowsOf(calendar: Calendar): WindowsOn {
  const closed = new Set(calendar.closed.map(({ day }) => day))
  const special = new Map(calendar.special.map(({ day, windows }) => [day, [...windows].sort(byStart)]))
  const weekly = Array.from({ length: 7 }, (_, weekday) => calendar.weekly.filter(({ day }) => day === weekday).sort(byStart))
  const isException = (day: number): boolean => special.has(day) || closed.has(day)
  const usual = (day: number): readonly Window[] => weekly[weekdayOf(day)] ?? []
  return (day) => {
    if (isException(day)) return special.get(day) ?? []
    const own = isException(day + 1) ? usual(day).map(({ from, to }) => ({ from, to: Math.min(to, DAY_MINUTES) })) : usual(day)
    return isException(day - 1) ? [...nightPast(usual(day - 1)), ...own] : own
  }
}

function nightPast(windows: readonly Window[]): readonly Window[] {
  return windows.filter(({ to }) => to > DAY_MINUTES).map(({ to }) => ({ from: 0, to: to - DAY_MINUTES }))
}

/** 1970-01-01 was a Thursday; Monday is 0. */
const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7

const byStart = (a: Window, b: Window): number => a.from - b.from
