import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from '../setup/paths.mjs'
import { freePort } from '../setup/ports.mjs'

/** Where the demo listens when nobody else does. */
const wantedPorts = {
  console: Number(process.env.PORT ?? 3000), mailbox: 8025, smtp: 1025, shop: 4010, slack: 4030, easypost: 4040, zendesk: 4050, planning: 4060, stripe: 4070,
  temporal: 7233, temporalUi: 8233, postgres: 54_329, watchdog: 3080, control: 0,
}

/** @type {Record<string, string>} */
const labels = {
  console: 'the console', mailbox: 'the mailbox', smtp: 'mail', shop: 'the shop', slack: 'the sample Slack', easypost: 'the sample carriers', zendesk: 'the sample help desk',
  planning: 'the sample planning system', stripe: 'the sample payments', temporal: 'Temporal', temporalUi: "Temporal's Web UI", postgres: 'PostgreSQL', watchdog: 'the watchdog',
}

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

/** How each secret looks, as its vendor gives it out. */
const secretShapes = {
  webhook: '', accessToken: 'shpat_', slackSigning: '', slackToken: 'xoxb-', stripeKey: 'sk_test_', stripeWebhook: 'whsec_', easypostKey: 'EZTK', easypostWebhook: '',
  zendeskToken: '', zendeskWebhook: '', supplyToken: '', supplier: '', shopPage: '', warehouse: '', carrierWatch: '',
}

/** @typedef {Record<keyof typeof secretShapes, string>} Secrets */

/** Secrets that the stand-ins and the product share, made once and kept with the data. @returns {Secrets} */
export function demoSecrets() {
  const file = join(dataFolder, 'secrets.json')
  /** @type {Partial<Secrets>} */
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const fresh = Object.entries(secretShapes).map(([name, prefix]) => [name, `${prefix}${randomBytes(16).toString('hex')}`])
  const secrets = /** @type {Secrets} */ ({ ...Object.fromEntries(fresh), ...known })
  if (Object.keys(known).length < Object.keys(secrets).length) {
    mkdirSync(dataFolder, { recursive: true })
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  }
  return secrets
}
