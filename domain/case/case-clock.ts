import { own } from '../json.ts'
import type { StepInstance, Timer } from '../state.ts'
import { goOn, hold } from './clock.ts'
import { note, noteStep, planIn, put, stepIn, withTimers, type Draft } from './draft.ts'
import { tell } from './tell.ts'
import { measureBy, measureFor, openingsOf } from './time.ts'

/** The instance with a timer for each reason for which the case's clock stands still while it is open. */
export function withPauses(draft: Draft, instance: StepInstance): StepInstance {
  const { pauseOn } = stepIn(draft, instance)
  const { pauses } = planIn(draft, instance)
  const timers = pauseOn.flatMap((reason): Timer[] => {
    const pause = own(pauses, reason)
    return pause ? [{ kind: 'pause_over', at: measureFor(draft, instance).due(draft.now, pause.within), of: reason }] : []
  })
  return timers.length === 0 ? instance : put(draft, withTimers(instance, timers))
}

/** A reason has lasted as long as the SOP allows: its owner is told, and the clock goes on. */
export function overPause(draft: Draft, instance: StepInstance, { at, of = '' }: Timer): void {
  noteStep(draft, 'pause_over', instance, 'timer', { reason: of, dueAt: at })
  tell(draft, instance, 'pause_over', draft.plan.owner)
  runCaseClock(draft, at)
}

/** Holds the case's clock while a step gives a reason for it, and lets it go on with the time that was left at `at`, which may be past after an outage. */
export function runCaseClock(draft: Draft, at = draft.now): void {
  const { caseClock, outcome } = draft.state
  if (!caseClock || outcome !== undefined) return
  const reasons = draft.state.open.flatMap((instance) => reasonsOf(draft, instance))
  if (reasons.length > 0 && caseClock.heldAt === undefined) {
    draft.state.caseClock = hold(caseClock, at)
    note(draft, 'paused', 'engine', { reason: reasons.join(', ') })
  } else if (reasons.length === 0 && caseClock.heldAt !== undefined) {
    const going = goOn(caseClock, at, measureBy(() => openingsOf(draft, draft.plan.hours)))
    draft.state.caseClock = going
    note(draft, 'resumed', 'engine', { dueAt: going.dueAt })
  }
}

const reasonsOf = (draft: Draft, instance: StepInstance): readonly string[] => {
  const pauses = (instance.timers ?? []).flatMap(({ kind, of }) => (kind === 'pause_over' && of !== undefined ? [of] : []))
  return pauses.length === 0 ? [] : stepIn(draft, instance).pauseOn.filter((reason) => pauses.includes(reason))
}
