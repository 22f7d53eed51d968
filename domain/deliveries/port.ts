import type { AuditEvent } from '../audit.ts'
import type { Delivery, Outgoing } from '../delivery.ts'
import type { CaseSummary, TaskCard } from '../views.ts'
import type { DueRow, Lane, LanePick } from './lane.ts'
import type { PlannedDelivery, ProvenTurn } from './planned.ts'

/** The rows of messages to staff. Any number of senders may share them; all delays are milliseconds by the database's clock. */
export interface Deliveries {
  /**
   * Turns up to `limit` proven turns into rows, in the order in which they were proven. A turn that `plan` cannot read is left for
   * later and reported. Resolves with how many were taken.
   */
  plan(limit: number, plan: (turn: ProvenTurn) => readonly PlannedDelivery[], stuck: (turnId: string, error: unknown) => void): Promise<PlanResult>
  /**
   * Takes what is due, at most one message for each of `limit` addresses, of a channel in `most` no more than that, for as long as the
   * lease lasts; nobody else has it then.
   */
  take(limit: number, leaseMs: number, pick: (lane: Lane, due: readonly DueRow[]) => LanePick | undefined, most?: Readonly<Partial<Record<Delivery['channel'], number>>>): Promise<readonly Taken[]>
  /** What a message is about, as it is at this moment. */
  sight(taken: Pick<Delivery, 'id' | 'caseId' | 'instance' | 'address' | 'channel'> & { readonly bundle: string | null }): Promise<Sight>
  /** It has arrived. With `shows`, the message is brought up to date from now on. Nothing more goes to the address for `paceMs`. */
  sent(taken: Taken, reference: string, shows: string | null, paceMs: number): Promise<EndOfTry>
  /** The same way again later. Nothing else goes to the address for `paceMs`. */
  again(taken: Taken, reason: string, inMs: number, paceMs: number, possibleRepeat: boolean): Promise<EndOfTry>
  /** By another way: `next` is written unless its cause is known already. `dead_end`: that one has failed meanwhile, and nothing was done. */
  passOn(taken: Taken, reason: string, next: PlannedDelivery): Promise<EndOfTry>
  /** The end of it, without having reached anybody. */
  giveUp(taken: Taken, reason: string, state: 'failed' | 'suppressed'): Promise<EndOfTry>
  /** The ways that were tried for the same message, and those by which nobody could be told of the same event. */
  tried(origin: string): Promise<readonly Pick<Delivery, 'channel' | 'address'>[]>
  /** How much waits: all, the urgent ones among them, and how long ago the oldest fell due. */
  backlog(): Promise<{ readonly due: number; readonly urgent: number; readonly oldestMs: number }>
  /** Whom a case had told what, oldest first. */
  ofCase(caseId: string): Promise<readonly ListedDelivery[]>
}

/** `lost`: somebody else has the message by now. */
export type EndOfTry = 'done' | 'lost' | 'dead_end'

/** What came of planning: `failed` have no way at all. */
export interface PlanResult {
  readonly turns: number
  readonly failed: readonly PlannedDelivery[]
}

/** A message that is ours to send until its lease ends. */
export interface Taken extends Delivery {
  /** Of this taking; whoever has another one has lost the message. */
  readonly token: string
  readonly origin: string
  readonly target: string
  readonly by: PlannedDelivery['by']
  readonly sinceFirstMs: number
  /** The digest that it is or belongs to. */
  readonly bundle: string | null
}

/** What a message is about. `task` is null once the step is over; `ended` then has what the record says of it. */
export interface Sight {
  readonly summary: CaseSummary | null
  readonly task: TaskCard | null
  readonly ended: readonly AuditEvent[]
  readonly threadOf: string | null
  readonly items: readonly (Omit<Outgoing['items'][number], 'url'> & { readonly caseId: string })[]
}

/** A message as pages list it. Instants are epoch milliseconds. */
export interface ListedDelivery extends Delivery {
  readonly settledAt: number | null
  /** When it is tried next; null once it is settled. */
  readonly nextAt: number | null
}

/** Messages that are shown somewhere and change in place with what they are about. */
export interface Cards {
  /** Takes what is out of date, for as long as the lease lasts; nobody else brings it up to date then. */
  take(limit: number, leaseMs: number): Promise<readonly ShownCard[]>
  /** It shows `shows` now; with `last` it never changes again. */
  shown(card: ShownCard, shows: string, last: boolean): Promise<void>
  later(card: ShownCard, reason: string, inMs: number): Promise<void>
  /** It cannot be changed any more. */
  lost(card: ShownCard, reason: string): Promise<void>
}

/** The channels in which people have their messages with the app, by the channel's name of each person. */
export interface DirectChannels {
  of(user: string): Promise<string | undefined>
  keep(user: string, channel: string): Promise<void>
  forget(user: string): Promise<void>
}

/** A message whose case has changed since it was last looked at. */
export interface ShownCard extends Delivery {
  readonly reference: string
  readonly bundle: null
  readonly target: string
  readonly tries: number
  /** The change that this look is about. */
  readonly wanted: number
  /** Of this taking. Whoever ends an older one has lost it, and it is looked at once more. */
  readonly taken: number
  /** True when the message shows just this. */
  readonly showsAlready: (shows: string) => boolean
}
