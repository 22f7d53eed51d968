/**
 * Time allowed, resolved to milliseconds: `elapsed` runs always, `business` in the open intervals of the clock's calendar.
 * `latest`: due is the last instant at which that much has passed and not the first, as business days need it, so that a goal
 * that is used up at closing is due at the next opening.
 */
export interface SlaGoal {
  readonly unit: 'elapsed' | 'business'
  readonly ms: number
  readonly latest: boolean
}

/** When to warn: at a percent (1 to 100) of the goal, or so long before due, counted on the goal's own clock; `before` is that as written. */
export type SlaWarning = { readonly percent: number } | { readonly beforeMs: number; readonly before?: string }

/** What a clock is set up with. It honours every reason for a pause unless `honours` lists those that it does. */
export interface SlaTerms {
  readonly honours?: readonly string[]
  readonly warnings: readonly SlaWarning[]
}

/** Why a clock stands still, and until when at the latest. */
export interface SlaPause {
  readonly reason: string
  readonly until: number | null
}

/**
 * One run of a clock from start to stop, as facts alone: elapsed time, due and warnings follow from them and the open intervals.
 * Plain JSON; instants are epoch milliseconds.
 */
export interface SlaCycle {
  readonly start: number
  readonly goal: SlaGoal
  /** The honoured reasons for which it stands still now, and since when it does; null while it does not. */
  readonly pausedBy: readonly SlaPause[]
  readonly pausedSince: number | null
  /** Ended standstills, ascending: pauses, and the time from a stop to a reopening that resumed. */
  readonly gaps: readonly SlaGap[]
  /** When it first ran; null for one that has been paused from its start. */
  readonly ranFrom: number | null
  /** Null while it is paused. After the end it stays as it was. */
  readonly due: number | null
  /** Due as it was when the clock first ran. */
  readonly originalDue: number | null
  /** Warnings that are over, by their index in the terms; `at` null for one that a higher one came together with. */
  readonly warned: readonly { readonly index: number; readonly at: number | null }[]
  /** Once set it stays, whatever happens to goal and pauses. */
  readonly breachedAt: number | null
  readonly endedAt: number | null
  readonly cancelled: boolean
  /** Timers up to here have fired. */
  readonly asOf: number
}

/** A standstill that is over: it counts neither as elapsed nor, when `closed`, as paused. */
export interface SlaGap {
  readonly from: number
  readonly to: number
  readonly kind: 'paused' | 'closed'
}

/** An SLA clock: its current cycle, and what came of the earlier ones. */
export interface SlaClock {
  readonly terms: SlaTerms
  readonly cycle: SlaCycle
  readonly earlier: readonly SlaReading[]
}

/** What a cycle says at an instant. A cycle that was breached stays so; `remainingMs` is negative once more is used than allowed. */
export interface SlaReading {
  readonly state: 'not_started' | 'running' | 'out_of_hours' | 'paused' | 'met' | 'breached' | 'cancelled'
  readonly pausedFor: readonly string[]
  readonly due: number | null
  readonly originalDue: number | null
  readonly elapsedMs: number
  /** Open time spent paused; with an elapsed goal all of it. */
  readonly pausedMs: number
  readonly remainingMs: number
  /** Those that were given, in the order in which they were; `index` is that in the terms. */
  readonly warnings: readonly { readonly index: number; readonly at: number }[]
  readonly breachedAt: number | null
}

/** What a clock did by itself, or because of an event. A breach comes once in a cycle, a warning at most once. */
export type SlaNotice =
  | { readonly kind: 'warned'; readonly at: number; readonly index: number }
  | { readonly kind: 'breached'; readonly at: number; readonly cause: 'time' | 'goal_changed' }
  /** A pause reached its limit. */
  | { readonly kind: 'resumed'; readonly at: number; readonly reason: string }
