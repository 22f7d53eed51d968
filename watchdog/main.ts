import { hostname } from 'node:os'
import pg from 'pg'
import { createWatchdogMail } from '../adapters/email/watchdog-mail.ts'
import { createAlarms } from '../adapters/postgres/alarms.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { createWatchRows } from '../adapters/postgres/watchdog.ts'
import { connectEngine } from '../adapters/temporal/connection.ts'
import { createWatchEngine } from '../adapters/temporal/watched.ts'
import { createLog } from '../api/log.ts'
import type { Log } from '../api/log.ts'
import { holdLease } from '../dispatcher/lease.ts'
import type { LeaseConnection } from '../dispatcher/lease.ts'
import type { Voice } from '../domain/watchdog/port.ts'
import { readSettings } from './config.ts'
import type { WatchdogSettings } from './config.ts'
import { createOutage } from './outage.ts'
import { serveStatus } from './status.ts'
import { createTell } from './tell.ts'
import { createWatch } from './watch.ts'
import { createPing, createWebhook } from './webhook.ts'

const WRONG_SETTINGS = 2
const COULD_NOT_RUN = 3
const LONGEST_END_MS = 15_000
/** Names the watchdog among the locks of the database. */
const LOCK = [20_261, 3] as const

/** Compares what should have happened with what did, in one process at a time, and says so by ways of its own. */
async function main(): Promise<void> {
  const settings = settingsOrLeave()
  const log = createLog('watchdog', settings.logLevel)
  const report = (what: string, error: unknown): void => log.warn({ err: error }, what)
  const database = openDatabase(settings.databaseUrl, { max: 3, onLost: (error) => log.warn({ err: error }, 'a database connection was lost') })
  const engine = connectEngine(process.env)
  const tell = createTell(voicesOf(settings, log), report)
  const watch = createWatch({
    rows: createWatchRows(database), engine: createWatchEngine(engine), alarms: createAlarms(database), tell, report, stopwatch: () => performance.now(),
    ...(settings.heartbeatUrl === undefined ? {} : { ping: createPing(settings.heartbeatUrl) }),
  })
  const startedAt = Date.now()
  const server = await serveStatus(settings.listen, () => ({ startedAt, ...watch.status() }), () => Date.now())
  const outage = createOutage(tell, () => Date.now())
  const connect = async (): Promise<LeaseConnection> => {
    const connection = await leaseConnection(settings.databaseUrl).catch(async (error: unknown) => {
      await outage.failed(error).catch((cause: unknown) => report('nobody could be told that the database is away', cause))
      throw error
    })
    await outage.works().catch((cause: unknown) => report('nobody could be told that the database is back', cause))
    return connection
  }
  await holdLease({ connect, work: (over) => watch.run(over), stop: toldToStop(log), say: (text) => log.info(text) })
  server.close()
  await Promise.allSettled([engine.close(), database.close()])
}

/** Whom it can tell; with nobody it says so, and what it finds stands in the log and among the alarms. */
function voicesOf({ mail, webhookUrl }: WatchdogSettings, log: Log): readonly Voice[] {
  const voices = [...(mail ? [createWatchdogMail(mail)] : []), ...(webhookUrl === undefined ? [] : [createWebhook(webhookUrl, hostname())])]
  if (voices.length === 0) log.warn('nobody is told outside the console: set "EVENKEEL_WATCHDOG_MAIL_TO" or "EVENKEEL_WATCHDOG_WEBHOOK_URL"')
  const logged: Voice = { name: 'the log', tell: async ({ news }) => { for (const { is, finding } of news) log.error({ is, kind: finding.kind, caseId: finding.caseId }, finding.message) } }
  return voices.length === 0 ? [logged] : voices
}

/** A session that holds the advisory lock; the server lets go of it when the session dies. */
async function leaseConnection(url: string): Promise<LeaseConnection> {
  const client = new pg.Client({ connectionString: url, application_name: 'evenkeel-watchdog', keepAlive: true, connectionTimeoutMillis: 4_000 })
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve())
    client.on('end', () => resolve())
  })
  await client.connect()
  return {
    lost,
    tryLock: async () => (await client.query<{ ours: boolean }>('select pg_try_advisory_lock($1, $2) as ours', [...LOCK])).rows[0]?.ours ?? false,
    close: () => client.end().catch(() => undefined),
  }
}

function toldToStop(log: Log): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info(`${signal}: ends what is under way`)
      stop.abort()
      setTimeout(() => process.exit(COULD_NOT_RUN), LONGEST_END_MS).unref()
    })
  }
  return stop.signal
}

function settingsOrLeave(): WatchdogSettings {
  try {
    return readSettings(process.env)
  } catch (error) {
    process.stderr.write(`watchdog cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(WRONG_SETTINGS)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`watchdog cannot run: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(COULD_NOT_RUN)
})
