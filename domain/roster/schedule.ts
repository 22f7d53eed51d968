import type { Absence, Organisation, Roster } from '../organisation.ts'
import { nextEdge } from './hours.ts'
import { onDuty, type Refuses } from './on-duty.ts'
import { absencesThatMatter, prepare } from './prepared.ts'
import type { PreparedRoster } from './prepared.ts'
import { turnAt } from './turn.ts'

/** Epoch milliseconds, half-open. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Time in which the same people are on, by id. */
export interface Shift extends Span {
  readonly people: readonly string[]
}

/** Who is on between two instants, and when nobody is: shifts and gaps abut exactly and fill the time between. Fallbacks do not count. */
export interface Schedule {
  readonly shifts: readonly Shift[]
  readonly gaps: readonly Span[]
}

/** The schedule in [from, to), found from change to change. */
export function scheduleOf(organisation: Organisation, roster: Roster, from: number, to: number): Schedule {
  const whole = [...stretches(organisation, roster, from, to)]
  return {
    shifts: whole.filter(({ people }) => people.length > 0),
    gaps: whole.filter(({ people }) => people.length === 0).map((gap) => ({ from: gap.from, to: gap.to })),
  }
}

/**
 * When somebody who is on at `at` stops being on; undefined when that is not before `until`, and `at` itself for somebody who is
 * not on. `refuses` passes over those who may not have the work in question.
 */
export function shiftEnds(organisation: Organisation, roster: Roster, person: string, at: number, until: number, refuses?: Refuses): number | undefined {
  for (const { from, people } of stretches(organisation, roster, at, until, refuses)) if (!people.includes(person)) return from
  return undefined
}

/** Stretches with the same people on, neighbours merged, lazily. */
function* stretches(organisation: Organisation, roster: Roster, from: number, to: number, refuses?: Refuses): Generator<Shift> {
  const prepared = prepare(organisation, roster)
  const next = changesOf(prepared)
  let current: Shift | undefined
  for (let at = from; at < to; ) {
    const end = Math.min(next(at), to)
    const people = onDuty(prepared, at, refuses).on.map(({ person }) => person).sort()
    if (current && people.join() === current.people.join()) current = { ...current, to: end }
    else {
      if (current) yield current
      current = { from: at, to: end, people }
    }
    at = end
  }
  if (current) yield current
}

/** The next instant at which anything can change who is on. */
function changesOf({ organisation, roster, offsets, layers }: PreparedRoster): (at: number) => number {
  const absences: readonly Absence[] = absencesThatMatter(organisation, roster)
  const fixed = [...roster.overrides, ...roster.swaps, ...absences].flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b)
  return (at) => Math.min(
    fixed.find((change) => change > at) ?? Infinity,
    ...layers.map(({ layer, handoffs }) => turnAt(layer.rotation, handoffs, at).to),
    ...layers.flatMap(({ layer }) => (layer.hours ? [nextEdge(layer.hours, at, offsets)] : [])),
  )
}
