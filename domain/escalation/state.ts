import type { Countdown } from './countdown.ts'

/** Where a step stands on its escalation path. Plain JSON; instants are epoch milliseconds. Nothing here depends on when it is read. */
export interface EscalationState {
  readonly status: 'running' | 'exhausted' | 'completed' | 'cancelled'
  /** 0 is the first pass; `repeat` further ones follow. */
  readonly pass: number
  /** The last level that fired or was skipped in this pass, counted from 1; 0 for none. */
  readonly level: number
  /** The level that comes next; one more than there are levels when the pass only has to run out. */
  readonly next: number
  /** Since when that has been so: a percent that was reached before is due from here. */
  readonly from: number
  /** Until the next level, or the end of the pass; null when the next level waits for its percent, or nothing is left. */
  readonly wait: Countdown | null
  /** Levels by percent that have fired in this pass: their moment is over. */
  readonly spent: readonly number[]
  /** Whether a level of this pass told somebody. */
  readonly reached: boolean
  readonly assignee: string | null
  /** Everybody whom a level has told: they may take it. */
  readonly told: readonly string[]
  readonly acknowledged: { readonly by: string; readonly expires: Countdown | null } | null
  readonly pausedBy: readonly string[]
  /** A question to the organisation that is still open: no level fires before its answer. */
  readonly asked: Asked | null
}

/**
 * Whom does this level, or the sink, yield now? `why` is for the record; `dueAt` is earlier than now when it comes late. `id` is for
 * whoever puts the question; `kept`: somebody has acknowledged since it was asked, which its answer does not clear.
 */
export interface Asked {
  readonly level: number | 'sink'
  readonly why: string
  readonly dueAt: number
  readonly id?: string
  readonly kept?: true
  /** When it was put, once it is: delays count from here. */
  readonly at?: number
}

/** What the organisation says: people or a channel, and who of them becomes the assignee of a level that takes over. */
export interface Told {
  readonly to: readonly string[]
  readonly owner: string | null
  readonly why: string
}

/** One line of the story. `to` are people or channels; `dueAt` is there when it came later than it was due. */
export interface EscalationEntry {
  readonly at: number
  readonly kind: EntryKind
  readonly level: number | null
  readonly to: readonly string[]
  readonly why: string
  readonly dueAt?: number
}

/** Everything that a story can tell; `warning` and `breached` come from the clock of the step. */
export type EntryKind =
  | 'assigned' | 'reassigned' | 'declined' | 'reminded' | 'escalated' | 'deescalated' | 'level_skipped' | 'acknowledged' | 'ack_expired'
  | 'paused' | 'resumed' | 'warning' | 'breached' | 'exhausted' | 'fallback_used' | 'refused' | 'completed' | 'cancelled'

/** A state and what has just happened to it. */
export interface Climbed {
  readonly state: EscalationState
  readonly entries: readonly EscalationEntry[]
}

/** How a step stands, in one word: the end before a pause, a pause before an acknowledgement, that before an exhausted path. */
export function standingOf(state: EscalationState): 'open' | 'acknowledged' | 'paused' | 'completed' | 'cancelled' | 'exhausted' {
  const { status, pausedBy, acknowledged } = state
  if (status === 'completed' || status === 'cancelled') return status
  if (pausedBy.length > 0) return 'paused'
  if (acknowledged) return 'acknowledged'
  return status === 'exhausted' ? 'exhausted' : 'open'
}
