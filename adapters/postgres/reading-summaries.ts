import type { Kysely } from 'kysely'
import type { ListedCase } from '../../domain/ports.ts'
import type { CaseSummary } from '../../domain/views.ts'
import type { Schema } from './schema.ts'

/** The newer summary, where a turn goes beyond what is proven; confirmed when both say the same. */
export function listed(proven: string | null, pending: string | null): ListedCase {
  const summary = JSON.parse(pending ?? proven ?? 'null') as CaseSummary
  return { ...summary, confirmed: pending === null || pending === proven }
}

/** Undefined for a case that has no turn yet. */
export async function summaryOf(db: Kysely<Schema>, caseId: string): Promise<ListedCase | undefined> {
  const proven = await db.selectFrom('case_summary').select('summary').where('case_id', '=', caseId).executeTakeFirst()
  const pending = await db.selectFrom('pending_turn').select('summary').where('case_id', '=', caseId).executeTakeFirst()
  return proven || pending ? listed(proven?.summary ?? null, pending?.summary ?? null) : undefined
}
