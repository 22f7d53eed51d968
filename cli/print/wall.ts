import { offsetAt } from '../../domain/instant.ts'
import type { ZoneOffsets } from '../../domain/organisation.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `Fri 2026-11-20 10:00` on the clocks of a zone; seconds only when there are some. */
export function wallTime(at: number, offsets: ZoneOffsets): string {
  const local = new Date(at + offsetAt(at, offsets))
  const text = local.toISOString()
  return `${DAYS[local.getUTCDay()] ?? ''} ${text.slice(0, 10)} ${text.slice(11, at % 60_000 === 0 ? 16 : 19)}`
}

/** `Fri 2026-12-25` of a date that is counted in days since 1970. */
export const wallDate = (day: number): string => {
  const date = new Date(day * 86_400_000)
  return `${DAYS[date.getUTCDay()] ?? ''} ${date.toISOString().slice(0, 10)}`
}
