import { resolve } from '../../domain/assignee.ts'
import { materialise } from '../../domain/calendar/materialise.ts'
import type { Request } from '../../domain/event.ts'
import type { Calendar, Organisation, Roster } from '../../domain/organisation.ts'
import { offsetsOf } from '../../test/domain/calendars.ts'
import { numbersFrom } from '../numbers.ts'
import { DAY, MINUTE } from './worlds.ts'

const ZONE = 'America/New_York'
const PEOPLE = 50
const LAYERS = 5
const OVERRIDES = 200
const FROM = Date.parse('2026-10-01T00:00:00Z')
const DATES = 90

/** Five layers with hours of their own, fifty people, two hundred overrides over ninety days, and absences with covers. */
export function bigOrganisation(seed: number): Organisation {
  const numbers = numbersFrom(seed)
  const upTo = (most: number): number => Math.floor(numbers() * (most + 1))
  const someone = (): string => `person-${upTo(PEOPLE - 1)}`
  const span = (): { from: number; to: number } => {
    const from = FROM + upTo(DATES * 24) * 60 * MINUTE
    return { from, to: from + (1 + upTo(48)) * 60 * MINUTE }
  }
  const calendar: Calendar = {
    id: 'desk', zone: ZONE, always: false,
    weekly: [0, 1, 2, 3, 4, 5].flatMap((day) => [{ day, from: 8 * 60, to: 12 * 60 }, { day, from: 13 * 60, to: 17 * 60 + 30 }, { day, from: 22 * 60, to: 26 * 60 }]),
    closed: Array.from({ length: 60 }, (_, index) => ({ day: FROM / DAY + index * 6, why: 'closed' })),
    special: Array.from({ length: 30 }, (_, index) => ({ day: FROM / DAY + index * 12 + 1, windows: [{ from: 600, to: 840 }] })),
  }
  const roster: Roster = {
    id: 'desk', zone: ZONE, one: true, swaps: [], fallback: 'deputies',
    layers: Array.from({ length: LAYERS }, (_, index) => ({
      name: `layer-${index}`, priority: LAYERS - index,
      rotation: { every: 1 + index, unit: index === 0 ? 'hour' : 'day', anchor: { day: FROM / DAY - 365 * 3, minute: 9 * 60 }, turns: Array.from({ length: 10 }, (_, turn) => [`person-${index * 10 + turn}`]), ...(index === 4 ? { workingDays: 'desk' } : {}) },
      ...(index < LAYERS - 1 ? { hours: calendar.weekly.filter(({ day }) => day !== index) } : {}),
    })),
    overrides: Array.from({ length: OVERRIDES }, (_, index) => (index % 3 === 0 ? { ...span(), do: 'remove', person: someone() } : { ...span(), do: 'replace', person: someone(), with: someone() })),
  }
  const role = (id: string) => ({ id, accountableFor: id, people: ['person-0', 'person-1'], pick: 'first' as const })
  return {
    name: 'big', version: `big-${seed}`, zone: ZONE, locale: 'en', sink: 'deputies', zones: { [ZONE]: offsetsOf(ZONE) },
    people: Object.fromEntries(Array.from({ length: PEOPLE }, (_, index) => `person-${index}`).map((id) => [id, { id, name: id, email: `${id}@example.com`, zone: ZONE, locale: 'en', active: true, access: ['staff'] as const }])),
    roles: { deputies: role('deputies'), desk: { ...role('desk'), roster: 'desk' } }, calendars: { desk: calendar }, rosters: { desk: roster }, escalations: {},
    absences: Array.from({ length: 20 }, () => ({ ...span(), person: someone(), cover: someone() })), systems: {}, limits: {}, sources: {},
  }
}

/** Milliseconds of each question, in an organisation that was just read (`cold`) and in one that was asked before. */
export interface Speed {
  readonly ownerCold: readonly number[]
  readonly ownerWarm: readonly number[]
  /** As a case asks for the owner of a task: with the end of their shift. */
  readonly ownerWithShift: readonly number[]
  readonly ninetyDays: readonly number[]
}

/** Times one after the other, after a run that lets the machine get to know the code. */
export function speed(seed: number, times: number): Speed {
  const organisation = bigOrganisation(seed)
  const numbers = numbersFrom(seed)
  const instant = (): number => FROM + Math.floor(numbers() * DATES * 24 * 60) * MINUTE
  const fresh = (): Organisation => JSON.parse(JSON.stringify(organisation)) as Organisation
  const owner = (of: () => Organisation, more: Partial<Request> = {}): number => {
    const request = { ...requestAt(instant()), ...more }
    return least(of, (one) => { resolve(one, request, () => ({ openTasks: 0, lastAssignedAt: 0 })) })
  }
  const same = (): Organisation => organisation
  const shift = { shift: { of: 'desk', handoff: 'ask' as const } }
  const ninety = (): number => {
    const from = instant()
    return least(same, (one) => { materialise(one, 'desk', from, from + 90 * DAY) })
  }
  const measure = (count: number): Speed => {
    const many = (one: () => number): readonly number[] => Array.from({ length: count }, one)
    return { ownerCold: many(() => owner(fresh)), ownerWarm: many(() => owner(same)), ownerWithShift: many(() => owner(same, shift)), ninetyDays: many(ninety) }
  }
  measure(Math.ceil(times / 4))
  return measure(times)
}

const requestAt = (at: number): Request => ({
  id: 'q', purpose: 'assign', caseId: 'c', instance: 'i', step: 'look', epoch: 0, level: 0, target: 'desk', takesOver: true, at, dueAt: at,
})

const GOES = 5

/** The shortest of a few goes in milliseconds: what it takes when nobody else has the core. What it is done to is made before the watch starts. */
function least<T>(of: () => T, work: (one: T) => void): number {
  return Math.min(...Array.from({ length: GOES }, () => {
    const one = of()
    const since = performance.now()
    work(one)
    return performance.now() - since
  }))
}
