import { createRequire } from 'node:module'
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

/** Countries whose holidays are known, as ISO 3166 codes. */
export const countries = (): readonly string[] => Object.keys(world())

/** The regions of a country that have holidays of their own, such as `BY`, and within those `BY-A`. */
export function regionsOf(country: string): readonly string[] {
  const states = Object.entries(world()[country]?.states ?? {})
  return states.flatMap(([state, of]) => [state, ...Object.keys(of.regions ?? {}).map((each) => `${state}-${each}`)])
}

const cache = new Map<string, readonly Holiday[]>()

/**
 * The public holidays of 2015 to 2040, ascending, named in `language` where the data has it. Country and region must be known.
 * The list is what the package knows when the file is compiled; a later correction is a later version of the organisation.
 */
export function holidaysOf(country: string, region: string | undefined, language: string): readonly Holiday[] {
  const key = `${country} ${region ?? ''} ${language}`
  const known = cache.get(key) ?? workOut(country, region, language)
  cache.set(key, known)
  return known
}

function workOut(country: string, region: string | undefined, language: string): readonly Holiday[] {
  const Holidays = load('date-holidays') as typeof import('date-holidays').default
  const [state, inner] = region?.split('-') ?? []
  const source = new Holidays({ country, ...(state && { state }), ...(inner && { region: inner }) }, { types: ['public'] })
  // In a language of the country itself the names are those that are used there: "Labor Day" in the US.
  const own = source.getLanguages().some((each) => each.startsWith(language))
  const names = new Map<number, string>()
  // A New Year's Day on a Saturday is kept on the last day of the year before it.
  for (let year = FIRST_YEAR; year <= LAST_YEAR + 1; year++)
    for (const { date, start, end, name } of source.getHolidays(year, own ? undefined : language))
      for (const day of daysOf(date, end.getTime() - start.getTime())) names.set(day, names.get(day) ?? name)
  const [first, after] = [Date.UTC(FIRST_YEAR, 0, 1) / DAY_MS, Date.UTC(LAST_YEAR + 1, 0, 1) / DAY_MS]
  const within = [...names].filter(([day]) => day >= first && day < after)
  return within.map(([day, name]) => ({ day, name })).sort((left, right) => left.day - right.day)
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
