import type { Interval } from '../calendar/intervals.ts'
import type { Allowance, EscalationLevel, EscalationPath } from '../plan.ts'
import type { SlaGoal } from '../sla/clock.ts'

/** What a climb follows besides its state: given anew each time, so that the state stays small. */
export interface EscalationTerms {
  readonly path: EscalationPath
  /** Open intervals of the step's calendar, from its start to beyond whatever can become due. */
  readonly open: readonly Interval[]
  /** An allowance that begins at an instant, on the step's calendar. */
  readonly goal: (allowance: Allowance, from: number) => SlaGoal
  /** When this percent of the finish clock is used, 100 being its breach; null while that cannot be said. */
  readonly percent: (percent: number) => number | null
}

/** Four hours of the step's calendar: what spaces passes where the path itself gives no time. */
const SPACING: Allowance = { unit: 'business', ms: 4 * 3_600_000 }

/** A level by its number, from 1. */
export const levelOf = (path: EscalationPath, number: number): EscalationLevel | undefined => path.levels[number - 1]

/** The first level after `number` that has a turn in this pass: reminders are not repeated. One more than there are when none has. */
export function following(path: EscalationPath, number: number, pass: number, spent: readonly number[] = []): number {
  for (let next = number + 1; next <= path.levels.length; next++) {
    const skipped = spent.includes(next) || (pass > 0 && levelOf(path, next)?.do.kind === 'remind')
    if (!skipped) return next
  }
  return path.levels.length + 1
}

/** From the last level of a pass to the next pass, or to exhaustion. */
export function spacingOf({ levels, repeatAfter }: EscalationPath): Allowance {
  const last = levels.at(-1)?.when
  const own = levels.length > 1 && last && 'after' in last ? last.after : undefined
  return [repeatAfter, own].find((allowance) => allowance !== undefined && isSomeTime(allowance)) ?? SPACING
}

const isSomeTime = (allowance: Allowance): boolean => ('ms' in allowance ? allowance.ms : allowance.days) > 0

/** Whether a level waits for a percent: on the first pass alone, since on others it follows the level before at once. */
export const percentOf = (level: EscalationLevel | undefined, pass: number): number | undefined =>
  level && pass === 0 && 'at' in level.when ? level.when.at : undefined
