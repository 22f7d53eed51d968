import type { JsonObject } from '../json.ts'

/**
 * What became of one case, as its record tells: plain JSON, so that it can be stored and taken up again where it ended. Instants are epoch
 * milliseconds on the case's own clock, lengths of time milliseconds of the calendar on the wall, not of open hours.
 */
export interface CaseHistory {
  readonly caseId: string
  readonly sop: string
  readonly version: string
  readonly key: string
  /** The trigger's name, or `manual`. */
  readonly trigger: string
  /** `person:ana`, `integration:shopify`. */
  readonly openedBy: string
  readonly openedAt: number
  /** What opened it. */
  readonly event: JsonObject
  readonly closedAt: number | null
  readonly outcome: string | null
  /** When the case's own SLA was over, if it was. */
  readonly breachedAt: number | null
  /** How often it was opened again after its end. */
  readonly reopened: number
  /** Every beginning of a step, of whatever kind, in order. */
  readonly visits: readonly Visit[]
  readonly decisions: readonly Decision[]
  readonly effects: readonly EffectDone[]
  /** What actions were given that are not known to be done yet, by step instance. */
  readonly asked: Readonly<Record<string, JsonObject>>
  /** Events that came, by name, the first of each: when. */
  readonly arrived: Readonly<Record<string, number>>
  /** What people had to do, in the order in which it began. */
  readonly tasks: readonly TaskHistory[]
}

/** A step began. */
export interface Visit {
  readonly step: string
  readonly at: number
}

/** A decision table or branch was asked. */
export interface Decision {
  readonly step: string
  readonly at: number
  /** The row that matched; null where the table has an outcome for none. */
  readonly rule: string | null
  readonly outcome: string
  /** What it was decided by. */
  readonly inputs: JsonObject
}

/** An action that another system carried out. */
export interface EffectDone {
  readonly step: string
  readonly action: string
  readonly at: number
  /** What it was given. */
  readonly input: JsonObject
  readonly result: JsonObject
}

/** One piece of work that was given to people, from its beginning to its end. */
export interface TaskHistory {
  readonly step: string
  /** The visit of the step; a task that became an exception, or a question before it, has the same. */
  readonly instance: string
  readonly kind: 'task' | 'exception' | 'suggestion' | 'question'
  /** The role, roster or person whom the step names; null until somebody was looked for. */
  readonly role: string | null
  readonly startedAt: number
  readonly dueAt: number | null
  /** When somebody was first told of it. */
  readonly toldAt: number | null
  /** Who had it first. */
  readonly firstOwner: string | null
  readonly acknowledgedAt: number | null
  readonly acknowledgedBy: string | null
  readonly endedAt: number | null
  /** Null while it goes on, and for what ended without a person's doing. */
  readonly endedBy: string | null
  /** The outcome that was chosen, or how it ended otherwise: `expired`, `cannot_do`, `cancelled`. */
  readonly outcome: string | null
  readonly breachedAt: number | null
  /** Who held it when its time was over: whoever took it over late has not caused that. */
  readonly breachedBy: string | null
  /** The highest level that it reached; 0 where it never escalated. */
  readonly level: number
  readonly escalations: readonly Escalation[]
  /** Levels at which nobody could be told. */
  readonly emptyLevels: number
  readonly exhaustedAt: number | null
  /** How often whoever had taken it did not finish in time. */
  readonly acknowledgementsExpired: number
  readonly pauses: readonly Pause[]
  readonly holdings: readonly Holding[]
  /** How often it went from one person to another by their doing or a shift's end. */
  readonly handedOff: number
  /** A code when somebody said that they cannot do it. */
  readonly cannot: string | null
  /** Of an exception: the code of what went wrong. */
  readonly exception: string | null
  /** Where the person went another way than the SOP said. */
  readonly overrides: readonly Override[]
}

/** Somebody further up was told. */
export interface Escalation {
  readonly at: number
  readonly level: number
  readonly to: readonly string[]
  readonly why: string
  /** By the clock, or by whom. */
  readonly by: string | null
}

/** A stretch in which the clock stood still; `to` is null while it does. */
export interface Pause {
  readonly reason: string
  readonly by: string
  readonly from: number
  readonly to: number | null
}

/** A stretch in one person's hands; `to` is null while it lasts. */
export interface Holding {
  readonly person: string
  readonly from: number
  readonly to: number | null
}

/** Somebody did not do what the SOP would have done. */
export interface Override {
  readonly kind: 'another_way' | 'sop_wrong' | 'said_no' | 'done_by_hand' | 'given_up' | 'waived'
  readonly by: string
  readonly at: number
  readonly note: string
}

/** A case of which nothing is known yet. */
export const unknownCase = (caseId: string): CaseHistory => ({
  caseId, sop: '', version: '', key: '', trigger: '', openedBy: '', openedAt: 0, event: {}, closedAt: null, outcome: null, breachedAt: null, reopened: 0,
  visits: [], decisions: [], effects: [], asked: {}, arrived: {}, tasks: [],
})
