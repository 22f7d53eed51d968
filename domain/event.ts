import type { Json, JsonObject } from './json.ts'
import type { Plan } from './plan.ts'
import type { Evidence, Openings } from './state.ts'

/** What a case starts from. */
export interface Opening {
  readonly caseId: string
  readonly key: string
  readonly plan: Plan
  /** `manual`, or the name of the event that opened it. */
  readonly trigger: string
  readonly openedBy: string
  readonly event: JsonObject
  /** What intake calls the event that opened it: no wait of the case hears it once more. */
  readonly arrival?: string
  /** Demo and tests only: the case's clock may be wound. */
  readonly windable: boolean
}

/** Everything that can happen to a case. */
export type CaseEvent =
  | { readonly type: 'command'; readonly command: Command }
  | { readonly type: 'resolved'; readonly resolutions: readonly Resolution[] }
  | { readonly type: 'fetched'; readonly effect: string; readonly value: Json; readonly source: string }
  | { readonly type: 'acted'; readonly effect: string; readonly result: JsonObject; readonly reference?: string }
  | { readonly type: 'sent'; readonly effect: string; readonly reference?: string }
  /** A letter came into quiet hours and has not left: it may at `until`, epoch milliseconds. */
  | { readonly type: 'held'; readonly effect: string; readonly until: number }
  /** `unknown`: it was tried until there was no more time, and nobody can say that it did not happen. */
  | { readonly type: 'failed'; readonly effect: string; readonly code: string; readonly message: string; readonly unknown?: true }
  | { readonly type: 'deadline-passed' }
  /** Something came from outside that a subscription of the case asked for. */
  | { readonly type: 'arrived'; readonly arrival: Arrival }
  | { readonly type: 'wound'; readonly byMs: number; readonly by: string }

/** An event from outside. `id` is its id in the inbox: an event is used once per case. `at` is when it was received, epoch milliseconds. */
export interface Arrival {
  readonly id: string
  readonly name: string
  readonly fields: JsonObject
  readonly at: number
}

interface EveryCommand {
  /** Chosen by the client. Sending it again repeats the answer, not the act. */
  readonly commandId: string
  /** A person's id, from the session. */
  readonly by: string
  readonly via: 'console' | 'cli' | 'api' | 'slack' | 'email'
}
interface StepCommand extends EveryCommand {
  /** The step's path. */
  readonly step: string
  /** What the person saw; left out, the command is for whatever is open now. */
  readonly instance?: string
  readonly epoch?: number
}

/** What is asked of the case as a whole. */
export type CaseCommand = Extract<Command, { readonly do: 'cancel' | 'recalculate' | 'roster_changed' }>

/** What a person asks of a case. */
export type Command =
  | (StepCommand & { readonly do: 'complete'; readonly outcome: string; readonly form: JsonObject; readonly evidence?: Readonly<Record<string, readonly Evidence[]>> })
  | (StepCommand & { readonly do: 'claim' | 'release' })
  | (StepCommand & { readonly do: 'cannot'; readonly reason: CannotReason; readonly note: string })
  /** `roles` are those of `by`, which only the API says and never whoever sends the command: some things only a role may give up. */
  | (StepCommand & { readonly do: 'settle'; readonly choice: 'retry' | 'done_by_hand' | 'give_up'; readonly reference: string; readonly outcome?: string; readonly form: JsonObject; readonly roles?: readonly string[] })
  /** For a reason that the SOP declares; `forMs` is how long at most, the reason's own limit when left out. */
  | (StepCommand & { readonly do: 'pause'; readonly reason: string; readonly forMs?: number })
  | (StepCommand & { readonly do: 'resume' })
  /** One level up or down by hand; `level` is the one that the person saw. */
  | (StepCommand & { readonly do: 'escalate' | 'deescalate'; readonly level: number })
  /** Will not do it: the next level that tells somebody fires at once. */
  | (StepCommand & { readonly do: 'decline'; readonly note: string })
  /** Hands a task on to a person, or without `to` back to whom the roster gives it; `summary` says how it stands. */
  | (StepCommand & { readonly do: 'handoff'; readonly to?: string; readonly summary: string })
  /** The holder keeps a task although their shift has ended (`handoff: ask`). */
  | (StepCommand & { readonly do: 'stay' })
  /** The owner's yes or no to a suggestion (`mode: suggest`). */
  | (StepCommand & { readonly do: 'confirm'; readonly yes: boolean; readonly note: string })
  /** Says what the record should know of the step and changes nothing: it was done otherwise, or the SOP does not fit here. */
  | (StepCommand & { readonly do: 'remark'; readonly kind: RemarkKind; readonly note: string })
  /** The value of a fact that a person was asked for. */
  | (StepCommand & { readonly do: 'answer'; readonly form: JsonObject })
  | (EveryCommand & { readonly do: 'cancel'; readonly because: string })
  /** Reads the calendars in use anew and moves the clocks that run on them. */
  | (EveryCommand & { readonly do: 'recalculate'; readonly because: string })
  /**
   * Somebody has changed who is on, of a `roster`, or when a `person` is away: whoever has a task may have it no more, or until another
   * time. `what` says in a sentence what was changed, by whom and why.
   */
  | (EveryCommand & { readonly do: 'roster_changed'; readonly roster?: string; readonly person?: string; readonly what?: string })

/** Why a person cannot do a step: one of `CANNOT_REASONS`. */
export type CannotReason = (typeof CANNOT_REASONS)[number]
/**
 * The reasons that every channel offers: a fixed list, so that they can be counted over all SOPs. What is particular
 * goes into the note, which `other` must have.
 */
export const CANNOT_REASONS = ['missing_data', 'no_authority', 'policy_gap', 'system_failure', 'out_of_stock', 'unsafe', 'other'] as const

/** What a remark is about: one of `REMARKS`. */
export type RemarkKind = (typeof REMARKS)[number]
/** A fixed list, so that remarks can be counted over all SOPs: "I did it another way", "this SOP is wrong here". */
export const REMARKS = ['another_way', 'sop_wrong'] as const

/** A question to the organisation: who gets this step, at this epoch and level. Its answer is stored by `id`. */
export interface Request {
  /** `instance@epoch.level`. */
  readonly id: string
  /**
   * `openings` asks for a calendar's open hours and for nobody; `shift` whether `assignee` is on the roster `target`, and until when;
   * `arrivals` which events were received for the case by `until` that it was not told of.
   */
  readonly purpose: 'assign' | 'escalate' | 'remind' | 'openings' | 'shift' | 'arrivals'
  readonly caseId: string
  readonly instance: string
  readonly step: string
  readonly epoch: number
  readonly level: number
  /** A role, a person, or `slack:#channel`. */
  readonly target: string
  readonly takesOver: boolean
  /** What belongs to no level of escalation: a hard deadline comes, a pause has lasted too long, a shift has ended, or the path is at its end, which the sink has to know. `recalculate`: open hours are read anew for clocks that run. */
  readonly about?: 'act_before' | 'pause_over' | 'approval' | 'exhausted' | 'shift_end' | 'recalculate'
  /** Why a level fires, which pass of its path after the first it is, and who fired it by hand. */
  readonly because?: string
  readonly pass?: number
  readonly by?: string
  readonly at: number
  /** When it was due; earlier than `at` when it fired late, after an outage. */
  readonly dueAt: number
  readonly assignee?: string
  /** People who must not get it (`not_same_as`). */
  readonly exclude?: readonly string[]
  /** By which channels a level wants its people told; without it, as each wants to be told. */
  readonly channels?: readonly ('slack' | 'email')[]
  /** Further roles and people who are asked with the target (`approvals`). */
  readonly also?: readonly string[]
  /** Who hands the step on to the target. */
  readonly handedBy?: string
  /** Whom the step is for, and what becomes of it at a shift's end: where a roster stands behind `of`, the answer says when the shift ends of whoever has the step. */
  readonly shift?: { readonly of: string; readonly handoff: 'ask' | 'follow' | 'stay' }
  /** For `openings`, whose `target` is a calendar: how far from `at` at least; for `arrivals` as above; at a shift's end until when an answer is waited for. Epoch milliseconds. */
  readonly until?: number
}

/** The answer, with the reasons that a receipt prints. */
export interface Resolution {
  readonly request: Request
  /** Empty when the target yields nobody. */
  readonly people: readonly string[]
  readonly why: string
  readonly considered: readonly { readonly person: string; readonly why: string }[]
  readonly organisationVersion: string
  readonly fallback: boolean
  /** With `also` in the request: everybody whom its targets name, the excluded left out. */
  readonly eligible?: readonly string[]
  readonly openings?: Openings
  /** The events that `arrivals` asked for, oldest first. */
  readonly arrivals?: readonly Arrival[]
  /** The roster behind `shift.of`; empty where there is none, and an absence ends the time of whoever has the step. */
  readonly roster?: string
  /** When the shift on it ends of whoever has the step by this answer, or may have ended, where it lasts for weeks; missing for somebody who is not on. Epoch milliseconds. */
  readonly shiftEndsAt?: number
  /** Whose turn it was in a role that goes round (`round_robin`): a holder of the role, for whom somebody else may act. */
  readonly turn?: { readonly role: string; readonly of: string }
}
