import type { Interval } from '../calendar/intervals.ts'
import { advanceBefore, honours, measured, resumed, startCycle, withGap } from './advance.ts'
import type { Advanced } from './advance.ts'
import type { SlaClock, SlaCycle, SlaGoal } from './clock.ts'
import { readCycle } from './measure.ts'

/**
 * What is done to a clock. `until` ends a pause by itself; `renews` marks one that follows at once on a pause for the same reason,
 * which is one long pause. A reopening that restarts opens a new cycle, by `goal` where the goal
 * is one that depends on its start; one that resumes goes on in the same cycle.
 */
export type SlaEvent = { readonly at: number } & (
  | { readonly do: 'pause'; readonly reason: string; readonly until: number | null; readonly renews?: true }
  | { readonly do: 'resume'; readonly reason: string }
  | { readonly do: 'goal'; readonly goal: SlaGoal }
  | { readonly do: 'stop' | 'cancel' }
  | { readonly do: 'reopen'; readonly how: 'restart' | 'resume'; readonly goal?: SlaGoal }
)

/** A refused event changed nothing but that timers before it have fired; `refused` says why. */
export type Applied = Advanced & { readonly refused?: string }

/**
 * Applies one event. Events come in the order of time; of those at one instant stops and cancellations first, then reopenings,
 * pauses, resumptions and changes of the goal, as `orderOf` says. Timers fire as the same order has it: a stop at the very
 * instant of due is in time, whereas a pause at that instant comes too late.
 */
export function applyToClock(clock: SlaClock, open: readonly Interval[], event: SlaEvent): Applied {
  const { at } = event
  if (at < clock.cycle.asOf) return { clock, notices: [], refused: 'it is earlier than what has happened to the clock already' }
  const isEnd = event.do === 'stop' || event.do === 'cancel'
  // A pause whose limit is this instant ends after what begins and ends at it by hand.
  const resumeTo = event.do === 'goal' ? at : at - 1
  const before = advanceBefore(clock, open, isEnd ? at - 1 : at, resumeTo, 'time')
  const refused = refusalOf(before.clock, event)
  if (refused !== undefined) return { ...before, refused }
  const changed = change(before.clock, open, event)
  const after = advanceBefore(changed, open, at, resumeTo, event.do === 'goal' ? 'goal_changed' : 'time')
  return { clock: after.clock, notices: [...before.notices, ...after.notices] }
}

/** The place of an event among those of the same instant: less comes first. */
export const orderOf = ({ do: kind }: Pick<SlaEvent, 'do'>): number => ORDER.findIndex((kinds) => kinds.includes(kind))

const ORDER: readonly (readonly SlaEvent['do'][])[] = [['stop', 'cancel'], ['reopen'], ['pause'], ['resume'], ['goal']]

/** Why an event does not fit; undefined when it does. A reason that the clock does not honour fits, and changes nothing. */
function refusalOf({ terms, cycle }: SlaClock, event: SlaEvent): string | undefined {
  if (event.do === 'reopen') return cycle.cancelled ? 'the clock was cancelled' : cycle.endedAt === null ? 'the clock has not stopped' : undefined
  if (cycle.endedAt !== null) return cycle.cancelled ? 'the clock was cancelled' : 'the clock has stopped'
  if (event.do === 'goal') return event.goal.ms > 0 ? undefined : 'a goal is longer than nothing'
  if (event.do === 'pause') return honours(terms, event.reason) ? pauseRefusal(cycle, event) : undefined
  if (event.do === 'resume' && honours(terms, event.reason) && !cycle.pausedBy.some(({ reason }) => reason === event.reason))
    return `the clock is not paused for "${event.reason}"`
  return undefined
}

function pauseRefusal(cycle: SlaCycle, { at, reason, until, renews }: SlaEvent & { readonly do: 'pause' }): string | undefined {
  if (until !== null && until <= at) return 'a pause ends after it begins'
  const present = cycle.pausedBy.find((each) => each.reason === reason)
  const changes = renews === true || until !== null || present?.until === at
  return present && !changes ? `the clock is paused for "${reason}" already` : undefined
}

function change(clock: SlaClock, open: readonly Interval[], event: SlaEvent): SlaClock {
  const { terms, cycle } = clock
  const { at } = event
  switch (event.do) {
    case 'pause': return honours(terms, event.reason) ? { ...clock, cycle: paused(cycle, event.reason, event.until, open, at) } : clock
    case 'resume': return { ...clock, cycle: resumed(cycle, cycle.pausedBy.filter(({ reason }) => reason !== event.reason), open, at) }
    case 'goal': return { ...clock, cycle: measured({ ...cycle, goal: event.goal }, open, at) }
    case 'stop': return { ...clock, cycle: ended(cycle, at) }
    case 'cancel': return { ...clock, cycle: { ...ended(cycle, at), cancelled: true } }
    case 'reopen': return reopened(clock, open, event)
  }
}

/** A clock that is paused at the very instant at which it first ran has not run yet. */
function paused(cycle: SlaCycle, reason: string, until: number | null, open: readonly Interval[], at: number): SlaCycle {
  const pausedBy = [...cycle.pausedBy.filter((each) => each.reason !== reason), { reason, until }]
  const notRun = cycle.ranFrom === at ? { ranFrom: null, originalDue: null } : {}
  return measured({ ...cycle, ...notRun, pausedBy, pausedSince: cycle.pausedSince ?? at }, open, at)
}

/** `due` stays as it was. */
function ended(cycle: SlaCycle, at: number): SlaCycle {
  const gaps = cycle.pausedSince === null ? cycle.gaps : withGap(cycle, cycle.pausedSince, at, 'paused')
  return { ...cycle, gaps, pausedBy: [], pausedSince: null, endedAt: at, asOf: at }
}

function reopened(clock: SlaClock, open: readonly Interval[], event: SlaEvent & { readonly do: 'reopen' }): SlaClock {
  const { terms, cycle, earlier } = clock
  const { at } = event
  if (event.how === 'restart')
    return { terms, cycle: startCycle(terms, event.goal ?? cycle.goal, at, open), earlier: [...earlier, readCycle(cycle, open, at)] }
  const gaps = withGap(cycle, cycle.endedAt ?? at, at, 'closed')
  return { ...clock, cycle: measured({ ...cycle, gaps, endedAt: null, asOf: at }, open, at) }
}
