import type { Allowance } from '../../domain/plan.ts'
import type { SlaEvent } from '../../domain/sla/events.ts'
import { orderOf } from '../../domain/sla/events.ts'
import { numbersFrom } from '../numbers.ts'
import { MINUTE, WEEK_AT, WEEK_MINUTES, type World } from './worlds.ts'

/** Something asked about a world. Minutes are those of the world's clocks, see `clockAt`. */
export type Question =
  | { readonly ask: 'instant'; readonly reading: number }
  | { readonly ask: 'open'; readonly minute: number }
  | { readonly ask: 'elapsed'; readonly from: number; readonly to: number }
  | { readonly ask: 'due'; readonly from: number; readonly allowance: Allowance }
  | { readonly ask: 'clock'; readonly story: Story }
  | { readonly ask: 'on'; readonly minute: number; readonly refused: readonly string[] }
  | { readonly ask: 'shift-end'; readonly minute: number; readonly until: number }
  | { readonly ask: 'schedule'; readonly from: number; readonly to: number }

/** What happens to a clock; instants and lengths are minutes, so that a stopwatch looked at once a minute sees all of it. */
export interface Story {
  readonly start: number
  readonly until: number
  readonly goal: Allowance
  /** Of the goal, in percent; they fall on whole minutes. */
  readonly percents: readonly number[]
  readonly events: readonly SlaEvent[]
}

/** How many questions `questionsOf` asks. */
export const QUESTIONS_PER_WORLD = 26

/** The questions of a world; the same for the same number. */
export function questionsOf({ calendar }: World, seed: number): readonly Question[] {
  const numbers = numbersFrom(seed)
  const upTo = (most: number): number => Math.floor(numbers() * (most + 1))
  const minute = (): number => WEEK_AT + upTo(WEEK_MINUTES - 1)
  const many = <T>(count: number, one: () => T): readonly T[] => Array.from({ length: count }, one)
  const between = (): { from: number; to: number } => {
    const [a, b] = [minute(), minute()]
    return { from: Math.min(a, b), to: Math.max(a, b) }
  }
  const refused = (): readonly string[] => (upTo(3) === 0 ? ['ana', 'kim', 'sam'].slice(0, 1 + upTo(2)) : [])
  return [
    ...many(3, () => ({ ask: 'instant', reading: upTo(WEEK_MINUTES) } as const)),
    ...many(3, () => ({ ask: 'open', minute: minute() } as const)),
    ...many(2, () => ({ ask: 'elapsed', ...between() } as const)),
    ...many(2, () => ({ ask: 'due', from: minute(), allowance: { unit: 'business', ms: (1 + upTo(3000)) * MINUTE } } as const)),
    ...many(2, () => ({ ask: 'due', from: minute(), allowance: { unit: 'business_days', days: 1 + upTo(4) } } as const)),
    ...many(4, () => ({ ask: 'clock', story: storyFrom(numbers, calendar.always) } as const)),
    ...many(8, () => ({ ask: 'on', minute: minute(), refused: refused() } as const)),
    ...many(1, () => { const at = minute(); return { ask: 'shift-end', minute: at, until: at + 600 } as const }),
    ...many(1, () => { const at = minute(); return { ask: 'schedule', from: at, to: at + 240 } as const }),
  ]
}

const GOAL_STEP = 20
const REASONS = ['a', 'b']

function storyFrom(numbers: () => number, always: boolean): Story {
  const upTo = (most: number): number => Math.floor(numbers() * (most + 1))
  const start = WEEK_AT + upTo(3 * 1440)
  const lasts = 60 + upTo(3 * 1440)
  // A multiple of twenty minutes, of which five percent is a whole one.
  const goalOf = (): Allowance => {
    const ms = GOAL_STEP * (1 + upTo(60)) * MINUTE
    const kind = upTo(5)
    return kind === 0 && !always ? { unit: 'business_days', days: 1 + upTo(2) } : { unit: kind < 3 ? 'elapsed' : 'business', ms }
  }
  const eventAt = (at: number): SlaEvent => {
    const reason = REASONS[upTo(1)] ?? 'a'
    const what = upTo(16)
    if (what < 6) return { at, do: 'pause', reason, until: upTo(2) > 0 ? null : at + upTo(900) }
    if (what < 11) return { at, do: 'resume', reason }
    if (what < 14) return { at, do: 'goal', goal: { unit: upTo(1) === 0 ? 'elapsed' : 'business', ms: GOAL_STEP * (1 + upTo(60)), latest: false } }
    return what === 16 ? { at, do: 'reopen', how: 'resume' } : { at, do: upTo(3) === 0 ? 'cancel' : 'stop' }
  }
  const goal = goalOf()
  // Several at one instant are what goes wrong, and what happens when the time is over, so instants are few.
  const isOver = goal.unit === 'business_days' ? lasts : goal.ms / MINUTE
  const instants = [start + isOver, ...Array.from({ length: 4 }, () => start + upTo(lasts))]
  const events = Array.from({ length: upTo(9) }, () => eventAt(instants[upTo(4)] ?? start)).filter((event) => event.do !== 'pause' || event.until !== event.at)
  return {
    start, until: start + lasts, goal,
    percents: goal.unit === 'business_days' ? [] : [...new Set(Array.from({ length: upTo(4) }, () => 5 * (1 + upTo(19))))],
    events: events.map((event, index) => ({ event, index })).sort((a, b) => a.event.at - b.event.at || orderOf(a.event) - orderOf(b.event) || a.index - b.index).map(({ event }) => event),
  }
}
