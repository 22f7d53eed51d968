import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startGuardian } from '../../scripts/setup/guardian.mjs'
import { freePort } from '../../scripts/setup/ports.mjs'
import { startPostgres } from '../../scripts/setup/postgres.mjs'
import { startProcess, stopLeftovers } from '../../scripts/setup/processes.mjs'
import { findTemporalCli } from '../../scripts/setup/temporal-cli.mjs'
import { startTemporal } from '../../scripts/setup/temporal-server.mjs'
import { eventually } from '../harness/eventually.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export type Part = 'postgres' | 'temporal' | 'shop' | 'stripe' | 'mailbox' | 'slack' | 'api' | 'worker' | 'dispatcher'
/** A second process of a part has a number: `worker-2`. */
export type Name = Part | `${Part}-${number}`
interface Ended { readonly code: number | null; readonly signal: string | null }
interface Process { readonly pid: number; readonly exited: Promise<Ended> }

/** What the processes of one system know of each other. */
interface Home {
  readonly folder: string
  readonly runFolder: string
  readonly ports: Readonly<Record<'postgres' | 'temporal' | 'shop' | 'stripe' | 'mailbox' | 'smtp' | 'slack' | 'api', number>>
  readonly cli: string
  /** Where the SOPs are. */
  readonly sops: string
  /** People can be reached in Slack. */
  readonly inSlack: boolean
  /** Money moves at the payment provider. */
  readonly withStripe: boolean
  databaseUrl: string
}

/**
 * The whole product with its shop and mailbox, every part a process of its own that can be killed and started again. Unless told where its
 * SOPs are it has the sample organisation with those for returns, because an API that is killed ten times compiles them ten times.
 */
export async function startSystem(
  parts: readonly Part[] = ['postgres', 'temporal', 'shop', 'mailbox', 'api', 'worker', 'dispatcher'], sops?: string,
) {
  const home = await makeHome(sops, parts)
  const dismiss = startGuardian(home.runFolder, [home.folder])
  const running = new Map<Name, Process>()
  const start = async (name: Name, env: NodeJS.ProcessEnv = {}): Promise<void> => {
    running.set(name, await STARTERS[name.replace(/-\d+$/, '') as Part](home, { name, env }))
  }
  await Promise.all(['postgres', 'temporal'].map((part) => start(part as Part)))
  for (const part of parts) if (!running.has(part)) await start(part)

  return {
    api: `http://127.0.0.1:${home.ports.api}`,
    shop: `http://127.0.0.1:${home.ports.shop}`,
    stripe: `http://127.0.0.1:${home.ports.stripe}`,
    mailbox: `http://127.0.0.1:${home.ports.mailbox}`,
    slack: `http://127.0.0.1:${home.ports.slack}`,
    databaseUrl: () => home.databaseUrl,
    temporalAddress: `127.0.0.1:${home.ports.temporal}`,
    environment: () => environment(home),
    log: (part: Part) => join(home.folder, `${part}.log`),
    pid: (name: Name) => running.get(name)?.pid ?? 0,
    /** Starts a part, or another process of it; `env` counts for our own programs only. */
    start,
    /** SIGKILL: no clean-up, no goodbye. Resolves when the process is gone. */
    async kill(...victims: readonly Name[]): Promise<void> {
      for (const name of victims) process.kill(running.get(name)?.pid ?? 0, 'SIGKILL')
      for (const name of victims) await running.get(name)?.exited
    },
    /** SIGTERM, as a deployment does. Resolves with how the process ended. */
    async stop(name: Name): Promise<Ended | undefined> {
      process.kill(running.get(name)?.pid ?? 0, 'SIGTERM')
      return await running.get(name)?.exited
    },
    /** Resolves when the process is gone by whatever did it. */
    gone: (name: Name): Promise<Ended | undefined> => Promise.resolve(running.get(name)?.exited),
    async [Symbol.asyncDispose]() {
      await stopLeftovers(home.runFolder)
      await rm(home.folder, { recursive: true, force: true })
      dismiss()
    },
  }
}

export type System = Awaited<ReturnType<typeof startSystem>>

async function makeHome(sops: string | undefined, parts: readonly Part[]): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-fault-'))
  // PostgreSQL runs as another user where we are root, and must be able to pass through.
  chmodSync(folder, 0o711)
  const runFolder = join(folder, 'run')
  mkdirSync(runFolder)
  const taken = new Set<number>()
  const port = async (): Promise<number> => {
    const free = await freePort(undefined, taken)
    taken.add(free)
    return free
  }
  const ports = { postgres: await port(), temporal: await port(), shop: await port(), stripe: await port(), mailbox: await port(), smtp: await port(), slack: await port(), api: await port() }
  return { folder, runFolder, ports, cli: (await findTemporalCli(() => undefined)).path, sops: sops ?? returnsAlone(join(folder, 'sops')), inSlack: parts.includes('slack'), withStripe: parts.includes('stripe'), databaseUrl: '' }
}

/** A folder with what the shipped SOP for returns is made of, and nothing else. */
function returnsAlone(folder: string): string {
  const sops = ['returns-standard.yaml', 'refund-approval.yaml']
  const texts = sops.map((file) => readFileSync(join(root, 'sops', file), 'utf8')).join('\n')
  const letters = readdirSync(join(root, 'sops/messages')).filter((file) => texts.includes(file.split('.')[0] ?? file))
  mkdirSync(join(folder, 'messages'), { recursive: true })
  for (const file of ['organisation.yaml', ...sops, ...letters.map((name) => join('messages', name))]) copyFileSync(join(root, 'sops', file), join(folder, file))
  return folder
}

/** What signs the shop's webhooks. */
export const SECRET = 'fault-secret'
const TOKEN = 'shpat_fault'
const SLACK_TOKEN = 'xoxb-fault'
const STRIPE_KEY = 'sk_test_fault'
const STRIPE_SECRET = 'whsec_fault'
const SLACK_SECRET = 'fault-signing-secret'

const environment = (home: Home): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'], HOME: process.env['HOME'], TZ: 'UTC', LOG_LEVEL: 'warn', EVENKEEL_DEMO: '1', EVENKEEL_OPEN_ACCESS: 'yes',
  DATABASE_URL: home.databaseUrl, TEMPORAL_ADDRESS: `127.0.0.1:${home.ports.temporal}`,
  HOST: '127.0.0.1', PORT: String(home.ports.api), PUBLIC_URL: `http://127.0.0.1:${home.ports.api}`, SOP_DIR: home.sops,
  SHOPIFY_SHOP_URL: `http://127.0.0.1:${home.ports.shop}`, SHOPIFY_ACCESS_TOKEN: TOKEN, SHOPIFY_WEBHOOK_SECRET: SECRET,
  SMTP_URL: `smtp://127.0.0.1:${home.ports.smtp}`, MAIL_FROM: 'Sample shop <service@shop.example>',
  ...(home.inSlack ? { SLACK_API_URL: `http://127.0.0.1:${home.ports.slack}/api/`, SLACK_BOT_TOKEN: SLACK_TOKEN, SLACK_SIGNING_SECRET: SLACK_SECRET } : {}),
  ...(home.withStripe ? { STRIPE_API_URL: `http://127.0.0.1:${home.ports.stripe}`, STRIPE_SECRET_KEY: STRIPE_KEY, STRIPE_WEBHOOK_SECRET: STRIPE_SECRET } : {}),
})

interface Wanted { readonly name: Name; readonly env: NodeJS.ProcessEnv }

const STARTERS: Readonly<Record<Part, (home: Home, wanted: Wanted) => Promise<Process>>> = {
  async postgres(home) {
    // Not thrown away: what is told as committed must be there after SIGKILL.
    const server = await startPostgres({ runFolder: home.runFolder, logFile: join(home.folder, 'postgres.log'), data: join(home.folder, 'postgres'), port: home.ports.postgres })
    home.databaseUrl = server.url
    return server.process
  },
  async temporal(home) {
    const server = await startTemporal({ cli: home.cli, database: join(home.folder, 'temporal.db'), runFolder: home.runFolder, logFile: join(home.folder, 'temporal.log'), port: home.ports.temporal })
    return server.process
  },
  shop: (home) => program(home, { name: 'shop', env: {} }, 'stand-ins/shop/main.js', {
    PORT: String(home.ports.shop), STATE_FILE: join(home.folder, 'shop.state'), LOG_FILE: join(home.folder, 'shop.jsonl'), ACCESS_TOKEN: TOKEN,
    WEBHOOK_URL: `http://127.0.0.1:${home.ports.api}/hooks/shopify`, WEBHOOK_SECRET: SECRET, WEBHOOK_RETRY_MS: '200,400,800,1000,2000,2000,5000,5000,10000', COST_LIMIT: '100000', COST_RESTORE: '10000',
  }, `http://127.0.0.1:${home.ports.shop}/_control/health`),
  stripe: (home) => program(home, { name: 'stripe', env: {} }, 'stand-ins/stripe/main.js', {
    PORT: String(home.ports.stripe), STATE_FILE: join(home.folder, 'stripe.state'), LOG_FILE: join(home.folder, 'stripe.jsonl'), SECRET_KEY: STRIPE_KEY,
    WEBHOOK_URL: `http://127.0.0.1:${home.ports.api}/hooks/stripe`, WEBHOOK_SECRET: STRIPE_SECRET, WEBHOOK_RETRY_MS: '200,400,800,1000,2000,2000,5000,5000,10000',
  }, `http://127.0.0.1:${home.ports.stripe}/_control/health`),
  mailbox: (home) => program(home, { name: 'mailbox', env: {} }, 'stand-ins/mailbox/main.js', { PORT: String(home.ports.mailbox), SMTP_PORT: String(home.ports.smtp) }, `http://127.0.0.1:${home.ports.mailbox}/`),
  slack: (home) => program(home, { name: 'slack', env: {} }, 'stand-ins/slack/main.js', {
    PORT: String(home.ports.slack), SIGNING_SECRET: SLACK_SECRET, BOT_TOKEN: SLACK_TOKEN, EVENTS_URL: `http://127.0.0.1:${home.ports.api}/slack/events`,
    STATE_FILE: join(home.folder, 'slack.state'), LOG_FILE: join(home.folder, 'slack.jsonl'),
  }, `http://127.0.0.1:${home.ports.slack}/_control/health`),
  api: (home, wanted) => program(home, wanted, 'api/main.js', environment(home), `http://127.0.0.1:${home.ports.api}/healthz`),
  worker: (home, wanted) => program(home, wanted, 'worker/main.js', environment(home)),
  dispatcher: (home, wanted) => program(home, wanted, 'dispatcher/main.js', environment(home)),
}

async function program(home: Home, { name, env: more }: Wanted, main: string, env: NodeJS.ProcessEnv, ready?: string): Promise<Process> {
  const started = startProcess({
    name, command: process.execPath, args: ['--enable-source-maps', join(root, 'dist', main)], env: { ...env, ...more, PATH: process.env['PATH'] },
    cwd: root, runFolder: home.runFolder, logFile: join(home.folder, `${name}.log`),
  })
  if (ready !== undefined) await eventually(() => fetch(ready).then(() => true, () => undefined), 30_000)
  return started
}
