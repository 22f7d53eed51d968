import type { Vocabulary } from '../domain/connector.ts'
import type { Grouping, Limit, Mark, Measure, Metric, Selection } from '../domain/metrics/metric.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Plan } from '../domain/plan.ts'
import { byPlace, type Diagnostic } from './diagnostics.ts'
import { suggest } from './nearest.ts'
import { parseYaml, type Parsed } from './parse.ts'
import type { Path } from './places.ts'
import type { Code } from './codes.ts'
import { createReport, type Report } from './report.ts'
import { MetricsDocument, type MetricDocument, type SelectionDocument } from './schema/metrics.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'

/** What the names of a registry may refer to. */
export interface MetricWorld {
  readonly vocabulary: Vocabulary
  readonly organisation: Organisation
  /** Every SOP beside it by name; undefined for one that does not compile, of which nothing is known. */
  readonly sops: ReadonlyMap<string, Plan | undefined>
}

/** The metrics when nothing stops them from being used, and every diagnostic in order of place. */
export interface CompiledMetrics {
  readonly metrics?: readonly Metric[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Compiles `metrics.yaml`. Never throws for what the author wrote. */
export function compileMetrics(source: SourceFile, world: MetricWorld): CompiledMetrics {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(MetricsDocument, parsed, report)
  if (!parsed || !document) return { diagnostics: byPlace(report.diagnostics) }
  const desk: Desk = { ...world, report, parsed, document }
  const metrics = Object.entries(document.metrics).map(([id, metric]) => lowerMetric(id, metric, desk))
  return { ...(report.failed ? {} : { metrics }), diagnostics: byPlace(report.diagnostics) }
}

interface Desk extends MetricWorld {
  readonly report: Report
  readonly parsed: Parsed
  readonly document: MetricsDocument
}

function lowerMetric(id: string, metric: MetricDocument, desk: Desk): Metric {
  const at: Path = ['metrics', id]
  exists(metric.owner, Object.keys(desk.organisation.roles), 'SOP302', 'role', [...at, 'owner'], desk)
  for (const [index, name] of (metric.leads_to ?? []).entries()) exists(name, Object.keys(desk.document.metrics), 'SOP312', 'metric', [...at, 'leads_to', index], desk)
  const { title, is, owner, record, kind, leads_to: leadsTo = [], over, per } = metric
  return { id, title, is, owner, record, kind, leadsTo, days: Number(over.slice(0, -1)), measure: lowerMeasure(metric, at, desk), per: per === undefined ? null : groupingOf(per), act: limitOf(metric.act) }
}

function lowerMeasure(metric: MetricDocument, at: Path, desk: Desk): Measure {
  if ('count' in metric) return { kind: 'count', of: lowerSelection(metric.count, [...at, 'count'], desk) }
  if ('share' in metric) return { kind: 'share', of: lowerSelection(metric.share.of, [...at, 'share', 'of'], desk), among: lowerSelection(metric.share.among, [...at, 'share', 'among'], desk) }
  if ('sole_owner' in metric) return { kind: 'sole_owner', of: lowerSelection(metric.sole_owner, [...at, 'sole_owner'], desk) }
  if ('per_hundred' in metric) return { kind: 'per_hundred', ...perReported(metric.per_hundred, [...at, 'per_hundred'], desk) }
  if ('minutes_each' in metric) return { kind: 'minutes_each', ...perReported(metric.minutes_each, [...at, 'minutes_each'], desk) }
  if ('hours' in metric) return lowerHours(metric.hours, [...at, 'hours'], desk)
  return { kind: 'reported' }
}

function perReported({ of, reported }: { readonly of: SelectionDocument; readonly reported: string }, at: Path, desk: Desk): { readonly of: Selection; readonly reported: string } {
  const known = Object.entries(desk.document.metrics).flatMap(([id, metric]) => ('reported' in metric ? [id] : []))
  exists(reported, known, 'SOP312', 'metric that another system reports', [...at, 'reported'], desk)
  return { of: lowerSelection(of, [...at, 'of'], desk), reported }
}

function lowerHours(hours: Extract<MetricDocument, { hours: unknown }>['hours'], at: Path, desk: Desk): Measure {
  const of: Selection = hours.of === undefined ? { what: 'cases_ended' } : lowerSelection(hours.of, [...at, 'of'], desk)
  return { kind: 'hours', of, from: lowerMark(hours.from, of, [...at, 'from'], desk), to: lowerMark(hours.to, of, [...at, 'to'], desk), percentile: hours.percentile }
}

function lowerSelection(selection: SelectionDocument, at: Path, desk: Desk): Selection {
  const { sop, step, ...rest } = selection
  const [sops, steps] = [listOf(sop), listOf(step)]
  for (const [name, path] of placed(sop, [...at, 'sop'])) exists(name, [...desk.sops.keys()], 'SOP311', 'SOP', path, desk)
  for (const [name, path] of placed(step, [...at, 'step'])) stepExists(name, sops, path, desk)
  const common = { ...(sops && { sops }), ...(steps && { steps }) }
  if ('effects' in rest) {
    for (const [name, path] of placed(rest.action, [...at, 'action'])) exists(name, actionsOf(desk), 'SOP303', 'action', path, desk)
    const actions = listOf(rest.action)
    return { what: 'effects', ...common, ...(actions && { actions }), ...(rest.input && { input: rest.input }), ...(rest.result && { result: rest.result }) }
  }
  if ('cases' in rest) for (const [name, path] of placed(rest.outcome, [...at, 'outcome'])) exists(name, outcomesOf(sops, desk), 'SOP305', 'outcome', path, desk)
  const outcomes = listOf(rest.outcome)
  const decided = { ...common, ...(outcomes && { outcomes }) }
  if ('decisions' in rest) return { what: 'decisions', ...decided }
  const { level, breached, overridden } = rest
  const told = { ...decided, ...(level === undefined ? {} : { level }), ...(breached === undefined ? {} : { breached }), ...(overridden === undefined ? {} : { overridden }) }
  return { what: 'cases' in rest ? (rest.cases === 'opened' ? 'cases_opened' : 'cases_ended') : 'tasks_ended', ...told }
}

function lowerMark(text: string, { sops }: Selection, at: Path, desk: Desk): Mark {
  const [what, name = '', when] = text.split(' ')
  if (what === 'opened' || what === 'closed') return { kind: what }
  if (what === 'event') exists(name, desk.vocabulary.events.map((event) => event.name).concat(sourceEvents(desk)), 'SOP304', 'event', at, desk)
  if (what === 'event') return { kind: 'event', name }
  if (what === 'action') exists(name, actionsOf(desk), 'SOP303', 'action', at, desk)
  if (what === 'action') return { kind: 'done', action: name }
  stepExists(name, sops, at, desk)
  return { kind: when === 'begins' ? 'begins' : 'ends', step: name }
}

const groupingOf = (text: string): Grouping => {
  const [what = '', field] = text.split('.')
  return field === undefined ? { kind: what as 'sop' | 'version' | 'step' | 'role' | 'person' } : { kind: what as 'event' | 'input' | 'result', field }
}

function limitOf(act: MetricDocument['act']): Limit | null {
  if (act === undefined) return null
  return 'above' in act ? { is: 'above', value: act.above, from: act.from ?? 0 } : { is: 'below', value: act.below, from: act.from ?? 0 }
}

const sourceEvents = ({ organisation }: Desk): readonly string[] => Object.entries(organisation.sources).flatMap(([source, { events }]) => Object.keys(events).map((event) => `${source}.${event}`))

/** Actions of connectors, and those by which SOPs name what a system of the organisation provides. */
const actionsOf = ({ vocabulary, sops }: Desk): readonly string[] =>
  [...vocabulary.actions.map(({ name }) => name), ...Object.keys(vocabulary.capabilities ?? {}), ...[...sops.values()].flatMap((plan) => (plan?.steps ?? []).flatMap((step) => (step.kind === 'action' ? [step.action] : [])))]

const plansOf = (sops: readonly string[] | undefined, desk: Desk): readonly (Plan | undefined)[] => (sops ?? [...desk.sops.keys()]).map((name) => desk.sops.get(name))

const outcomesOf = (sops: readonly string[] | undefined, desk: Desk): readonly string[] | undefined => {
  const plans = plansOf(sops, desk)
  return plans.includes(undefined) ? undefined : plans.flatMap((plan) => plan?.outcomes ?? [])
}

function stepExists(name: string, sops: readonly string[] | undefined, at: Path, desk: Desk): void {
  const plans = plansOf(sops, desk)
  exists(name, plans.includes(undefined) ? undefined : plans.flatMap((plan) => (plan?.steps ?? []).map(({ id }) => id)), 'SOP301', 'step', at, desk)
}

/** Complains where nothing of that name is known; of what could not be read nothing is known, and nothing is said. */
function exists(name: string, known: readonly string[] | undefined, code: Code, what: string, at: Path, { report, parsed }: Desk): void {
  if (known === undefined || known.includes(name)) return
  report.add(code, `there is no ${what} "${name}"`, parsed.places.span(at), suggest(name, known) ?? 'correct the name')
}

const listOf = (given: string | readonly string[] | undefined): readonly string[] | undefined => (given === undefined ? undefined : [given].flat())

/** Each name with its place. */
const placed = (given: string | readonly string[] | undefined, at: Path): readonly (readonly [string, Path])[] =>
  typeof given === 'string' ? [[given, at]] : (given ?? []).map((name, index) => [name, [...at, index]])
