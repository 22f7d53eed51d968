import { setTimeout as pause } from 'node:timers/promises'
import { createMailCopy, createPutCopy } from '../adapters/checkpoints/copies.ts'
import { createCheckpointFile } from '../adapters/checkpoints/file.ts'
import { putPublicKey, readCheckpointKey } from '../adapters/checkpoints/key.ts'
import type { CheckpointKey } from '../adapters/checkpoints/key.ts'
import { createPictures } from '../adapters/images/pictures.ts'
import { createAlarms } from '../adapters/postgres/alarms.ts'
import { createArrivals } from '../adapters/postgres/arrivals.ts'
import { createCaseFiles } from '../adapters/postgres/case-files.ts'
import { createCaseHistories } from '../adapters/postgres/case-histories.ts'
import { createCatalogue } from '../adapters/postgres/catalogue.ts'
import { listenForChanges, listenForDeliveries, listenForNotices } from '../adapters/postgres/changes.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { createCards } from '../adapters/postgres/deliveries-cards.ts'
import { sha256 } from '../adapters/postgres/chain.ts'
import { createCheckpointHeads } from '../adapters/postgres/checkpoint-heads.ts'
import { createDeliveries } from '../adapters/postgres/deliveries.ts'
import { createDirectChannels } from '../adapters/postgres/direct-channels.ts'
import { createEndedCases } from '../adapters/postgres/ended-cases.ts'
import { createEvidenceStore } from '../adapters/postgres/evidence.ts'
import { createInbox } from '../adapters/postgres/inbox.ts'
import { openLease } from '../adapters/postgres/lease.ts'
import { createInteractions } from '../adapters/postgres/interactions.ts'
import { createOldDeliveries } from '../adapters/postgres/old-deliveries.ts'
import { createOldInteractions } from '../adapters/postgres/old-interactions.ts'
import { createCaseReader } from '../adapters/postgres/reader.ts'
import { createPaymentRows } from '../adapters/postgres/payment-rows.ts'
import { createRefusals } from '../adapters/postgres/refusals.ts'
import { createRecorder } from '../adapters/postgres/recorder.ts'
import { createRosterChanges } from '../adapters/postgres/roster-changes.ts'
import { createSchedules } from '../adapters/postgres/schedules.ts'
import { createSealingStore } from '../adapters/postgres/sealing.ts'
import { createWatchdogHeartbeat } from '../adapters/postgres/watchdog.ts'
import { createMailer } from '../adapters/email/mailer.ts'
import { createEmailChannel } from '../adapters/email/task-channel.ts'
import { createMetrics } from '../adapters/postgres/metrics.ts'
import { createMailLinks } from '../adapters/postgres/mail-links.ts'
import { createSlackChannel } from '../adapters/slack/channel.ts'
import { createSlackClient } from '../adapters/slack/client.ts'
import { createSlackDesk } from '../adapters/slack/desk.ts'
import { createPace } from '../adapters/slack/pace.ts'
import { slackPages } from '../adapters/slack/pages.ts'
import { createShopifyLister } from '../adapters/shopify/lister.ts'
import { createStripeLister } from '../adapters/stripe/lister.ts'
import { createCases } from '../adapters/temporal/cases.ts'
import { connectEngine } from '../adapters/temporal/connection.ts'
import { createHistories } from '../adapters/temporal/histories.ts'
import { vocabulary } from '../adapters/vocabulary.ts'
import { createLog } from '../api/log.ts'
import type { Log } from '../api/log.ts'
import { tellNews } from '../api/roster-told.ts'
import { carryOut, tellRefusal } from '../api/slack/act.ts'
import type { ActDeps } from '../api/slack/deps.ts'
import { interactionParked } from '../domain/interaction.ts'
import { moneyActions } from '../domain/capability.ts'
import type { Channel, ChannelName } from '../domain/delivery.ts'
import type { Arrival } from '../domain/event.ts'
import type { Catalogue, RefundLister, RosterNews, StoredItem } from '../domain/ports.ts'
import { createCheckpoints } from './checkpoints.ts'
import { readSettings } from './config.ts'
import type { DispatcherSettings } from './config.ts'
import { startDeliverLoop } from './deliver-loop.ts'
import { createDelivering, tellDue, tellRosterNews } from './deliver.ts'
import { createTakingUp } from './interactions.ts'
import type { TakingUp } from './interactions.ts'
import { lately } from './lately.ts'
import { measureDue } from './measure.ts'
import { holdLease } from './lease.ts'
import { startMessageLoops } from './message-loops.ts'
import type { MessageDeps } from './messages.ts'
import { startSealLoop } from './seal-loop.ts'
import { reconcile } from './reconcile.ts'
import { openDue } from './schedule.ts'
import { createSealer } from './sealer.ts'
import type { SealProblem } from './sealer.ts'
import { toldToStop } from './told-to-stop.ts'
import { createWatchWatchdog } from './watch-watchdog.ts'

const WRONG_SETTINGS = 2
const COULD_NOT_RUN = 3
/** How often SOPs that begin by the clock are looked at: they name minutes. */
const SCHEDULE_MS = 10_000
const TIDY_MS = 3_600_000
const HEARTBEAT_MS = 30_000
/** How long after a checkpoint the next one is made: with the time that it takes, at least one a minute. */
const CHECKPOINT_MS = 50_000
/** How often what providers paid is compared with what the ledger says. */
const RECONCILE_MS = 120_000
/** How often it is asked whether a day is over, or another system has told a number. */
const MEASURE_MS = 30_000
/** Connections to the database that stay open between two clicks. */
const KEPT = 4
/** Somebody who is called otherwise now may be called as before for so long. */
const NAMES_MS = 60_000
/** Names the dispatcher among the locks of the database. */
const LOCK = [20_261, 2] as const

/** Delivers webhooks, seals records and tells staff, in one process at a time. Outlives restarts of database and engine. */
async function main(): Promise<void> {
  const { settings, key } = settingsOrLeave()
  const log = createLog('dispatcher', settings.logLevel)
  const database = openDatabase(settings.databaseUrl, { keep: KEPT, onLost: (error) => log.warn({ err: error }, 'a database connection was lost') })
  const engine = connectEngine(process.env)
  const reader = createCaseReader(database)
  const alarms = createAlarms(database)
  const deliver = deliveryParts(settings, database, engine, log)
  const rosterNews = {
    rosterChanges: createRosterChanges(database),
    tellNews: (news: RosterNews) => tellNews({ ...deliver, reader, settings, now: () => Date.now() }, news),
  }
  const messages = messageDeps(settings, database, log)
  const takeUp = takingUp(settings, database, { ...deliver, reader }, log)
  const report = reportTo(log)
  const checkpoints = checkpointing(settings, key, database, log)
  const sealer = createSealer({ store: createSealingStore(database), histories: createHistories(engine), report })

  const reportPass = (what: string) => (result: number | Error): void => {
    if (result instanceof Error) log.warn({ err: result }, `${what} failed and is tried again`)
  }
  const work = async (over: AbortSignal): Promise<void> => {
    const delivering = startDeliverLoop({
      pass: createDelivering(deliver, () => Date.now()),
      report: reportPass('delivering webhooks'),
    })
    const telling = startDeliverLoop({ pass: () => tellDue(deliver), report: reportPass('telling cases of events') })
    const following = startDeliverLoop({ pass: () => tellRosterNews(rosterNews), report: reportPass('telling cases of changes to rosters') })
    const opening = startDeliverLoop({ pass: () => openDue(deliver, Date.now()), pollMs: SCHEDULE_MS, report: reportPass('opening cases by the clock') })
    const tidying = startDeliverLoop({ pass: async () => { await Promise.all([deliver.arrivals.forgetOld(), createOldInteractions(database).forgetOld(), createOldDeliveries(database).forgetOld()]); return 0 }, pollMs: TIDY_MS, report: reportPass('forgetting what is old') })
    const listers = refundListers(process.env)
    const payments = createPaymentRows(database)
    const comparing = startDeliverLoop({ pass: async () => { await reconcile({ listers, payments, alarms, now: () => Date.now() }); return 0 }, pollMs: RECONCILE_MS, report: reportPass('comparing payments with their providers') })
    const measuring = startDeliverLoop({ pass: () => measureDue({ ...deliver, histories: createCaseHistories(database), store: createMetrics(database) }, Date.now()), pollMs: MEASURE_MS, report: reportPass('measuring the numbers of the shop') })
    const watchWatchdog = createWatchWatchdog({ heartbeat: createWatchdogHeartbeat(database), alarms, catalogue: messages.catalogue, on: [...messages.channels.keys()], now: () => Date.now() })
    const watching = startDeliverLoop({ pass: async () => { await watchWatchdog(); return 0 }, pollMs: HEARTBEAT_MS, report: reportPass('watching the watchdog') })
    const sealing = startSealLoop(sealer, { report })
    const sealingOff = checkpoints && startDeliverLoop({ pass: async () => { await checkpoints.write(); return 0 }, pollMs: CHECKPOINT_MS, report: reportPass('writing a checkpoint') })
    const messaging = startMessageLoops(messages)
    const interacting = startDeliverLoop({ pass: async () => { takeUp?.begin(); return 0 }, report: reportPass('taking up what was done in Slack') })
    const listeners = [
      listenForDeliveries(settings.databaseUrl, () => { delivering.wake(); telling.wake() }),
      listenForChanges(settings.databaseUrl, () => sealing.wake()),
      listenForNotices(settings.databaseUrl, () => messaging.wake()),
    ]
    await aborted(over)
    await Promise.allSettled([interacting.stop().then(() => takeUp?.idle()), delivering.stop(), telling.stop(), following.stop(), opening.stop(), tidying.stop(), watching.stop(), comparing.stop(), measuring.stop(), sealing.stop(), sealingOff?.stop(), messaging.stop(), ...listeners.map(async (listener) => (await listener).close())])
  }

  await holdLease({ connect: () => openLease(settings.databaseUrl, 'evenkeel-dispatcher', LOCK), work, stop: toldToStop((text) => log.info(text)), say: (text) => log.info(text) })
  await Promise.allSettled([engine.close(), database.close()])
}

/** What webhooks, events and the clock are turned into cases by. */
function deliveryParts({ windable }: DispatcherSettings, database: Database, engine: ReturnType<typeof connectEngine>, log: Log) {
  const [alarms, reader] = [createAlarms(database), createCaseReader(database)]
  return {
    inbox: createInbox(database),
    catalogue: createCatalogue(database),
    windable,
    onParked: ({ source, topic, deliveryId }: StoredItem, reason: string) => {
      log.error({ source, topic, deliveryId }, `a webhook was parked: ${reason}`)
      void alarms.raise('webhook-parked', `${source} ${deliveryId}`, `${topic}: ${reason}`).catch((error: unknown) => log.error({ err: error }, 'the alarm could not be kept'))
    },
    onStuck: (caseId: string, { id, name }: Arrival, error: unknown) => log.error({ caseId, inboxId: id, err: error }, `a case cannot be told of "${name}" and is told again later`),
    cases: createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader, refusals: createRefusals(database), ended: createEndedCases(database) }),
    arrivals: createArrivals(database),
    schedules: createSchedules(database),
  }
}

const messageDeps = (settings: DispatcherSettings, database: Database, log: Log): MessageDeps => {
  const catalogue = createCatalogue(database)
  return {
    deliveries: createDeliveries(database), cards: createCards(database), catalogue, alarms: createAlarms(database), consoleUrl: settings.consoleUrl,
    channels: channelsOf(settings, database, catalogue, log), now: () => Date.now(), report: (what, error) => log.warn({ err: error }, what),
  }
}

/** Writes checkpoints of the record where it is said to what file; the public key goes beside it. */
function checkpointing({ checkpoints, mail }: DispatcherSettings, key: CheckpointKey | undefined, database: Database, log: Log): ReturnType<typeof createCheckpoints> | undefined {
  if (!checkpoints || !key) {
    log.warn('no checkpoints of the record are written: set "EVENKEEL_CHECKPOINT_FILE" and "EVENKEEL_CHECKPOINT_KEY_FILE", or whoever owns the database can rewrite the record unseen')
    return undefined
  }
  putPublicKey(`${checkpoints.file}.pub`, key.publicKey)
  log.info({ file: checkpoints.file, key: key.key }, key.made ? `checkpoints are signed by a key that was made just now, in "${checkpoints.keyFile ?? ''}": for a demo` : 'checkpoints of the record are written')
  const copies = [
    ...(checkpoints.putUrl === undefined ? [] : [createPutCopy(checkpoints.putUrl, checkpoints.putAuthorization)]),
    ...(checkpoints.mailTo === undefined || !mail ? [] : [createMailCopy(createMailer(mail), checkpoints.mailTo)]),
  ]
  return createCheckpoints({ heads: createCheckpointHeads(database), file: createCheckpointFile(checkpoints.file), copies, signer: key, sha256, alarms: createAlarms(database), now: () => Date.now() })
}

/** Takes up what somebody did in Slack and nobody brought to an end; without Slack there is nothing to take up. */
function takingUp({ slack, windable, consoleUrl }: DispatcherSettings, database: Database, parts: Pick<ActDeps, 'catalogue' | 'cases' | 'reader'>, log: Log): TakingUp | undefined {
  if (!slack) return undefined
  const now = (): number => Date.now()
  const deps: ActDeps = {
    ...parts, log, now, evidence: createEvidenceStore(database), pictures: createPictures((error) => log.warn({ err: error }, 'a picture was refused as broken: whether it is, this error of libvips says')), settings: { windable, publicUrl: consoleUrl },
    slack: { desk: createSlackDesk(slack, now, createDirectChannels(database)), pages: slackPages, refusals: createRefusals(database) },
  }
  const interactions = createInteractions(database, { onParked: interactionParked(createAlarms(database), (what, error) => log.error({ err: error }, what)) })
  return createTakingUp({
    interactions, carryOut: (one) => carryOut(deps, one), tellRefusal: (one, message) => tellRefusal(deps, one, message),
    report: (error) => log.warn({ err: error }, 'taking up what was done in Slack failed and is tried again'),
  })
}

/** The channels that can be used; of each that cannot it is said why. */
function channelsOf({ slack, mail, consoleUrl }: DispatcherSettings, database: Database, catalogue: Pick<Catalogue, 'organisation' | 'current'>, log: Log): ReadonlyMap<ChannelName, Channel> {
  const channels = new Map<ChannelName, Channel>()
  const now = (): number => Date.now()
  const pace = createPace(now, (ms) => pause(ms))
  if (slack) channels.set('slack', createSlackChannel({ client: createSlackClient({ ...slack, pace }), pace, direct: createDirectChannels(database), people: lately(async () => (await catalogue.organisation()).people, NAMES_MS, now), now }))
  else log.warn('Slack is off: set "SLACK_BOT_TOKEN" to the token of the app, and whoever has a "slack" id in the organisation file is told there')
  if (mail) channels.set('email', createEmailChannel({ ...mail, publicUrl: consoleUrl, links: createMailLinks(database), organisation: catalogue.organisation, plan: catalogue.current, moneyActions: moneyActions(vocabulary), now }))
  else log.warn('email is off: set "SMTP_URL" to the mail server and "MAIL_FROM" to the address that mails to staff come from')
  if (channels.size === 0) log.warn('nobody is told anything outside the console: Slack and email are off')
  return channels
}

/** The providers that are connected and list their refunds. */
function refundListers({ STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl, SHOPIFY_SHOP_URL: shopUrl, SHOPIFY_ACCESS_TOKEN: accessToken, SHOPIFY_API_VERSION: apiVersion }: NodeJS.ProcessEnv): readonly RefundLister[] {
  return [
    ...(secretKey ? [createStripeLister({ secretKey, apiUrl: apiUrl || undefined })] : []),
    ...(shopUrl && accessToken ? [createShopifyLister({ shopUrl, accessToken, apiVersion: apiVersion || '2026-10' })] : []),
  ]
}

const reportTo =
  (log: Log) =>
  (problem: SealProblem): void => {
    if (problem.kind === 'unproven')
      log.error(
        { caseId: problem.caseId, runId: problem.runId, turns: problem.turns.length },
        'the engine no longer knows a run; its turns are chained as unproven',
      )
    else log.warn({ caseId: problem.caseId, err: problem.error }, 'sealing failed and is tried again')
  }

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

function settingsOrLeave(): { readonly settings: DispatcherSettings; readonly key: CheckpointKey | undefined } {
  try {
    const settings = readSettings(process.env)
    const { checkpoints, windable } = settings
    return { settings, key: checkpoints && readCheckpointKey({ pem: checkpoints.keyPem, file: checkpoints.keyFile, make: windable }) }
  } catch (error) {
    process.stderr.write(`dispatcher cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(WRONG_SETTINGS)
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`dispatcher cannot run: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(COULD_NOT_RUN)
})
