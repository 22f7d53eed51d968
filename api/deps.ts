import type { IncomingHttpHeaders } from 'node:http'
import type { Deliveries } from '../domain/deliveries/port.ts'
import type { Alarms, CaseReader, Cases, Catalogue, EvidenceStore, Inbox, InboxItem, MoneySwitch, Refusals, Pictures, RosterChanges } from '../domain/ports.ts'
import type { OutsideChecks } from '../domain/check.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { MetricStore } from '../domain/metrics/port.ts'
import type { InboxBook } from '../domain/inbox-view.ts'
import type { ParkedThings } from '../domain/parked.ts'
import type { Log } from './log.ts'
import type { MailLinkParts } from './mail-links/parts.ts'
import type { SignInParts } from './sign-in/deps.ts'
import type { AuditExport } from '../domain/audit/export.ts'
import type { SlackParts } from './slack/deps.ts'

/** Everything the API stands on; `main.ts` gives the real ones, tests their own. */
export interface ApiDeps {
  readonly catalogue: Pick<Catalogue, 'all' | 'current' | 'organisation' | 'publishedAt'>
  readonly cases: Cases
  readonly reader: CaseReader
  readonly inbox: Pick<Inbox, 'store'>
  /** What was told to us, for people. */
  readonly inboxBook: InboxBook
  readonly evidence: EvidenceStore
  readonly pictures: Pictures
  readonly alarms: Pick<Alarms, 'since'>
  /** What was set aside for a person. */
  readonly parked: ParkedThings
  readonly moneySwitch: MoneySwitch
  /** What this process reaches outside, with the web services of the organisation's systems. */
  readonly outside: (systems: Organisation['systems']) => OutsideChecks
  /** The numbers that the shop looks at. */
  readonly metrics: Pick<MetricStore, 'latest' | 'history' | 'report'>
  /** The record, to be taken away and checked elsewhere. */
  readonly auditExport: AuditExport
  readonly rosterChanges: RosterChanges
  /** Keeps with a case what somebody may not do to it. */
  readonly refusals: Refusals
  readonly signIn: SignInParts
  /** Who was told what. */
  readonly deliveries: Pick<Deliveries, 'ofCase' | 'backlog'>
  /** Missing where no task goes out by mail. */
  readonly mailLinks?: MailLinkParts
  /** Missing where Slack is off. */
  readonly slack?: SlackParts
  /** Webhook sources by the name in their address; one that is off is listed with why. */
  readonly sources: Readonly<Record<string, Source | SourceOff>>
  /** Sources of the published organisation file; a name above is never asked for here. */
  readonly publishedSources?: (name: string) => Promise<Source | SourceOff | undefined>
  readonly changes: Changes
  /** Each thing that must work before requests are useful; resolves with a detail, throws with a reason. */
  readonly checks: Readonly<Record<'engine' | 'database' | 'migrations', () => Promise<string>>>
  readonly log: Log
  readonly settings: ApiSettings
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Aborted when the process is told to end: streams close then. */
  readonly stopping: AbortSignal
}

/** What the environment decides about the API. */
export interface ApiSettings {
  /** The address under which people reach it; with https, cookies and headers insist on it. */
  readonly publicUrl: string
  /** Names that a request may come under, so that no other site's name can be pointed at this machine; undefined for any. */
  readonly hosts?: readonly string[]
  /** Folder of the built console. */
  readonly consoleDir: string
  /** Base address of the demo's supervisor; without it there is no demo here. */
  readonly demoControl?: string
  /** Everybody may say who they are, and is believed: a demo, or this machine alone. */
  readonly openAccess?: boolean
  /** Proxies in front of us whose word on where a request comes from is taken. */
  readonly trustedProxies?: number
  /** New cases may have their clock wound. */
  readonly windable: boolean
}

/** One sender of webhooks. */
export interface Source {
  readonly state: 'on'
  /** Checks the signature over the raw body and reads what was told. Never throws for what a stranger sends. */
  receive(body: Buffer, headers: IncomingHttpHeaders): Receipt
}
/** A sender that is known and whose secret is not set: its address answers 404 and says so. */
export interface SourceOff {
  readonly state: 'off'
  /** What to do to have it on. */
  readonly why: string
}
/** What came of one webhook. `accepted` is also what was well signed and is kept although it cannot be read. */
export type Receipt =
  | { readonly state: 'accepted'; readonly item: InboxItem }
  /** The signature is wrong: 401. */
  | { readonly state: 'forged'; readonly why: string }
  /** Well signed and yet unreadable: 400, so that the sender's own page shows it. */
  | { readonly state: 'unreadable'; readonly why: string }

/** Tells which cases' rows changed. */
export interface Changes {
  /** `caseId` is undefined after a gap, when any case may have changed. Returns the way to stop listening. */
  subscribe(listener: (caseId: string | undefined) => void): () => void
}
