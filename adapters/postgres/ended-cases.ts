import { sql } from 'kysely'
import type { Plan } from '../../domain/plan.ts'
import type { EndedCase } from '../../domain/ports.ts'
import type { CaseState } from '../../domain/state.ts'
import type { Database } from './database.ts'
import { guarded } from './unavailable.ts'

/** Cases that have ended and may be opened again, with the very Plan that they ran on. */
export const createEndedCases = ({ db }: Pick<Database, 'db'>) => guarded({
  /** Undefined for a case that is open, or that no event opens again. */
  async of(caseId: string): Promise<EndedCase | undefined> {
    const { rows: [row] } = await sql<{ run_id: string; state: string; plan: string }>`
      select e.run_id, e.state, v.plan from ended_case e
      join case_file f on f.case_id = e.case_id
      join sop_version v on v.sop = f.sop and v.version = e.state::json ->> 'version'
      where e.case_id = ${caseId}`.execute(db)
    return row && { runId: row.run_id, state: JSON.parse(row.state) as CaseState, plan: JSON.parse(row.plan) as Plan }
  },
})
