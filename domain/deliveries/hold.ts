import { own } from '../json.ts'
import { quietUntil } from '../quiet.ts'
import type { PlanningWorld } from './planned.ts'

/** How long a message to a person is held: their quiet hours delay what is not urgent. Milliseconds, 0 for what may go now. */
export function holdFor({ organisation, now }: PlanningWorld, person: string | null, urgent: boolean): number {
  const { quiet, zone } = (person === null ? undefined : own(organisation.people, person)) ?? {}
  if (urgent || !quiet || zone === undefined) return 0
  const offsets = own(organisation.zones, zone) ?? own(organisation.zones, organisation.zone) ?? [[now, 0]]
  return Math.max(0, (quietUntil(quiet, offsets, now) ?? now) - now)
}
