import type { CaseHistory } from '../history/history.ts'
import type { MetricValue } from './metric.ts'
import type { ReportedValue } from './measure.ts'
import type { Window } from './select.ts'

/** A value that another system told, as it is kept. */
export interface Report extends ReportedValue {
  readonly id: string
  /** Epoch milliseconds: when it was so. */
  readonly at: number
  /** Which system, or who. */
  readonly by: string
}

/** What was measured and what was reported. */
export interface MetricStore {
  /** The last value of each group of each metric. */
  latest(): Promise<readonly MetricValue[]>
  /** Values of one metric whose windows end at `since` or later, oldest first; 2,000 at most, the newest ones. */
  history(metric: string, since: number): Promise<readonly MetricValue[]>
  /** Metrics that were measured over a window that ended at `to`, whatever came of it. */
  measuredAt(to: number): Promise<ReadonlySet<string>>
  /** Keeps what was measured, and that it was; what is kept already stays. */
  keep(metric: string, to: number, values: readonly MetricValue[]): Promise<void>
  /** Keeps what another system tells; the same again changes nothing, and another value for the same instant is a `conflict`. */
  report(told: Omit<Report, 'id'>): Promise<'kept' | 'conflict'>
  /** The last value told in a window, by metric and group. */
  reportedIn(window: Window): Promise<readonly ReportedValue[]>
  /** What was told and not yet judged, oldest first. */
  unjudged(limit: number): Promise<readonly Report[]>
  /** Keeps the value that a report makes, and that it was judged. */
  judged(report: Report, value: MetricValue | undefined): Promise<void>
}

/** Histories of cases from the sealed record. */
export interface CaseHistories {
  /** Every case of which something was recorded in the window or which was open in it, each once, in no order. */
  between(window: Window): AsyncIterable<CaseHistory>
}
