import { hostname } from 'node:os'
import { createWatchdogMail } from '../adapters/email/watchdog-mail.ts'
import { createAlarms } from '../adapters/postgres/alarms.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import { openLease } from '../adapters/postgres/lease.ts'
import { createWatchRows } from '../adapters/postgres/watchdog.ts'
import { connectEngine } from '../adapters/temporal/connection.ts'
import { createWatchEngine } from '../adapters/temporal/watched.ts'
import { createLog } from '../api/log.ts'
import type { Log } from '../api/log.ts'
import { holdLease } from '../dispatcher/lease.ts'
import type { LeaseConnection } from '../dispatcher/lease.ts'
import { toldToStop } from '../dispatcher/told-to-stop.ts'
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
    const connection = await openLease(settings.databaseUrl, 'evenkeel-watchdog', LOCK).catch(async (error: unknown) => {
      await outage.failed(error).catch((cause: unknown) => report('nobody could be told that the database is away', cause))
      throw error
    })
    await outage.works().catch((cause: unknown) => report('nobody could be told that the database is back', cause))
    return connection
  }
  await holdLease({ connect, work: (over) => watch.run(over), stop: toldToStop((text) => log.info(text)), say: (text) => log.info(text) })
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
