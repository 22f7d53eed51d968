/** `page`: opens the page that acts. `reply`: stands in the address that answers go to. */
export type LinkPurpose = 'page' | 'reply'

/** What a link is bound to. */
export interface LinkFor {
  readonly purpose: LinkPurpose
  readonly caseId: string
  readonly step: string
  readonly instance: string
  readonly epoch: number
  readonly person: string
}

/** A link as it is kept: nothing in it opens anything. Instants are epoch milliseconds of the world's clock. */
export interface MailLink extends LinkFor {
  /** The hash of the token, in hex. */
  readonly id: string
  readonly expiresAt: number
  /** When it finished the step, and how; null while it has not. */
  readonly usedAt: number | null
  readonly usedFor: string | null
  /** Too many wrong codes: it opens nothing any more. */
  readonly locked: boolean
}

/** What the mail holds and we do not keep: the token of at least 128 random bits, and the code that stands in no address. */
export interface IssuedLink {
  readonly token: string
  readonly code: string
}

/** What came of a code: `left` wrong ones lock the link. */
export type CodeVerdict = { readonly code: 'right' } | { readonly code: 'wrong'; readonly left: number } | { readonly code: 'locked' }

/** Why a link or an answer by mail did not open anything. */
export type DeadLink = 'unknown' | 'other-purpose' | 'expired' | 'locked' | 'person-left' | 'not-theirs' | 'step-over' | 'wrong-code' | 'no-session'

/** So many wrong codes lock a link. */
export const MOST_WRONG_CODES = 5
/** How long a link opens its page, as long as the step is open. */
export const LINK_MS = 30 * 24 * 3_600_000

/** Links in mails, kept by hash. */
export interface MailLinks {
  issue(link: LinkFor): Promise<IssuedLink>
  /** Undefined for a token that was never issued, in the same time as for one that was. */
  find(token: string): Promise<MailLink | undefined>
  /** Counts the try before it answers, so that many at once are no more than many. */
  check(token: string, code: string): Promise<CodeVerdict>
  /** It did what it was for. The first one counts. */
  used(id: string, what: string): Promise<void>
  /** Keeps that somebody came with a link that opens nothing; of a known one in the record of its case too. `at` is the case's clock. */
  note(why: DeadLink, link: MailLink | undefined, at: number): Promise<void>
}
