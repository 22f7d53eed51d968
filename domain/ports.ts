import type { AuditEvent } from './audit.ts'
import type { Arrival, Command, Request, Resolution } from './event.ts'
import type { Json, JsonObject } from './json.ts'
import type { ChangeKind } from './roster/change-words.ts'
import type { OurRefund, TheirRefund } from './reconcile.ts'
import type { RosterEdit } from './roster/edit.ts'
import type { Payment } from './limits.ts'
import type { Organisation } from './organisation.ts'
import type { Plan } from './plan.ts'
import type { Answer, CaseState, Letter, Subscription } from './state.ts'
import type { CaseSummary, TaskCard, TimelineEntry } from './views.ts'

/** One turn of a case: what happened between two looks at the world, to be recorded in one transaction. */
export interface Turn {
  readonly caseId: string
  readonly workflowId: string
  readonly runId: string
  /** The run this one continues, when it does; another run without it is a reset. */
  readonly continuedFrom: string | null
  readonly turn: number
  readonly events: readonly AuditEvent[]
  readonly requests: readonly Request[]
  readonly summary: CaseSummary
  /** All human steps open after the turn. */
  readonly tasks: readonly TaskCard[]
  /** All that the case waits for from outside after the turn. */
  readonly subscriptions: readonly Subscription[]
  /** Inbox ids of events that the turn used. */
  readonly used: readonly string[]
  /** Of a closed case that an event may open again: its whole state. */
  readonly final?: CaseState
  /** Tokens of earlier turns that this call proves. */
  readonly proves: readonly Token[]
}

/** Names one insertion of a turn. It stands in the marker of Temporal's history, so a turn is true once its token is. */
export interface Token {
  readonly runId: string
  readonly turn: number
  readonly token: string
}

/** What a recorded turn gives back: the token to keep in the history, and who gets what was asked about. */
export interface Recorded {
  readonly token: Token
  readonly resolutions: readonly Resolution[]
}

/** Writes turns; a row is only believed once its token is proven. */
export interface Recorder {
  /** Inserts the turn under a fresh token, never replacing another; answers its requests, the same answer for the same request id. */
  record(turn: Turn): Promise<Recorded>
  /** The token is in Temporal's history: the turn is true, its rivals are discarded, the projections follow it. Safe to repeat. */
  prove(caseId: string, tokens: readonly Token[]): Promise<void>
}

/** Keeps what a case would not take: who asked for what, and why not. */
export interface Refusals {
  note(caseId: string, event: AuditEvent): Promise<void>
}

/** What Temporal says really happened, for the sealer. */
export interface Histories {
  /** Tokens whose markers stand in the run's history and whether the run has ended; undefined when Temporal no longer knows the run. */
  tokens(workflowId: string, runId: string): Promise<{ readonly tokens: readonly Token[]; readonly ended: boolean } | undefined>
}

/** What somebody must look at, because the product cannot help itself. Instants are epoch milliseconds of the world's clock. */
export interface Alarm {
  /**
   * `payments-differ`: money that one side has and the other does not know. `message-undelivered`: somebody was to be told something and was not. `channel-down`: nobody can be reached there. `mail-parked`: an
   * answer by mail that a person has to read. `interaction-parked`: what somebody did in Slack was given up. `undo-failed`: what a case did could not be taken back. `watchdog-found`: what should have happened did not. `watchdog-silent`: nobody looks for that.
   * `checkpoint-missing`: the record has no proof outside the database for a while, or the file of it is not as it was left.
   */
  readonly kind: 'payments-differ' | 'case-stands-still' | 'webhook-parked' | 'message-undelivered' | 'channel-down' | 'mail-parked' | 'interaction-parked' | 'undo-failed' | 'watchdog-found' | 'watchdog-silent' | 'checkpoint-missing'
  /** The run, the delivery, the person or the channel that it is about. */
  readonly subject: string
  readonly message: string
  readonly times: number
  readonly firstAt: number
  readonly lastAt: number
}

/** Keeps alarms: one for each thing, however often it is found. */
export interface Alarms {
  raise(kind: Alarm['kind'], subject: string, message: string): Promise<void>
  /** At most 200, newest first. */
  since(at: number): Promise<readonly Alarm[]>
}

/** Stops all payments of every case, and lets them go on. */
export interface MoneySwitch {
  /** Holds for every payment that is begun or tried again from now on. */
  set(stopped: boolean, by: string, because: string): Promise<void>
  /** Who did what and why, newest first; the first one holds. `at` in epoch milliseconds. */
  history(): Promise<readonly { readonly stopped: boolean; readonly by: string; readonly because: string; readonly at: number }[]>
}

/** What the ledger keeps of payments, to compare it with what their provider says. */
export interface PaymentRows {
  /** Payments by an action that were begun since an instant; `key` is the business key. */
  since(action: string, at: number): Promise<readonly (Omit<OurRefund, 'effect'> & { readonly key: string })[]>
}

/** A provider that lists its refunds. */
export interface RefundLister {
  readonly system: string
  readonly action: string
  /** The key that the provider was given for a business key. */
  keyOf(key: string): string
  /** All refunds made since an instant; throws `ConnectorError`. */
  since(at: number, signal: AbortSignal): Promise<readonly TheirRefund[]>
  /** One refund, where the list may lack one that is there all the same; undefined when it does not exist. Throws `ConnectorError`. */
  find?(reference: string, signal: AbortSignal): Promise<TheirRefund | undefined>
}

/** The ledger of effects: one row a business key, written before the first call. */
export interface Ledger {
  /** `fresh`: nobody tried. `unknown`: somebody did and no answer was stored: look before acting. `done`: the stored answer. */
  begin(entry: { key: string; caseId: string; action: string; input: JsonObject; money: boolean; payment?: Payment }): Promise<LedgerState>
  /** Why no money may move now, since somebody has stopped it; undefined while it may. */
  stopped?(): Promise<string | undefined>
  /** What is known of a key, without beginning anything; undefined when nobody tried. */
  find(key: string): Promise<LedgerState | undefined>
  finish(key: string, result: JsonObject, reference: string | null): Promise<void>
  refuse(key: string, code: string, message: string): Promise<void>
}
/**
 * What is known of a business key when somebody is about to act under it. `firstTriedAt` is epoch milliseconds by the
 * database's clock.
 */
export type LedgerState =
  | { readonly state: 'fresh' | 'unknown'; readonly firstTriedAt: number }
  | { readonly state: 'done'; readonly result: JsonObject; readonly reference: string | null }
  | { readonly state: 'refused'; readonly code: string; readonly message: string }
  /** A limit, or the authority of who said yes, does not allow it: nothing was kept or sent. */
  | { readonly state: 'over-limit'; readonly message: string }
  /** Somebody has stopped all payments: nothing was kept or sent, and the same key may be tried again. */
  | { readonly state: 'stopped'; readonly message: string }
  /** The same key with another input: a bug or an attack, never sent. */
  | { readonly state: 'conflict'; readonly message: string }

/** One outside system's actions. An implementation never decides; it looks, acts and tells what happened. */
export interface Connector {
  readonly name: string
  /**
   * Carries out one action. `look` is true when an earlier try may have happened: read back before acting.
   * Resolves with outputs as declared; throws `ConnectorError`.
   */
  perform(call: ConnectorCall): Promise<ConnectorResult>
}
/** All that an adapter may know of the case that calls it. */
export interface ConnectorCall {
  /** `shopify.refund`. */
  readonly action: string
  readonly input: JsonObject
  /** The business key; adapters derive the provider's key from it and nothing else. */
  readonly key: string
  readonly caseId: string
  readonly look: boolean
  /** When the key was first tried: providers forget keys. Epoch milliseconds. */
  readonly firstTriedAt: number
  readonly signal: AbortSignal
}
/**
 * What came of an action: its declared outputs, and the vendor's own number for it, by which a person finds it there;
 * null where there is none.
 */
export interface ConnectorResult {
  readonly outputs: JsonObject
  readonly reference: string | null
}

/** The classes of failure; the worker retries the first two and never the rest. */
export type FailureClass = 'transient' | 'unknown-outcome' | 'refused' | 'permission' | 'contract'

/** A call that did not work. The message is for the person who will get the exception task. */
export class ConnectorError extends Error {
  readonly failure: FailureClass
  readonly code: string
  readonly retryAfterMs: number | undefined
  constructor(failure: FailureClass, code: string, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'ConnectorError'
    this.failure = failure
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Sends a message to a customer or partner, once per key as far as the channel allows. */
export interface Mailer {
  send(letter: Letter, key: string): Promise<{ readonly reference: string | null }>
}

/** Published versions of SOPs and of the organisation. */
export interface Catalogue {
  publish(plan: Plan, source: string): Promise<void>
  /** Publishes the organisation of the file; what people changed of its rosters in the console stays laid over it. */
  publishOrganisation(organisation: Organisation, source: string): Promise<void>
  /** The version that new cases get, or the one that is named: an open case goes by its own. */
  current(sop: string, version?: string): Promise<Plan | undefined>
  all(): Promise<readonly Plan[]>
  /** When the current version of each SOP was published, by name. Epoch milliseconds. */
  publishedAt(): Promise<Readonly<Record<string, number>>>
  organisation(): Promise<Organisation>
}

/**
 * Changes to rosters made in the console. Each gives a new version of the organisation at once: whoever resolves, previews or reports
 * goes by it. Several people may change at the same time; `judge` sees the organisation and the changes as they are when it is their turn.
 */
export interface RosterChanges {
  /** Every change that was ever made, oldest first; of one roster, or all, absences included. */
  all(roster?: string): Promise<readonly RosterEdit[]>
  /** Keeps a change that `judge` gives, or nothing when it throws. The same id again is answered with what is kept. */
  make(change: RosterMade, judge: (organisation: Organisation) => RosterEdit['wish']): Promise<RosterEdit>
  /** An offered shift is taken, or a change taken back; undefined for an unknown change. Doing it again is answered as the first time. */
  end(
    change: RosterEdit['made'] & { readonly via: string; readonly kind: 'taken' | 'taken_back'; readonly because: string },
    judge: (organisation: Organisation, edit: RosterEdit) => void,
  ): Promise<RosterEdit | undefined>
  /** What open cases are still to be told of a change; undefined once they were. It is kept with the change, so that nothing is lost when whoever made it dies. */
  news(id: string, kind: RosterNews['kind']): Promise<RosterNews | undefined>
  /** Every case was told. */
  told(news: Pick<RosterNews, 'id' | 'kind'>): Promise<void>
  /** Takes up to `limit` news that nobody told within seconds; one stays due until `tell` says `told`. Resolves with how many were taken. */
  deliverNews(limit: number, tell: (news: RosterNews) => Promise<'told' | { readonly later: string }>): Promise<number>
}

/** Who makes a change, when and how; `roster` is null for an absence. */
export type RosterMade = RosterEdit['made'] & { readonly via: string; readonly roster: string | null }

/** What open cases are to be told of a change: of a roster, or of when a person is away. */
export interface RosterNews {
  /** Of the change. */
  readonly id: string
  readonly kind: ChangeKind
  readonly roster: string | null
  readonly person: string | null
  readonly by: string
  readonly via: Command['via']
  /** A sentence. */
  readonly what: string
  /** The organisation as it was without it. */
  readonly before: Organisation
}

/** The engine, as the API, the dispatcher and the command line see it. */
export interface Cases {
  /** Opens a case once per (SOP, key), however often it is called. */
  open(request: OpenRequest): Promise<{ readonly caseId: string; readonly started: boolean }>
  /** Throws `Refused`. Proves the turn it was answered from. */
  command(caseId: string, command: Command): Promise<Answer>
  wind(caseId: string, wind: { commandId: string; byMs: number; by: string }): Promise<void>
  /** Tells a case of an event that it may be waiting for; `gone` when it has ended and no event opens it again. Throws `Away`. */
  tell(caseId: string, arrival: Arrival): Promise<'told' | 'gone'>
}

/** A case that has ended and may be opened again: its last run, its whole state, the Plan it ran on. */
export interface EndedCase {
  readonly runId: string
  readonly state: CaseState
  readonly plan: Plan
}
/** What a case is opened with. The Plan goes in as it is now and stays, whatever is published later. */
export interface OpenRequest {
  readonly plan: Plan
  readonly key: string
  readonly trigger: string
  readonly openedBy: string
  readonly event: JsonObject
  /** The event as intake keeps it, where one opened the case. */
  readonly arrival?: string
  /** Demo and tests only: the case's clock may be wound. */
  readonly windable: boolean
}

/** Read models of the work lists and of cases. */
export interface CaseReader {
  cases(filter: CaseFilter): Promise<readonly ListedCase[]>
  case(caseId: string): Promise<CaseDetail | undefined>
  tasks(filter: { person?: string; roles?: readonly string[] }): Promise<readonly ListedTask[]>
  task(caseId: string, step: string): Promise<ListedTask | undefined>
}
/**
 * Which cases to list: all that is given must fit. `before` is the id of the last case of the page before; `text` is
 * looked for in label, key, id and the SOP's title.
 */
export interface CaseFilter {
  readonly state?: 'open' | 'closed'
  readonly sop?: string
  readonly assignee?: string
  readonly text?: string
  readonly limit: number
  readonly before?: string
}
/** `confirmed` is false while the newest turn is not proven. */
export interface ListedCase extends CaseSummary {
  readonly confirmed: boolean
}
/** An open task as a list shows it; `confirmed` as with `ListedCase`. */
export interface ListedTask extends TaskCard {
  readonly confirmed: boolean
}
/** All that a case's page shows: the story in order, and each effect under the business key by which it was asked for. */
export interface CaseDetail {
  readonly summary: ListedCase
  readonly tasks: readonly ListedTask[]
  readonly timeline: readonly TimelineEntry[]
  readonly effects: readonly { readonly key: string; readonly action: string; readonly state: string; readonly reference: string | null; readonly at: number; readonly input: Json; readonly result: Json }[]
}

/** Events that cases wait for, on their way to them. */
export interface Arrivals {
  /**
   * Tells up to `limit` due events to their cases; an event stays due until `tell` has answered. `gone`: the case has ended, and
   * the event is free again for others. Resolves with how many were taken.
   */
  deliver(limit: number, tell: (caseId: string, arrival: Arrival) => Promise<'told' | 'gone' | { readonly later: string }>): Promise<number>
  /** Forgets what cases could wait for in events older than 30 days, and who was told of them; what is still to be told stays. */
  forgetOld(): Promise<void>
}

/** How far SOPs that begin by the clock have been looked after, in epoch milliseconds. */
export interface Schedules {
  /** Undefined for a SOP that was never looked at. */
  lookedAt(sop: string): Promise<number | undefined>
  /** Never goes back. */
  lookAt(sop: string, until: number): Promise<void>
}

/** Accepted webhooks, kept until delivered. */
export interface Inbox {
  /** Stores once per delivery and per business event; a repeat is `repeat`, the same id with another body is `conflict`. */
  store(item: InboxItem): Promise<'stored' | 'repeat' | 'conflict'>
  /**
   * Takes due items, oldest first, skipping those that another dispatcher holds, and settles each by what `deliver` says; resolves with how
   * many. Those of which `decide` says at once what becomes of them are settled before, many together and beyond the limit. Of the others
   * none is begun after one that has to wait.
   */
  deliver(limit: number, deliver: (item: StoredItem) => Promise<Delivered>, decide?: (item: StoredItem) => Delivered | undefined): Promise<number>
}
/** One webhook whose signature was right. `event` is null for a topic that opens nothing; it is kept all the same. */
export interface InboxItem {
  readonly source: string
  /** The vendor's id of the delivery. */
  readonly deliveryId: string
  /** The vendor's id of what happened; the same across several subscriptions. */
  readonly eventId: string
  readonly topic: string
  /** As received, to be read exactly later. */
  readonly body: string
  readonly event: { readonly name: string; readonly fields: JsonObject } | null
}
/** An item that is due. `attempts` counts this try and all before it. */
export interface StoredItem extends InboxItem {
  readonly id: string
  readonly attempts: number
}
/** What became of an item: `parked` waits for a person, `later` is nobody's fault and comes again by itself. */
export type Delivered =
  | { readonly state: 'delivered'; readonly caseId: string | null; readonly note: string }
  | { readonly state: 'parked'; readonly reason: string }
  | { readonly state: 'later'; readonly reason: string }

/** Photos and files that go with completions, by the sha256 (hex) of their bytes. */
export interface EvidenceStore {
  /** Keeps the bytes. The same bytes again change nothing, whoever brings them. */
  keep(file: KeptEvidence): Promise<void>
  /** With the hashes of the bytes as they were sent, the first first: a picture is kept without what it says besides its pixels. */
  about(sha256: string): Promise<(Omit<EvidenceFile, 'body'> & { readonly originals: readonly string[] }) | undefined>
  /** What became of bytes that were sent before. */
  ofOriginal(original: string): Promise<Omit<EvidenceFile, 'body'> | undefined>
  read(sha256: string): Promise<EvidenceFile | undefined>
  /** The small picture beside a picture, where there is one. */
  small(sha256: string): Promise<EvidenceFile | undefined>
}
/** A file to be kept: `original` is the hash of the bytes that were sent. */
export interface KeptEvidence extends EvidenceFile {
  readonly by: string
  readonly original: string
  readonly small: EvidenceFile | null
}
/** Makes pictures fit to be kept: upright, without the place or anything else that they tell besides their pixels. */
export interface Pictures {
  clean(body: Uint8Array, type: string): Promise<CleanPicture>
}
/** The picture in its own type, with a small one of at most 480 pixels where one can be made; or why it is not taken, as a sentence for whoever sent it. */
export type CleanPicture =
  | { readonly body: Uint8Array; readonly small: Pick<EvidenceFile, 'type' | 'body'> | null }
  | { readonly unfit: string }
/** A kept file. Its name belongs to whoever names it, not to the bytes. */
export interface EvidenceFile {
  readonly sha256: string
  readonly type: string
  readonly bytes: number
  readonly body: Uint8Array
}
