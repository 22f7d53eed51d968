import type { Kysely } from 'kysely'
import type { Json } from '../../domain/json.ts'
import type { CaseDetail } from '../../domain/ports.ts'
import type { Schema } from './schema.ts'

/** What a case did outside, oldest first, with what each system answered. */
export async function effectsOf(db: Kysely<Schema>, caseId: string): Promise<CaseDetail['effects']> {
  const rows = await db.selectFrom('effect').selectAll().where('case_id', '=', caseId).orderBy('first_tried_at').orderBy('key').execute()
  return rows.map(({ key, action, state, reference, first_tried_at, input, result, code, message }) => ({
    key,
    action,
    state,
    reference,
    at: first_tried_at.getTime(),
    input: JSON.parse(input) as Json,
    result: state === 'refused' ? { code, message } : (JSON.parse(result ?? 'null') as Json),
  }))
}
