import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, projectFolder } from '../setup/paths.mjs'
import { freePort } from '../setup/ports.mjs'

/** Where the demo listens when nobody else does. */
const wantedPorts = { console: Number(process.env.PORT ?? 3000), mailbox: 8025, smtp: 1025, shop: 4010, slack: 4030, temporal: 7233, temporalUi: 8233, postgres: 54_329, watchdog: 3080, control: 0 }

/** @type {Record<string, string>} */
const labels = { console: 'the console', mailbox: 'the mailbox', smtp: 'mail', shop: 'the shop', slack: 'the sample Slack', temporal: 'Temporal', temporalUi: "Temporal's Web UI", postgres: 'PostgreSQL', watchdog: 'the watchdog' }

/** @typedef {Record<keyof typeof wantedPorts, number>} Ports */

/**
 * @param {(text: string) => void} say hears of every port that had to be replaced
 * @returns {Promise<Ports>}
 */
export async function choosePorts(say) {
  const taken = new Set()
  /** @type {Record<string, number>} */
  const ports = {}
  for (const [name, wanted] of Object.entries(wantedPorts)) {
    const port = await freePort(wanted, taken)
    if (wanted !== 0 && port !== wanted) say(`port ${wanted} is taken: ${labels[name] ?? name} uses ${port}`)
    taken.add(port)
    ports[name] = port
  }
  return /** @type {Ports} */ (ports)
}

/** @typedef {{ webhook: string, accessToken: string, slackSigning: string, slackToken: string }} Secrets */

/** Secrets that the stand-ins and the product share, made once and kept with the data. @returns {Secrets} */
export function demoSecrets() {
  const file = join(dataFolder, 'secrets.json')
  /** @type {Partial<Secrets>} */
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const fresh = {
    webhook: randomBytes(24).toString('hex'), accessToken: `shpat_${randomBytes(16).toString('hex')}`,
    slackSigning: randomBytes(16).toString('hex'), slackToken: `xoxb-${randomBytes(16).toString('hex')}`,
  }
  const secrets = { ...fresh, ...known }
  if (Object.keys(known).length < Object.keys(secrets).length) {
    mkdirSync(dataFolder, { recursive: true })
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  }
  return secrets
}

/**
 * The environment of the product's own processes. The stand-ins always win over what the shell says: a demo must never
 * reach a real shop, a real customer or a real colleague.
 * @param {Ports} ports
 * @param {string} databaseUrl
 * @param {string} temporalAddress
 * @returns {NodeJS.ProcessEnv}
 */
export function productEnvironment(ports, databaseUrl, temporalAddress) {
  const secrets = demoSecrets()
  return {
    ...process.env,
    TZ: 'UTC', DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress,
    HOST: '127.0.0.1', PORT: String(ports.console), PUBLIC_URL: `http://127.0.0.1:${ports.console}`,
    SHOPIFY_SHOP_URL: `http://127.0.0.1:${ports.shop}`, SHOPIFY_ACCESS_TOKEN: secrets.accessToken,
    SHOPIFY_WEBHOOK_SECRET: secrets.webhook, SHOPIFY_API_VERSION: '2026-10',
    SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, MAIL_FROM: 'Evenkeel demo <sops@demo.example>',
    SLACK_API_URL: `http://127.0.0.1:${ports.slack}/api/`, SLACK_BOT_TOKEN: secrets.slackToken, SLACK_SIGNING_SECRET: secrets.slackSigning, SLACK_APP_TOKEN: '',
    SOP_DIR: process.env.SOP_DIR ?? join(projectFolder, 'sops'),
    EVENKEEL_WATCHDOG_MAIL_TO: 'watch@demo.example', EVENKEEL_WATCHDOG_SMTP_URL: '', EVENKEEL_WATCHDOG_WEBHOOK_URL: '', EVENKEEL_WATCHDOG_HEARTBEAT_URL: '', EVENKEEL_WATCHDOG_PORT: String(ports.watchdog),
    EVENKEEL_DEMO: '1', EVENKEEL_DEMO_CONTROL: `http://127.0.0.1:${ports.control}`,
  }
}

/**
 * @param {Ports} ports
 * @returns {{ shop: NodeJS.ProcessEnv, mailbox: NodeJS.ProcessEnv, slack: NodeJS.ProcessEnv }} of the stand-ins, which know nothing of the product
 */
export function standInEnvironments(ports) {
  const secrets = demoSecrets()
  const base = { ...process.env, TZ: 'UTC', HOST: '127.0.0.1' }
  return {
    shop: {
      ...base, PORT: String(ports.shop), WEBHOOK_URL: `http://127.0.0.1:${ports.console}/hooks/shopify`, WEBHOOK_SECRET: secrets.webhook,
      ACCESS_TOKEN: secrets.accessToken, STATE_FILE: join(dataFolder, 'shop.json'),
      LOG_FILE: join(dataFolder, 'logs/shop-requests.jsonl'),
    },
    slack: {
      ...base, PORT: String(ports.slack), SIGNING_SECRET: secrets.slackSigning, BOT_TOKEN: secrets.slackToken,
      EVENTS_URL: `http://127.0.0.1:${ports.console}/slack/events`, STATE_FILE: join(dataFolder, 'slack.json'), LOG_FILE: join(dataFolder, 'logs/slack-requests.jsonl'),
    },
    mailbox: { ...base, PORT: String(ports.mailbox), SMTP_PORT: String(ports.smtp) },
  }
}
