import type { CannotReason } from './event.ts'
import type { Json, JsonObject } from './json.ts'
import type { ZoneOffsets } from './organisation.ts'
import type { Allowance } from './plan.ts'
import type { Evidence } from './state.ts'

/** One test beside a SOP: what happens from outside, and what must come out. Instants and durations in milliseconds. */
export interface Scenario {
  readonly name: string
  readonly startsAt: number
  /** Of the case, as its trigger gives it; the scenario's name where nothing gives one. */
  readonly key?: string
  /** Name of the event, or `manual`, `called`, `every`. */
  readonly trigger: string
  readonly openedBy: string
  readonly event: JsonObject
  /** UTC offsets of the zones that its customers are in. */
  readonly zones?: Readonly<Record<string, ZoneOffsets>>
  /** Answers to each fact by name, one a fetch; the last repeats. */
  readonly facts: Readonly<Record<string, readonly FactAnswer[]>>
  /** Answers of each action by name, one a try; the last repeats. Without an entry: ok with an empty result. */
  readonly systems: Readonly<Record<string, readonly SystemAnswer[]>>
  /** What people do at each step, one a visit; the last repeats. */
  readonly people: Readonly<Record<string, readonly PersonAct[]>>
  /** What is done with each step's exception tasks, in order. */
  readonly exceptions: Readonly<Record<string, readonly ExceptionAct[]>>
  /** What the owner of each step says to its suggestions (`mode: suggest`), one an answer; the last repeats. */
  readonly confirm?: Readonly<Record<string, readonly boolean[]>>
  /** What people say who are asked for a fact that no system knows, by the name that `facts` has; the last repeats. */
  readonly asks?: Readonly<Record<string, readonly AskAct[]>>
  /** What comes from outside, counted from the start. */
  readonly events?: readonly OutsideEvent[]
  /** What comes after the case has ended the first time, counted from its end; `later` is on top of that, on the SOP's calendar. */
  readonly reopened?: OutsideEvent & { readonly later?: Allowance }
  readonly cancel?: { readonly after: After; readonly by: string; readonly because: string }
  readonly expect: Expectation
}

/** Milliseconds, or time that counts on the calendar of the step it is about, else of the SOP. */
export type After = number | Allowance

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

/** What somebody does with a task, counted from the start of its clock. Without `by` it is whoever the step is assigned to then. */
export type PersonAct =
  | (AnyAct & {
      readonly kind: 'complete'
      readonly after: After
      readonly claimsAfter?: After
      readonly outcome: string
      readonly form: JsonObject
      readonly evidence?: Readonly<Record<string, readonly Evidence[]>>
    })
  | (AnyAct & { readonly kind: 'cannot'; readonly after: After; readonly reason: CannotReason; readonly note: string })
  | (AnyAct & { readonly kind: 'nobody' })

interface AnyAct {
  /** One person, or those who approve one after the other. */
  readonly by?: string | readonly string[]
  readonly pause?: PauseAct
}

/** Somebody pauses a task; without `lasts` until the reason's own limit. */
export interface PauseAct {
  readonly after: After
  readonly reason: string
  readonly lasts?: After
}

/** What a person answers who is asked for a fact, counted from the question. */
export interface AskAct {
  readonly after: After
  readonly by?: string
  readonly value: JsonObject
}

/** What the owner does with an exception task, counted from when it was opened; `reference` is the proof that `done_by_hand` asks for. */
export interface ExceptionAct {
  readonly choice: 'retry' | 'done_by_hand' | 'give_up'
  readonly reference: string
  readonly after: After
  readonly by?: string
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
