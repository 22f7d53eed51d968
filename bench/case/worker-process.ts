import { DefaultLogger, Runtime } from '@temporalio/worker'
import { createActivities } from '../../activities/index.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createLedger } from '../../adapters/postgres/ledger.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { dataConverter } from '../../adapters/temporal/codec.ts'
import type { Connector, Mailer } from '../../domain/ports.ts'
import { connectWorker, createCaseWorker } from '../../worker/case-worker.ts'
import { createTwinActivities } from './twin-activities.ts'

/** What the parent hands over as the one argument, in JSON. */
export interface WorkerOrder {
  readonly side: 'ours' | 'twin'
  readonly databaseUrl: string
  readonly address: string
  readonly taskQueue: string
  readonly bundle: string
  readonly cachedCases: number
}

/** The partner answers at once: what is measured is the engine and not somebody else's server. */
const answered = (action: string, key: string) => ({ ok: true, action, reference: `P-${key}` })
const partner: Connector = {
  name: 'partner',
  perform: ({ action, key }) => Promise.resolve({ outputs: answered(action, key), reference: `P-${key}` }),
}
const noMail: Mailer = { send: () => Promise.reject(new Error('the bench sends no mail')) }

/** One worker in a process of its own, so that its CPU is nobody else's. Answers `cpu` with microseconds; ends with its parent. */
async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const { side, databaseUrl, address, taskQueue, bundle, cachedCases } = JSON.parse(process.argv[2] ?? '') as WorkerOrder
  const database = openDatabase(databaseUrl)
  const activities = side === 'twin'
    ? createTwinActivities({ pool: database.pool, partner: (action, key) => Promise.resolve(answered(action, key)) })
    : createActivities({
        recorder: createRecorder(database), ledger: createLedger(database), connectors: new Map([['partner', partner]]), mailer: noMail,
        addressOf: async () => undefined,
        moneyActions: new Set(['partner.refund']), now: () => Date.now(),
      })
  // Nobody needs to compress what he writes by hand: the twin keeps Temporal's own converter.
  const converter = side === 'twin' ? {} : dataConverter
  const connection = await connectWorker({ address })
  const worker = await createCaseWorker({ connection, namespace: 'default', taskQueue, bundle, activities, dataConverter: converter, cachedCases })
  process.on('message', (asked) => {
    if (asked === 'cpu') process.send?.({ cpu: process.cpuUsage() })
  })
  process.on('disconnect', () => worker.shutdown())
  process.send?.({ ready: true })
  await worker.run()
  await connection.close()
  await database.close()
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
