import type { SlaGoal } from '../sla/clock.ts'
import { frozen, thawed } from './countdown.ts'
import type { Countdown } from './countdown.ts'
import { following, levelOf, percentOf, spacingOf } from './path.ts'
import type { EscalationTerms } from './path.ts'
import type { EscalationState } from './state.ts'

const AT_ONCE: SlaGoal = { unit: 'elapsed', ms: 0, latest: false }

/** Waits for whatever follows a level that fired at `at`, with its full delay. */
export function armAfter(state: EscalationState, terms: EscalationTerms, level: number, at: number): EscalationState {
  return armFor(state, terms, following(terms.path, level, state.pass, state.spent), at)
}

/** Waits for a level with its full delay, or with one more than there are for the end of the pass. */
export function armFor(state: EscalationState, terms: EscalationTerms, next: number, at: number): EscalationState {
  return { ...state, next, from: at, wait: waiting(state, terms, delayOf(state, terms, next, at), at) }
}

/** The same after a level that yielded nobody: what has a delay comes at once, what has a percent keeps its instant. */
export function armAtOnce(state: EscalationState, terms: EscalationTerms, level: number, at: number): EscalationState {
  const next = following(terms.path, level, state.pass, state.spent)
  if (next > terms.path.levels.length || percentOf(levelOf(terms.path, next), state.pass) !== undefined) return armFor(state, terms, next, at)
  return { ...state, next, from: at, wait: waiting(state, terms, AT_ONCE, at) }
}

function delayOf({ pass }: EscalationState, { path, goal }: EscalationTerms, next: number, at: number): SlaGoal | null {
  const level = levelOf(path, next)
  if (!level) return goal(spacingOf(path), at)
  if (percentOf(level, pass) !== undefined) return null
  return 'after' in level.when ? goal(level.when.after, at) : AT_ONCE
}

function waiting(state: EscalationState, { open }: EscalationTerms, goal: SlaGoal | null, at: number): Countdown | null {
  const wait = goal && { goal, since: at }
  return wait && stands(state) ? frozen(wait, open, at) : wait
}

/** Delays stand still while somebody has acknowledged, and while the step is paused. */
const stands = ({ acknowledged, pausedBy }: EscalationState): boolean => acknowledged !== null || pausedBy.length > 0

/** The countdowns as they have to be after an acknowledgement or a pause began or ended at `at`. */
export function settled(state: EscalationState, { open }: EscalationTerms, at: number): EscalationState {
  const { acknowledged, pausedBy, wait } = state
  const running = (countdown: Countdown, still: boolean): Countdown => (still ? frozen(countdown, open, at) : thawed(countdown, at))
  return {
    ...state,
    wait: wait && running(wait, stands(state)),
    acknowledged: acknowledged && { ...acknowledged, expires: acknowledged.expires && running(acknowledged.expires, pausedBy.length > 0) },
  }
}
