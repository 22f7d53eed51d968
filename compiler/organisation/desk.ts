import type { Vocabulary } from '../../domain/connector.ts'
import type { ZoneOffsets } from '../../domain/organisation.ts'
import type { Code } from '../codes.ts'
import { readInstant } from '../literals.ts'
import { suggest } from '../nearest.ts'
import type { Parsed } from '../parse.ts'
import type { Path } from '../places.ts'
import type { Memory } from '../remembered.ts'
import type { Report } from '../report.ts'
import type { OrganisationDocument } from '../schema/organisation.ts'
import type { Span } from '../source.ts'
import { planOffsets } from '../zone-offsets.ts'
import { wallInstant } from '../../domain/calendar/wall.ts'
import { readWallTime } from './literals.ts'

/** What surrounds an organisation file. Without the vocabulary nothing is said about connectors, without the environment about secrets. */
export interface Surroundings {
  readonly vocabulary?: Vocabulary
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** Epoch milliseconds: the start of the 30 days for which it is checked that somebody is on. Default: now. */
  readonly now?: number
  /** What earlier runs found out of holidays. */
  readonly memory?: Memory
}

/** One organisation file on its way through the compiler. */
export interface Desk extends Surroundings {
  readonly document: OrganisationDocument
  readonly report: Report
  readonly places: Parsed['places']
  /** Whether a name exists; reported at its place when not. */
  readonly person: (name: string | undefined, path: Path) => boolean
  readonly roleOrPerson: (name: string | undefined, path: Path) => boolean
  readonly target: (name: string | undefined, path: Path) => boolean
  readonly calendar: (name: string | undefined, path: Path) => boolean
  readonly roster: (name: string | undefined, path: Path) => boolean
  readonly isActive: (name: string) => boolean
  readonly span: (path: Path) => Span
}

/** Puts a read organisation file together with what surrounds it. */
export function createDesk(document: OrganisationDocument, parsed: Parsed, report: Report, surroundings: Surroundings): Desk {
  const [people, roles, rosters] = [Object.keys(document.people), Object.keys(document.roles), Object.keys(document.rosters)]
  const look =
    (code: Code, what: string, known: readonly string[]) =>
    (name: string | undefined, path: Path): boolean => {
      if (name === undefined || known.includes(name)) return true
      report.add(code, `there is no ${what} "${name}"`, parsed.places.span(path), suggest(name, known) ?? 'add it to this file')
      return false
    }
  return {
    ...surroundings,
    document,
    report,
    places: parsed.places,
    person: look('SOP302', 'person', people),
    roleOrPerson: look('SOP302', 'role or person', [...roles, ...people]),
    target: look('SOP302', 'role, person or roster', [...roles, ...people, ...rosters]),
    calendar: look('SOP309', 'calendar', Object.keys(document.calendars)),
    roster: look('SOP309', 'roster', rosters),
    isActive: (name) => Object.hasOwn(document.people, name) && document.people[name]?.active !== false,
    span: (path) => parsed.places.span(path),
  }
}

/** Epoch milliseconds of a wall time in a zone, or of an instant with its offset. The shape has accepted it. */
export function momentOf(text: string, zone: string): number {
  const wall = readWallTime(text)
  return wall ? wallInstant(wall.day * DAY_MS + wall.minute * MINUTE_MS, offsetsOf(zone)) : (readInstant(text) ?? 0)
}

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

const offsetsOf = (zone: string): ZoneOffsets => planOffsets(zone)

/** A record with each value changed; names stay in the order of the file. */
export const mapValues = <T, U>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]))
