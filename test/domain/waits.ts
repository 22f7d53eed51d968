import type { Arrival } from '../../domain/event.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Awaited, Tree, WaitStep } from '../../domain/plan.ts'
import { aStep, call, read } from '../harness/plans.ts'
import type { Desk } from './desk.ts'

/** `event.return_id == event.id of the opening`, and `if` what else is asked. */
export const awaited = (on: string, change: Partial<Awaited> = {}): Awaited => ({
  on, subscribe: { field: ['return_id'], value: read('trigger.id') }, needs: [], ...change,
})

/** The arriving event's status is this. */
export const hasStatus = (status: string): Tree => call('==', read('event.status'), { is: 'value', value: status })

/** A wait for `carrier.scanned`; every outcome ends the case under its own name. */
export function aWait(id: string, change: Partial<WaitStep> = {}): WaitStep {
  const wait = change.wait ?? { for: 'events', events: [{ ...awaited('carrier.scanned'), outcome: 'came' }] }
  const outcomes = wait.for === 'events' ? [...wait.events.map(({ outcome }) => outcome), 'timeout'] : wait.for === 'instant' ? ['reached'] : ['silent', 'timeout']
  return { ...aStep(id), kind: 'wait', wait, routes: Object.fromEntries(outcomes.map((outcome) => [outcome, { finish: outcome }])), ...change }
}

let number = 0

/** An event of the case's own return, received now. */
export const anArrival = (desk: Pick<Desk, 'now'>, name: string, fields: JsonObject = {}, change: Partial<Arrival> = {}): Arrival =>
  ({ id: `in-${++number}`, name, fields: { return_id: 'R-1', ...fields }, at: desk.now(), ...change })

/** Tells the case of an event; true when it was used. */
export function tell(desk: Desk, name: string, fields: JsonObject = {}, change: Partial<Arrival> = {}): boolean {
  const arrival = anArrival(desk, name, fields, change)
  desk.apply({ type: 'arrived', arrival })
  return desk.state().used.includes(arrival.id)
}
