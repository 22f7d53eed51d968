import type { TaskCard } from './views.ts'

/** How a person is reached. */
export type ChannelName = 'slack' | 'email'

/**
 * One message that somebody is to get, by one channel: a row from the moment its cause is proven until it has arrived, was given
 * up, or went by another channel. Instants are epoch milliseconds of the world's clock.
 */
export interface Delivery {
  readonly id: string
  readonly caseId: string
  /** The human step it is about; null for what concerns the case as a whole. */
  readonly step: string | null
  readonly instance: string | null
  readonly kind: DeliveryKind
  /** A person's id; null for a channel that only informs (`slack:#ops-alerts`). */
  readonly person: string | null
  /** Where it goes: a Slack user or channel id, or a mail address. */
  readonly address: string
  readonly channel: ChannelName
  /** Waits for no quiet hours and goes before whatever is not urgent. */
  readonly urgent: boolean
  /** One sentence: why it reaches this person now. */
  readonly headline: string
  readonly state: DeliveryState
  readonly tries: number
  /** A sender died between sending and knowing: whoever gets it may have had it before. */
  readonly possibleRepeat: boolean
  readonly createdAt: number
  /** What the channel calls it: `channel/ts` of Slack, the message id of a mail. */
  readonly reference: string | null
  /** Why it failed, was held or was left out. */
  readonly reason: string | null
}

/** `task`: the step is now theirs or their team's. `told`: it climbed to them. `notice`: nothing is asked of them. */
export type DeliveryKind = 'task' | 'reminder' | 'told' | 'asked' | 'notice' | 'digest'

/** `sending` belongs to a living sender for a while. `bundled` went out as part of a digest, `failed_over` by another channel. */
export type DeliveryState = 'due' | 'sending' | 'sent' | 'failed' | 'failed_over' | 'suppressed' | 'bundled'

/** What a channel is handed: the message, and the task as it is at this moment. */
export interface Outgoing {
  readonly delivery: Delivery
  readonly person: Recipient | null
  /** What the case is called, and where the console shows it. */
  readonly caseLabel: string
  readonly sopTitle: string
  readonly caseUrl: string
  /** The present on the case's clock, which may have been wound; without it the world's. Epoch milliseconds. */
  readonly now?: number
  /** The step as it is now; null once it is over, with what became of it. */
  readonly task: TaskCard | null
  readonly over: { readonly text: string; readonly at: number } | null
  /** What was sent about the same step to the same person before, so that it stands in one thread. */
  readonly threadOf: string | null
  /** For a digest: what it bundles. */
  readonly items: readonly { readonly headline: string; readonly title: string; readonly caseLabel: string; readonly url: string; readonly dueAt: number | null }[]
}

/** The person as a channel needs them: their zone for times, their locale for words. */
export interface Recipient {
  readonly id: string
  readonly name: string
  readonly zone: string
  readonly locale: string
}

/** One way to reach people. */
export interface Channel {
  readonly name: ChannelName
  /** Sends it and gives what the channel calls it. Throws `ChannelError`. */
  send(message: Outgoing): Promise<string>
  /** Brings a message that was sent up to date, in place; a channel that cannot has none. Throws `ChannelError`. */
  update?(reference: string, message: Outgoing): Promise<void>
  /** How many more messages, or updates, it takes at this moment by what it allows in all; a channel without such a limit has none. */
  free?(what: 'send' | 'update'): number
}

/**
 * Why a channel did not take a message. `later`: try again, after `retryAfterMs` where it said so. `unreachable`: this person
 * cannot be reached here (left, blocked, bad address): go by another channel. `refused`: the message itself is wrong.
 * `credentials`: nobody can be reached here until somebody mends it. `unknown`: it may have been sent.
 */
export type ChannelFailure = 'later' | 'unreachable' | 'refused' | 'credentials' | 'unknown'

/** Thrown by channels; `code` is the channel's own word (`channel_not_found`, `550`). */
export class ChannelError extends Error {
  readonly failure: ChannelFailure
  readonly code: string
  readonly retryAfterMs: number | undefined

  constructor(failure: ChannelFailure, code: string, message: string, retryAfterMs?: number) {
    super(message)
    this.name = 'ChannelError'
    this.failure = failure
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}
