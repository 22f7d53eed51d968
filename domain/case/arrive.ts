import { matches } from '../arrivals.ts'
import type { Arrival } from '../event.ts'
import type { Interrupt, Reopening } from '../plan.ts'
import type { Subscription } from '../state.ts'
import { pursueLeaving } from './close.ts'
import { instanceOf, note, type Draft } from './draft.ts'
import { enter } from './follow.ts'
import { keepUntold } from './hearing.ts'
import { startCaseClock } from './openings.ts'
import { instanceIn, isOfCase, subscribe } from './subscriptions.ts'
import { passTimers } from './timers.ts'
import { fits, hear, sourceOf } from './wait.ts'

/** As many ids of used events as a case remembers; the intake forgets what was used. */
const REMEMBERED = 500

/**
 * Takes an event from outside: the first that asked for it and whose `if` holds gets it, waits before crossings, and it is used
 * once. One that nobody takes changes nothing, and stays kept by whoever sent it. `heard`: until when the case knows what was received.
 */
export function arrive(draft: Draft, arrival: Arrival, heard = 0): void {
  if (draft.state.used.includes(arrival.id) || draft.state.openedWith === arrival.id) return
  // After an outage the event may be told before the timer: what was over when it was received is over.
  if (draft.state.outcome === undefined) {
    if (!passTimers(draft, Math.min(draft.now, arrival.at - 1), heard)) return keepUntold(draft, arrival)
    subscribe(draft)
  }
  const taken = draft.state.subscriptions.some((one) => matches(one, arrival) && take(draft, one, arrival))
  if (taken) draft.state.used = [...draft.state.used, arrival.id].slice(-REMEMBERED)
}

function take(draft: Draft, subscription: Subscription, arrival: Arrival): boolean {
  const { plan } = draft
  if (isOfCase(subscription.id)) {
    const [kind, index] = subscription.id.split('.')
    return kind === 'any' ? cross(draft, plan.atAnyTime[Number(index)], arrival) : reopen(draft, plan.reopen[Number(index)], arrival)
  }
  const instance = instanceOf(draft.state, instanceIn(subscription.id))
  return instance?.phase === 'waiting' && hear(draft, instance, subscription, arrival)
}

function cross(draft: Draft, interrupt: Interrupt | undefined, arrival: Arrival): boolean {
  if (!interrupt || !fits(draft, 'root', interrupt, arrival)) return false
  const { route, undo } = interrupt.then
  noteArrival(draft, arrival)
  note(draft, 'crossed', sourceOf(arrival), { event: arrival.name, undo, ...route })
  draft.state.leaving = { by: arrival.name, because: `${arrival.name} came`, undo, then: route }
  pursueLeaving(draft)
  return true
}

function reopen(draft: Draft, reopening: Reopening | undefined, arrival: Arrival): boolean {
  const { state } = draft
  if (!reopening || state.outcome === undefined || !fits(draft, 'root', reopening, arrival)) return false
  noteArrival(draft, arrival)
  note(draft, 'reopened', sourceOf(arrival), { event: arrival.name, outcome: state.outcome, at: reopening.at })
  delete state.outcome
  delete state.closedAt
  delete state.unread
  delete state.asked
  delete state.untold
  state.reopenedAt = draft.now
  // The counts of at_most start again; the numbers of visits never do.
  state.forgiven = state.visits
  state.frames = state.frames.filter(({ kind }) => kind === 'root')
  state.caseClock = null
  state.subscriptions = []
  startCaseClock(draft)
  if ((state.deadline?.at ?? 0) > draft.now) state.timers = [{ kind: 'expired', at: state.deadline?.at ?? 0 }]
  enter(draft, reopening.at, 'root')
  return true
}

const noteArrival = (draft: Draft, arrival: Arrival): void =>
  note(draft, 'arrived', sourceOf(arrival), { event: arrival.name, id: arrival.id, fields: arrival.fields })
