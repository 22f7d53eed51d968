import type { Json, JsonObject } from './json.ts'

/**
 * All that a case knows about itself, plain JSON: a set of open step instances and the frames they live in, so that
 * branches, lists and called SOPs need no promise of their own and continue-as-new works with any of them open.
 * Instants are epoch milliseconds on the case's own clock.
 */
export interface CaseState {
  readonly format: 1
  readonly caseId: string
  readonly key: string
  readonly sop: string
  readonly version: string
  readonly openedAt: number
  /** A person's id, or the integration that delivered the event. */
  readonly openedBy: string
  readonly trigger: string
  readonly event: JsonObject
  readonly parameters: Readonly<Record<string, Json>>
  readonly facts: Readonly<Record<string, KnownFact>>
  readonly lets: Readonly<Record<string, Json>>
  readonly open: readonly StepInstance[]
  readonly frames: readonly Frame[]
  /** Latest result of each step path. */
  readonly results: Readonly<Record<string, StepResult>>
  readonly visits: Readonly<Record<string, number>>
  /** Effects asked for and not yet answered; a new run asks again by the same key. */
  readonly effects: readonly Effect[]
  /** Completed actions that know how to take themselves back, oldest first. */
  readonly undo: readonly Undo[]
  /** Commands already answered, oldest first, so that a repeat gets the first answer. */
  readonly answered: readonly Answered[]
  /** Set by a cancel that waits for effects in flight and for what must be taken back. */
  readonly cancelling?: { readonly by: string; readonly because: string }
  readonly caseClock: Clock | null
  readonly outcome?: string
  readonly closedAt?: number
  /** Numbers turns, requests and fetches; never goes back, continue-as-new included. */
  readonly turn: number
  readonly sequence: number
  /** How far the clock was wound on in all; null for a case whose clock cannot be wound. */
  readonly woundMs: number | null
}

/** `root` only, until `parallel`, `each` and `call` open frames of their own. */
export interface Frame {
  readonly id: string
  readonly kind: 'root'
}

/** A value that was read, with where and when: how fresh it is and what the receipt says both follow from these. */
export interface KnownFact {
  readonly value: Json
  /** The system that answered, as people name it: `shopify`. */
  readonly source: string
  /** When it was read, on the case's clock. */
  readonly at: number
}

/** One visit of a step that is still open. It keeps its id through retries, takeovers and continue-as-new. */
export interface StepInstance {
  /** `path#visit`, stable for the life of the case. */
  readonly id: string
  readonly step: string
  readonly visit: number
  readonly frame: string
  readonly phase: 'gathering' | 'acting' | 'verifying' | 'sending' | 'task' | 'exception' | 'undoing'
  readonly startedAt: number
  /** Raised only by a person's audited decision to try again. */
  readonly attempt: number
  /** Goes up with every change of assignee; a command that names an older one is stale. */
  readonly epoch: number
  readonly level: number
  readonly assignee?: string
  /** Why this person: one line of the receipt. */
  readonly why?: string
  readonly claimedBy?: string
  readonly clock?: Clock
  readonly exception?: ExceptionTask
  /** Result of the action while its `verify` looks at fresh facts. */
  readonly result?: JsonObject
}

/** Deadlines still to come, soonest first. Each fires once and is then gone. */
export interface Clock {
  readonly startedAt: number
  readonly dueAt: number
  readonly acknowledgeBy?: number
  readonly deadlines: readonly Deadline[]
}

/** What falls due on a clock: the first reaction, the finish, or a level of the escalation path. `at` is epoch milliseconds. */
export type Deadline =
  | { readonly kind: 'acknowledge'; readonly at: number }
  | { readonly kind: 'breach'; readonly at: number }
  | { readonly kind: 'level'; readonly level: number; readonly at: number }

/** Why a step became a person's task; the case goes no further until somebody settles it. */
export interface ExceptionTask {
  readonly code: string
  /** What happened, for the person who has to deal with it. */
  readonly message: string
  /** The phase that failed, to which `retry` goes back. */
  readonly during: StepInstance['phase']
}

/** How the latest visit of a step ended. `by` is missing when no person ended it. */
export interface StepResult {
  readonly instance: string
  readonly outcome: string
  readonly visits: number
  readonly by?: string
  readonly at: number
  readonly outputs: JsonObject
  /** The accepted form of a task. */
  readonly form?: JsonObject
  readonly commandId?: string
}

/** A completed action that can be taken back, with the finished input of the action that does so. */
export interface Undo {
  readonly step: string
  readonly visit: number
  readonly action: string
  readonly with: JsonObject
}

/** A command and the answer it got. */
export interface Answered {
  readonly commandId: string
  /** Canonical JSON of what was asked, to tell a repeat from a conflict. */
  readonly asked: string
  readonly answer: Answer
}

/** What a person is told after a command was taken. */
export interface Answer {
  readonly caseId: string
  readonly step: string
  readonly instance: string
  readonly outcome: string | null
  readonly done: string
}

/**
 * Something wanted outside, carried out by an ordinary activity. `id` is the business key: case, step path, visit,
 * action, attempt. It is the same after a retry, a reset, a continue-as-new and a change of assignee.
 */
export type Effect =
  | { readonly kind: 'fetch'; readonly id: string; readonly instance: string; readonly fact: string; readonly action: string; readonly with: JsonObject }
  | { readonly kind: 'act'; readonly id: string; readonly instance: string; readonly action: string; readonly with: JsonObject; readonly undoes?: string }
  | { readonly kind: 'send'; readonly id: string; readonly instance: string; readonly message: Letter }

/** A message ready to go. `to` is an address; the text is already rendered. */
export interface Letter {
  readonly template: string
  readonly locale: string
  readonly to: { readonly name?: string; readonly email: string }
  readonly subject: string
  readonly body: string
}
