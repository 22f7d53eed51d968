import type { Metric } from '../domain/metrics/metric.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { EscalationPath } from '../domain/plan.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { digest } from './digest.ts'
import { lowerPath } from './lower/escalation.ts'
import { lowerCalendar } from './organisation/calendar.ts'
import { checkCircles } from './organisation/circles.ts'
import { checkCoverage, checkOpens } from './organisation/coverage.ts'
import { createDesk, mapValues } from './organisation/desk.ts'
import type { Desk, Surroundings } from './organisation/desk.ts'
import { lazily } from './organisation/later.ts'
import { windowOf } from './organisation/literals.ts'
import { lowerPeople, lowerRoles } from './organisation/people.ts'
import { countedOn, lowerAbsences, lowerRosters } from './organisation/roster.ts'
import { lowerLimits, lowerSources, lowerSystems } from './organisation/systems.ts'
import { parseYaml } from './parse.ts'
import type { Path } from './places.ts'
import { createReport } from './report.ts'
import { OrganisationDocument } from './schema/organisation.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'
import { planOffsets } from './zone-offsets.ts'

/** An organisation when nothing stops it from being used, and every diagnostic in order of place. */
export interface CompiledOrganisation {
  readonly organisation?: Organisation
  readonly diagnostics: readonly Diagnostic[]
}

/** Compiles the organisation file. Never throws for what the author wrote. */
export function compileOrganisation(source: SourceFile, surroundings: Surroundings = {}): CompiledOrganisation {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(OrganisationDocument, parsed, report)
  if (!parsed || !document) return { diagnostics: byPlace(report.diagnostics) }
  const desk = createDesk(document, parsed, report, surroundings)
  const organisation = lowerOrganisation(desk)
  checkSink(desk)
  checkCircles(desk, organisation.absences)
  if (!report.failed) checkOpens(organisation, desk)
  if (!report.failed) checkCoverage(organisation, desk)
  return { ...(report.failed ? {} : { organisation }), diagnostics: byPlace(report.diagnostics) }
}

function lowerOrganisation(desk: Desk): Organisation {
  const { document, places, report } = desk
  const body = {
    name: document.organisation,
    zone: document.zone,
    locale: document.locale,
    sink: document.sink,
    people: lowerPeople(desk),
    roles: lowerRoles(desk),
    calendars: mapValues(document.calendars, (calendar, id) =>
      lowerCalendar(calendar, { id, zone: document.zone, locale: document.locale, path: ['calendars', id], places, report, ...(desk.memory ? { memory: desk.memory } : {}) }),
    ),
    rosters: lowerRosters(desk),
    escalations: lowerEscalations(desk),
    absences: lowerAbsences(desk),
    systems: lowerSystems(desk),
    limits: lowerLimits(desk),
    sources: lowerSources(desk),
    ...(document.customer_messages === undefined ? {} : { customerQuiet: windowOf(document.customer_messages.quiet) }),
  }
  const zones = (): Organisation['zones'] => Object.fromEntries(zonesOf(body).map((zone) => [zone, planOffsets(zone)]))
  return lazily<typeof body, Pick<Organisation, 'zones' | 'version'>>({ ...body }, { zones, version: () => digest({ ...body, zones: zones() }) })
}

/** The organisation with the numbers that `metrics.yaml` defines; it is published as one, so that a change of either is a new version. */
export function withMetrics(organisation: Organisation | undefined, metrics: readonly Metric[] | undefined): Organisation | undefined {
  if (organisation === undefined || metrics === undefined) return organisation
  // What is worked out when first read stays so.
  const later = lazily<object, Pick<Organisation, 'zones' | 'version'>>({}, { zones: () => organisation.zones, version: () => digest({ file: organisation.version, metrics }) })
  const own = { ...Object.getOwnPropertyDescriptors(organisation), ...Object.getOwnPropertyDescriptors(later) }
  return Object.defineProperties({ metrics }, own) as Organisation
}

const zonesOf = (body: Pick<Organisation, 'zone' | 'people' | 'calendars' | 'rosters'>): readonly string[] => {
  const named = [body.people, body.calendars, body.rosters].flatMap((each) => Object.values(each).map(({ zone }) => zone))
  return [...new Set([body.zone, ...named])]
}

function lowerEscalations(desk: Desk): Readonly<Record<string, EscalationPath>> {
  const { document, places, report } = desk
  const kinds = {
    isPerson: (name: string) => Object.hasOwn(document.people, name),
    isRoster: (name: string) => Object.hasOwn(document.rosters, name) && !Object.hasOwn(document.roles, name),
  }
  return mapValues(document.escalations, (path, id) => {
    for (const [index, level] of path.levels.entries())
      checkWhom(level.to, ['escalations', id, 'levels', index, 'to'], desk)
    return lowerPath(path, ['escalations', id], places, report, kinds)
  })
}

function checkWhom(name: string | undefined, path: Path, desk: Desk): void {
  if (name?.startsWith('slack:') !== true && desk.target(name, path)) countedOn(name, path, desk)
}

/** Whoever gets what nobody else can must be somebody, always: an active person, or a role that does not hang on a roster alone. */
function checkSink(desk: Desk): void {
  const { document, report, span } = desk
  if (!desk.roleOrPerson(document.sink, ['sink'])) return
  const role = Object.hasOwn(document.roles, document.sink) ? document.roles[document.sink] : undefined
  if (role === undefined && !desk.isActive(document.sink))
    report.add('SOP302', `"${document.sink}" is not active and cannot be the sink`, span(['sink']), 'name an active person, or a role')
}
