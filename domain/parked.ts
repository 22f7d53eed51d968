/** What was set aside for a person: a webhook, a mail, or something that somebody did in Slack. */
export const PARKED_KINDS = ['webhook', 'mail', 'interaction'] as const
/** @see PARKED_KINDS */
export type ParkedKind = (typeof PARKED_KINDS)[number]

/** One thing that the product could not deal with by itself. */
export interface Parked {
  readonly kind: ParkedKind
  readonly id: string
  /** What it is, in a line. */
  readonly what: string
  /** Who it comes from, as far as that is known: a person's id, an address, the source. */
  readonly from: string
  /** The case that it is about, as far as that is known. */
  readonly caseId: string | null
  readonly reason: string
  /** When it came, epoch milliseconds. */
  readonly at: number
  /** Somebody wants it tried again, and nothing came of that yet. */
  readonly again: boolean
  /** The hash under which a mail is kept whole; null where it is not. */
  readonly file: string | null
}

/** What came of a decision: `settled` when it is set aside no more. */
export type Decided = 'done' | 'settled' | 'unknown'

/** Everything that waits for a person to decide about it. Decisions are kept, with who made them and when. */
export interface ParkedThings {
  /** Newest first, at most 200. */
  list(): Promise<readonly Parked[]>
  /** Has it tried again, with all the patience it had. */
  again(kind: ParkedKind, id: string, by: string): Promise<Decided>
  /** Nothing more is to be done about it. */
  dismiss(kind: ParkedKind, id: string, by: string, because: string): Promise<Decided>
}
