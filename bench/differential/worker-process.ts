// A worker whose systems answer what the bench says, over HTTP, so that it can be killed in the middle of anything.
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { createActivities } from '../../activities/index.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createLedger } from '../../adapters/postgres/ledger.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { dataConverter } from '../../adapters/temporal/codec.ts'
import { personFor } from '../../domain/assignee.ts'
import type { CaseEvent } from '../../domain/event.ts'
import { gatedWorld } from '../../test/harness/gate.ts'
import { START } from '../../test/harness/plans.ts'
import { randomOrganisation } from '../../test/harness/random-scenarios.ts'
import { createCaseWorker } from '../../worker/case-worker.ts'

const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', TASK_QUEUE = '', WORKFLOW_BUNDLE = '', GATE_URL = '' } = process.env

Runtime.install({ logger: new DefaultLogger('ERROR') })
const database = openDatabase(DATABASE_URL)
const ask = async (key: string): Promise<CaseEvent> => (await (await fetch(GATE_URL, { method: 'POST', body: key })).json()) as CaseEvent
const activities = createActivities({
  ...gatedWorld(ask), recorder: createRecorder(database), ledger: createLedger(database),
  addressOf: async (whom) => personFor(randomOrganisation, whom, START), moneyActions: new Set(), now: () => START,
})
const connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS })
const worker = await createCaseWorker({ connection, namespace: 'default', taskQueue: TASK_QUEUE, bundle: WORKFLOW_BUNDLE, activities, dataConverter, cachedCases: 50 })
await worker.run()
