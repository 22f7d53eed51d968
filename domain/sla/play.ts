import type { Interval } from '../calendar/intervals.ts'
import type { Allowance } from '../plan.ts'
import { advanceClock, honours, startClock } from './advance.ts'
import type { SlaClock, SlaGoal, SlaNotice, SlaPause, SlaReading, SlaTerms } from './clock.ts'
import { applyToClock, orderOf } from './events.ts'
import type { SlaEvent } from './events.ts'
import { readCycle } from './measure.ts'

/** A clock's whole story as somebody wrote it down; goals are still allowances. */
export interface ClockScript extends SlaTerms {
  readonly start: number
  readonly goal: Allowance
  readonly events: readonly ScriptEvent[]
  /** The instant at which to report; what comes later has not happened. */
  readonly until: number
}

/** An event of a script; `index` names it when it is refused. */
export type ScriptEvent = { readonly index: number } & (
  | Exclude<SlaEvent, { readonly do: 'goal' | 'reopen' }>
  | { readonly at: number; readonly do: 'goal'; readonly goal: Allowance }
  | { readonly at: number; readonly do: 'reopen'; readonly how: 'restart' | 'resume' }
)

/** What a script came to; the last reading is the current cycle's. */
export interface PlayedClock {
  readonly cycles: readonly SlaReading[]
  readonly notices: readonly SlaNotice[]
  readonly refused: readonly { readonly at: number; readonly index: number; readonly why: string }[]
}

/** Resolves an allowance that begins at an instant. */
export type GoalFrom = (allowance: Allowance, start: number) => SlaGoal

/** Plays a script to its end. `open` reaches from the start to beyond whatever can become due. */
export function playClock(script: ClockScript, open: readonly Interval[], goalFrom: GoalFrom): PlayedClock {
  const happened = joinPauses(script.events).filter(({ at }) => at <= script.until)
    .sort((a, b) => a.at - b.at || orderOf(a) - orderOf(b) || a.index - b.index)
  const early = beforeStart(happened.filter(({ at }) => at < script.start), script)
  const goal = goalFrom(script.goal, script.start)
  if (script.until < script.start) return { cycles: [notStarted(goal, early.pausedBy)], notices: [], refused: early.refused }
  let clock = startClock(script, goal, script.start, open, early.pausedBy)
  let current = script.goal
  const notices: SlaNotice[] = []
  const refused = [...early.refused]
  for (const event of happened.filter(({ at }) => at >= script.start)) {
    const applied = applyToClock(clock, open, resolved(event, clock, current, goalFrom))
    clock = applied.clock
    notices.push(...applied.notices)
    if (applied.refused !== undefined) refused.push({ at: event.at, index: event.index, why: applied.refused })
    else if (event.do === 'goal') current = event.goal
  }
  const last = advanceClock(clock, open, script.until)
  const reading = readCycle(last.clock.cycle, open, script.until)
  return { cycles: [...clock.earlier, reading], notices: [...notices, ...last.notices], refused }
}

/** A pause that begins where one for the same reason ends is the same pause going on: what ends there is left out. */
function joinPauses(events: readonly ScriptEvent[]): readonly ScriptEvent[] {
  const ends = (pause: ScriptEvent) => (event: ScriptEvent): boolean =>
    pause.do === 'pause' && event.do === 'resume' && event.at === pause.at && event.index < pause.index && event.reason === pause.reason
  return events.filter((event) => !events.some((pause) => ends(pause)(event)))
    .map((event) => (event.do === 'pause' && events.some(ends(event)) ? { ...event, renews: true } : event))
}

/** A goal counts from the start of its cycle: the present one, or the one that a reopening begins. */
function resolved(event: ScriptEvent, { cycle }: SlaClock, current: Allowance, goalFrom: GoalFrom): SlaEvent {
  if (event.do === 'goal') return { ...event, goal: goalFrom(event.goal, cycle.start) }
  if (event.do === 'reopen') return event.how === 'restart' ? { ...event, goal: goalFrom(current, event.at) } : event
  return event
}

/** Before a clock starts there is nothing to stop or change, but what it will wait for may hold already. */
function beforeStart(events: readonly ScriptEvent[], terms: SlaTerms) {
  let pausedBy: readonly SlaPause[] = []
  const refused: PlayedClock['refused'][number][] = []
  for (const event of events) {
    if (event.do === 'pause') pausedBy = [...pausedBy.filter(({ reason }) => reason !== event.reason), event]
    else if (event.do === 'resume') pausedBy = pausedBy.filter(({ reason }) => reason !== event.reason)
    else refused.push({ at: event.at, index: event.index, why: 'the clock has not started' })
  }
  return { pausedBy: pausedBy.filter(({ reason }) => honours(terms, reason)).map(({ reason, until }) => ({ reason, until })), refused }
}

const notStarted = ({ ms }: SlaGoal, pausedBy: readonly SlaPause[]): SlaReading => ({
  state: 'not_started', pausedFor: pausedBy.map(({ reason }) => reason), due: null, originalDue: null,
  elapsedMs: 0, pausedMs: 0, remainingMs: ms, warnings: [], breachedAt: null,
})
