import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker'
import { randomUUID } from 'node:crypto'
import { createActivities, type ActivityPorts } from '../../activities/index.ts'
import { createArrivals } from '../../adapters/postgres/arrivals.ts'
import { createCaseFiles } from '../../adapters/postgres/case-files.ts'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { createEndedCases } from '../../adapters/postgres/ended-cases.ts'
import { createInbox } from '../../adapters/postgres/inbox.ts'
import { createLedger } from '../../adapters/postgres/ledger.ts'
import { createCaseReader } from '../../adapters/postgres/reader.ts'
import { createRecorder } from '../../adapters/postgres/recorder.ts'
import { createRefusals } from '../../adapters/postgres/refusals.ts'
import { createSealingStore } from '../../adapters/postgres/sealing.ts'
import { createCases } from '../../adapters/temporal/cases.ts'
import { dataConverter } from '../../adapters/temporal/codec.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { createHistories } from '../../adapters/temporal/histories.ts'
import { createSealer } from '../../dispatcher/sealer.ts'
import { personFor } from '../../domain/assignee.ts'
import { heldUntil } from '../../domain/quiet.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { OpenRequest, Recorder } from '../../domain/ports.ts'
import { alarmingLogger } from '../../worker/alarm-log.ts'
import { createCaseWorker } from '../../worker/case-worker.ts'
import { testDatabase } from './database.ts'
import { temporalAddress } from './engine.ts'
import { workflowBundle } from './workflow-bundle.ts'

/** Runs whose code failed, as the worker's alarm hears of them. */
export const standing: string[] = []
// Failures that a scenario asks for are no news.
Runtime.install({
  logger: alarmingLogger(new DefaultLogger('ERROR'), (runId) => standing.push(runId)),
  telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
})

export interface LabOptions {
  readonly organisation: Organisation
  readonly world: Pick<ActivityPorts, 'connectors' | 'mailer'>
  /** Cases start on a clock that stands still here. */
  readonly heldAt?: number
  readonly address?: string
  /** Stands between the worker and the record. */
  readonly record?: (real: Recorder['record']) => Recorder['record']
  /** Other workflow code than that of the work tree. */
  readonly bundle?: string
}

/** A real worker, a real Temporal and a real PostgreSQL, with scripted systems around them: everything but the HTTP border. */
export async function openCaseLab({ organisation, world, heldAt, address = temporalAddress(), record = (real) => real, bundle }: LabOptions) {
  const home = await testDatabase()
  const database = openDatabase(home.url)
  const taskQueue = `lab-${randomUUID()}`
  const engine = connectEngine({ TEMPORAL_ADDRESS: address })
  const connection = await NativeConnection.connect({ address })
  const recorder = createRecorder(database)
  const reader = createCaseReader(database)
  const files = createCaseFiles(database)
  const catalogue = createCatalogue(database)
  await catalogue.publishOrganisation(organisation, '')
  const activities = createActivities({
    recorder: { prove: recorder.prove, record: record(recorder.record) }, ledger: createLedger(database), connectors: world.connectors, mailer: world.mailer,
    addressOf: async (whom) => personFor(organisation, whom, heldAt ?? Date.now()),
    quietUntil: async (zone, at) => heldUntil(organisation, zone, at, () => undefined),
    moneyActions: new Set(['shop.refund', 'shopify.refund']), now: () => heldAt ?? Date.now(),
  })
  const worker = await createCaseWorker({ connection, namespace: 'default', taskQueue, bundle: bundle ?? (await workflowBundle()), activities, dataConverter, cachedCases: 50 })
  const running = worker.run()
  const casesHeldAt = (at: number | undefined) =>
    createCases({ engine, files, recorder, reader, refusals: createRefusals(database), ended: createEndedCases(database), taskQueue, ...(at === undefined ? {} : { heldAt: at }) })
  const cases = casesHeldAt(heldAt)
  const sealer = createSealer({ store: createSealingStore(database, { firstLookMs: 0 }), histories: createHistories(engine), report: () => undefined })

  return {
    cases, reader, sealer, database, engine, files, recorder, taskQueue, catalogue, inbox: createInbox(database), arrivals: createArrivals(database),
    /** Cases that are opened, or opened again, on a clock that stands still there. */
    casesHeldAt,
    open: (request: Omit<OpenRequest, 'windable' | 'openedBy'> & Partial<OpenRequest>) => cases.open({ openedBy: 'shopify', windable: true, ...request }),
    handle: async (caseId: string) => engine.client.workflow.getHandle((await files.workflowOf(caseId)) ?? ''),
    async [Symbol.asyncDispose]() {
      worker.shutdown()
      await running
      await connection.close()
      await engine.close()
      await database.close()
      await home[Symbol.asyncDispose]()
    },
  }
}

export type CaseLab = Awaited<ReturnType<typeof openCaseLab>>
