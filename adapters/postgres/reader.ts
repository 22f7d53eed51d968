import type { Kysely } from 'kysely'
import type { CaseReader, ListedTask } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { readCase, readTasksOf } from './reading-case.ts'
import { readCases } from './reading-cases.ts'
import { readTasks } from './reading-tasks.ts'
import type { Schema } from './schema.ts'
import { guarded } from './unavailable.ts'

/**
 * Read models: what is proven, with what is newer but not proven laid over it and marked `confirmed: false`. A task
 * that is open as far as is proven is never hidden: until Temporal is known to agree, its assignee still sees it.
 */
export const createCaseReader = ({ db, pool }: Pick<Database, 'db' | 'pool'>): CaseReader => guarded<CaseReader>({
  cases: (filter) => snapshot(db, (at) => readCases(at, filter)),
  tasks: (filter) => snapshot(db, (at) => readTasks(at, filter)),

  case: (caseId) => readCase(pool, caseId),

  task: async (caseId, step) => {
    const visits = (await readTasksOf(pool, caseId)).filter((task) => task.step === step)
    return visits.reduce<ListedTask | undefined>((newest, task) => (newest && newest.visit > task.visit ? newest : task), undefined)
  },
})

/** All queries of a list see the same instant: a turn that is being proven or sealed is in exactly one place. */
const snapshot = <T>(db: Kysely<Schema>, read: (at: Kysely<Schema>) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
