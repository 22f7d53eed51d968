import type { EscalationState } from './escalation/state.ts'
import type { Arrival } from './event.ts'
import type { Json, JsonObject } from './json.ts'
import type { Route } from './plan.ts'

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
  /** By `prefix + name`: a called SOP has facts of its own. The same holds for `lets`. */
  readonly facts: Readonly<Record<string, KnownFact>>
  readonly lets: Readonly<Record<string, Json>>
  readonly open: readonly StepInstance[]
  readonly frames: readonly Frame[]
  /** Latest result of each step path. */
  readonly results: Readonly<Record<string, StepResult>>
  /** How often each path was entered in the life of the case; never starts again. */
  readonly visits: Readonly<Record<string, number>>
  /** Visits before the current opening of the case or frame, which `at_most` does not count. Missing: none. */
  readonly forgiven: Readonly<Record<string, number>>
  /** Effects asked for and not yet answered; a new run asks again by the same key. */
  readonly effects: readonly Effect[]
  /** Completed actions that know how to take themselves back, oldest first. */
  readonly undo: readonly Undo[]
  /** Actions done, for what `together` still owes, oldest first. */
  readonly paired: readonly Owed[]
  /** Actions done before anything owed them, each once for a pairing: they pay its next debt. Missing: none. */
  readonly spare?: readonly Spare[]
  /** What the case is waiting for outside, each with an id of its own; the intake looks them up. */
  readonly subscriptions: readonly Subscription[]
  /** The id of the event that opened the case: none of its waits hears it once more. */
  readonly openedWith?: string
  /** Ids of arrived events that were used, newest last: an event is used once per case. */
  readonly used: readonly string[]
  /** Timers of the case itself. */
  readonly timers: readonly Timer[]
  /** When the last visit of each wait ended, by path: a later one takes only what came after. Missing: none ended. */
  readonly waited?: Readonly<Record<string, number>>
  /** Facts that the case asked for itself and did not get; steps that need them ask again. */
  readonly unread?: readonly string[]
  /** The hard instant of the whole case once it is known, and when people are warned; null when it cannot be told. */
  readonly deadline?: { readonly at: number | null; readonly warnAt?: number }
  /** The case has asked what was received for it until then; no timer passes meanwhile. */
  readonly asked?: number
  /** Events that came before the answer and after an end that it may forestall, oldest first. */
  readonly untold?: readonly Arrival[]
  /** When an event opened the ended case again, the last time. */
  readonly reopenedAt?: number
  /** Open hours by calendar, as last read. */
  readonly openings: Readonly<Record<string, Openings>>
  /** A person has had calendars read again: which are still on their way, and what the others have moved. */
  readonly recalculating?: {
    readonly by: string
    readonly via: string
    readonly because: string
    readonly calendars: readonly string[]
    readonly waiting: readonly string[]
    readonly clocks: readonly { readonly step: string; readonly calendar: string; readonly dueBefore: number; readonly dueAt: number }[]
  }
  /** Commands already answered, oldest first, so that a repeat gets the first answer. */
  readonly answered: readonly Answered[]
  /** Set while the case waits for effects in flight, and for what must be taken back, before it goes on to `then`. */
  readonly leaving?: Leaving
  readonly caseClock: Clock | null
  readonly outcome?: string
  readonly closedAt?: number
  /** Numbers turns, requests and fetches; never goes back, continue-as-new included. */
  readonly turn: number
  readonly sequence: number
  /** How far the clock was wound on in all; null for a case whose clock cannot be wound. */
  readonly woundMs: number | null
}

/**
 * Where steps run. The root and each call have a SOP of their own (event, parameters, facts, `let`); branches and list elements
 * share that of the frame around them. `prefix` stands before the id of each step in it: `refund/`, `lines[0]/`; a branch has that of
 * the frame around it. `list` is the id of the `each` step, `name` what its elements are called. `ending` is the outcome of a SOP that is
 * over but for what `together` still owes.
 */
export type Frame =
  | { readonly id: 'root'; readonly kind: 'root'; readonly prefix: ''; readonly ending?: string }
  | (InnerFrame & { readonly kind: 'branch'; readonly branch: string })
  | (InnerFrame & { readonly kind: 'element'; readonly list: string; readonly index: number; readonly name: string; readonly value: Json })
  | (InnerFrame & { readonly kind: 'call'; readonly sop: string; readonly event: JsonObject; readonly parameters: Readonly<Record<string, Json>>; readonly ending?: string })

interface InnerFrame {
  /** The opener's instance id and what part of it: `books#1.goods`, `lines#1[0]`, `refund#1`. */
  readonly id: string
  readonly prefix: string
  /** The frame around it. */
  readonly parent: string
  /** The open instance of the step that opened it. */
  readonly opener: string
}

/** How the case leaves what it is doing: everything that has not left our systems is dropped, the rest settles, then `then`. */
export interface Leaving {
  /** A person's id for a cancel; the event's name for a crossing. */
  readonly by: string
  readonly because: string
  /** Whether what was done is taken back first. */
  readonly undo: boolean
  readonly then: Route
}

/** Waits for an event by one field of it. `value` is canonical JSON text, so that it can be looked up by equality. */
export interface Subscription {
  /** `INSTANCE.OUTCOME` of a wait, `any.N` of an at_any_time, `reopen.N`. */
  readonly id: string
  readonly event: string
  readonly field: string
  readonly value: string
  /** Events received before this instant do not count: an earlier visit ended then. 0: any that is still kept. */
  readonly since: number
  /** Nor do events received after this one: the time in which an ended case may be opened again. */
  readonly until?: number
}

/** Something that falls due besides SLA clocks. Each fires once and is then gone. */
export interface Timer {
  readonly kind: 'timeout' | 'reached' | 'silent' | 'remind' | 'act_before' | 'expired' | 'pause_over' | 'send_at' | 'shift_end'
  readonly at: number
  /** Which reminder, counted from 0; which pause; for a shift's end `answer`: that nobody has said what is to become of the task. */
  readonly of?: string
}

/** Open hours of a calendar as `[from, to]`, sorted, from `from` to `until`, worked out by whoever knows the calendar. */
export interface Openings {
  readonly calendar: string
  readonly version: string
  readonly readAt: number
  readonly from: number
  readonly until: number
  readonly intervals: readonly (readonly [number, number])[]
  /** The zone's offsets in that time, and the local dates (days since 1970) on which an opening begins: for business days. */
  readonly offsets: readonly (readonly [number, number])[]
  readonly dates: readonly number[]
}

/** One half of a pairing that was done, and what it still owes. */
export interface Owed {
  readonly step: string
  readonly visit: number
  readonly when: string
  readonly owes: readonly string[]
  readonly waiver?: string
  /** The root or call whose SOP has the pairing, and which settles it before it ends. */
  readonly frame: string
  /** What was done for it since; when that is taken back it is owed again. */
  readonly paid: readonly { readonly action: string; readonly step: string; readonly visit: number }[]
  /** Actions that this one was itself done for: a pairing that leads back to them owes them nothing more. */
  readonly after: readonly string[]
}

/** What was done already for a pairing whose first half, `when`, is still to come. `frame` as in `Owed`. */
export interface Spare {
  readonly action: string
  readonly step: string
  readonly visit: number
  readonly when: string
  readonly frame: string
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
  /** `inside`: a container whose parts run; `confirming`: the owner must say yes first (`mode: suggest`); `asking`: a person is asked for a fact. */
  readonly phase: 'gathering' | 'acting' | 'verifying' | 'sending' | 'task' | 'exception' | 'undoing' | 'waiting' | 'inside' | 'confirming' | 'asking'
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
  /** Since when it is `claimedBy`'s, and when its epoch last went up: whoever comes too late is told. Epoch milliseconds. */
  readonly claimedAt?: number
  readonly changedAt?: number
  readonly clock?: Clock
  /** Where it stands on its escalation path; missing where that has no levels. */
  readonly climb?: EscalationState
  /** The open hours that its clock goes on counting by when the calendar was changed after it began. */
  readonly openings?: Openings
  readonly exception?: ExceptionTask
  /** Result of the action while its `verify` looks at fresh facts. */
  readonly result?: JsonObject
  readonly timers?: readonly Timer[]
  /** Letters that leave when the quiet hours are over; `of` of their timers is their id. */
  readonly held?: readonly Extract<Effect, { kind: 'send' }>[]
  /** Its hard deadline passed while something was under way outside: it ends as expired should that fail. */
  readonly overdue?: true
  /** Approvals given so far, each human once. */
  readonly approvals?: readonly Approval[]
  /** Who may approve, as the organisation said when the step was given out last. */
  readonly eligible?: readonly string[]
  /** People who may neither be given the step nor finish it (`not_same_as`), as it stood when it opened. */
  readonly excluded?: readonly string[]
  /** How the step stood when it was handed on last; `byRoster` when the roster did that, and not who had it. */
  readonly handedOn?: { readonly by: string; readonly summary: string; readonly at: number; readonly byRoster?: true }
  /**
   * On which roster its holder's shift was looked up, and whose; missing where no roster gives out the task. With `endsAt` they are on
   * until then. `over`: it has ended, and they kept the task or (until `answerBy`) are asked. `because`: what ended it, where that
   * was a change and not the time; `roster` is empty where none gave it out, and only an absence ends it.
   */
  readonly shift?: { readonly roster: string; readonly of: string; readonly endsAt?: number; readonly over?: true; readonly answerBy?: number; readonly because?: string }
  /** A person has paused it: the clock stands still for this reason. */
  readonly paused?: { readonly reason: string; readonly by: string; readonly since: number; readonly until: number }
  /** The fact that a person is asked for while `asking`. */
  readonly asked?: string
  /** What the owner is asked to say yes to, and what is then done to the letter. */
  readonly suggestion?: Suggestion
  /** Set once the owner has said yes to a suggestion, by whom. */
  readonly confirmedBy?: string
  /** Run out of order because `together` owes it: the action, and the visit that owes. */
  readonly owed?: { readonly action: string; readonly when: string; readonly step: string; readonly visit: number; readonly waiver?: string }
  /** Of a container: parts not yet begun and how each ended, in the order of the file or the list. */
  readonly inside?: Inside
}

/** One person's yes to a step that needs several. */
export interface Approval {
  readonly by: string
  readonly form: JsonObject
  readonly evidence?: Readonly<Record<string, readonly Evidence[]>>
  readonly at: number
}

/** What a step would do: an action with its finished input, a letter, what the table says, or a SOP with what it begins with. */
export type Suggestion =
  | { readonly kind: 'action'; readonly action: string; readonly with: JsonObject }
  | { readonly kind: 'message'; readonly message: Letter }
  | { readonly kind: 'call'; readonly sop: string; readonly with: JsonObject }
  | { readonly kind: 'decide'; readonly outcome: string; readonly outputs: JsonObject; readonly rule: Json; readonly inputs: JsonObject }

/** Parts of a `parallel` or `each` by name or index. */
export interface Inside {
  readonly parts: readonly { readonly part: string; readonly state: 'waiting' | 'open' | 'done' | 'failed' | 'cancelled'; readonly result?: JsonObject }[]
  /** The elements of an `each`. */
  readonly elements?: readonly Json[]
  /** How the step will end once everything that still runs in it has settled and was taken back. */
  readonly closing?: 'done' | 'failed' | 'expired'
}

/** Deadlines still to come, soonest first. Each fires once and is then gone. */
export interface Clock {
  readonly startedAt: number
  readonly dueAt: number
  readonly acknowledgeBy?: number
  readonly deadlines: readonly Deadline[]
  /** Since when it stands still: deadlines that were to come then do not come until it goes on. */
  readonly heldAt?: number
  /** Pauses that are over, oldest first, each from and until when. */
  readonly stood?: readonly (readonly [number, number])[]
  /** When these percents of the finish time are used: levels of escalation wait for them. */
  readonly marks?: readonly (Pick<Deadline, 'at' | 'on'> & { readonly percent: number })[]
}

/**
 * What falls due on a clock: the first reaction, a warning, the finish; and the one thing that comes next on the escalation path, which is
 * set anew with every change of the climb. `at` is epoch milliseconds, `on` the time it counts in (missing: elapsed), which a pause puts
 * it off by. `look_again`: the open hours that are known do not reach to what comes next.
 */
export type Deadline = { readonly at: number; readonly on?: 'business' | 'business_days' } & (
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'breach' }
  | { readonly kind: 'warned'; readonly percent: number }
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'pass_over' | 'ack_expires' | 'look_again' }
)

/** Why a step became a person's task; the case goes no further until somebody settles it. */
export interface ExceptionTask {
  readonly code: string
  /** What happened, for the person who has to deal with it. */
  readonly message: string
  /** The phase that failed, to which `retry` goes back. */
  readonly during: StepInstance['phase']
  /** It was tried until there was no more time: it may have happened. */
  readonly unknown?: true
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
  /** The accepted evidence of a task, by name. */
  readonly evidence?: Readonly<Record<string, readonly Evidence[]>>
  /** Everybody who said yes to a step that needs several; `by` is the last of them. */
  readonly approvedBy?: readonly string[]
  /** What was said yes to, by the action that needs it: canonical JSON of its amount and the hashes of the proof. */
  readonly yes?: Readonly<Record<string, string>>
  readonly commandId?: string
}

/** One piece of proof. A photo or file is kept by its hash, a link or scan as text. `original` is the hash of what was sent, where what is kept differs. */
export type Evidence =
  | { readonly kind: 'photo' | 'file'; readonly sha256: string; readonly name: string; readonly type: string; readonly bytes: number; readonly original?: string }
  | { readonly kind: 'link' | 'scan'; readonly text: string }

/** A completed action that can be taken back, with the finished input of the action that does so. */
export interface Undo {
  readonly step: string
  readonly visit: number
  readonly action: string
  readonly with: JsonObject
  /** Where it was done; a branch that loses takes back only its own. */
  readonly frame: string
  /** A person did it another way, under this reference: a system cannot take that back, a person must. */
  readonly byHand?: { readonly by: string; readonly reference: string }
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
  /** `approved`: the people who said yes to it, where it needed one. */
  | {
      readonly kind: 'act'; readonly id: string; readonly instance: string; readonly action: string; readonly with: JsonObject; readonly undoes?: string
      readonly approved?: readonly string[]
    }
  /** `beside`: a reminder; its step waits for something else. `at` is when it was asked for, on the case's clock. */
  | { readonly kind: 'send'; readonly id: string; readonly instance: string; readonly message: Letter; readonly beside?: true; readonly at?: number }

/**
 * A message ready to go; the text is already rendered. `to` is an address; for a role or person of the organisation, `whom` names it
 * and `email` is empty: whoever sends it finds the address, as people's addresses are no business of a case.
 */
export interface Letter {
  readonly template: string
  readonly locale: string
  readonly to: { readonly name?: string; readonly email: string; readonly whom?: string }
  readonly subject: string
  readonly body: string
  /** To a customer, and not before their quiet hours are over: in their zone, where it is known. */
  readonly quiet?: { readonly zone?: string }
}
