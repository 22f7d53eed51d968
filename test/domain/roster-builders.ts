import { planOffsets } from '../../compiler/zone-offsets.ts'
import type { Absence, Calendar, Layer, Organisation, Override, Person, Role, Roster, Rotation, Swap } from '../../domain/organisation.ts'

const DAY = 86_400_000

/** Days since 1970 of `2026-01-05`. */
export const day = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY
/** Epoch milliseconds of `2026-01-05T08:00-06:00`. */
export const at = (text: string): number => {
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) throw new Error(`"${text}" is no instant`)
  return ms
}
/** `2026-11-20T10:00:00Z` of an instant. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z')

/** Monday to Friday, 8 to 17 by default. */
export const weekdays = (from = 8 * 60, to = 17 * 60) => [0, 1, 2, 3, 4].map((weekday) => ({ day: weekday, from, to }))

/** `every(1, 'week', '2026-01-05 08:00', ['dana'], ['sam'])`. */
export const every = (count: number, unit: Rotation['unit'], from: string, ...turns: readonly (readonly string[])[]): Rotation => {
  const [date = '', time = '00:00'] = from.split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { every: count, unit, anchor: { day: day(date), minute: hour * 60 + minute }, turns }
}

export const layer = (rotation: Rotation, over: Partial<Layer> = {}): Layer => ({ name: 'all', priority: 0, rotation, ...over })

export const roster = (layers: readonly Layer[], over: Partial<Roster> = {}): Roster => ({
  id: 'leads', zone: 'America/Chicago', one: true, layers, overrides: [], swaps: [], ...over,
})

export const replace = (from: string, to: string, person: string, by: string): Override => ({ from: at(from), to: at(to), do: 'replace', person, with: by })
export const add = (from: string, to: string, person: string): Override => ({ from: at(from), to: at(to), do: 'add', person })
export const remove = (from: string, to: string, person: string): Override => ({ from: at(from), to: at(to), do: 'remove', person })
export const swap = (from: string, to: string, of: string, takenBy?: string): Swap => ({ from: at(from), to: at(to), of, ...(takenBy ? { takenBy } : {}) })
export const away = (person: string, from: string, to: string, cover?: string): Absence => ({ person, from: at(from), to: at(to), because: 'leave', ...(cover ? { cover } : {}) })

export const calendar = (over: Partial<Calendar> = {}): Calendar => ({
  id: 'support', zone: 'America/Chicago', always: false, weekly: weekdays(), closed: [], special: [], ...over,
})

export const PEOPLE = ['ana', 'bo', 'dana', 'kim', 'olu', 'sam'] as const

export const person = (id: string, over: Partial<Person> = {}): Person => ({
  id, name: id[0]!.toUpperCase() + id.slice(1), email: `${id}@harbour.example`, zone: 'America/Chicago', locale: 'en', active: true, access: ['staff'], ...over,
})

export const role = (id: string, people: readonly string[], over: Partial<Role> = {}): Role => ({ id, accountableFor: id, people, pick: 'first', ...over })

/** An organisation whose sink is olu, the ops director; `over.people` are added to or changed. */
export function organisation(over: Partial<Organisation> = {}): Organisation {
  const zones = ['America/Chicago', ...Object.values(over.rosters ?? {}).map(({ zone }) => zone), ...Object.values(over.calendars ?? {}).map(({ zone }) => zone)]
  return {
    name: 'harbour-goods', version: 'v1', zone: 'America/Chicago', locale: 'en', sink: 'ops_director',
    zones: Object.fromEntries(zones.map((zone) => [zone, planOffsets(zone)])),
    calendars: {}, rosters: {}, escalations: {}, absences: [], systems: {}, limits: {}, sources: {},
    ...over,
    roles: { ops_director: role('ops_director', ['olu']), ...over.roles },
    people: { ...Object.fromEntries(PEOPLE.map((id) => [id, person(id)])), ...over.people },
  }
}
