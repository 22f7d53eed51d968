import type { Json, JsonObject } from './json.ts'
import type { EvidenceRule, FormField, FieldType } from './plan.ts'
import type { Approval } from './state.ts'

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
  /** `escalated` where a level of its path has told somebody besides whoever has it. */
  readonly openSteps: readonly { readonly step: string; readonly title: string; readonly phase: string; readonly assignee: string | null; readonly escalated?: true }[]
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
  /** `suggestion`: say yes or no to what the step would do. `question`: say what no system knows. */
  readonly kind: 'task' | 'exception' | 'suggestion' | 'question'
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
  /** What comes next on its escalation path: when (null: nothing by itself, `what` says why), which level, and the role, roster or person whom it names; `over`: the path is at its end. */
  readonly climbs?: { readonly at: number | null; readonly what: string; readonly level?: number; readonly target?: string; readonly over?: true }
  /** How `dueAt` comes about: the time allowed in words, on which calendar, and each stretch in which it counts; `stood` are pauses that are over. */
  readonly working?: { readonly allowed: string; readonly calendar?: string; readonly counted: readonly Stretch[]; readonly more?: number; readonly stood: readonly Stretch[] }
  readonly do: string
  readonly check: readonly string[]
  readonly ifWrong: string
  readonly escalates: string
  readonly facts: readonly ShownFact[]
  readonly form: readonly FormField[]
  readonly outcomes: readonly string[]
  /** For an exception: what went wrong. */
  readonly problem?: { readonly code: string; readonly message: string; readonly step: string }
  /** For an exception: what may be done about it. */
  readonly choices?: readonly ('retry' | 'done_by_hand' | 'give_up')[]
  /** For a suggestion: what would be done. */
  readonly suggestion?: { readonly action: string; readonly input: JsonObject }
  /** For a question: the fact that is asked for. */
  readonly question?: { readonly fact: string }
  /** Proof that goes with the completion. */
  readonly evidence?: readonly EvidenceWanted[]
  /** Who must say yes, how many, and who has. */
  readonly approvals?: { readonly need: number; readonly of: readonly string[]; readonly given: readonly Approval[] }
  /** People who may not finish it. */
  readonly notFor?: readonly string[]
  /** Reasons for which it may be paused. */
  readonly pauses?: readonly string[]
  /** Its clock stands still: `dueAt` will be later by as much. */
  readonly paused?: { readonly reason: string; readonly by: string; readonly since: number; readonly until: number }
  /** When its holder's shift ends and what then becomes of the task; with `answerBy` they are asked whether they stay, `because` of a change to who is on. */
  readonly shift?: { readonly handoff: 'ask' | 'follow' | 'stay'; readonly endsAt?: number; readonly answerBy?: number; readonly because?: string }
  /** How it stood when it was handed on. With `byRoster` it went on from them without their doing: somebody else is on. */
  readonly handedOn?: { readonly by: string; readonly summary: string; readonly at: number; readonly byRoster?: true }
}

/** Epoch milliseconds, half-open. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** A kind of proof that a task takes. With `unless` there are answers that need none; the completion says when it is missing. */
export interface EvidenceWanted extends Omit<EvidenceRule, 'unless'> {
  readonly unless: boolean
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
  /** By which way a person acted: `slack`, `email`, `console`, `cli`, `api`. */
  readonly via?: string
  readonly step: string | null
  readonly detail: JsonObject
  /** A line that only says what the next one says better; pages keep it behind "every line". */
  readonly minor: boolean
  /** False while Temporal has not been seen to agree: the line may yet turn out never to have happened. */
  readonly confirmed: boolean
}
