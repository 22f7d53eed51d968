import type { AuditEvent } from '../../domain/audit.ts'
import { isMinor, sentence } from '../../domain/story.ts'
import type { TimelineEntry } from '../../domain/views.ts'

/** What is sealed, from its stored bytes. */
export function sealedEntry(position: number, body: string): TimelineEntry {
  const { event, proven } = JSON.parse(body) as { readonly proven: boolean; readonly event: AuditEvent }
  return entry(event, position, proven)
}

/** What waits to be sealed. */
export const waitingEntry = (event: string, confirmed: boolean): TimelineEntry => entry(JSON.parse(event) as AuditEvent, null, confirmed)

const entry = (event: AuditEvent, position: number | null, confirmed: boolean): TimelineEntry => ({
  position,
  at: event.at,
  type: event.type,
  text: sentence(event),
  actor: event.actor,
  ...(event.via === undefined ? {} : { via: event.via }),
  step: event.step ?? null,
  detail: event.detail,
  minor: isMinor(event),
  confirmed,
})
