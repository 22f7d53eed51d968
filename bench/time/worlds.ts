import fc from 'fast-check'
import type { Absence, Calendar, Layer, Organisation, Override, Roster, Rotation, Swap, Window } from '../../domain/organisation.ts'
import { offsetsOf } from '../../test/domain/calendars.ts'
import { minutesOf, type Minutes } from '../../test/domain/calendar-minutes.ts'

export const MINUTE = 60_000
export const DAY = 86_400_000
/** The week that is asked about begins at this minute of what is known. */
export const WEEK_AT = 100 * 1440
export const WEEK_MINUTES = 7 * 1440
const KNOWN_MINUTES = 150 * 1440

/** Weeks in which something happens to the clocks, and some in which nothing does. */
const WEEKS: readonly (readonly [zone: string, from: string])[] = [
  ['America/New_York', '2026-03-05'], ['America/New_York', '2026-10-29'], ['Europe/Berlin', '2026-03-26'], ['Europe/Berlin', '2026-10-22'],
  ['Australia/Lord_Howe', '2026-04-02'], ['Australia/Lord_Howe', '2026-10-01'], ['America/Sao_Paulo', '2018-02-15'], ['America/Sao_Paulo', '2018-11-01'],
  ['Africa/Casablanca', '2026-02-12'], ['Africa/Casablanca', '2026-03-19'], ['Pacific/Apia', '2011-12-27'], ['Pacific/Apia', '2011-09-22'],
  ['America/St_Johns', '2010-11-04'], ['Asia/Kathmandu', '2026-05-01'], ['Asia/Kolkata', '2026-01-01'], ['UTC', '2026-02-26'],
]

/** A week of a zone. */
export interface Stretch {
  readonly zone: string
  /** Epoch milliseconds of its first minute. */
  readonly from: number
}

/** What questions are asked about. */
export interface World {
  readonly stretch: Stretch
  readonly calendar: Calendar
  readonly roster: Roster
  readonly organisation: Organisation
}

const known = new Map<string, Minutes>()

/** The clock of a zone around a stretch, read once. */
export function clockAt(zone: string, { from }: Stretch): Minutes {
  const name = `${zone} ${from}`
  const clock = known.get(name) ?? minutesOf(zone, from - WEEK_AT * MINUTE, KNOWN_MINUTES)
  known.set(name, clock)
  return clock
}

const stretches = fc.constantFrom(...WEEKS.map(([zone, from]): Stretch => ({ zone, from: Date.parse(`${from}T00:00:00Z`) })))

/** Windows of one date that do not overlap, on odd minutes, over midnight or not. */
const windows: fc.Arbitrary<readonly Window[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: 1439 }), { maxLength: 4 })
  .chain((starts) => fc.tuple(fc.constant([...starts].sort((a, b) => a - b)), fc.integer({ min: 1, max: 1440 })))
  .map(([bounds, length]) => bounds.flatMap((from, at): readonly Window[] =>
    (at % 2 === 1 ? [] : [{ from, to: bounds[at + 1] ?? Math.min(from + length, (bounds[0] ?? 0) + 1440) }])))
const weekly = fc.array(windows, { minLength: 7, maxLength: 7 }).map((days) => days.flatMap((own, day) => own.map((window) => ({ day, ...window }))))

const calendarIn = (id: string, zone: string, dates: fc.Arbitrary<number>): fc.Arbitrary<Calendar> =>
  fc.record({ weekly, closed: fc.uniqueArray(dates, { maxLength: 3 }), special: fc.uniqueArray(fc.tuple(dates, windows), { maxLength: 2, selector: ([date]) => date }), always: fc.nat(19) })
    .map(({ closed, special, always, ...rest }) => (always === 0
      ? { id, zone, always: true, weekly: [], closed: [], special: [] }
      : { id, zone, always: false, weekly: rest.weekly, closed: closed.sort((a, b) => a - b).map((day) => ({ day, why: 'closed' })), special: special.map(([day, own]) => ({ day, windows: own })) }))

const PEOPLE = ['ana', 'bo', 'dana', 'kim', 'sam', 'zoe'] as const
const person = fc.constantFrom(...PEOPLE)
const layerHours = fc.option(weekly.filter((hours) => hours.length > 0), { nil: undefined, freq: 2 })

const rotationIn = (dates: fc.Arbitrary<number>): fc.Arbitrary<Rotation> =>
  fc.record({
    step: fc.oneof(
      fc.record({ unit: fc.constant('hour' as const), every: fc.integer({ min: 1, max: 48 }) }), fc.record({ unit: fc.constant('day' as const), every: fc.integer({ min: 1, max: 20 }) }),
      fc.record({ unit: fc.constant('week' as const), every: fc.integer({ min: 1, max: 4 }) }), fc.record({ unit: fc.constant('month' as const), every: fc.integer({ min: 1, max: 2 }) }),
      fc.record({ unit: fc.constant('day' as const), every: fc.integer({ min: 1, max: 4 }), workingDays: fc.constantFrom('desk', 'abroad') }),
    ),
    anchor: fc.record({ day: dates, minute: fc.integer({ min: 0, max: 1439 }) }),
    turns: fc.array(fc.uniqueArray(person, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
  }).map(({ step, ...rest }) => ({ ...step, ...rest }))

const layerIn = (dates: fc.Arbitrary<number>): fc.Arbitrary<Layer> =>
  fc.record({ priority: fc.integer({ min: 0, max: 2 }), rotation: rotationIn(dates), hours: layerHours })
    .map(({ priority, rotation, hours }) => ({ name: 'any', priority, rotation, ...(hours ? { hours } : {}) }))

/** On whole minutes, because the second opinion looks once a minute. */
const spanIn = ({ from }: Stretch) => fc.tuple(fc.integer({ min: -2 * 1440, max: WEEK_MINUTES }), fc.integer({ min: 1, max: 4 * 1440 }))
  .map(([begins, lasts]) => ({ from: from + begins * MINUTE, to: from + (begins + lasts) * MINUTE }))

const overrideIn = (stretch: Stretch): fc.Arbitrary<Override> => fc.tuple(spanIn(stretch), fc.constantFrom('add' as const, 'remove' as const, 'replace' as const), person, person)
  .map(([span, how, who, by]) => (how === 'replace' ? { ...span, do: how, person: who, with: by } : { ...span, do: how, person: who }))
/** Nobody takes their own shift: the compiler and the console refuse it. */
const swapIn = (stretch: Stretch): fc.Arbitrary<Swap> => fc.tuple(spanIn(stretch), person, fc.option(person, { nil: undefined }))
  .filter(([, of, takenBy]) => takenBy !== of).map(([span, of, takenBy]) => ({ ...span, of, ...(takenBy ? { takenBy } : {}) }))
const absenceIn = (stretch: Stretch): fc.Arbitrary<Absence> => fc.tuple(spanIn(stretch), fc.constantFrom(...PEOPLE, 'olu'), fc.option(person, { nil: undefined }))
  .map(([span, who, cover]) => ({ ...span, person: who, ...(cover ? { cover } : {}) }))

const rosterIn = (stretch: Stretch, dates: fc.Arbitrary<number>): fc.Arbitrary<Roster> => fc.record({
  one: fc.boolean(), layers: fc.array(layerIn(dates), { minLength: 1, maxLength: 3 }), fallback: fc.constantFrom(undefined, undefined, 'deputies', 'kim'),
  overrides: fc.array(overrideIn(stretch), { maxLength: 6 }), swaps: fc.array(swapIn(stretch), { maxLength: 3 }),
}).map(({ fallback, ...rest }) => ({ id: 'desk', zone: stretch.zone, ...rest, ...(fallback ? { fallback } : {}) }))

/** A calendar and a roster in a zone, with exceptions and changes in the week that is asked about. */
export const worlds: fc.Arbitrary<World> = stretches.chain((stretch) => {
  const first = Math.floor(stretch.from / DAY)
  const near = fc.integer({ min: first - 2, max: first + 9 })
  // A month's last day is one that other months do not have.
  const around = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: first - 30, max: first + 30 }) }, { weight: 1, arbitrary: fc.constant(lastThirtyFirst(first)) })
  // A calendar that never opens has no working dates to turn on.
  const opens = ({ always, weekly: own }: Calendar): boolean => always || new Set(own.map(({ day }) => day)).size > 2
  const calendars = fc.record({ calendar: calendarIn('desk', stretch.zone, near).filter(opens), abroad: calendarIn('abroad', 'Europe/Berlin', near).filter(opens) })
  return fc.record({ calendars, roster: rosterIn(stretch, around), absences: fc.array(absenceIn(stretch), { maxLength: 4 }) })
    .map(({ calendars: { calendar, abroad }, roster, absences }) => ({ stretch, calendar, roster, organisation: organisationOf(stretch, calendar, abroad, roster, absences) }))
})

/** The newest 31st at or before a date. */
function lastThirtyFirst(day: number): number {
  while (new Date(day * DAY).getUTCDate() !== 31) day--
  return day
}

function organisationOf({ zone }: Stretch, desk: Calendar, abroad: Calendar, roster: Roster, absences: readonly Absence[]): Organisation {
  const personOf = (id: string) => ({ id, name: id, email: `${id}@example.com`, zone, locale: 'en', active: id !== 'zoe', access: ['staff'] as const })
  const role = (id: string, people: readonly string[]) => ({ id, accountableFor: id, people, pick: 'first' as const })
  return {
    name: 'any', version: 'v1', zone, locale: 'en', sink: 'chief', zones: { [zone]: offsetsOf(zone), 'Europe/Berlin': offsetsOf('Europe/Berlin') },
    people: Object.fromEntries([...PEOPLE, 'olu'].map((id) => [id, personOf(id)])),
    roles: { chief: role('chief', ['olu']), deputies: role('deputies', ['zoe', 'bo', 'ana']), desk: { ...role('desk', []), roster: 'desk' } },
    calendars: { desk, abroad }, rosters: { desk: roster }, escalations: {}, absences, systems: {}, limits: {}, sources: {},
  }
}
