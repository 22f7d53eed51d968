import type { AuditEvent } from '../audit.ts'
import type { Outgoing } from '../delivery.ts'
import { own } from '../json.ts'
import type { Organisation } from '../organisation.ts'
import { sentence } from '../story.ts'

/** The types of events that say how a step ended, the most telling first. */
export const ENDS = ['completed', 'exception_settled', 'cannot_do', 'confirmed', 'fact_answered', 'approved', 'expired', 'part_cancelled', 'crossed', 'step_skipped', 'step_finished'] as const

/** What became of a step that is over, with the names of people; null where the record does not say. */
export function overOf(events: readonly AuditEvent[], { people }: Organisation): Outgoing['over'] {
  const rank = ({ type }: AuditEvent): number => (ENDS as readonly string[]).indexOf(type)
  const [best] = events.filter((event) => rank(event) >= 0).sort((a, b) => rank(a) - rank(b) || b.at - a.at)
  if (!best) return null
  const id = best.actor.startsWith('person:') ? best.actor.slice('person:'.length) : undefined
  const actor = id === undefined ? best.actor : `person:${own(people, id)?.name ?? id}`
  return { text: sentence({ ...best, actor }), at: best.at }
}
