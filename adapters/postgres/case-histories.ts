import type { AuditEvent } from '../../domain/audit.ts'
import { historyOf } from '../../domain/history/fold.ts'
import type { CaseHistory } from '../../domain/history/history.ts'
import type { CaseHistories } from '../../domain/metrics/port.ts'
import type { Database } from './database.ts'
import { asUnavailable } from './unavailable.ts'

/** So many cases are read at once: a few thousand rows. */
const AT_ONCE = 200

/** Histories of cases, worked out from the sealed record whenever they are asked for: nothing of a case is kept besides it. */
export const createCaseHistories = ({ pool }: Pick<Database, 'pool'>): CaseHistories => ({
  async *between({ from, to }) {
    try {
      const { rows } = await pool.query<{ case_id: string }>('select distinct case_id from audit_event where at >= $1 and at < $2', [from, to])
      for (let begin = 0; begin < rows.length; begin += AT_ONCE) yield* await read(pool, rows.slice(begin, begin + AT_ONCE).map(({ case_id: caseId }) => caseId))
    } catch (error) {
      throw asUnavailable(error)
    }
  },
})

async function read(pool: Database['pool'], cases: readonly string[]): Promise<readonly CaseHistory[]> {
  const { rows } = await pool.query<{ case_id: string; body: Buffer }>({
    name: 'case_histories', text: 'select case_id, body from audit_event where case_id = any($1) order by case_id, position', values: [cases],
  })
  const events = new Map<string, AuditEvent[]>()
  for (const { case_id: caseId, body } of rows) {
    const { event } = JSON.parse(body.toString('utf8')) as { readonly event: AuditEvent }
    const told = events.get(caseId) ?? []
    told.push(event)
    events.set(caseId, told)
  }
  return [...events].map(([caseId, told]) => historyOf(caseId, told))
}
