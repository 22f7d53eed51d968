import type { Arrival } from '../event.ts'
import { note, type Draft } from './draft.ts'

/** Takes an event from outside; one that nobody waits for changes nothing, and stays kept by whoever sent it. */
export function arrive(draft: Draft, arrival: Arrival): void {
  note(draft, 'event_ignored', `integration:${arrival.name.split('.')[0] ?? arrival.name}`, { event: arrival.name, id: arrival.id })
}
