import type { JsonObject } from './json.ts'

/** What a webhook tells, as it stands in the inbox. */
export interface ToldEvent {
  readonly name: string
  readonly fields: JsonObject
}

const UNREADABLE = '.unreadable'

/** A well-signed webhook that cannot be read is kept all the same, so that it is parked where people see it and not sent again for days. */
export const unreadableEvent = (source: string, problem: string): ToldEvent => ({ name: `${source}${UNREADABLE}`, fields: { problem } })

/** What was wrong with an event that could not be read; undefined for any other. */
export const problemOf = (event: ToldEvent): string | undefined =>
  event.name.endsWith(UNREADABLE) ? String(event.fields['problem'] ?? 'it cannot be read') : undefined
