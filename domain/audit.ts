import type { Json } from './json.ts'

/** One recorded fact of a case, append-only. `at` is the case's clock, epoch milliseconds. */
export interface AuditEvent {
  readonly type: AuditType
  readonly at: number
  /** `person:ana`, `timer`, `engine`, `integration:shopify`. */
  readonly actor: string
  readonly via?: string
  /** The step's path and the visit it belongs to. */
  readonly step?: string
  readonly instance?: string
  readonly epoch?: number
  readonly level?: number
  /** How the step's clock stood then, where it has one: milliseconds, `remainingMs` below 0 once it is overdue; pauses count in neither. */
  readonly clock?: { readonly state: 'running' | 'paused'; readonly elapsedMs: number; readonly remainingMs: number; readonly dueAt: number }
  readonly detail: Readonly<Record<string, Json>>
}

/** What an event tells. The names are stored in the chained record, so they are only added to, never renamed. */
export type AuditType =
  | 'case_opened' | 'case_closed' | 'case_cancel_requested'
  | 'step_started' | 'step_skipped' | 'step_finished'
  | 'fact_read' | 'decided' | 'effect_requested' | 'effect_done' | 'effect_failed'
  | 'message_requested' | 'message_held' | 'message_sent' | 'verified'
  | 'assigned' | 'fallback_used' | 'acknowledged' | 'released' | 'completed' | 'cannot_do'
  | 'exception_opened' | 'exception_settled'
  | 'acknowledge_missed' | 'reminded' | 'escalated' | 'level_skipped' | 'breached' | 'case_breached'
  | 'waiting' | 'arrived' | 'event_ignored' | 'timed_out' | 'frame_closed' | 'part_cancelled' | 'crossed' | 'reopened' | 'expired'
  | 'approved' | 'suggested' | 'confirmed' | 'fact_asked' | 'fact_answered' | 'paused' | 'resumed' | 'pause_over' | 'handed_off' | 'handoff_asked' | 'stayed' | 'recalculated' | 'waived' | 'deadline_warned'
  | 'remarked' | 'warned' | 'ack_expired' | 'exhausted' | 'deescalated' | 'declined'
  | 'undo_requested' | 'clock_wound' | 'refused' | 'reset'
