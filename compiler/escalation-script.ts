import type { EscalationEvent } from '../domain/escalation/events.ts'
import type { EscalationScript } from '../domain/escalation/play.ts'
import { readInstant } from '../domain/instant.ts'
import { own } from '../domain/json.ts'
import type { Calendar, Organisation } from '../domain/organisation.ts'
import type { EscalationPath } from '../domain/plan.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { allowance } from './literals.ts'
import { lowerLevels, lowerPath } from './lower/escalation.ts'
import { suggest } from './nearest.ts'
import { lowerCalendar } from './organisation/calendar.ts'
import { parseYaml } from './parse.ts'
import type { Parsed } from './parse.ts'
import type { Path } from './places.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { EscalationScriptDocument } from './schema/escalation-script.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'

/** A step's climb ready to be played, when nothing is wrong with its file. */
export interface CompiledEscalation {
  readonly script?: EscalationScript
  readonly calendar?: Calendar
  readonly diagnostics: readonly Diagnostic[]
}

/** Compiles the file of a climb against an organisation. Without a calendar the step's clock runs round the clock. */
export function compileEscalation(source: SourceFile, organisation: Organisation): CompiledEscalation {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(EscalationScriptDocument, parsed, report)
  if (!parsed || !document) return { diagnostics: byPlace(report.diagnostics) }
  const desk = { document, parsed, report, organisation }
  const [path, calendar] = [pathOf(desk), calendarOf(desk)]
  checkPeople(desk)
  checkGoal(desk, path)
  const diagnostics = byPlace(report.diagnostics)
  return report.failed || !path || !calendar ? { diagnostics } : { script: scriptOf(document, path), calendar, diagnostics }
}

interface Desk {
  readonly document: EscalationScriptDocument
  readonly parsed: Parsed
  readonly report: Report
  readonly organisation: Organisation
}

function pathOf({ document, parsed, report, organisation }: Desk): EscalationPath | undefined {
  const { path } = document
  if (typeof path === 'string') {
    const found = own(organisation.escalations, path)
    if (!found) unknown(report, parsed, 'SOP309', 'escalation path', path, ['path'], Object.keys(organisation.escalations))
    return found
  }
  const at: Path = 'levels' in path ? ['path', 'levels'] : ['path']
  const known = [organisation.roles, organisation.people, organisation.rosters]
  for (const [index, { to }] of ('levels' in path ? path.levels : path).entries())
    if (to !== undefined && !to.startsWith('slack:') && !known.some((each) => Object.hasOwn(each, to)))
      unknown(report, parsed, 'SOP302', 'role, person or roster', to, [...at, index, 'to'], known.flatMap((each) => Object.keys(each)))
  const isPerson = (name: string): boolean => Object.hasOwn(organisation.people, name)
  const isRoster = (name: string): boolean => Object.hasOwn(organisation.rosters, name) && !Object.hasOwn(organisation.roles, name)
  return 'levels' in path
    ? lowerPath(path, ['path'], parsed.places, report, { isPerson, isRoster })
    : lowerLevels(path, at, parsed.places, report, isPerson, isRoster)
}

function calendarOf({ document: { calendar }, parsed, report, organisation }: Desk): Calendar | undefined {
  const { zone, locale, calendars } = organisation
  if (calendar === undefined) return { id: '24x7', zone, always: true, weekly: [], closed: [], special: [] }
  if (typeof calendar !== 'string') return lowerCalendar(calendar, { id: 'inline', zone, locale, path: ['calendar'], places: parsed.places, report })
  const found = own(calendars, calendar)
  if (!found) unknown(report, parsed, 'SOP309', 'calendar', calendar, ['calendar'], Object.keys(calendars))
  return found
}

function checkPeople({ document, parsed, report, organisation }: Desk): void {
  const check = (name: string | undefined, path: Path): void => {
    if (name !== undefined && !Object.hasOwn(organisation.people, name)) unknown(report, parsed, 'SOP302', 'person', name, path, Object.keys(organisation.people))
  }
  check(document.assignee, ['assignee'])
  for (const [index, event] of document.events.entries())
    for (const [key, value] of Object.entries(event)) if (NAMES_A_PERSON.has(key)) check(String(value), ['events', index, key])
}

const NAMES_A_PERSON = new Set(['acknowledge', 'escalate', 'deescalate', 'decline', 'reassign', 'by', 'complete'])

/** A percent of nothing never comes. */
function checkGoal({ document, parsed, report }: Desk, path: EscalationPath | undefined): void {
  if (document.goal !== undefined || !path?.levels.some(({ when }) => 'at' in when)) return
  report.add('SOP202', 'missing key "goal": a level of this path counts in percent of it', parsed.places.span(['path']), 'add a goal such as 4bh')
}

function unknown(
  report: Report, parsed: Parsed, code: 'SOP302' | 'SOP309', what: string, name: string, path: Path, known: readonly string[],
): void {
  report.add(code, `there is no ${what} "${name}"`, parsed.places.span(path), suggest(name, known) ?? 'add it to the organisation file')
}

const scriptOf = (document: EscalationScriptDocument, path: EscalationPath): EscalationScript => ({
  path,
  start: instant(document.start),
  until: instant(document.until),
  assignee: document.assignee ?? null,
  events: document.events.map(eventOf),
  ...(document.goal === undefined ? {} : { goal: allowance(document.goal) }),
})

function eventOf(event: EscalationScriptDocument['events'][number]): EscalationEvent {
  const at = instant(event.at)
  if ('acknowledge' in event) return { at, do: 'acknowledge', by: event.acknowledge }
  if ('decline' in event) return { at, do: 'decline', by: event.decline }
  if ('complete' in event) return { at, do: 'complete', by: event.complete }
  if ('escalate' in event) return { at, do: 'escalate', by: event.escalate, level: event.level }
  if ('deescalate' in event) return { at, do: 'deescalate', by: event.deescalate, level: event.level }
  if ('reassign' in event) return { at, do: 'reassign', to: event.reassign, by: event.by }
  if ('pause' in event) return { at, do: 'pause', reason: event.pause }
  if ('resume' in event) return { at, do: 'resume', reason: event.resume }
  return { at, do: 'cancel', by: null }
}

/** An instant that the shape has accepted. */
const instant = (text: string): number => readInstant(text) ?? 0
