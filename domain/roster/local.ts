import { wallAt } from '../calendar/wall.ts'
import { own } from '../json.ts'
import type { Organisation } from '../organisation.ts'

/** `from 2026-11-26 08:00 to 2026-11-27 08:00 (America/Chicago)`: a stretch of time on the clock of a zone of the organisation. */
export const localWords = ({ zones }: Organisation, zone: string, from: number, to: number): string => {
  const write = (at: number): string => new Date(wallAt(at, own(zones, zone) ?? [])).toISOString().slice(0, 16).replace('T', ' ')
  return `from ${write(from)} to ${write(to)} (${zone})`
}
