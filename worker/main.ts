import { fileURLToPath } from 'node:url'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { DefaultLogger, makeTelemetryFilterString, Runtime, type NativeConnection } from '@temporalio/worker'
import { sinceAsked } from '../activities/heartbeat.ts'
import { createActivities } from '../activities/index.ts'
import { createConnectors } from '../adapters/connectors.ts'
import { createMailer } from '../adapters/email/mailer.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { createAlarms } from '../adapters/postgres/alarms.ts'
import { createCatalogue } from '../adapters/postgres/catalogue.ts'
import { createLedger } from '../adapters/postgres/ledger.ts'
import { createRecorder } from '../adapters/postgres/recorder.ts'
import { createSupplierLetters } from '../adapters/postgres/supplier-letters.ts'
import { CASE_QUEUE } from '../adapters/temporal/cases.ts'
import { dataConverterFor } from '../adapters/temporal/codec.ts'
import { vocabulary } from '../adapters/vocabulary.ts'
import { isZone } from '../compiler/literals.ts'
import { zoneOffsets } from '../compiler/zone-offsets.ts'
import { personFor } from '../domain/assignee.ts'
import { moneyActions, ownProvider, providerOf } from '../domain/capability.ts'
import { heldUntil, type OffsetsOf } from '../domain/quiet.ts'
import { alarmingLogger } from './alarm-log.ts'
import { connectWorker, createCaseWorker } from './case-worker.ts'
import { paymentsOf } from './payments.ts'
import { readSettings } from './config.ts'

const COULD_NOT_RUN = 3

/** Runs until it is told to stop, then lets what it has begun come to its end. */
async function main(): Promise<void> {
  const settings = readSettings(process.env, fileURLToPath(new URL('../workflow-bundle.js', import.meta.url)))
  const database = openDatabase(settings.databaseUrl, { onLost: (error) => say(`lost a connection to the database: ${error.message}`) })
  const alarms = createAlarms(database)
  Runtime.install({
    logger: alarmingLogger(new DefaultLogger(process.env['LOG_LEVEL'] === 'debug' ? 'DEBUG' : 'WARN'), (runId, failure) => {
      say(`ALARM: run ${runId} of a case stands still, its code fails: ${failure}`)
      void alarms.raise('case-stands-still', runId, failure).catch((error: unknown) => say(`could not keep the alarm: ${String(error)}`))
    }),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }) } },
  })
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig()
  const connection = await connected(connectionOptions)
  const catalogue = createCatalogue(database)
  const letters = createSupplierLetters(database)
  const systems = async () => (await catalogue.organisation()).systems
  const activities = createActivities({
    recorder: createRecorder(database),
    ledger: createLedger(database),
    connectors: createConnectors(process.env, { systems, secret: (variable) => process.env[variable], letters }),
    provider: async (action) => ownProvider(action, vocabulary) ?? providerOf(action, vocabulary, await systems()),
    mailer: createMailer({ smtpUrl: process.env['SMTP_URL'] ?? '', from: process.env['MAIL_FROM'] ?? '', ...(process.env['REPLY_ADDRESS'] ? { answers: { replyAddress: process.env['REPLY_ADDRESS'], letters } } : {}) }),
    addressOf: async (whom) => personFor(await catalogue.organisation(), whom, Date.now()),
    quietUntil: async (zone, at) => heldUntil(await catalogue.organisation(), zone, at + sinceAsked(), offsetsAround),
    moneyActions: moneyActions(vocabulary),
    payments: paymentsOf(vocabulary, () => catalogue.organisation(), () => Date.now()),
    now: () => Date.now(),
  })
  const worker = await createCaseWorker({ connection, namespace, ...settings, taskQueue: CASE_QUEUE, activities, dataConverter: dataConverterFor(process.env) })
  say(`carries cases of "${CASE_QUEUE}"`)
  await worker.run()
  await connection.close()
  await database.close()
}

const DAY_MS = 86_400_000

/** Customers may be in any zone; a week around the instant is all that quiet hours ask for. */
const offsetsAround: OffsetsOf = (zone, at) => (isZone(zone) ? zoneOffsets(zone, at - 4 * DAY_MS, at + 4 * DAY_MS) : undefined)

type ConnectionOptions = Parameters<typeof connectWorker>[0]

/** The engine may start after us or be away for a while; a worker without it has nothing else to do than to wait for it. */
async function connected(options: ConnectionOptions): Promise<NativeConnection> {
  for (;;) {
    try {
      return await connectWorker(options)
    } catch (error) {
      say(`waits for the engine at ${options?.address ?? 'localhost:7233'}: ${error instanceof Error ? error.message : String(error)}`)
      await new Promise((resolve) => setTimeout(resolve, 1_000))
    }
  }
}

const say = (text: string): void => {
  process.stdout.write(`worker ${text}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`worker cannot run: ${error instanceof Error ? error.message : String(error)}\n`)
  // Connections that are still open would keep a worker around that carries nothing, and nobody would start another.
  process.exit(COULD_NOT_RUN)
})
