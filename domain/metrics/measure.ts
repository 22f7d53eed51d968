import type { CaseHistory } from '../history/history.ts'
import { own } from '../json.ts'
import type { Grouping, Mark, Measure, Metric, MetricValue, Selection } from './metric.ts'
import { groupOf, selected, type Counted, type Window } from './select.ts'

/** A value that another system told; the group is empty where the metric has none. */
export interface ReportedValue {
  readonly metric: string
  readonly group: string
  readonly value: number
}

/** A metric that is being worked out over a window, one case after the other; it keeps numbers, and no case. */
export interface Measuring {
  /** Counts what there is to count of a case that was open at some time in the window; each case once. */
  take(history: CaseHistory): void
  /**
   * A value for each group that something was counted under, by group; one in all where the metric has no groups. `reported` is what other
   * systems told last in the window: of a number that is not told by group, the one in all counts for every group.
   */
  values(reported: readonly ReportedValue[]): readonly MetricValue[]
}

type Counting = Exclude<Measure, { kind: 'reported' }>

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** Begins to work out a metric of our own record; one that another system reports has nothing to count. */
export function measuring({ id, per }: Pick<Metric, 'id' | 'per'>, measure: Counting, window: Window): Measuring {
  const tallies = new Map<string, Tally>()
  if (per === null) tallies.set('', noTally())
  return {
    take(history) {
      count(tallies, history, measure.of, { per, window, add: (tally, counted) => addTo(tally, counted, measure) })
      if (measure.kind === 'share') count(tallies, history, measure.among, { per, window, add: (tally) => { tally.among += 1 } })
    },
    values(reported) {
      const told = (metric: string, group: string): number | undefined => valueIn(reported, metric, group) ?? valueIn(reported, metric, '')
      return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, tally]) => ({ metric: id, group, ...window, ...valueOf(measure, tally, (name) => told(name, group)) }))
    },
  }
}

const valueIn = (reported: readonly ReportedValue[], metric: string, group: string): number | undefined => reported.find((each) => each.metric === metric && each.group === group)?.value

/** What was counted under one group. */
interface Tally {
  of: number
  among: number
  minutes: number
  readonly hours: number[]
  /** How much each person finished. */
  readonly people: Map<string, number>
}

const noTally = (): Tally => ({ of: 0, among: 0, minutes: 0, hours: [], people: new Map() })

interface Into {
  readonly per: Grouping | null
  readonly window: Window
  readonly add: (tally: Tally, counted: Counted) => void
}

function count(tallies: Map<string, Tally>, history: CaseHistory, selection: Selection, { per, window, add }: Into): void {
  for (const counted of selected(history, selection, window)) {
    const group = groupOf(counted, per)
    if (group === undefined) continue
    const tally = tallies.get(group) ?? noTally()
    tallies.set(group, tally)
    add(tally, counted)
  }
}

function addTo(tally: Tally, { history, task }: Counted, measure: Counting): void {
  tally.of += 1
  if (measure.kind === 'hours') tally.hours.push(...hoursOf(history, measure))
  if (task === undefined || task.endedAt === null) return
  tally.minutes += (task.endedAt - task.startedAt) / MINUTE_MS
  // Work that ended by itself is nobody's.
  if (task.endedBy !== null) tally.people.set(task.endedBy, (tally.people.get(task.endedBy) ?? 0) + 1)
}

function hoursOf(history: CaseHistory, { from, to }: Extract<Measure, { kind: 'hours' }>): readonly number[] {
  const [begins, ends] = [markIn(history, from), markIn(history, to)]
  return begins === null || ends === null || ends < begins ? [] : [(ends - begins) / HOUR_MS]
}

function markIn(history: CaseHistory, mark: Mark): number | null {
  switch (mark.kind) {
    case 'opened': return history.openedAt
    case 'closed': return history.closedAt
    case 'event': return own(history.arrived, mark.name) ?? null
    case 'begins': return history.visits.find(({ step }) => step === mark.step)?.at ?? null
    case 'ends': return history.tasks.find(({ step, endedAt }) => step === mark.step && endedAt !== null)?.endedAt ?? null
    case 'done': return history.effects.find(({ action }) => action === mark.action)?.at ?? null
  }
}

function valueOf(measure: Counting, tally: Tally, reported: (metric: string) => number | undefined): Pick<MetricValue, 'value' | 'sample'> {
  switch (measure.kind) {
    case 'count': return { value: tally.of, sample: tally.of }
    case 'share': return { value: tally.among === 0 ? null : (tally.of / tally.among) * 100, sample: tally.among }
    case 'per_hundred': return { value: perEach(tally.of * 100, reported(measure.reported)), sample: tally.of }
    case 'minutes_each': return { value: perEach(tally.minutes, reported(measure.reported)), sample: tally.of }
    case 'hours': return { value: atPercentile(tally.hours, measure.percentile), sample: tally.hours.length }
    case 'sole_owner': return busiest([...tally.people.values()])
  }
}

const perEach = (total: number, each: number | undefined): number | null => (each === undefined || each <= 0 ? null : total / each)

/** The smallest value that at least so many percent do not exceed (nearest rank); null of none. */
export function atPercentile(values: readonly number[], percentile: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? null
}

function busiest(counts: readonly number[]): Pick<MetricValue, 'value' | 'sample'> {
  const sample = counts.reduce((sum, each) => sum + each, 0)
  return { value: sample === 0 ? null : (Math.max(...counts) / sample) * 100, sample }
}
