import { inZone } from '../../../adapters/times.ts'
import { inWords } from '../../../domain/words.ts'

/** `10 s ago`, or `in 5 min` for what is still to come. */
export function agoInWords(at: number, now: number): string {
  return at > now ? `in ${inWords(at - now)}` : `${inWords(now - at)} ago`
}

/** How a clock stands. At risk is the last quarter of the time allowed. */
export type ClockState = 'calm' | 'at-risk' | 'breached'

/** Where a clock stands at `now`; all instants in epoch milliseconds. */
export function clockState(clock: { startedAt: number; dueAt: number; breached: boolean }, now: number): ClockState {
  if (clock.breached || now >= clock.dueAt) return 'breached'
  return now - clock.startedAt >= 0.75 * (clock.dueAt - clock.startedAt) ? 'at-risk' : 'calm'
}

/** Date, time with seconds and the zone's name: what a title or a printed page carries. */
export function inFull(at: number, zone: string, locale: string): string {
  const parts: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' }
  return inZone(at, { ...parts, ...time }, zone, locale)
}

/** The day alone, as a heading of a story. */
export function day(at: number, zone: string, locale: string): string {
  return inZone(at, { weekday: 'long', day: 'numeric', month: 'long' }, zone, locale)
}

/** The day of the week, short: `Fri`. */
export const weekday = (at: number, zone: string, locale: string): string => inZone(at, { weekday: 'short' }, zone, locale)

/** The day of the month: `20`. */
export const dayOfMonth = (at: number, zone: string, locale: string): string => inZone(at, { day: 'numeric' }, zone, locale)

/** The time of day alone. */
export function timeOfDay(at: number, zone: string, locale: string): string {
  return inZone(at, { hour: '2-digit', minute: '2-digit' }, zone, locale)
}
