import { own } from '../json.ts'
import type { Absence, Layer, Organisation, Roster, ZoneOffsets } from '../organisation.ts'
import { handoffsOf } from './handoffs.ts'
import type { Handoffs } from './handoffs.ts'
import { workingDates } from './working-days.ts'

/** A roster made ready for many questions. */
export interface PreparedRoster {
  readonly organisation: Organisation
  readonly roster: Roster
  /** Of the roster's zone. */
  readonly offsets: ZoneOffsets
  readonly layers: readonly { readonly layer: Layer; readonly handoffs: Handoffs }[]
}

const known = new WeakMap<Organisation, WeakMap<Roster, PreparedRoster>>()

/** Works out what does not depend on the instant, once for a roster of an organisation; neither ever changes. */
export function prepare(organisation: Organisation, roster: Roster): PreparedRoster {
  const rosters = known.get(organisation) ?? new WeakMap<Roster, PreparedRoster>()
  const prepared = rosters.get(roster) ?? makeReady(organisation, roster)
  known.set(organisation, rosters.set(roster, prepared))
  return prepared
}

function makeReady(organisation: Organisation, roster: Roster): PreparedRoster {
  const offsets = zoneOf(organisation, roster.zone)
  return { organisation, roster, offsets, layers: roster.layers.map((layer) => ({ layer, handoffs: ready(organisation, layer, offsets) })) }
}

function ready(organisation: Organisation, { rotation }: Layer, offsets: ZoneOffsets): Handoffs {
  const calendar = rotation.workingDays === undefined ? undefined : own(organisation.calendars, rotation.workingDays)
  const dates = calendar && workingDates(calendar, zoneOf(organisation, calendar.zone), rotation.anchor.day)
  return handoffsOf(rotation, offsets, dates)
}

const zoneOf = ({ zones }: Organisation, zone: string): ZoneOffsets => own(zones, zone) ?? []

/** Everybody whom the roster can put on by itself, without its fallback. */
export function peopleOf({ layers, overrides, swaps }: Roster): ReadonlySet<string> {
  return new Set([
    ...layers.flatMap(({ rotation }) => rotation.turns.flat()),
    ...overrides.flatMap((override) => (override.do === 'replace' ? [override.person, override.with] : [override.person])),
    ...swaps.flatMap(({ of, takenBy }) => [of, ...(takenBy === undefined ? [] : [takenBy])]),
  ])
}

/** The absences that can change who is on: those of its people and of whoever covers for them. */
export function absencesThatMatter(organisation: Organisation, roster: Roster): readonly Absence[] {
  const people = peopleOf(roster)
  const covers = new Set(organisation.absences.flatMap(({ person, cover }) => (people.has(person) && cover !== undefined ? [cover] : [])))
  return organisation.absences.filter(({ person }) => people.has(person) || covers.has(person))
}
