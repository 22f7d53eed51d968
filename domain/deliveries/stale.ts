import type { DeliveryKind } from '../delivery.ts'
import type { Organisation } from '../organisation.ts'
import type { TaskCard } from '../views.ts'
import { teamOf } from './tells.ts'

/** A message as it was meant. */
export interface Meant {
  readonly kind: DeliveryKind
  /** A person's id, or `slack:#channel`. */
  readonly target: string
  readonly instance: string | null
}

/**
 * Why a message has nothing to say any more: what it asks for is done, or is somebody else's by now. Undefined when it is to go out;
 * what only informs always is.
 */
export function pointless({ kind, target, instance }: Meant, card: TaskCard | null, organisation: Organisation): string | undefined {
  if (kind === 'notice' || kind === 'digest' || instance === null) return undefined
  if (!card) return 'the step is over'
  if (kind === 'told' || kind === 'asked') return undefined
  const { claimedBy, assignee } = card
  if (claimedBy === target || (claimedBy === null && (assignee === target || (kind === 'task' && teamOf(organisation, card).includes(target))))) return undefined
  return claimedBy === null ? `it is ${assignee ?? 'nobody'}'s now` : `${claimedBy} has taken it`
}
