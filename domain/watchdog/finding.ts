/** What can be found to be wrong. The names are stored and sent, so they are only added to. */
export type FindingKind =
  | 'deadline-missed' | 'timer-gone' | 'no-next-step'
  | 'case-row-gone' | 'task-row-gone' | 'turn-gone' | 'record-gone'
  | 'workflow-gone' | 'workflow-without-rows' | 'never-started'
  | 'message-gone' | 'message-unplanned' | 'message-unsent'
  | 'inbox-stuck' | 'inbox-parked' | 'event-untold' | 'interaction-stuck' | 'interaction-parked' | 'mail-parked'
  | 'effect-open' | 'turns-unproven' | 'record-unsealed' | 'engine-away' | 'database-away'

/** One thing as it was found: which, since when it should have been otherwise, and what its row says. Instants are epoch milliseconds. */
export interface Seen {
  readonly kind: FindingKind
  /** The same for as long as it is the same thing. */
  readonly subject: string
  readonly caseId: string | null
  /** What people call the case or the thing. */
  readonly label: string
  /** When what did not happen was due. */
  readonly expectedAt: number | null
  /** What was due, or why it stopped. */
  readonly what: string
}

/** What one look brought. `full` is false when there was more than it could hold, or it could not be made. */
export interface Look {
  readonly kinds: readonly FindingKind[]
  readonly seen: readonly Seen[]
  readonly full: boolean
}

/** A finding that is kept from round to round. `toldAt` is null until a voice has taken it; `over` waits to be told. */
export interface Finding {
  readonly kind: FindingKind
  readonly subject: string
  readonly caseId: string | null
  readonly message: string
  readonly firstAt: number
  readonly toldAt: number | null
  readonly over: boolean
}
