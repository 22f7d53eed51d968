import { own } from '../json.ts'
import type { Organisation, Roster } from '../organisation.ts'
import { shiftEnds } from './schedule.ts'

/** As far as a shift's end is looked for; whoever is on for longer is looked at again then. */
const FARTHEST_MS = 35 * 86_400_000

/**
 * When somebody is away the next time: `at` itself while they are, undefined where no absence begins within 35 days. For work that no
 * roster gives out.
 */
export function awayFrom({ absences }: Organisation, person: string, at: number): number | undefined {
  const begins = absences.filter((one) => one.person === person && at < one.to && one.from < at + FARTHEST_MS).map(({ from }) => Math.max(from, at))
  return begins.length > 0 ? Math.min(...begins) : undefined
}

/** Until when somebody can have what is for a role, roster or person: the end of their shift or the beginning of an absence; undefined for who cannot, `Infinity` where no end is known. */
export function canHaveUntil(organisation: Organisation, forWhom: string, person: string, at: number): number | undefined {
  const roster = rosterBehind(organisation, forWhom)
  const onRoster = roster && shiftEndOf(organisation, roster, person, at)
  if (onRoster !== undefined) return onRoster
  const away = awayFrom(organisation, person, at)
  return away === at ? undefined : (away ?? Infinity)
}

/** The roster that gives out what is for a role or a roster; undefined for a person, or a role with people of its own. */
export function rosterBehind({ roles, rosters }: Organisation, target: string): Roster | undefined {
  const role = own(roles, target)
  const id = role ? role.roster : target
  return id === undefined ? undefined : own(rosters, id)
}

/**
 * When the shift ends that somebody has on a roster at an instant, at the farthest in 35 days; undefined for somebody who is not on,
 * its fallback included. `exclude` are people who may not have the work in question, and whom others stand in for.
 */
export function shiftEndOf(organisation: Organisation, roster: Roster, person: string, at: number, exclude: readonly string[] = []): number | undefined {
  const until = at + FARTHEST_MS
  const ends = shiftEnds(organisation, roster, person, at, until, (one) => (exclude.includes(one) ? 'is not to do this step' : undefined)) ?? until
  return ends === at ? undefined : ends
}
