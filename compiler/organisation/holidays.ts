import { createRequire } from 'node:module'
import type { Memory } from '../remembered.ts'
import { FIRST_YEAR, LAST_YEAR } from './literals.ts'

/** A public holiday on a local date, as days since 1970-01-01. */
export interface Holiday {
  readonly day: number
  readonly name: string
}

// Loaded where first needed: together they take longer than checking all SOPs of a shop.
const load = createRequire(import.meta.url)
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Named<T> = Readonly<Record<string, T>>
type Country = { readonly states?: Named<{ readonly regions?: Named<unknown> }> }

const world = (): Named<Country> => (load('date-holidays/data') as { readonly data: { readonly holidays: Named<Country> } }).data.holidays

/** The regions of a country that have holidays of their own, such as `BY`, and within those `BY-A`. Undefined of one whose holidays are not known. */
export const regionsOf = (country: string, memory?: Memory): readonly string[] | undefined => recalled(memory, `regions ${country}`, () => regionsIn(country)) ?? undefined

function regionsIn(country: string): readonly string[] | null {
  const countries = world()
  if (!Object.hasOwn(countries, country)) return null
  const states = Object.entries(countries[country]?.states ?? {})
  return states.flatMap(([state, of]) => [state, ...Object.keys(of.regions ?? {}).map((each) => `${state}-${each}`)])
}

/** What was worked out before, in this run or in one that left its memory. */
function recalled<T>(memory: Memory | undefined, name: string, work: () => T): T {
  const known = memory?.get(name)
  if (known !== undefined) return known as T
  const found = work()
  memory?.set(name, found)
  return found
}

/** The holidays of one place; its region must be known. */
export interface Holidays {
  /** Those of 2015 to 2040, ascending. */
  all(): readonly Holiday[]
  /** Those that are kept in one year. */
  of(year: number): readonly Holiday[]
}

const cache = new Map<string, Holidays>()

/**
 * The public holidays of a country or region, named in `language` where the data has it, each year worked out once.
 * They are what the package knows when the file is compiled; a later correction is a later version of the organisation.
 */
export function holidaysOf(country: string, region: string | undefined, language: string, memory?: Memory): Holidays {
  const key = `${country} ${region ?? ''} ${language}`
  const known = cache.get(key) ?? createHolidays(country, region, language, memory)
  cache.set(key, known)
  return known
}

function createHolidays(country: string, region: string | undefined, language: string, memory: Memory | undefined): Holidays {
  let ruled: ((year: number) => readonly Holiday[]) | undefined
  // A New Year's Day on a Saturday may be kept on the last day of the year before it.
  const of = remembered((year) => {
    ruled ??= rulesOf(country, region, language)
    const [first, after] = [Date.UTC(year, 0, 1) / DAY_MS, Date.UTC(year + 1, 0, 1) / DAY_MS]
    const within = [...ruled(year - 1), ...ruled(year), ...ruled(year + 1)].filter(({ day }) => day >= first && day < after)
    const names = new Map(within.toReversed().map(({ day, name }) => [day, name]))
    return [...names].map(([day, name]) => ({ day, name })).sort((left, right) => left.day - right.day)
  })
  const all = (): readonly Holiday[] => Array.from({ length: LAST_YEAR - FIRST_YEAR + 1 }, (_, index) => of(FIRST_YEAR + index)).flat()
  return { of, all: () => recalled(memory, `holidays ${country} ${region ?? ''} ${language}`, all) }
}

/** What the package says of a year, before what is kept in another one. */
function rulesOf(country: string, region: string | undefined, language: string): (year: number) => readonly Holiday[] {
  const Source = load('date-holidays') as typeof import('date-holidays').default
  const [state, inner] = region?.split('-') ?? []
  const source = new Source({ country, ...(state && { state }), ...(inner && { region: inner }) }, { types: ['public'] })
  // In the country's own language the names are those that are used there: "Labor Day" in the US.
  const own = source.getLanguages()[0]?.startsWith(language) === true
  return remembered((year) =>
    source
      .getHolidays(year, own ? undefined : language)
      .flatMap(({ date, start, end, name }) => daysOf(date, end.getTime() - start.getTime()).map((day) => ({ day, name }))),
  )
}

function remembered<T>(work: (year: number) => T): (year: number) => T {
  const known = new Map<number, T>()
  return (year) => {
    const found = known.get(year) ?? work(year)
    known.set(year, found)
    return found
  }
}

/** Dates that lie in a holiday by more than half: some begin at sunset the day before (`2026-04-02 00:00:00 -0600`), some at noon. */
function daysOf(date: string, lastsMs: number): readonly number[] {
  const [, day = '', time = '', shift] = /^(\S+) (\S+)(?: ([+-]\d{2})\d{2})?$/.exec(date) ?? []
  const start = Date.parse(`${day}T${time}Z`) + Number(shift ?? 0) * HOUR_MS
  const days: number[] = []
  for (let at = Math.floor(start / DAY_MS); at * DAY_MS < start + lastsMs; at++) {
    const within = Math.min(start + lastsMs, (at + 1) * DAY_MS) - Math.max(start, at * DAY_MS)
    if (within > DAY_MS / 2) days.push(at)
  }
  return days
}
