import { DAY_MS, MINUTE_MS, wallAt, wallInstant } from './calendar/wall.ts'
import { own } from './json.ts'
import type { Organisation, Window, ZoneOffsets } from './organisation.ts'

/** When the quiet hours are over that an instant lies in; undefined for one outside of them. Epoch milliseconds. */
export function quietUntil(quiet: Window, offsets: ZoneOffsets, at: number): number | undefined {
  const today = Math.floor(wallAt(at, offsets) / DAY_MS) * DAY_MS
  // What began yesterday may last past midnight.
  for (const day of [today - DAY_MS, today]) {
    const ends = wallInstant(day + quiet.to * MINUTE_MS, offsets)
    if (at >= wallInstant(day + quiet.from * MINUTE_MS, offsets) && at < ends) return ends
  }
  return undefined
}

/** The offsets of a zone around an instant; undefined for what is no zone. */
export type OffsetsOf = (zone: string, at: number) => ZoneOffsets | undefined

/**
 * Until when a letter to a customer is held at an instant: quiet hours are the customer's where their zone is known, else the
 * organisation's. Undefined when it may leave.
 */
export function heldUntil(organisation: Pick<Organisation, 'customerQuiet' | 'zone' | 'zones'>, zone: string | undefined, at: number, offsetsOf: OffsetsOf): number | undefined {
  const { customerQuiet, zones } = organisation
  if (!customerQuiet) return undefined
  const theirs = zone === undefined ? undefined : (own(zones, zone) ?? offsetsOf(zone, at))
  return quietUntil(customerQuiet, theirs ?? own(zones, organisation.zone) ?? [[at, 0]], at)
}
