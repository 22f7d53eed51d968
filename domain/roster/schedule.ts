import type { Organisation, Roster } from '../organisation.ts'
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

/** The next instant at which anything can change who is on; asked in the order of time. */
function changesOf(prepared: PreparedRoster): (at: number) => number {
  const fixed = fixedChanges(prepared)
  const { offsets, layers } = prepared
  const nexts = [
    ascending((at) => fixed[firstAfter(fixed, at)] ?? Infinity),
    ...layers.map(({ layer, handoffs }) => ascending((at) => turnAt(layer.rotation, handoffs, at).to)),
    ...layers.flatMap(({ layer: { hours } }) => (hours ? [ascending((at) => nextEdge(hours, at, offsets))] : [])),
  ]
  return (at) => Math.min(...nexts.map((next) => next(at)))
}

/** What comes next stays next until it has come. */
function ascending(next: (at: number) => number): (at: number) => number {
  let known = -Infinity
  return (at) => (known > at ? known : (known = next(at)))
}

const known = new WeakMap<PreparedRoster, readonly number[]>()

/** Where changes and absences begin and end, ascending: worked out once, since none of them ever changes. */
function fixedChanges(prepared: PreparedRoster): readonly number[] {
  const { organisation, roster } = prepared
  const changes = known.get(prepared)
    ?? [...roster.overrides, ...roster.swaps, ...absencesThatMatter(organisation, roster)].flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b)
  known.set(prepared, changes)
  return changes
}

function firstAfter(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? at) > at) high = middle
    else low = middle + 1
  }
  return low
}
