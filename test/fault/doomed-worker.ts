// A worker that dies, and takes the engine with it, after it has written that a person finished a step and before the engine heard of it.
import { NativeConnection } from '@temporalio/worker'
import { createActivities } from '../../activities/index.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createLedger } from '../../adapters/postgres/ledger.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { dataConverter } from '../../adapters/temporal/codec.ts'
import { createCaseWorker } from '../../worker/case-worker.ts'
import { miniOrder } from '../harness/mini-plan.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', TEMPORAL_PID, WORKFLOW_BUNDLE = '' } = process.env
const database = openDatabase(DATABASE_URL)
const recorder = createRecorder(database)
const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
const activities = createActivities({
  recorder: {
    prove: recorder.prove,
    async record(turn) {
      const recorded = await recorder.record(turn)
      if (TEMPORAL_PID !== undefined && turn.events.some((event) => event.type === 'completed')) {
        process.kill(Number(TEMPORAL_PID), 'SIGKILL')
        process.kill(process.pid, 'SIGKILL')
      }
      return recorded
    },
  },
  addressOf: async () => undefined,
  ledger: createLedger(database), connectors: world.connectors, mailer: world.mailer, moneyActions: new Set(['shop.refund']), now: () => Date.now(),
})
const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS })
const worker = await createCaseWorker({ connection, namespace: 'default', taskQueue: 'cases', bundle: WORKFLOW_BUNDLE, activities, dataConverter, cachedCases: 10 })
await worker.run()
