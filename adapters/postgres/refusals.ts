import type { AuditEvent } from '../../domain/audit.ts'
import type { Refusals } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

const MINUTE_MS = 60_000

/** Refused commands in PostgreSQL, to be chained with the case's record. */
export const createRefusals = ({ pool }: Pick<Database, 'pool'>): Refusals => guarded<Refusals>({
  async note(caseId, event) {
    await pool.query({
      name: 'note_refusal',
      text: 'insert into refusal (case_id, once, event) select $1, $2, $3 where exists (select 1 from case_head where case_id = $1) on conflict do nothing',
      values: [caseId, onceOf(event), JSON.stringify(event)],
    })
  },
})

/** Who was refused what for which reason, in which minute. */
const onceOf = ({ actor, at, step, detail }: AuditEvent): string => JSON.stringify([actor, step ?? '', detail['asked'] ?? '', detail['code'] ?? '', Math.floor(at / MINUTE_MS)])
