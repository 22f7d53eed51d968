import type { AuditEvent } from '../audit.ts'
import type { ChannelName, Delivery, DeliveryKind } from '../delivery.ts'
import type { Organisation } from '../organisation.ts'
import type { CaseSummary, TaskCard } from '../views.ts'

/** A turn that has become true, with the rows it left: what people are to be told of is in it. */
export interface ProvenTurn {
  /** Names the turn for good; the same turn is never proven under another one. */
  readonly id: string
  readonly caseId: string
  readonly events: readonly AuditEvent[]
  readonly summary: CaseSummary
  readonly tasks: readonly TaskCard[]
  /** Role or person that answers for the SOP. */
  readonly sopOwner: string
}

/** What planning goes by besides the turn. */
export interface PlanningWorld {
  readonly organisation: Organisation
  /** The channels that can be used at all. */
  readonly on: readonly ChannelName[]
  /** Epoch milliseconds of the world's clock, which is the one that quiet hours and absences are about here. */
  readonly now: number
}

/** Somebody who is to be told something, before it is known by which channel. */
export interface Intended {
  /** Of all events the one that this is about: its place in the turn. */
  readonly place: number
  /** A person's id, or `slack:#channel`. */
  readonly target: string
  readonly kind: Exclude<DeliveryKind, 'digest'>
  readonly urgent: boolean
  readonly headline: string
  readonly step: string | null
  readonly instance: string | null
  /** The channels that an escalation level wants, in its order. */
  readonly by: readonly ChannelName[] | null
}

/**
 * A row to be written, once for its cause: the event, the one who gets it, and the channel. What goes by another channel or to
 * somebody else after a failure has the same origin.
 */
export interface PlannedDelivery extends Pick<Delivery, 'caseId' | 'step' | 'instance' | 'kind' | 'person' | 'address' | 'channel' | 'urgent' | 'headline' | 'reason'> {
  readonly cause: string
  readonly origin: string
  readonly target: string
  readonly by: readonly ChannelName[] | null
  /** `failed` where there is no way at all. */
  readonly state: 'due' | 'failed'
  /** How long it is held first: somebody's quiet hours. Milliseconds. */
  readonly holdMs: number
}
