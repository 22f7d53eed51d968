import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { AuditEvent } from '../../domain/audit.ts'
import { isMinor, sentence } from '../../domain/story.ts'
import type { TimelineEntry } from '../../domain/views.ts'
import type { Schema } from './schema.ts'

/** A case's story: what is sealed, then what waits to be sealed, in order. */
export async function timelineOf(db: Kysely<Schema>, caseId: string): Promise<readonly TimelineEntry[]> {
  const sealed = await db
    .selectFrom('audit_event').select(['position', 'body']).where('case_id', '=', caseId).orderBy('position').execute()
  const waiting = await unsealed(caseId).execute(db)
  return [
    ...sealed.map(({ position, body }) => {
      const { event, proven } = JSON.parse(body.toString('utf8')) as SealedBody
      return entry(event, position, proven)
    }),
    ...waiting.rows.flatMap(({ events, state }) => events.map((text) => entry(JSON.parse(text) as AuditEvent, null, state === 'proven'))),
  ]
}

interface SealedBody {
  readonly proven: boolean
  readonly event: AuditEvent
}

/** Of several insertions of one turn, the proven one, else the newest. */
const unsealed = (caseId: string) => sql<{ readonly events: readonly string[]; readonly state: string }>`
  select distinct on (run_order, turn) events, state from turn
  where case_id = ${caseId} and not sealed and state <> 'discarded'
  order by run_order, turn, (state = 'proven') desc, id desc`

const entry = (event: AuditEvent, position: number | null, confirmed: boolean): TimelineEntry => ({
  position,
  at: event.at,
  type: event.type,
  text: sentence(event),
  actor: event.actor,
  step: event.step ?? null,
  detail: event.detail,
  minor: isMinor(event),
  confirmed,
})
