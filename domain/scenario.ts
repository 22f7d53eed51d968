import type { CannotReason } from './event.ts'
import type { Json, JsonObject } from './json.ts'

/** One test beside a SOP: what happens from outside, and what must come out. Instants and durations in milliseconds. */
export interface Scenario {
  readonly name: string
  readonly startsAt: number
  /** Name of the event, or `manual`. */
  readonly trigger: string
  readonly openedBy: string
  readonly event: JsonObject
  /** Answers to each fact by name, one a fetch; the last repeats. */
  readonly facts: Readonly<Record<string, readonly FactAnswer[]>>
  /** Answers of each action by name, one a try; the last repeats. Without an entry: ok with an empty result. */
  readonly systems: Readonly<Record<string, readonly SystemAnswer[]>>
  /** What people do at each step, one a visit; the last repeats. */
  readonly people: Readonly<Record<string, readonly PersonAct[]>>
  /** What is done with each step's exception tasks, in order. */
  readonly exceptions: Readonly<Record<string, readonly ExceptionAct[]>>
  /** What comes from outside, counted from the start. */
  readonly events?: readonly OutsideEvent[]
  /** What comes after the case has ended the first time, counted from its end. */
  readonly reopened?: OutsideEvent
  readonly cancel?: { readonly afterMs: number; readonly by: string; readonly because: string }
  readonly expect: Expectation
}

/** An event of a system that the SOP may wait for. */
export interface OutsideEvent {
  readonly afterMs: number
  /** `easypost.tracker_updated`. */
  readonly on: string
  readonly fields: JsonObject
}

/** What a look at a fact gives. A fact without an answer fails with `not-given`, as nothing is made up for a test. */
export type FactAnswer = { readonly value: Json } | { readonly fails: string }

/** `timeout`: it did not happen. `timeout_after`: it did, and the answer was lost. Another code is a business refusal. */
export type SystemAnswer = { readonly ok: JsonObject } | { readonly fails: string }

/** What somebody does with a task, counted from the start of its clock. Without `by` it is whoever the step was assigned to. */
export type PersonAct =
  | { readonly kind: 'complete'; readonly afterMs: number; readonly claimsAfterMs?: number; readonly by?: string; readonly outcome: string; readonly form: JsonObject }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'cannot'; readonly afterMs: number; readonly by?: string; readonly reason: CannotReason; readonly note: string }

/** What the owner does with an exception task, counted from when it was opened; `reference` is the proof that `done_by_hand` asks for. */
export interface ExceptionAct {
  readonly choice: 'retry' | 'done_by_hand' | 'give_up'
  readonly reference: string
  readonly afterMs: number
  readonly outcome?: string
  readonly form?: JsonObject
}

/** Only what is given is compared. `effects`, `messages` and `visited` are whole lists in order. */
export interface Expectation {
  readonly outcome?: string
  readonly openAt?: string
  /** The instant at which an `openAt` case is looked at. */
  readonly until?: number
  readonly effects?: readonly string[]
  readonly messages?: readonly string[]
  readonly visited?: readonly string[]
  readonly notVisited?: readonly string[]
  readonly owner?: Readonly<Record<string, string>>
  readonly due?: Readonly<Record<string, number>>
  readonly escalations?: number | readonly { readonly step: string; readonly level: number; readonly to?: string; readonly at?: number }[]
  readonly endedWithinMs?: number
}
