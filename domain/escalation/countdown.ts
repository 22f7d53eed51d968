import { ALWAYS, dueIn, elapsedIn, nextOpen } from '../calendar/intervals.ts'
import type { Interval } from '../calendar/intervals.ts'
import type { SlaGoal } from '../sla/clock.ts'

/** Time that has to pass and can stand still. `since` is null while it does; what has passed before is off `goal.ms`. */
export interface Countdown {
  readonly goal: SlaGoal
  readonly since: number | null
}

/** When it is over: null while it stands still, or when the open intervals end before. */
export function countdownEnds({ goal, since }: Countdown, open: readonly Interval[]): number | null {
  if (since === null) return null
  const hours = hoursOf(goal, open)
  const over = dueIn(hours, since, goal.ms)
  return (over !== undefined && goal.latest ? nextOpen(hours, over) : over) ?? null
}

/** Stands still from `at` on. */
export function frozen(countdown: Countdown, open: readonly Interval[], at: number): Countdown {
  const { goal, since } = countdown
  if (since === null) return countdown
  return { goal: { ...goal, ms: Math.max(0, goal.ms - elapsedIn(hoursOf(goal, open), since, at)) }, since: null }
}

/** Runs from `at` on. */
export const thawed = (countdown: Countdown, at: number): Countdown => (countdown.since === null ? { ...countdown, since: at } : countdown)

const hoursOf = ({ unit }: SlaGoal, open: readonly Interval[]): readonly Interval[] => (unit === 'elapsed' ? ALWAYS : open)
