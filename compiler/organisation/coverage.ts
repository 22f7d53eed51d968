import { HORIZON_MS } from '../../domain/calendar/due.ts'
import { openings } from '../../domain/calendar/open.ts'
import { wallAt } from '../../domain/calendar/wall.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { scheduleOf } from '../../domain/roster/schedule.ts'
import type { Span as Stretch } from '../../domain/roster/schedule.ts'
import { targetYields } from '../../domain/roster/who.ts'
import type { Span } from '../source.ts'
import type { Desk } from './desk.ts'

const DAYS = 30
const DAY_MS = 86_400_000
/** More would fill the screen; whoever needs all of them asks for the schedule. */
const MOST_SHOWN = 3

/** Warns of times in the next 30 days at which a roster, a role or the sink yields nobody, with the times themselves. */
export function checkCoverage(organisation: Organisation, desk: Desk): void {
  const from = desk.now ?? Date.now()
  const nobody = createNobody(organisation, from, from + DAYS * DAY_MS)
  const warn = (what: string, zone: string, stretches: readonly Stretch[], span: Span): void => {
    if (stretches.length === 0) return
    const offsets = organisation.zones[zone] ?? []
    const write = (at: number): string => new Date(wallAt(at, offsets)).toISOString().slice(0, 16).replace('T', ' ')
    const shown = stretches.slice(0, MOST_SHOWN).map((each) => `${write(each.from)} to ${write(each.to)}`)
    const rest = stretches.length - shown.length
    const message = `nobody ${what} in the next ${DAYS} days at ${shown.join(', ')}${rest > 0 ? ` and ${rest} more times` : ''}`
    desk.report.add('SOP434', message, span, 'add somebody for these times, or a fallback')
  }
  for (const { id, zone } of Object.values(organisation.rosters)) warn(`is on the roster "${id}"`, zone, nobody.roster(id), desk.places.keySpan(['rosters', id]))
  for (const { id, roster } of Object.values(organisation.roles))
    if (roster === undefined) warn(`can take the role "${id}"`, organisation.zone, nobody.named(id), desk.places.keySpan(['roles', id]))
  warn(`can be the sink "${organisation.sink}"`, organisation.zone, nobody.named(organisation.sink), desk.span(['sink']))
}

/**
 * Warns of a calendar that never opens: time counted on it would never be over, and whoever waits for it would wait forever. No error,
 * because one with dates of its own becomes so by the mere passing of time.
 */
export function checkOpens(organisation: Organisation, desk: Desk): void {
  const from = desk.now ?? Date.now()
  for (const [id, calendar] of Object.entries(organisation.calendars))
    if (openings(calendar, organisation.zones[calendar.zone] ?? [], from, from + HORIZON_MS).next().done === true)
      desk.report.add('SOP441', `the calendar "${id}" never opens within ten years`, desk.places.keySpan(['calendars', id]), 'give it open hours, or remove dates from "closed"')
}

/** When a roster, or a role or person, yields nobody between two instants. */
function createNobody(organisation: Organisation, from: number, to: number) {
  const known = new Map<string, readonly Stretch[]>()
  const once = (key: string, work: () => readonly Stretch[]): readonly Stretch[] => {
    const found = known.get(key) ?? work()
    known.set(key, found)
    return found
  }

  function roster(id: string): readonly Stretch[] {
    return once(`roster ${id}`, () => {
      const each = organisation.rosters[id]
      if (!each) return []
      const { gaps } = scheduleOf(organisation, each, from, to)
      return each.fallback === undefined || gaps.length === 0 ? gaps : meet(gaps, named(each.fallback))
    })
  }

  function named(name: string): readonly Stretch[] {
    const role = Object.hasOwn(organisation.roles, name) ? organisation.roles[name] : undefined
    if (role?.roster !== undefined) return roster(role.roster)
    return once(`name ${name}`, () => away(role ? 'role' : 'person', name, role?.people ?? [name]))
  }

  /** Who holds a role changes only where an absence of theirs, or of whoever covers, begins or ends. */
  function away(kind: 'role' | 'person', name: string, people: readonly string[]): readonly Stretch[] {
    const covers = organisation.absences.flatMap(({ person, cover }) => (people.includes(person) ? (cover ?? []) : []))
    const whose = new Set([...people, ...covers])
    const changes = organisation.absences.flatMap((each) => (whose.has(each.person) ? [each.from, each.to] : []))
    const points = [...new Set([from, ...changes.filter((at) => at > from && at < to), to])].sort((left, right) => left - right)
    const stretches = points.slice(0, -1).map((at, index) => ({ from: at, to: points[index + 1] ?? to }))
    return joined(stretches.filter((each) => targetYields(organisation, { kind, name }, each.from).people.length === 0))
  }

  return { roster, named }
}

function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const result: Stretch[] = []
  for (const each of stretches) {
    const last = result.at(-1)
    if (last?.to === each.from) result[result.length - 1] = { from: last.from, to: each.to }
    else result.push(each)
  }
  return result
}

const meet = (left: readonly Stretch[], right: readonly Stretch[]): readonly Stretch[] =>
  left.flatMap((a) =>
    right.filter((b) => a.from < b.to && b.from < a.to).map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) })),
  )
