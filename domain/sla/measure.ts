import { ALWAYS, dueIn, elapsedIn, isOpenIn, nextOpen } from '../calendar/intervals.ts'
import type { Interval } from '../calendar/intervals.ts'
import type { SlaCycle, SlaReading, SlaWarning } from './clock.ts'

/** When the cycle's clock may run: the calendar's open intervals, or always for a goal in elapsed time. */
const hoursOf = ({ goal }: SlaCycle, open: readonly Interval[]): readonly Interval[] => (goal.unit === 'elapsed' ? ALWAYS : open)

/** From the start to the end, without the standstills. */
function spans({ start, gaps, pausedSince, endedAt }: SlaCycle): readonly Interval[] {
  const bounds = [start, ...gaps.flatMap(({ from, to }) => [from, to]), pausedSince ?? endedAt ?? Infinity]
  return bounds.flatMap((from, at): Interval[] => (at % 2 === 0 ? [[from, bounds[at + 1] ?? Infinity]] : []))
}

/** Time that the clock has run by an instant, on the clock of its goal. Does not depend on when it is asked. */
export function elapsedBy(cycle: SlaCycle, open: readonly Interval[], at: number): number {
  const hours = hoursOf(cycle, open)
  return spans(cycle).reduce((sum, [from, to]) => sum + elapsedIn(hours, from, Math.min(to, at)), 0)
}

/** Open time spent paused by an instant, on the clock of the goal. */
export function pausedBy(cycle: SlaCycle, open: readonly Interval[], at: number): number {
  const hours = hoursOf(cycle, open)
  const pauses = cycle.gaps.filter(({ kind }) => kind === 'paused')
  const over = pauses.reduce((sum, { from, to }) => sum + elapsedIn(hours, from, Math.min(to, at)), 0)
  return cycle.pausedSince === null ? over : over + elapsedIn(hours, cycle.pausedSince, at)
}

/** The earliest instant by which the clock has run for `ms`; null when it stands still before, or the intervals end. */
export function reached(cycle: SlaCycle, open: readonly Interval[], ms: number): number | null {
  const hours = hoursOf(cycle, open)
  let left = ms
  for (const [from, to] of spans(cycle)) {
    const at = dueIn(hours, from, left)
    if (at !== undefined && at <= to) return at
    left -= elapsedIn(hours, from, to)
  }
  return null
}

/** When the goal is used up if no further pause comes; null while paused before that. */
export function dueOf(cycle: SlaCycle, open: readonly Interval[]): number | null {
  const earliest = reached(cycle, open, cycle.goal.ms)
  return earliest === null || !cycle.goal.latest ? earliest : runsOn(cycle, open, earliest)
}

/** The first instant, not before `at`, at which the clock runs: until then no more of the goal is used. */
function runsOn(cycle: SlaCycle, open: readonly Interval[], at: number): number | null {
  const hours = hoursOf(cycle, open)
  for (const [from, to] of spans(cycle)) {
    const next = nextOpen(hours, Math.max(from, at))
    if (next !== undefined && next < to) return next
  }
  return null
}

/** The share of the goal at which a warning is due, in hundredths of milliseconds, so that nothing is ever rounded. */
export const shareOf = ({ goal }: SlaCycle, warning: SlaWarning): number =>
  'percent' in warning ? warning.percent * goal.ms : Math.max(0, goal.ms - warning.beforeMs) * 100

/** When a warning is due: the earliest instant at which its share is used; all of it comes with the breach. */
export function warningAt(cycle: SlaCycle, open: readonly Interval[], warning: SlaWarning): number | null {
  const share = shareOf(cycle, warning)
  return share >= cycle.goal.ms * 100 ? cycle.due : reached(cycle, open, Math.ceil(share / 100))
}

/** What a cycle whose timers have fired up to `at` says at that instant. */
export function readCycle(cycle: SlaCycle, open: readonly Interval[], at: number): SlaReading {
  const by = cycle.endedAt ?? at
  const elapsedMs = elapsedBy(cycle, open, by)
  return {
    state: stateOf(cycle, open, at),
    pausedFor: cycle.pausedBy.map(({ reason }) => reason),
    due: cycle.due,
    originalDue: cycle.originalDue,
    elapsedMs,
    pausedMs: pausedBy(cycle, open, by),
    remainingMs: cycle.goal.ms - elapsedMs,
    warnings: cycle.warned.flatMap(({ index, at }) => (at === null ? [] : [{ index, at }])),
    breachedAt: cycle.breachedAt,
  }
}

function stateOf(cycle: SlaCycle, open: readonly Interval[], at: number): SlaReading['state'] {
  if (cycle.cancelled) return 'cancelled'
  if (cycle.breachedAt !== null) return 'breached'
  if (cycle.endedAt !== null) return 'met'
  if (at < cycle.start) return 'not_started'
  if (cycle.pausedBy.length > 0) return 'paused'
  return isOpenIn(hoursOf(cycle, open), at) ? 'running' : 'out_of_hours'
}
