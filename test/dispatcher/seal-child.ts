import { openDatabase } from '../../adapters/postgres/database.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createSealer } from '../../dispatcher/sealer.ts'
import { orders } from '../adapters/postgres/crew.ts'

/** A sealer in a process of its own, to be killed: Temporal keeps whatever stands in the table `kept`. */
const database = openDatabase(process.argv[2] ?? '')
const sealer = createSealer({
  store: createSealingStore(database, { firstLookMs: 0, longestWaitMs: 0 }),
  histories: {
    tokens: async (_workflowId, runId) => {
      const { rows } = await database.pool.query<{ runId: string; turn: number; token: string }>(
        'select run_id as "runId", turn, token from kept where run_id = $1', [runId])
      return { tokens: rows, ended: false }
    },
  },
  report: () => undefined,
})

await orders()
for (;;) await sealer.pass()
