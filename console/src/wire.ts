import type { Card } from '../../domain/card/card.ts'
import type { CaseSummary, ShownFact, TaskCard, TimelineEntry } from '../../domain/views.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import type { FormField } from '../../domain/plan.ts'
import type { Evidence } from '../../domain/state.ts'

/** An instant as the API sends it: ISO 8601, UTC. */
export type Instant = string

type Sent<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]: null extends T[P] ? Instant | null : Instant }

/** One line of the list of cases, and the head of a case's page. */
export type CaseRow = Sent<CaseSummary, 'openedAt' | 'closedAt' | 'dueAt'> & { readonly confirmed: boolean }

/** One known value with its source and the instant it was read. */
export type FactRow = Sent<ShownFact, 'at'>

/** One open task, as the work lists and the task's page show it. */
export type TaskRow = Omit<Sent<TaskCard, 'startedAt' | 'acknowledgeBy' | 'dueAt'>, 'next' | 'facts' | 'paused' | 'handedOn' | 'approvals' | 'shift' | 'climbs' | 'working'> & {
  readonly climbs?: { readonly at: Instant | null; readonly what: string; readonly level?: number; readonly target?: string; readonly over?: true }
  readonly working?: { readonly allowed: string; readonly calendar?: string; readonly counted: readonly SpanRow[]; readonly more?: number; readonly stood: readonly SpanRow[] }
  readonly next: { readonly at: Instant; readonly what: string } | null
  readonly facts: readonly FactRow[]
  readonly paused?: { readonly reason: string; readonly by: string; readonly since: Instant; readonly until: Instant }
  readonly handedOn?: { readonly by: string; readonly summary: string; readonly at: Instant; readonly byRoster?: true }
  readonly shift?: { readonly handoff: 'ask' | 'follow' | 'stay'; readonly endsAt?: Instant; readonly answerBy?: Instant; readonly because?: string }
  readonly approvals?: {
    readonly need: number
    readonly of: readonly string[]
    readonly given: readonly { readonly by: string; readonly at: Instant; readonly form: JsonObject; readonly evidence?: Readonly<Record<string, readonly Evidence[]>> }[]
  }
  readonly confirmed: boolean
}

/** A stretch of time, half-open. */
export interface SpanRow {
  readonly from: Instant
  readonly to: Instant
}

/** One line of a case's story. */
export type StoryLine = Sent<TimelineEntry, 'at'>

/** One thing done outside, with the provider's own reference. */
export interface EffectRow {
  readonly key: string
  readonly action: string
  readonly state: string
  readonly reference: string | null
  readonly at: Instant
  readonly input: Json
  readonly result: Json
}

/** Everything about one case. */
export interface CasePage {
  readonly case: CaseRow
  readonly tasks: readonly TaskRow[]
  readonly timeline: readonly StoryLine[]
  readonly effects: readonly EffectRow[]
}

/** The work lists of the person in the session. */
export interface WorkLists {
  readonly mine: readonly TaskRow[]
  readonly team: readonly TaskRow[]
}

/** One page of the list of cases; `next` continues it. */
export interface CaseList {
  readonly cases: readonly CaseRow[]
  readonly next: string | null
}

/** A SOP as far as the console needs it. */
export interface SopRow {
  readonly sop: string
  readonly title: string
  readonly why: string
  readonly owner: string
  readonly version: string
  readonly outcomes: readonly string[]
  readonly openCases: number
  /** When its owner is to read it again, ISO 8601. */
  readonly reviewBy: string
  readonly reviewDue: boolean
  readonly manual: { readonly roles: readonly string[]; readonly form: readonly FormField[] } | null
}

/** A SOP as a card. */
export interface SopPageRow {
  readonly sop: SopRow
  readonly publishedAt: Instant | null
  readonly card: Card
  /** Roles that fewer than two people hold. */
  readonly single: readonly string[]
}

/** Somebody of the organisation. */
export interface PersonRow {
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
}

/** Who is looking, and whom they can be. */
export interface Session {
  readonly person: (PersonRow & { readonly zone: string; readonly locale: string; readonly access: readonly string[] }) | null
  readonly people: readonly PersonRow[]
  readonly demo: boolean
  readonly zone: string
  /** The ways to sign in; with `open` everybody is believed who they say they are. */
  readonly signIn: { readonly open: boolean; readonly password: boolean; readonly mail: boolean; readonly openid: boolean }
}

/** What is open in a case after a command or a refusal. */
export interface Standing {
  readonly case: CaseRow | null
  readonly tasks: readonly TaskRow[]
}

/** Who is on at an instant, and why. */
export interface WhoIsOn {
  readonly people: readonly { readonly id: string; readonly why: string }[]
  readonly fallbackUsed: boolean
  readonly receipt: { readonly organisationVersion: string; readonly by: 'roster' | 'fallback' | 'sink' | 'nobody'; readonly considered: readonly { readonly person: string; readonly why: string }[] }
}

/** A change to a roster; without an id it stands in the organisation file. */
export interface RosterChangeRow extends SpanRow {
  readonly id: string | null
  readonly do: 'replace' | 'add' | 'remove' | 'swap' | 'absence'
  readonly person: string
  readonly with: string | null
  readonly because: string
  readonly made: { readonly by: string; readonly at: Instant } | null
  readonly taken: { readonly by: string; readonly at: Instant } | null
  readonly takenBack: { readonly by: string; readonly at: Instant; readonly because: string } | null
  readonly state: 'now' | 'coming' | 'over' | 'offered' | 'taken_back' | 'void'
}

/** Who is on when, and when nobody is. */
export interface RosterSchedule {
  readonly shifts: readonly (SpanRow & { readonly people: readonly string[] })[]
  readonly gaps: readonly SpanRow[]
}

/** An open task that a roster gives out. */
export interface RosterTask {
  readonly caseId: string
  readonly step: string
  readonly title: string
  readonly label: string
  readonly holder: string | null
  readonly claimed: boolean
  readonly onNow: boolean
}

/** One roster for its page. */
export interface RosterRow extends RosterSchedule {
  readonly id: string
  readonly zone: string
  readonly one: boolean
  readonly fallback: string | null
  readonly roles: readonly string[]
  readonly people: readonly string[]
  readonly now: WhoIsOn
  readonly next: { readonly at: Instant; readonly people: readonly string[] } | null
  readonly single: boolean
  readonly changes: readonly RosterChangeRow[]
  readonly tasks: readonly RosterTask[]
}

/** Every roster between two instants. */
export interface RosterList extends SpanRow {
  readonly now: Instant
  readonly mayChange: boolean
  readonly rosters: readonly RosterRow[]
  readonly absences: readonly RosterChangeRow[]
}

/** What a change to a roster would do. */
export interface ChangePreview {
  readonly before: RosterSchedule
  readonly after: RosterSchedule
  readonly tasks: readonly RosterTask[]
}

/** What an absence would do. */
export interface AbsencePreview {
  readonly rosters: readonly { readonly roster: string; readonly before: RosterSchedule; readonly after: RosterSchedule }[]
  readonly tasks: readonly RosterTask[]
}

/** Human steps that nobody on shift would see before they are due. */
export interface CoverageRow extends SpanRow {
  readonly steps: readonly { readonly sop: string; readonly sopTitle: string; readonly step: string; readonly target: string; readonly stretches: readonly SpanRow[] }[]
}

/** One message to one person by one channel: what it said and what became of it. */
export interface DeliveryRow {
  readonly id: string
  readonly step: string | null
  readonly kind: 'task' | 'reminder' | 'told' | 'asked' | 'notice' | 'digest'
  readonly person: string | null
  readonly to: string
  readonly channel: 'slack' | 'email'
  readonly headline: string
  readonly state: 'due' | 'sending' | 'sent' | 'failed' | 'failed_over' | 'suppressed' | 'bundled'
  readonly tries: number
  readonly possibleRepeat: boolean
  readonly createdAt: Instant
  readonly settledAt: Instant | null
  readonly nextAt: Instant | null
  readonly reason: string | null
}

/** One webhook. */
export interface InboxRow {
  readonly id: string
  readonly source: string
  readonly topic: string
  readonly deliveryId: string
  readonly eventId: string
  readonly state: 'new' | 'delivered' | 'ignored' | 'parked' | 'discarded'
  readonly again: boolean
  readonly repeats: number
  readonly conflicts: number
  readonly at: Instant
  readonly settledAt: Instant | null
  readonly caseId: string | null
  readonly says: string
}

/** Webhooks, newest first. */
export interface InboxList {
  readonly mayDecide: boolean
  readonly sources: readonly string[]
  readonly inbox: readonly InboxRow[]
  readonly next: string | null
}

/** One webhook with what it says. */
export interface InboxOne extends InboxRow {
  readonly mayDecide: boolean
  readonly whole: boolean
  readonly body: string | null
  readonly others: readonly string[]
  readonly decisions: readonly { readonly decision: 'again' | 'dismissed'; readonly by: string; readonly because: string; readonly at: Instant }[]
}

/** One thing that was set aside for a person. */
export interface ParkedRow {
  readonly kind: 'webhook' | 'mail' | 'interaction'
  readonly id: string
  readonly what: string
  readonly from: string
  readonly caseId: string | null
  readonly reason: string
  readonly at: Instant
  readonly again: boolean
  readonly file: string | null
}

/** All of them. */
export interface ParkedList {
  readonly mayDecide: boolean
  readonly parked: readonly ParkedRow[]
}
