import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createChecks } from '../adapters/checks.ts'
import { createMailer } from '../adapters/email/mailer.ts'
import { createOpenId } from '../adapters/openid/provider.ts'
import { createAccounts } from '../adapters/postgres/accounts.ts'
import { easypostWebhooks } from '../adapters/easypost/webhooks.ts'
import { createPictures } from '../adapters/images/pictures.ts'
import { createAlarms } from '../adapters/postgres/alarms.ts'
import { createAuditExport } from '../adapters/postgres/audit-export.ts'
import { createMetrics } from '../adapters/postgres/metrics.ts'
import { createMoneySwitch } from '../adapters/postgres/money-switch.ts'
import { createParkedThings } from '../adapters/postgres/parked.ts'
import { createCaseFiles } from '../adapters/postgres/case-files.ts'
import { createCatalogue } from '../adapters/postgres/catalogue.ts'
import { listenForChanges } from '../adapters/postgres/changes.ts'
import { openDatabase } from '../adapters/postgres/database.ts'
import type { Database } from '../adapters/postgres/database.ts'
import { createDeliveries } from '../adapters/postgres/deliveries.ts'
import { createDirectChannels } from '../adapters/postgres/direct-channels.ts'
import { createEvidenceStore } from '../adapters/postgres/evidence.ts'
import { createMailLinks } from '../adapters/postgres/mail-links.ts'
import { createInbox } from '../adapters/postgres/inbox.ts'
import { createInboxBook } from '../adapters/postgres/inbox-book.ts'
import { createInteractions } from '../adapters/postgres/interactions.ts'
import { migrate } from '../adapters/postgres/migrate.ts'
import { migrations } from '../adapters/postgres/migrations/index.ts'
import { createCaseReader } from '../adapters/postgres/reader.ts'
import { createRecorder } from '../adapters/postgres/recorder.ts'
import { createRefusals } from '../adapters/postgres/refusals.ts'
import { createRosterChanges } from '../adapters/postgres/roster-changes.ts'
import { createSignInLinks } from '../adapters/postgres/sign-in-links.ts'
import { createSessions } from '../adapters/postgres/sessions.ts'
import { createApiTokens } from '../adapters/postgres/tokens.ts'
import { readShopifyEvent, verifyShopify } from '../adapters/shopify/webhooks.ts'
import { sourceWebhooks } from '../adapters/sources/webhooks.ts'
import { stripeWebhooks } from '../adapters/stripe/webhooks.ts'
import { zendeskWebhooks } from '../adapters/zendesk/webhooks.ts'
import { createCases } from '../adapters/temporal/cases.ts'
import { connectEngine } from '../adapters/temporal/connection.ts'
import type { Engine } from '../adapters/temporal/connection.ts'
import { offAtServer } from '../adapters/off.ts'
import { vocabulary } from '../adapters/vocabulary.ts'
import { wordsFor } from '../adapters/email/words.ts'
import { loadSops, publishedFiles } from '../compiler/load.ts'
import { interactionParked } from '../domain/interaction.ts'
import { moneyActions } from '../domain/capability.ts'
import type { Catalogue } from '../domain/ports.ts'
import { createApp } from './app.ts'
import { createChanges } from './changes.ts'
import { readSettings } from './config.ts'
import type { Settings } from './config.ts'
import type { ApiDeps } from './deps.ts'
import { createLog } from './log.ts'
import type { Log } from './log.ts'
import { logMistakes, publish } from './publish.ts'
import { createPublishedSources } from './published-sources.ts'
import { retrying } from './retry.ts'
import { secretsOf } from './secrets.ts'
import { drain, serve } from './serve.ts'
import type { SlackParts } from './slack/deps.ts'
import type { SlackSocket } from './slack/bolt.ts'
import { createDoor } from './slack/door.ts'
import { warmUp } from './slack/warm.ts'
import { createSource } from './source.ts'
import type { SourceParts } from './source.ts'

const WRONG_SETTINGS = 2
const COULD_NOT_RUN = 3
/** How long a database may take to come up with us before we give up. */
const PATIENCE_MS = 30_000
/** Connections to the database that a click needs at the same time. */
const KEPT = 4
/** How long the engine may take to be there from the start. */
const WARM_MS = 10_000

/** Puts the API together and runs it until told to stop. The engine may be away: intake and pages work without it. */
async function main(): Promise<void> {
  const settings = settingsOrLeave()
  const log = createLog('api', settings.logLevel)
  const database = openDatabase(settings.databaseUrl, { keep: KEPT, onLost: (error) => log.warn({ err: error }, 'a database connection was lost') })
  await retrying(
    PATIENCE_MS,
    (error) => log.warn(`waits for the database: ${messageOf(error)}`),
    () => migrate(settings.databaseUrl),
  )
  const catalogue = createCatalogue(database)
  await publishFolder(catalogue, settings.sopDir, log)

  const engine = connectEngine(process.env)
  const changes = createChanges()
  const listener = await listenForChanges(settings.databaseUrl, changes.tell)
  const stopping = new AbortController()
  const slack = await slackParts(settings, database, log)
  const deps = dependencies(settings, { database, catalogue, engine, changes, log, stopping: stopping.signal, ...(slack ? { slack } : {}) })
  const server = await serve(
    createApp(deps),
    settings.host,
    settings.port,
  )
  await tellAccess(settings, deps)
  log.info({ host: settings.host, port: settings.port, engine: engine.address }, `listens at ${settings.publicUrl}`)

  const socket = await slackSocket(settings, deps)
  void engine.warm(WARM_MS)
  if (deps.slack) void warmUp({ ...deps, slack: deps.slack })
  const stop = async (signal: string): Promise<void> => {
    log.info(`${signal}: ends what is under way`)
    stopping.abort()
    await drain(server)
    await Promise.allSettled([socket?.close(), listener.close(), engine.close()])
    await database.close()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop(signal))
}

/** Whoever starts this is told once who can get in. */
async function tellAccess({ openAccess, signIn: ways }: Settings, { signIn, log }: ApiDeps): Promise<void> {
  if (openAccess) return log.warn('everybody who reaches this is believed who they say they are: for a demo or a machine of your own')
  if (ways.password && (await signIn.accounts.count()) === 0) log.warn('nobody has a password yet: give people theirs with "sop person password PERSON"')
}

/** A folder that cannot be read is told and changes nothing: what is published stays. */
async function publishFolder(catalogue: Catalogue, folder: string, log: Log): Promise<void> {
  const loaded = await publishedFiles(folder).then((files) => loadSops(files, { ...vocabulary, off: offAtServer(process.env) })).catch((error: unknown) => {
    log.error(`nothing is published: "${folder}" cannot be read (${messageOf(error)}); set SOP_DIR to the folder of the SOPs`)
    return undefined
  })
  if (!loaded) return
  logMistakes(log, loaded)
  for (const name of await publish(catalogue, loaded)) log.info(`published ${name}`)
}

type Parts = Pick<ApiDeps, 'changes' | 'log' | 'slack' | 'stopping'> & {
  readonly database: Database
  readonly catalogue: ApiDeps['catalogue']
  readonly engine: Engine
}

function dependencies(settings: Settings, { database, catalogue, engine, changes, log, stopping, slack }: Parts): ApiDeps {
  const reader = createCaseReader(database)
  return {
    catalogue,
    reader,
    changes,
    log,
    stopping,
    cases: createCases({ engine, files: createCaseFiles(database), recorder: createRecorder(database), reader, refusals: createRefusals(database) }),
    inbox: createInbox(database),
    inboxBook: createInboxBook(database),
    evidence: createEvidenceStore(database),
    pictures: createPictures((error) => log.warn({ err: error }, 'a picture was refused as broken: whether it is, this error of libvips says')),
    alarms: createAlarms(database),
    parked: createParkedThings(database),
    moneySwitch: createMoneySwitch(database),
    outside: (systems) => createChecks(process.env, systems),
    metrics: createMetrics(database),
    auditExport: createAuditExport(database),
    rosterChanges: createRosterChanges(database),
    refusals: createRefusals(database),
    signIn: {
      sessions: createSessions(database),
      accounts: createAccounts(database),
      tokens: createApiTokens(database),
      ways: settings.signIn,
      wait: (ms) => pause(ms),
      ...(settings.openid ? { openid: createOpenId({ ...settings.openid, redirectUri: new URL('/api/sign-in/openid/callback', settings.publicUrl).href }) } : {}),
      ...(settings.signIn.mail ? { mail: { links: createSignInLinks(database), mailer: createMailer(settings.mail) } } : {}),
    },
    deliveries: createDeliveries(database),
    mailLinks: { links: createMailLinks(database), words: wordsFor, moneyActions: moneyActions(vocabulary) },
    ...(slack ? { slack } : {}),
    sources: connectedSources(settings, log),
    publishedSources: createPublishedSources({
      catalogue,
      env: process.env,
      now: () => Date.now(),
      create: (name, declared, secrets) => createSource(sourceWebhooks(name, declared, secrets)),
    }),
    checks: checks(database, engine),
    settings: {
      publicUrl: settings.publicUrl,
      windable: settings.windable,
      openAccess: settings.openAccess,
      trustedProxies: settings.trustedProxies,
      // Run from its sources the console stands where it was built, otherwise beside us.
      consoleDir: fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../dist/console' : '../console', import.meta.url)),
      ...(settings.hosts ? { hosts: settings.hosts } : {}),
      ...(settings.demoControl ? { demoControl: settings.demoControl } : {}),
    },
    now: () => Date.now(),
  }
}

/** What Slack needs is loaded only where it is on. */
async function slackParts({ slack }: Settings, database: Database, log: Log): Promise<SlackParts | undefined> {
  if (!slack) {
    log.info('Slack is off: set "SLACK_BOT_TOKEN" and "SLACK_SIGNING_SECRET" to have it on')
    return undefined
  }
  const [{ createSlackDesk }, { slackPages }] = await Promise.all([import('../adapters/slack/desk.ts'), import('../adapters/slack/pages.ts')])
  const desk = createSlackDesk({ token: slack.token, ...(slack.apiUrl === undefined ? {} : { apiUrl: slack.apiUrl }) }, () => Date.now(), createDirectChannels(database))
  return { desk, pages: slackPages, interactions: createInteractions(database, { onParked: interactionParked(createAlarms(database), (what, error) => log.error({ err: error }, what)) }), refusals: createRefusals(database), signingSecret: slack.signingSecret }
}

/** A socket to Slack where the installation has one. One that cannot be opened stops nothing else. */
async function slackSocket({ slack: settings }: Settings, deps: ApiDeps): Promise<SlackSocket | undefined> {
  if (!settings?.appToken || !deps.slack) return undefined
  const { openSlackSocket } = await import('./slack/bolt.ts')
  return openSlackSocket(createDoor({ ...deps, slack: deps.slack }), deps.log, settings.appToken, settings.apiUrl).catch((error: unknown) => {
    deps.log.error({ err: error }, 'the socket to Slack cannot be opened: see that Socket Mode is on and "SLACK_APP_TOKEN" is right, then start again')
    return undefined
  })
}

/** The connectors that tell of things, each with the variable that holds its secrets. */
function connectedSources(settings: Settings, log: Log): ApiDeps['sources'] {
  const from = (name: string, variable: string, text: string | undefined, partsOf: (secrets: readonly string[]) => SourceParts): ApiDeps['sources'][string] => {
    if (text !== undefined) return createSource(partsOf(secretsOf(variable, text)))
    log.info(`${name} webhooks are off: set "${variable}" to the secret of the app to have them on`)
    return { state: 'off', why: `set "${variable}" to the secret of the app and start again` }
  }
  return {
    shopify: from('shopify', 'SHOPIFY_WEBHOOK_SECRET', settings.shopifyWebhookSecret, (secrets) => ({
      name: 'shopify',
      deliveryHeader: 'x-shopify-webhook-id',
      read: readShopifyEvent,
      verify: (body, headers) => verifyShopify(body, headers, secrets),
    })),
    easypost: from('easypost', 'EASYPOST_WEBHOOK_SECRET', settings.easypostWebhookSecret, easypostWebhooks),
    stripe: from('stripe', 'STRIPE_WEBHOOK_SECRET', settings.stripeWebhookSecret, (secrets) => stripeWebhooks(secrets, () => Date.now())),
    zendesk: from('zendesk', 'ZENDESK_WEBHOOK_SECRET', settings.zendeskWebhookSecret, (secrets) => zendeskWebhooks(secrets, () => Date.now())),
  }
}

function checks({ pool }: Database, engine: Engine): ApiDeps['checks'] {
  return {
    async engine() {
      await engine.ping(1_500).catch((error: unknown) => {
        throw new Error(`the engine at "${engine.address}" does not answer: ${messageOf(error)}`)
      })
      return `${engine.address}, namespace ${engine.namespace}`
    },
    async database() {
      await pool.query('select 1')
      return 'answers'
    },
    async migrations() {
      const { rows } = await pool.query<{ name: string }>('select name from kysely_migration')
      const missing = Object.keys(migrations).filter((name) => !rows.some((row) => row.name === name))
      if (missing.length > 0) throw new Error(`not applied: ${missing.join(', ')}; start this process again`)
      return `${rows.length} applied`
    },
  }
}

function settingsOrLeave(): Settings {
  try {
    const settings = readSettings(process.env)
    for (const [variable, text] of [
      ['SHOPIFY_WEBHOOK_SECRET', settings.shopifyWebhookSecret],
      ['EASYPOST_WEBHOOK_SECRET', settings.easypostWebhookSecret],
      ['STRIPE_WEBHOOK_SECRET', settings.stripeWebhookSecret],
      ['ZENDESK_WEBHOOK_SECRET', settings.zendeskWebhookSecret],
    ] as const)
      if (text !== undefined) secretsOf(variable, text)
    return settings
  } catch (error) {
    process.stderr.write(`api cannot start: ${messageOf(error)}\n`)
    process.exit(WRONG_SETTINGS)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

main().catch((error: unknown) => {
  process.stderr.write(`api cannot run: ${messageOf(error)}\n`)
  process.exit(COULD_NOT_RUN)
})
