import type { Arrival } from './event.ts'
import { canonical } from './json.ts'
import type { Subscription } from './state.ts'
import { deep } from './trigger.ts'

/** How long an event that nobody waits for is kept. */
export const KEPT_MS = 30 * 86_400_000

/** Whether an event is one that a subscription asks for: by name, by the value of one field, and by when it was received. */
export function matches({ event, field, value, since, until }: Subscription, { name, fields, at }: Arrival): boolean {
  if (event !== name || at < since || (until !== undefined && at > until)) return false
  const actual = deep(fields, field.split('.'))
  // What is missing equals nothing, not even something else that is missing.
  return actual !== undefined && actual !== null && canonical(actual) === value
}

/** Events of the world around one case, kept for 30 days until it uses them. */
export interface Keeper {
  /** Takes a new event in. */
  receive(arrival: Arrival): void
  /** The next event to tell the case: a new one that it asks for, or a kept one that a new subscription asks for. Undefined when there is none. */
  next(subscriptions: readonly Subscription[], now: number): Arrival | undefined
  /** The events received by an instant that the case asks for and was not told of yet, in the order in which they came. */
  untold(subscriptions: readonly Subscription[], until: number): readonly Arrival[]
  /** The case has used these events; each is used once. */
  used(ids: readonly string[]): void
}

/**
 * Starts a keeper. Whichever comes first, the event or the subscription, the case is told of the event once for each subscription
 * that asks for it; one that the case did not use stays kept.
 */
export function createKeeper(): Keeper {
  let kept: readonly Arrival[] = []
  let known: ReadonlySet<string> = new Set()
  let waiting: readonly Arrival[] = []

  function look(subscriptions: readonly Subscription[], now: number): void {
    kept = kept.filter(({ at }) => at > now - KEPT_MS)
    const fresh = subscriptions.filter((one) => !known.has(identity(one)))
    known = new Set(subscriptions.map(identity))
    const asked = kept.filter((arrival) => !waiting.includes(arrival) && fresh.some((one) => matches(one, arrival)))
    waiting = [...asked, ...waiting]
  }

  return {
    receive(arrival) {
      kept = [...kept, arrival]
      waiting = [...waiting, arrival]
    },
    next(subscriptions, now) {
      look(subscriptions, now)
      const index = waiting.findIndex((arrival) => subscriptions.some((one) => matches(one, arrival)))
      const found = waiting[index]
      waiting = index < 0 ? [] : waiting.slice(index + 1)
      return found
    },
    untold(subscriptions, until) {
      look(subscriptions, until)
      return waiting.filter((arrival) => arrival.at <= until && subscriptions.some((one) => matches(one, arrival)))
    },
    used(ids) {
      kept = kept.filter(({ id }) => !ids.includes(id))
      waiting = waiting.filter(({ id }) => !ids.includes(id))
    },
  }
}

const identity = ({ id, event, field, value, since }: Subscription): string => JSON.stringify([id, event, field, value, since])
