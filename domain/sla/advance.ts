import type { Interval } from '../calendar/intervals.ts'
import type { SlaClock, SlaCycle, SlaGoal, SlaNotice, SlaPause, SlaTerms } from './clock.ts'
import { dueOf, shareOf, warningAt } from './measure.ts'

/** A clock after something happened to it, and what it has to tell. */
export interface Advanced {
  readonly clock: SlaClock
  readonly notices: readonly SlaNotice[]
}

/**
 * Starts a clock. `pausedBy` are the reasons that hold at that instant already. `open` must reach from the start to beyond due:
 * while it does not, a clock that is not paused has no due, and the caller brings more.
 */
export function startClock(
  terms: SlaTerms, goal: SlaGoal, start: number, open: readonly Interval[], pausedBy: readonly SlaPause[] = [],
): SlaClock {
  return { terms, earlier: [], cycle: startCycle(terms, goal, start, open, pausedBy) }
}

/** A cycle at its start. */
export function startCycle(
  terms: SlaTerms, goal: SlaGoal, start: number, open: readonly Interval[], pausedBy: readonly SlaPause[] = [],
): SlaCycle {
  const honoured = pausedBy.filter(({ reason }) => honours(terms, reason))
  return measured({
    start, goal, pausedBy: honoured, pausedSince: honoured.length > 0 ? start : null, gaps: [], ranFrom: null, due: null,
    originalDue: null, warned: [], breachedAt: null, endedAt: null, cancelled: false, asOf: start,
  }, open, start)
}

/** Whether a pause for this reason stops the clock. */
export const honours = ({ honours }: SlaTerms, reason: string): boolean => honours?.includes(reason) ?? true

/** The cycle with its due worked out anew; `original_due` is the one of the instant at which it first runs. */
export function measured(cycle: SlaCycle, open: readonly Interval[], at: number): SlaCycle {
  const due = dueOf(cycle, open)
  const runsFirst = cycle.ranFrom === null && cycle.pausedSince === null
  return { ...cycle, due, ...(runsFirst ? { ranFrom: at, originalDue: due } : {}) }
}

/** The next instant at which the clock does something by itself: warns, is breached, ends a pause. Null when there is none. */
export function nextDeadline(clock: SlaClock, open: readonly Interval[]): number | null {
  return nextOf(clock, open, Infinity)
}

/** Fires every timer up to and including `to`, each at its own instant, however late it is called. */
export function advanceClock(clock: SlaClock, open: readonly Interval[], to: number): Advanced {
  return advanceBefore(clock, open, to, to, 'time')
}

/** The same, with pauses that end after `resumeTo` left alone: an event of that instant may come before their end. */
export function advanceBefore(
  clock: SlaClock, open: readonly Interval[], to: number, resumeTo: number, cause: 'time' | 'goal_changed',
): Advanced {
  const notices: SlaNotice[] = []
  let cycle = clock.cycle
  for (;;) {
    const next = nextOf({ ...clock, cycle }, open, resumeTo)
    if (next === null || next > to) break
    const fired = fire(clock.terms, { ...cycle, asOf: next }, open, cause)
    cycle = fired.cycle
    notices.push(...fired.notices)
  }
  return { clock: { ...clock, cycle: { ...cycle, asOf: cycle.endedAt ?? Math.max(cycle.asOf, to) } }, notices }
}

function nextOf({ terms, cycle }: SlaClock, open: readonly Interval[], resumeTo: number): number | null {
  if (cycle.endedAt !== null) return null
  const limits = cycle.pausedBy.flatMap(({ until }) => (until !== null && until <= resumeTo ? [until] : []))
  const timers = cycle.breachedAt === null ? [cycle.due, ...pending(terms, cycle).map(({ warning }) => warningAt(cycle, open, warning))] : []
  const next = Math.min(...limits, ...timers.map((at) => at ?? Infinity))
  return next === Infinity ? null : Math.max(next, cycle.asOf)
}

const pending = ({ warnings }: SlaTerms, { warned }: SlaCycle) =>
  warnings.flatMap((warning, index) => (warned.some((each) => each.index === index) ? [] : [{ warning, index }]))

interface Fired {
  readonly cycle: SlaCycle
  readonly notices: readonly SlaNotice[]
}

/**
 * What is due at the cycle's `asOf`: the breach, else the highest warning, else the pauses whose limit is reached. Once it is
 * breached no warning comes: the breach says more.
 */
function fire(terms: SlaTerms, cycle: SlaCycle, open: readonly Interval[], cause: 'time' | 'goal_changed'): Fired {
  const at = cycle.asOf
  if (cycle.breachedAt === null) {
    if (cycle.due !== null && cycle.due <= at) return { cycle: { ...cycle, breachedAt: at }, notices: [{ kind: 'breached', at, cause }] }
    const crossed = pending(terms, cycle).filter(({ warning }) => (warningAt(cycle, open, warning) ?? Infinity) <= at)
    if (crossed.length > 0) return warn(cycle, crossed.map(({ warning, index }) => ({ index, share: shareOf(cycle, warning) })))
  }
  const over = cycle.pausedBy.filter(({ until }) => until !== null && until <= at)
  const left = cycle.pausedBy.filter((each) => !over.includes(each))
  return { cycle: resumed(cycle, left, open, at), notices: over.map(({ reason }) => ({ kind: 'resumed', at, reason })) }
}

function warn(cycle: SlaCycle, crossed: readonly { readonly index: number; readonly share: number }[]): Fired {
  const at = cycle.asOf
  const highest = crossed.reduce((best, each) => (each.share >= best.share ? each : best))
  const warned = [...cycle.warned, ...crossed.map(({ index }) => ({ index, at: index === highest.index ? at : null }))]
  return { cycle: { ...cycle, warned }, notices: [{ kind: 'warned', at, index: highest.index }] }
}

/** The cycle with fewer reasons to stand still; with none left it runs on. */
export function resumed(cycle: SlaCycle, pausedBy: readonly SlaPause[], open: readonly Interval[], at: number): SlaCycle {
  if (pausedBy.length > 0 || cycle.pausedSince === null) return { ...cycle, pausedBy }
  return measured({ ...cycle, pausedBy, pausedSince: null, gaps: withGap(cycle, cycle.pausedSince, at, 'paused') }, open, at)
}

/** The standstills with one more; one that took no time is none. */
export const withGap = ({ gaps }: SlaCycle, from: number, to: number, kind: 'paused' | 'closed'): SlaCycle['gaps'] =>
  from < to ? [...gaps, { from, to, kind }] : gaps
