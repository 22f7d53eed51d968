import { readInstant } from '../domain/instant.ts'
import { own } from '../domain/json.ts'
import type { Calendar, Organisation } from '../domain/organisation.ts'
import type { SlaWarning } from '../domain/sla/clock.ts'
import type { ClockScript, ScriptEvent } from '../domain/sla/play.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { allowance } from './literals.ts'
import { suggest } from './nearest.ts'
import { lowerCalendar } from './organisation/calendar.ts'
import { parseYaml } from './parse.ts'
import type { Parsed } from './parse.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { ClockDocument, readBeforeDue } from './schema/clock.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'

/** Further away no clock runs. */
const [FIRST, LAST] = [Date.UTC(1970, 0, 1), Date.UTC(2101, 0, 1)]

/** A clock's story ready to be played, when nothing is wrong with its file. */
export interface CompiledClock {
  readonly script?: ClockScript
  readonly calendar?: Calendar
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compiles the file of a clock. `organisation` gives the one whose calendars and zone count; it is asked with true when the file
 * names a calendar and so cannot do without. Without a calendar the clock runs round the clock.
 */
export function compileClock(source: SourceFile, organisation: (isNeeded: boolean) => Organisation | undefined): CompiledClock {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(ClockDocument, parsed, report)
  if (!parsed || !document) return { diagnostics: byPlace(report.diagnostics) }
  for (const key of ['start', 'until'] as const)
    if (instant(document[key]) < FIRST || instant(document[key]) >= LAST)
      report.add('SOP203', `"${key}" is not in the years 1970 to 2100`, parsed.places.span([key]), 'correct the year')
  const calendar = calendarOf(document, parsed, report, organisation(typeof document.calendar === 'string'))
  const diagnostics = byPlace(report.diagnostics)
  return report.failed || !calendar ? { diagnostics } : { script: scriptOf(document), calendar, diagnostics }
}

function calendarOf({ calendar }: ClockDocument, { places }: Parsed, report: Report, organisation: Organisation | undefined): Calendar | undefined {
  const zone = organisation?.zone ?? 'UTC'
  if (calendar === undefined) return { id: '24x7', zone, always: true, weekly: [], closed: [], special: [] }
  if (typeof calendar !== 'string')
    return lowerCalendar(calendar, { id: 'inline', zone, locale: organisation?.locale ?? 'en', path: ['calendar'], places, report })
  const known = organisation?.calendars ?? {}
  const found = own(known, calendar)
  if (!found)
    report.add('SOP309', `there is no calendar "${calendar}"`, places.span(['calendar']), suggest(calendar, Object.keys(known)) ?? 'add it to the organisation file')
  return found
}

function scriptOf(document: ClockDocument): ClockScript {
  return {
    goal: allowance(document.goal),
    start: instant(document.start),
    until: instant(document.until),
    warnings: document.warn.map(warningOf),
    ...(document.honours === undefined ? {} : { honours: document.honours }),
    events: document.events.map(eventOf),
  }
}

const warningOf = (text: number | string): SlaWarning =>
  typeof text === 'number' ? { percent: text } : { beforeMs: readBeforeDue(text) ?? 0, before: text.replace(/ .*/, '') }

function eventOf(event: ClockDocument['events'][number], index: number): ScriptEvent {
  const at = instant(event.at)
  if ('pause' in event) {
    const until = event.expected_until === undefined ? null : instant(event.expected_until)
    return { at, index, do: 'pause', reason: event.pause, until }
  }
  if ('resume' in event) return { at, index, do: 'resume', reason: event.resume }
  if ('goal' in event) return { at, index, do: 'goal', goal: allowance(event.goal) }
  if ('reopen' in event) return { at, index, do: 'reopen', how: event.reopen }
  return { at, index, do: 'stop' in event ? 'stop' : 'cancel' }
}

/** An instant that the shape has accepted. */
const instant = (text: string): number => readInstant(text) ?? 0
