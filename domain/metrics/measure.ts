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

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/**
 * The values of a metric over a window, one for each group that something was counted under, by group; one in all where it has no groups.
 * `cases` are the histories of every case that was open at some time in the window; `reported` what other systems told last in it.
 */
export function measured(metric: Metric, cases: readonly CaseHistory[], window: Window, reported: readonly ReportedValue[]): readonly MetricValue[] {
  const { id, measure, per } = metric
  if (measure.kind === 'reported') {
    return reported.filter(({ metric: told }) => told === id).map(({ group, value }) => ({ metric: id, group, ...window, value, sample: 1 }))
  }
  const told = (name: string, group: string): number | undefined => (reported.find((each) => each.metric === name && each.group === group) ?? reported.find((each) => each.metric === name && each.group === ''))?.value
  const groups = grouped(cases, measure, per, window)
  if (per === null && groups.size === 0) groups.set('', { of: [], among: [] })
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, counted]) => ({ metric: id, group, ...window, ...valueOf(measure, counted, (name) => told(name, group)) }))
}

interface Group {
  readonly of: Counted[]
  readonly among: Counted[]
}

function grouped(cases: readonly CaseHistory[], measure: Exclude<Measure, { kind: 'reported' }>, per: Grouping | null, window: Window): Map<string, Group> {
  const groups = new Map<string, Group>()
  const take = (history: CaseHistory, selection: Selection, where: keyof Group): void => {
    for (const counted of selected(history, selection, window)) {
      const group = groupOf(counted, per)
      if (group === undefined) continue
      const into = groups.get(group) ?? { of: [], among: [] }
      into[where].push(counted)
      groups.set(group, into)
    }
  }
  for (const history of cases) {
    take(history, measure.of, 'of')
    if (measure.kind === 'share') take(history, measure.among, 'among')
  }
  return groups
}

type Value = Pick<MetricValue, 'value' | 'sample'>

function valueOf(measure: Exclude<Measure, { kind: 'reported' }>, { of, among }: Group, reported: (metric: string) => number | undefined): Value {
  switch (measure.kind) {
    case 'count': return { value: of.length, sample: of.length }
    case 'share': return { value: among.length === 0 ? null : (of.length / among.length) * 100, sample: among.length }
    case 'per_hundred': return { value: perEach(of.length * 100, reported(measure.reported)), sample: of.length }
    case 'minutes_each': return { value: perEach(of.reduce((sum, each) => sum + minutesOf(each), 0), reported(measure.reported)), sample: of.length }
    case 'hours': return hours(of, measure)
    case 'sole_owner': return busiest(of)
  }
}

const perEach = (total: number, each: number | undefined): number | null => (each === undefined || each <= 0 ? null : total / each)

const minutesOf = ({ task }: Counted): number => (task === undefined || task.endedAt === null ? 0 : (task.endedAt - task.startedAt) / MINUTE_MS)

function hours(of: readonly Counted[], { from, to, percentile }: Extract<Measure, { kind: 'hours' }>): Value {
  const lengths = of.flatMap(({ history }) => {
    const [begins, ends] = [markIn(history, from), markIn(history, to)]
    return begins === null || ends === null || ends < begins ? [] : [(ends - begins) / HOUR_MS]
  })
  return { value: atPercentile(lengths, percentile), sample: lengths.length }
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

/** The smallest value that at least so many percent do not exceed (nearest rank); null of none. */
export function atPercentile(values: readonly number[], percentile: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? null
}

/** Of what people finished, the share of whoever finished most; work that ended by itself is nobody's. */
function busiest(of: readonly Counted[]): Value {
  const done = new Map<string, number>()
  for (const { task } of of) if (task?.endedBy) done.set(task.endedBy, (done.get(task.endedBy) ?? 0) + 1)
  const sample = [...done.values()].reduce((sum, count) => sum + count, 0)
  return { value: sample === 0 ? null : (Math.max(...done.values()) / sample) * 100, sample }
}
