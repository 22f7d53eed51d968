import type { PlannedDelivery } from '../deliveries/planned.ts'
import type { Taken } from '../deliveries/port.ts'

/** A mail as far as it can be told from its headers and its own words. */
export interface ReadMail {
  readonly messageId: string
  readonly subject: string
  /** The one address of the one `From`, in small letters; undefined when there is none, or more than one way to read it. */
  readonly from: string | undefined
  /** Our own mail server says that it comes from that address' domain. */
  readonly authenticated: boolean
  /** Tokens of ours in the addresses that it was sent to, each once. */
  readonly tokens: readonly string[]
  /** Only `person` is read as an answer. */
  readonly kind: 'person' | 'bounce' | 'automatic' | 'list'
  /** For a bounce: the mails that did not arrive, by Message-ID; none when it only says that it takes longer. */
  readonly bounced: readonly string[]
  readonly reason: string
  /** What the sender wrote themselves, without what they quote; undefined when there is no plain text. */
  readonly text: string | undefined
  /** Message-IDs of ours that it answers, the nearest first. */
  readonly answers: readonly string[]
  readonly files: readonly MailFile[]
}

/** What hangs on a mail. `declared` is what its sender says that it is. */
export interface MailFile {
  readonly name: string
  readonly declared: string
  readonly sha256: string
  readonly body: Uint8Array
}

/** What became of a mail. `parked` waits for a person. */
export type MailState = 'acted' | 'parked' | 'refused' | 'ignored' | 'bounce'

/** A mail that is done with. */
export interface SettledMail {
  readonly mailbox: string
  readonly uidValidity: string
  readonly uid: number
  /** Hash of what was received, under which it is kept as evidence. */
  readonly sha256: string
  readonly bytes: number
  readonly messageId: string
  readonly from: string | undefined
  readonly subject: string
  readonly state: MailState
  readonly reason: string
  readonly caseId: string | null
  readonly person: string | null
}

/** How far mailboxes were read, and what came of each mail. */
export interface MailInbox {
  /** Undefined for a mailbox that was never read. */
  position(mailbox: string): Promise<{ readonly uidValidity: string; readonly uid: number } | undefined>
  /** Whether the very same mail was settled before, under whatever number. */
  seen(sha256: string): Promise<boolean>
  /** Keeps what came of a mail and goes past it, both or neither. */
  settle(mail: SettledMail): Promise<void>
  /** A mail that was set aside and that somebody wants taken in once more, as it was kept; undefined when there is none. */
  toTakeAgain(): Promise<(Pick<SettledMail, 'sha256' | 'mailbox' | 'bytes'> & { readonly raw: Uint8Array }) | undefined>
  /** Keeps what came of a mail that was taken in once more. One that was dismissed meanwhile stays so. */
  resettle(mail: Omit<SettledMail, 'uid' | 'uidValidity' | 'mailbox' | 'bytes'>): Promise<void>
  /** Whether this address may be answered now: once an hour. Asking counts. */
  mayAnswer(address: string): Promise<boolean>
  /**
   * A mail of ours did not arrive: its delivery goes on by the way that `next` gives, or has failed. Undefined when it is none of ours,
   * or was known already.
   */
  bounced(messageId: string, reason: string, next: (failed: Taken, tried: readonly Pick<Taken, 'channel' | 'address'>[]) => PlannedDelivery | undefined): Promise<Taken | undefined>
}
