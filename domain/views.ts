import type { Json, JsonObject } from './json.ts'
import type { FormField, FieldType } from './plan.ts'

/** What lists and pages show. Instants are epoch milliseconds here and ISO 8601 at the API's border. */
export interface CaseSummary {
  readonly caseId: string
  readonly sop: string
  readonly sopTitle: string
  readonly version: string
  readonly key: string
  /** What people call it: the order or return name where the event has one. */
  readonly label: string
  readonly state: 'open' | 'closed'
  readonly outcome: string | null
  readonly openedAt: number
  readonly openedBy: string
  readonly closedAt: number | null
  /** The case's own SLA. */
  readonly dueAt: number | null
  readonly breached: boolean
  /** One sentence that says where it stands. */
  readonly standing: string
  readonly openSteps: readonly { readonly step: string; readonly title: string; readonly phase: string; readonly assignee: string | null }[]
  /** How far the case's clock was wound forward; null for a case that cannot be wound. */
  readonly woundMs: number | null
}

/** One open human step, with everything a person needs to finish it. */
export interface TaskCard {
  readonly caseId: string
  readonly sop: string
  readonly label: string
  readonly step: string
  readonly instance: string
  readonly visit: number
  readonly epoch: number
  readonly level: number
  readonly kind: 'task' | 'exception'
  readonly title: string
  /** Role or person the step is for. */
  readonly forWhom: string
  readonly assignee: string | null
  readonly claimedBy: string | null
  /** Why this person: one line of the receipt. */
  readonly why: string
  readonly startedAt: number
  readonly acknowledgeBy: number | null
  readonly dueAt: number
  readonly breached: boolean
  /** What happens next if nobody acts, and when. */
  readonly next: { readonly at: number; readonly what: string } | null
  readonly do: string
  readonly check: readonly string[]
  readonly ifWrong: string
  readonly escalates: string
  readonly facts: readonly ShownFact[]
  readonly form: readonly FormField[]
  readonly outcomes: readonly string[]
  /** For an exception: what went wrong. */
  readonly problem?: { readonly code: string; readonly message: string; readonly step: string }
}

/** One value beside a task. `source` and `at` are null for what was computed here and not read from a system. */
export interface ShownFact {
  readonly label: string
  readonly value: Json
  readonly type: FieldType
  readonly source: string | null
  readonly at: number | null
}

/** One line of a case's story. */
export interface TimelineEntry {
  readonly position: number | null
  readonly at: number
  readonly type: string
  /** A sentence in the shop's words. */
  readonly text: string
  readonly actor: string
  readonly step: string | null
  readonly detail: JsonObject
  /** A line that only says what the next one says better; pages keep it behind "every line". */
  readonly minor: boolean
  /** False while Temporal has not been seen to agree: the line may yet turn out never to have happened. */
  readonly confirmed: boolean
}
