import type { EscalationPath } from './plan.ts'
import type { JsonObject } from './json.ts'
import type { Metric } from './metrics/metric.ts'
import type { FieldType } from './plan.ts'
import type { Money } from './money.ts'

/** The compiled organisation file: people, roles, and what else changes without a SOP changing. */
export interface Organisation {
  readonly name: string
  /** sha256 (hex) of the canonical JSON of the rest. */
  readonly version: string
  /** The version of the file, where changes to rosters that people made in the console lie over it. */
  readonly fileVersion?: string
  readonly zone: string
  readonly locale: string
  /** Role or person who gets what nobody else can. */
  readonly sink: string
  /** UTC offsets of every zone that the file names, by zone: the same tables as in a Plan. */
  readonly zones: Readonly<Record<string, ZoneOffsets>>
  readonly people: Readonly<Record<string, Person>>
  readonly roles: Readonly<Record<string, Role>>
  readonly calendars: Readonly<Record<string, Calendar>>
  readonly rosters: Readonly<Record<string, Roster>>
  readonly escalations: Readonly<Record<string, EscalationPath>>
  readonly absences: readonly Absence[]
  readonly systems: Readonly<Record<string, SystemSettings>>
  /** Limits of money by action, such as `refund.pay`. */
  readonly limits: Readonly<Record<string, MoneyLimits>>
  readonly sources: Readonly<Record<string, Source>>
  /** The numbers that the shop looks at; absent where it defines none. */
  readonly metrics?: readonly Metric[]
  /** When customers are not to be written to, in minutes of their local day; `to` may pass midnight. */
  readonly customerQuiet?: Window
}

/** `[from, offset]` in milliseconds, ascending: the zone's UTC offset from each instant on. */
export type ZoneOffsets = readonly (readonly [number, number])[]

/** Minutes since local midnight; `to` above 1440 ends on the next day. Half-open, `from` below `to`. */
export interface Window {
  readonly from: number
  readonly to: number
}

/** When people are at work. A local date is a count of days since 1970-01-01; weekdays count from 0 for Monday. */
export interface Calendar {
  readonly id: string
  readonly zone: string
  /** `open: 24x7`: always open, and the rest is empty. */
  readonly always: boolean
  readonly weekly: readonly (Window & { readonly day: number })[]
  /** Closed local dates, ascending, holidays included; `why` is the holiday's name or `closed`. */
  readonly closed: readonly { readonly day: number; readonly why: string }[]
  /** Dates with hours of their own instead of the weekly ones. */
  readonly special: readonly { readonly day: number; readonly windows: readonly Window[] }[]
}

/** Who is on when. Instants are epoch milliseconds. */
export interface Roster {
  readonly id: string
  readonly zone: string
  /** One accountable person; false: everybody on. */
  readonly one: boolean
  /** Role or person who is on when nobody is. */
  readonly fallback?: string
  readonly layers: readonly Layer[]
  /** In the order of the file: of two that conflict the later wins. */
  readonly overrides: readonly Override[]
  readonly swaps: readonly Swap[]
}

/** A rotation with the hours in which it counts; a higher priority covers a lower one. */
export interface Layer {
  readonly name: string
  readonly priority: number
  readonly rotation: Rotation
  readonly hours?: readonly (Window & { readonly day: number })[]
}

/** Whose turn it is: a pure function of the hand-offs since the anchor, before it as well. */
export interface Rotation {
  readonly every: number
  readonly unit: 'hour' | 'day' | 'week' | 'month'
  /** Local date (days since 1970) and minutes since midnight, in the roster's zone. */
  readonly anchor: { readonly day: number; readonly minute: number }
  /** Each turn is a person or a group that is on together. */
  readonly turns: readonly (readonly string[])[]
  /** Calendar on whose working dates alone it turns; with `unit: day` only. */
  readonly workingDays?: string
}

/** A stretch in which somebody else is on, somebody besides, or somebody not; half-open, epoch milliseconds. */
export type Override = { readonly from: number; readonly to: number; readonly because?: string; readonly made?: Made } & (
  | { readonly do: 'replace'; readonly person: string; readonly with: string }
  | { readonly do: 'add' | 'remove'; readonly person: string }
)

/** A swap counts only once it is taken. */
export interface Swap {
  readonly from: number
  readonly to: number
  readonly of: string
  readonly takenBy?: string
  readonly because?: string
  readonly made?: Made
}

/** A change that somebody made in the console and not in the file: its id there, who made it, and when (epoch milliseconds). */
export interface Made {
  readonly id: string
  readonly by: string
  readonly at: number
}

/** Somebody is away; `cover` acts on their behalf. */
export interface Absence {
  readonly person: string
  readonly from: number
  readonly to: number
  readonly because?: string
  readonly cover?: string
  readonly made?: Made
}

/** Which connector provides a capability, with its settings as the file has them. */
export interface SystemSettings {
  readonly connector: string
  readonly settings: JsonObject
}

/** The most that an action may pay: in one case, in one day of the house, and by what one person approved in a day. */
export interface MoneyLimits {
  readonly perCase?: Money
  readonly perDay?: Money
  readonly perPersonDay?: Money
}

/** A signed webhook of a system that has no connector. `secretEnv` names the variable that holds the secret. */
export interface Source {
  readonly secretEnv: string
  readonly signature: { readonly header: string; readonly algorithm: 'hmac-sha256' | 'hmac-sha1' | 'hmac-sha512'; readonly encoding: 'hex' | 'base64' }
  /** Path into the request that gives the delivery's id: `body.delivery_id` or `header.X-Id`. */
  readonly id: readonly string[]
  readonly events: Readonly<Record<string, Readonly<Record<string, FieldType>>>>
}

/**
 * Somebody who works here. `email` is no proof of identity; whoever is not `active` gets no step and may not act, but
 * keeps their name in the record.
 */
export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly slack?: string
  readonly zone: string
  readonly locale: string
  readonly active: boolean
  readonly manager?: string
  /** When this person is not to be told what can wait, in minutes of their local day. */
  readonly quiet?: Window
  readonly access: readonly ('staff' | 'approver' | 'ops_lead' | 'manager' | 'auditor' | 'admin')[]
}

/** Who may be given a step for the role: its roster decides, else `pick` among `people`. */
export interface Role {
  readonly id: string
  readonly accountableFor: string
  /** Everybody who may hold it: `people`, or all whom the roster can put on. */
  readonly people: readonly string[]
  readonly roster?: string
  readonly pick: 'first' | 'round_robin' | 'least_loaded'
  /** The most money that a holder may approve. */
  readonly mayApprove?: Money
}
