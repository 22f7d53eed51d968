import type { Calendar, Organisation, Roster, Rotation } from '../../domain/organisation.ts'
import { datesWithOpening, weekdayOf, type Minutes } from './calendar-minutes.ts'

const DAY_MINUTES = 1440
const UNITS = { hour: 60, day: DAY_MINUTES, week: 7 * DAY_MINUTES } as const

/** Who is on at a minute, in order, and by what. */
export interface On {
  readonly by: 'roster' | 'fallback' | 'sink' | 'nobody'
  readonly people: readonly string[]
}

/** A roster told the plain way: every hand-off of every rotation is written down, and each minute is looked at by itself. */
export interface RosterReference {
  /** Who is on by layers and changes, sorted by who comes first; `refused` may not have it. */
  onDuty(minute: number, refused?: readonly string[]): readonly string[]
  /** The same with the roster's fallback and the organisation's sink. */
  on(minute: number, refused?: readonly string[]): On
}

interface Shift {
  readonly person: string
  readonly priority: number
  /** The minute at which the hand-off came, or an override's start. */
  readonly since: number
}

/** `clockOf` gives the minutes of a zone; all of them begin at the same instant. */
export function rosterReference(organisation: Organisation, roster: Roster, clockOf: (zone: string) => Minutes): RosterReference {
  const clock = clockOf(roster.zone)
  const layers = roster.layers.map((layer) => ({ ...layer, handoffs: handoffsOf(layer.rotation, clock, workingOf(organisation, layer.rotation, clockOf)) }))
  const reads = (minute: number): number => clock.front[minute] ?? 0
  const instant = (minute: number): number => clock.first + minute * 60_000

  const standsFor = standInsOf(organisation, instant)

  const base = (minute: number): readonly Shift[] => {
    const reading = reads(minute)
    const here = layers.filter(({ hours }) => !hours || isWithin(hours, reading)).flatMap(({ priority, rotation, handoffs }) => {
      const last = handoffs.findLast((handoff) => handoff.reading <= reading)
      if (!last) throw new Error('the minutes known do not reach back to the hand-off')
      const turn = rotation.turns[((last.index % rotation.turns.length) + rotation.turns.length) % rotation.turns.length] ?? []
      return turn.map((person) => ({ person, priority, since: last.minute }))
    }).filter(({ person }) => standsFor(person, minute) !== undefined)
    return here.filter(({ priority }) => here.every((other) => other.priority <= priority))
  }
  const holding = <T extends { readonly from: number; readonly to: number }>(all: readonly T[], minute: number): readonly T[] =>
    all.filter(({ from, to }) => from <= instant(minute) && instant(minute) < to)

  const onDuty = (minute: number, refused: readonly string[] = []): readonly string[] => {
    const swaps = holding(roster.swaps, minute).filter(({ takenBy }) => takenBy !== undefined)
    const swapped = once(base(minute).map((shift) => ({ ...shift, person: swaps.filter(({ of }) => of === shift.person).at(-1)?.takenBy ?? shift.person })))
    const overrides = holding(roster.overrides, minute)
    const about = (person: string) => overrides.filter((override) => override.person === person).at(-1)
    const changed = swapped.flatMap((shift): readonly Shift[] => {
      const override = about(shift.person)
      if (override?.do === 'remove') return []
      return [override?.do === 'replace' ? { ...shift, person: override.with } : shift]
    })
    const added = overrides.filter((override) => override.do === 'add' && about(override.person) === override)
      .map(({ person, from }) => ({ person, priority: Infinity, since: (from - clock.first) / 60_000 }))
    const able = once([...changed, ...added]).flatMap((shift): readonly Shift[] => {
      const by = standsFor(shift.person, minute)
      return by === undefined || refused.includes(by) ? [] : [{ ...shift, person: by }]
    })
    const all = once(able).map(({ person }) => person)
    return roster.one ? all.slice(0, 1) : all
  }

  const firstOf = (target: string, minute: number, refused: readonly string[]): readonly string[] => {
    const able = (organisation.roles[target]?.people ?? [target]).map((person) => standsFor(person, minute))
    return able.filter((person) => person !== undefined && !refused.includes(person)).slice(0, 1) as readonly string[]
  }

  return {
    onDuty,
    on(minute, refused = []) {
      const people = onDuty(minute, refused)
      if (people.length > 0) return { by: 'roster', people }
      const fallback = roster.fallback === undefined ? [] : firstOf(roster.fallback, minute, refused)
      if (fallback.length > 0) return { by: 'fallback', people: fallback }
      const sink = firstOf(organisation.sink, minute, [])
      return { by: sink.length > 0 ? 'sink' : 'nobody', people: sink }
    },
  }
}

/** Who does what a person should do at a minute: they themselves, a cover who is there, or nobody. */
function standInsOf({ people, absences }: Organisation, instant: (minute: number) => number): (person: string, minute: number) => string | undefined {
  const awayOf = (person: string, minute: number) => absences.filter((absence) => absence.person === person && absence.from <= instant(minute) && instant(minute) < absence.to)
  const isHere = (person: string, minute: number): boolean => people[person]?.active === true && awayOf(person, minute).length === 0
  return (person, minute) => {
    if (people[person]?.active !== true) return undefined
    const away = awayOf(person, minute)
    return away.length === 0 ? person : away.map(({ cover }) => cover).filter((cover) => cover !== undefined && isHere(cover, minute)).at(-1)
  }
}

/** One shift for each person, the one that comes first: by priority, then by the earlier start, then by id. */
function once(shifts: readonly Shift[]): readonly Shift[] {
  const sorted = [...shifts].sort((a, b) => (a.priority === b.priority ? 0 : a.priority > b.priority ? -1 : 1) || a.since - b.since || (a.person < b.person ? -1 : 1))
  return sorted.filter(({ person }, index) => sorted.findIndex((other) => other.person === person) === index)
}

function isWithin(hours: NonNullable<Roster['layers'][number]['hours']>, reading: number): boolean {
  const day = Math.floor(reading / DAY_MINUTES)
  const minute = reading - day * DAY_MINUTES
  return hours.some((window) =>
    (window.day === weekdayOf(day) && window.from <= minute && minute < window.to) ||
    (window.day === weekdayOf(day - 1) && window.from <= minute + DAY_MINUTES && minute + DAY_MINUTES < window.to))
}

interface Handoff {
  readonly index: number
  /** What the wall clock reads then. */
  readonly reading: number
  readonly minute: number
}

/** Every hand-off whose wall time the known minutes reach, counted from the anchor, which is hand-off 0. */
function handoffsOf(rotation: Rotation, clock: Minutes, working: readonly number[] | undefined): readonly Handoff[] {
  const reach = [clock.front[0] ?? 0, clock.front.at(-1) ?? 0] as const
  const all: { readonly index: number; readonly reading: number }[] = []
  const write = (index: number): boolean => {
    const reading = readingOf(rotation, working, index)
    if (reading !== undefined && reading >= reach[0] && reading <= reach[1]) all.push({ index, reading })
    return reading !== undefined
  }
  for (let index = 0; write(index) && (readingOf(rotation, working, index) ?? 0) <= reach[1]; index++);
  for (let index = -1; write(index) && (readingOf(rotation, working, index) ?? 0) >= reach[0]; index--);
  let minute = 0
  return all.sort((a, b) => a.index - b.index).map((each) => {
    while ((clock.front[minute] ?? 0) < each.reading) minute++
    return { ...each, minute }
  })
}

function readingOf({ every, unit, anchor }: Rotation, working: readonly number[] | undefined, index: number): number | undefined {
  if (working) {
    const first = working.findIndex((day) => day >= anchor.day)
    const day = first < 0 ? undefined : working[first + index * every]
    return day === undefined ? undefined : day * DAY_MINUTES + anchor.minute
  }
  if (unit !== 'month') return anchor.day * DAY_MINUTES + anchor.minute + index * every * UNITS[unit]
  const date = new Date(anchor.day * 86_400_000)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + index * every]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return (Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / 86_400_000) * DAY_MINUTES + anchor.minute
}

const workingOf = ({ calendars }: Organisation, { workingDays }: Rotation, clockOf: (zone: string) => Minutes): readonly number[] | undefined => {
  const calendar: Calendar | undefined = workingDays === undefined ? undefined : calendars[workingDays]
  return calendar && datesWithOpening(clockOf(calendar.zone), calendar)
}
