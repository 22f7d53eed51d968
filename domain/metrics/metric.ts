import type { Json } from '../json.ts'

/** A number that the shop looks at, as `metrics.yaml` defines it: what it is called, who answers for it, and when somebody must act. */
export interface Metric {
  readonly id: string
  readonly title: string
  /** Its exact meaning in words, as people read it beside every value. */
  readonly is: string
  /** A role of the organisation. */
  readonly owner: string
  /** Which system's word counts. */
  readonly record: string
  /** `leading` moves before the damage, `lagging` is the damage. */
  readonly kind: 'leading' | 'lagging'
  /** Of a leading one: the metrics that are expected to follow it. */
  readonly leadsTo: readonly string[]
  readonly measure: Measure
  /** Whole days, the last of them yesterday in the house's zone. */
  readonly days: number
  /** A value for each of them instead of one in all. */
  readonly per: Grouping | null
  readonly act: Limit | null
}

/** When the value is such that somebody must act. */
export interface Limit {
  readonly is: 'above' | 'below'
  readonly value: number
  /** With fewer cases than this behind it the value says nothing yet. */
  readonly from: number
}

/** How the value comes about. */
export type Measure =
  | { readonly kind: 'count'; readonly of: Selection }
  /** In percent. */
  | { readonly kind: 'share'; readonly of: Selection; readonly among: Selection }
  /** So many for every hundred of a number that another system reports. */
  | { readonly kind: 'per_hundred'; readonly of: Selection; readonly reported: string }
  /** Between two marks of a case, in hours on the clock on the wall. */
  | { readonly kind: 'hours'; readonly of: Selection; readonly from: Mark; readonly to: Mark; readonly percentile: number }
  /** From a task's beginning to its end, added up, for each of a number that another system reports. */
  | { readonly kind: 'minutes_each'; readonly of: Selection; readonly reported: string }
  /** The tasks that the busiest person of a role finished, in percent of all that people of the role did. */
  | { readonly kind: 'sole_owner'; readonly of: Selection }
  /** Another system tells the value. */
  | { readonly kind: 'reported' }

/** Which of what was recorded is counted; every condition that is set must hold. */
export interface Selection {
  readonly what: 'cases_opened' | 'cases_ended' | 'tasks_ended' | 'decisions' | 'effects'
  readonly sops?: readonly string[]
  readonly outcomes?: readonly string[]
  readonly steps?: readonly string[]
  /** Of effects. */
  readonly actions?: readonly string[]
  /** Of effects: fields of what the action was given, and of its result, that must have these values. */
  readonly input?: Readonly<Record<string, Json>>
  readonly result?: Readonly<Record<string, Json>>
  /** Reached this level of an escalation path or a higher one. */
  readonly level?: number
  readonly breached?: boolean
  /** Somebody went another way than the SOP said. */
  readonly overridden?: boolean
}

/** A moment of a case. */
export type Mark =
  | { readonly kind: 'opened' }
  | { readonly kind: 'closed' }
  /** An event came for the first time. */
  | { readonly kind: 'event'; readonly name: string }
  /** A step began, or a person ended it, for the first time. */
  | { readonly kind: 'begins' | 'ends'; readonly step: string }
  /** An action was carried out for the first time. */
  | { readonly kind: 'done'; readonly action: string }

/** What values are told apart by. */
export type Grouping = { readonly kind: 'sop' | 'version' | 'step' | 'role' | 'person' } | { readonly kind: 'event' | 'input' | 'result'; readonly field: string }

/** One value of a metric. */
export interface MetricValue {
  readonly metric: string
  /** Of what it is the value; empty where the metric has one in all. */
  readonly group: string
  /** Half-open, epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Null where nothing was recorded that it could be worked out from. */
  readonly value: number | null
  /** How many cases, tasks or effects stand behind it. */
  readonly sample: number
}
