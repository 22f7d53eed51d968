import type { Kysely } from 'kysely'
import type { CaseReader, ListedTask } from '../../domain/ports.ts'
import type { Database } from './database.ts'
import { readCases } from './reading-cases.ts'
import { effectsOf } from './reading-effects.ts'
import { summaryOf } from './reading-summaries.ts'
import { readTasks, tasksOf } from './reading-tasks.ts'
import { timelineOf } from './reading-timeline.ts'
import type { Schema } from './schema.ts'
import { guarded } from './unavailable.ts'

/**
 * Read models: what is proven, with what is newer but not proven laid over it and marked `confirmed: false`. A task
 * that is open as far as is proven is never hidden: until Temporal is known to agree, its assignee still sees it.
 */
export const createCaseReader = ({ db }: Pick<Database, 'db'>): CaseReader => guarded<CaseReader>({
  cases: (filter) => snapshot(db, (at) => readCases(at, filter)),
  tasks: (filter) => snapshot(db, (at) => readTasks(at, filter)),

  case: (caseId) => snapshot(db, async (at) => {
    const summary = await summaryOf(at, caseId)
    if (!summary) return undefined
    return { summary, tasks: await tasksOf(at, caseId), timeline: await timelineOf(at, caseId), effects: await effectsOf(at, caseId) }
  }),

  task: (caseId, step) => snapshot(db, async (at) => {
    const visits = (await tasksOf(at, caseId)).filter((task) => task.step === step)
    return visits.reduce<ListedTask | undefined>((newest, task) => (newest && newest.visit > task.visit ? newest : task), undefined)
  }),
})

/** All queries of one answer see the same instant: a turn that is being proven or sealed is in exactly one place. */
const snapshot = <T>(db: Kysely<Schema>, read: (at: Kysely<Schema>) => Promise<T>): Promise<T> =>
  db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read)
