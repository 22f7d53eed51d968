import { crossings, vanished, type Crossed } from '../domain/metrics/judge.ts'
import { crossedItem } from '../domain/metrics/crossed-event.ts'
import { measuring, type Measuring } from '../domain/metrics/measure.ts'
import type { Metric, MetricValue } from '../domain/metrics/metric.ts'
import type { CaseHistories, MetricStore, Report } from '../domain/metrics/port.ts'
import type { Window } from '../domain/metrics/select.ts'
import { lastWindow } from '../domain/metrics/window.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Catalogue, Inbox } from '../domain/ports.ts'

/** What measuring stands on. */
export interface MeasureDeps {
  readonly catalogue: Pick<Catalogue, 'organisation'>
  readonly histories: CaseHistories
  readonly store: MetricStore
  readonly inbox: Pick<Inbox, 'store'>
}

/** Reports judged in one pass. */
const AT_ONCE = 500
const DAY_MS = 86_400_000
/** A day is measured once what happened in it is in the record: what is proven late is chained late. */
const SETTLED_MS = 15 * 60_000

/**
 * Measures every metric whose window has ended since it was measured last, judges what other systems told, and puts each value that has
 * just gone beyond its limit into the inbox, where it opens a case. Answers how many have. Safe to kill at any point, and to repeat.
 */
export async function measureDue(deps: MeasureDeps, now: number): Promise<number> {
  const organisation = await deps.catalogue.organisation()
  const metrics = organisation.metrics ?? []
  if (metrics.length === 0) return 0
  return (await judgeReports(deps, organisation, metrics)) + (await measureWindows(deps, organisation, metrics, now))
}

interface Due {
  readonly metric: Metric
  readonly window: Window
  readonly measuring: Measuring
}

async function measureWindows(deps: MeasureDeps, { zone, zones }: Organisation, metrics: readonly Metric[], at: number): Promise<number> {
  const now = at - SETTLED_MS
  const offsets = zones[zone] ?? []
  const { to } = lastWindow(1, offsets, now)
  const measured = await deps.store.measuredAt(to)
  const due = metrics.flatMap((metric): Due[] => {
    if (metric.measure.kind === 'reported' || measured.has(metric.id)) return []
    const window = lastWindow(metric.days, offsets, now)
    return [{ metric, window, measuring: measuring(metric, metric.measure, window) }]
  })
  if (due.length === 0) return 0
  const widest = { from: Math.min(...due.map(({ window }) => window.from)), to }
  for await (const history of deps.histories.between(widest)) for (const one of due) one.measuring.take(history)
  let crossed = 0
  const latest = await deps.store.latest()
  for (const one of due) {
    const counted = one.measuring.values(await deps.store.reportedIn(one.window))
    const values = [...counted, ...vanished(one.metric, counted, latest, one.window)]
    crossed += await tell(deps, crossings(one.metric, values, before(latest, one.metric.id)), offsets)
    // Last, so that a kill before it measures and tells the same once more, which the inbox takes for a repeat.
    await deps.store.keep(one.metric.id, to, values)
  }
  return crossed
}

async function judgeReports(deps: MeasureDeps, { zone, zones }: Organisation, metrics: readonly Metric[]): Promise<number> {
  const reports = await deps.store.unjudged(AT_ONCE)
  if (reports.length === 0) return 0
  let crossed = 0
  // Every value there is, so it is read once for all of them.
  let latest = await deps.store.latest()
  for (const report of reports) {
    const metric = metrics.find(({ id, measure }) => id === report.metric && measure.kind === 'reported')
    const value = metric && valueOf(metric, report)
    if (metric && value) crossed += await tell(deps, crossings(metric, [value], before(latest, metric.id)), zones[zone] ?? [])
    await deps.store.judged(report, value)
    if (value) latest = withLast(latest, value)
  }
  return crossed
}

/** The last values with one more, unless its group has a later one. */
function withLast(latest: readonly MetricValue[], value: MetricValue): readonly MetricValue[] {
  const known = before(latest, value.metric)(value.group)
  return known !== undefined && known.to >= value.to ? latest : [value, ...latest.filter((each) => each !== known)]
}

const valueOf = ({ id, days }: Metric, { group, value, at }: Report): MetricValue => ({ metric: id, group, from: at - days * DAY_MS, to: at, value, sample: 1 })

const before = (latest: readonly MetricValue[], metric: string) => (group: string): MetricValue | undefined => latest.find((each) => each.metric === metric && each.group === group)

async function tell({ inbox }: MeasureDeps, crossed: readonly Crossed[], offsets: Organisation['zones'][string]): Promise<number> {
  for (const one of crossed) await inbox.store(crossedItem(one, offsets))
  return crossed.length
}
