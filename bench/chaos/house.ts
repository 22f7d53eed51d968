import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import type { Json } from '../../domain/json.ts'
import type { Server, Stage } from '../contract.ts'
import { answering, freePort } from '../product.ts'

/** The systems outside: each a process with ports and a log of its own, which this bench believes and the product does not write. */
export const OUTSIDE = ['shop', 'stripe', 'easypost', 'zendesk', 'planning', 'mailbox'] as const
export type Outside = (typeof OUTSIDE)[number]
/** What is killed. The systems outside are not: what they know is what a vendor would know, and their fault modes are used instead. */
export const VICTIMS = ['api', 'worker', 'dispatcher', 'temporal', 'postgres'] as const
export type Victim = (typeof VICTIMS)[number]

/** What an answer of the API or of a system outside was; status 0 when there was none. */
export interface Answer {
  readonly status: number
  readonly body: Json
}
/** The whole shop: the product's processes over the stage's servers, and everything that it talks to. */
export interface House extends AsyncDisposable {
  readonly database: Database
  readonly temporalAddress: string
  readonly victims: Readonly<Record<Victim, Server>>
  /** Where each system outside writes down what reached it and what it told. */
  readonly logs: Readonly<Record<Outside, string>>
  /** The ledger export: lines that finance would read. */
  readonly ledgerFile: string
  /** A request to the API in somebody's name; it never rejects. */
  as(person: string, path: string, body?: object | Buffer): Promise<Answer>
  /** A request to a system outside that has to be answered. Rejects with what it complains of. */
  ask<T>(outside: Outside, path: string, body?: object): Promise<T>
  /** Takes all faults off a system outside that has them by operation. */
  clear(outside: Outside): Promise<unknown>
}

/** Keys with which the sources sign. */
const SECRETS = { supplier_portal: 'chaos-supplier', shop_page: 'chaos-page', warehouse: 'chaos-warehouse', carrier_watch: 'chaos-watch' } as const
const KEYS = { shop: 'shpat_chaos', shopHook: 'chaos-shop-hook', stripe: 'sk_test_chaos', stripeHook: 'whsec_chaos', easypost: 'EZTK_chaos', easypostHook: 'chaos-parcels', zendesk: 'zd_chaos', zendeskHook: 'chaos-desk', planning: 'chaos-planning' } as const
/** Short at first, so that a kill is met by a repeat; in all well above the longest recovery. */
const RETRIES = '100,200,400,800,1500,3000,5000,5000,10000,10000,20000,30000,60000'

/** Starts everything. With `sabotage` the product's environment is changed on purpose, to see that the oracle sees it. */
export async function openHouse(stage: Stage, sabotage: Readonly<Record<string, string>> = {}): Promise<House> {
  const { databaseUrl, temporalAddress, postgres, temporal } = await stage.servers()
  await migrate(databaseUrl)
  const ports = await portsFor(['api', 'smtp', ...OUTSIDE])
  const logs = Object.fromEntries(OUTSIDE.map((name) => [name, join(stage.folder, `${name}.jsonl`)])) as Record<Outside, string>
  const ledgerFile = join(stage.folder, 'ledger.csv')
  startOutside(stage, ports, logs)
  await Promise.all(OUTSIDE.map((name) => answering(`${at(ports, name)}${name === 'mailbox' ? '/' : '/_control/health'}`)))
  const env = { ...environment(ports, ledgerFile), DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, SOP_DIR: shopOf(stage), ...sabotage }
  const started = (name: 'api' | 'worker' | 'dispatcher'): Server => stage.program(name, `${name}/main.js`, env)
  const victims = { api: started('api'), worker: started('worker'), dispatcher: started('dispatcher'), temporal, postgres }
  await answering(`${at(ports, 'api')}/readyz`)
  const database = openDatabase(databaseUrl)
  const as: House['as'] = (person, path, body) => sent(`${at(ports, 'api')}${path}`, body, { 'x-evenkeel-person': person })
  await published(as)
  return {
    database, temporalAddress, victims, logs, ledgerFile, as,
    async ask<T>(outside: Outside, path: string, body?: object) {
      const { status, body: told } = await sent(`${at(ports, outside)}/_control/${path}`, body)
      if (status < 200 || status > 299) throw new Error(`${outside} answered ${status} to "${path}": ${JSON.stringify(told).slice(0, 300)}`)
      return told as T
    },
    clear: (outside) => fetch(`${at(ports, outside)}/_control/faults`, { method: 'DELETE' }),
    [Symbol.asyncDispose]: () => database.close(),
  }
}

/** The API listens before it has read the SOPs. */
async function published(as: House['as']): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { status, body } = await as('olu', '/api/sops')
    if (status === 200 && ((body as { readonly sops?: readonly Json[] }).sops ?? []).length >= LIBRARY) return
    await pause(200)
  }
  throw new Error('the SOPs of the library were not published within two minutes; look into the log of the API')
}

/** The ten SOPs and those that they call. */
const LIBRARY = 16

type Ports = Readonly<Record<'api' | 'smtp' | Outside, number>>

async function portsFor<N extends string>(names: readonly N[]): Promise<Readonly<Record<N, number>>> {
  const ports: [N, number][] = []
  for (const name of names) {
    let port = await freePort()
    while (ports.some(([, taken]) => taken === port)) port = await freePort()
    ports.push([name, port])
  }
  return Object.fromEntries(ports) as Record<N, number>
}

const at = (ports: Ports, name: keyof Ports): string => `http://127.0.0.1:${ports[name]}`

function startOutside(stage: Stage, ports: Ports, logs: Readonly<Record<Outside, string>>): void {
  const hook = (name: string): string => `${at(ports, 'api')}/hooks/${name}`
  const told = { WEBHOOK_RETRY_MS: RETRIES }
  const more: Readonly<Record<Outside, Readonly<Record<string, string>>>> = {
    shop: { ...told, ACCESS_TOKEN: KEYS.shop, WEBHOOK_URL: hook('shopify'), WEBHOOK_SECRET: KEYS.shopHook, COST_LIMIT: '100000', COST_RESTORE: '20000' },
    stripe: { ...told, SECRET_KEY: KEYS.stripe, WEBHOOK_URL: hook('stripe'), WEBHOOK_SECRET: KEYS.stripeHook },
    easypost: { ...told, API_KEY: KEYS.easypost, WEBHOOK_URL: hook('easypost'), WEBHOOK_SECRET: KEYS.easypostHook },
    zendesk: { ...told, API_TOKEN: KEYS.zendesk, WEBHOOK_URL: hook('zendesk'), WEBHOOK_SECRET: KEYS.zendeskHook },
    planning: { TOKEN: KEYS.planning, HOOKS_URL: `${at(ports, 'api')}/hooks`, SUPPLIER_SECRET: SECRETS.supplier_portal, SHOP_PAGE_SECRET: SECRETS.shop_page, WAREHOUSE_SECRET: SECRETS.warehouse, CARRIER_WATCH_SECRET: SECRETS.carrier_watch },
    mailbox: { SMTP_PORT: String(ports.smtp), KEEP: '50' },
  }
  for (const name of OUTSIDE) stage.program(name, `stand-ins/${name}/main.js`, { HOST: '127.0.0.1', PORT: String(ports[name]), LOG_FILE: logs[name], STATE_FILE: '', ...more[name] })
}

/** What the product's own processes are started with; nothing of the shell's reaches a vendor. */
const environment = (ports: Ports, ledgerFile: string): Readonly<Record<string, string>> => ({
  PORT: String(ports.api), HOST: '127.0.0.1', PUBLIC_URL: at(ports, 'api'), EVENKEEL_OPEN_ACCESS: 'yes', EVENKEEL_DEMO: '1', LOG_LEVEL: 'warn', TZ: 'UTC', LEDGER_FILE: ledgerFile,
  SHOPIFY_SHOP_URL: at(ports, 'shop'), SHOPIFY_ACCESS_TOKEN: KEYS.shop, SHOPIFY_WEBHOOK_SECRET: KEYS.shopHook,
  STRIPE_API_URL: at(ports, 'stripe'), STRIPE_SECRET_KEY: KEYS.stripe, STRIPE_WEBHOOK_SECRET: KEYS.stripeHook,
  EASYPOST_API_URL: at(ports, 'easypost'), EASYPOST_API_KEY: KEYS.easypost, EASYPOST_WEBHOOK_SECRET: KEYS.easypostHook,
  ZENDESK_URL: at(ports, 'zendesk'), ZENDESK_EMAIL: 'agent@harbour.example', ZENDESK_API_TOKEN: KEYS.zendesk, ZENDESK_WEBHOOK_SECRET: KEYS.zendeskHook,
  SUPPLY_TOKEN: KEYS.planning, SUPPLIER_SECRET: SECRETS.supplier_portal, SHOP_PAGE_SECRET: SECRETS.shop_page, WAREHOUSE_SECRET: SECRETS.warehouse, CARRIER_WATCH_SECRET: SECRETS.carrier_watch,
  // The planning system is no public address, as little as it is at a shop that runs its own.
  HTTP_ALLOW_HOSTS: `127.0.0.1:${ports.planning}`, SYSTEM_SUPPLY_URL: `${at(ports, 'planning')}/`, SMTP_URL: `smtp://127.0.0.1:${ports.smtp}`, MAIL_FROM: 'Harbour Goods <service@harbour.example>', SLACK_BOT_TOKEN: '', SLACK_APP_TOKEN: '',
})

/** The shipped library as a shop of this size would set it up: Stripe pays, limits are for ten thousand cases, nobody sleeps. */
function shopOf(stage: Stage): string {
  const folder = join(stage.folder, 'sops')
  cpSync(join(stage.projectFolder, 'sops'), folder, { recursive: true })
  const file = join(folder, 'organisation.yaml')
  const limits = '{ per_case: 50000.00 USD, per_day: 9000000.00 USD, per_person_day: 9000000.00 USD }'
  const changes: readonly (readonly [RegExp, string])[] = [
    [/^ {2}refund: shopify$/m, '  refund: stripe'],
    [/^ {2}shopify\.refund: \{.*\}$/m, `  shopify.refund: ${limits}\n  stripe.refund: ${limits}`],
    [/quiet: 22:00-07:00, /, ''],
  ]
  const changed = changes.reduce((text, [from, to]) => {
    if (!from.test(text)) throw new Error(`the organisation of the library has no ${String(from)} any more: look at "bench/chaos/house.ts"`)
    return text.replace(from, to)
  }, readFileSync(file, 'utf8'))
  writeFileSync(file, changed)
  return folder
}

const PATIENCE_MS = 30_000

/** Never waits longer than that, whatever became of the connection: a process killed in the middle of its answer may leave a request that nothing ends. */
async function sent(url: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const giveUp = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      resolve({ status: 0, body: null })
      giveUp.abort()
    }, PATIENCE_MS)
  })
  try {
    return await Promise.race([asked(url, body, headers, giveUp.signal).catch(() => ({ status: 0, body: null })), tooLong])
  } finally {
    clearTimeout(timer)
  }
}

async function asked(url: string, body: object | undefined, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer> {
  const raw = Buffer.isBuffer(body)
  const content = body === undefined ? {} : { method: 'POST', body: raw ? new Uint8Array(body) : JSON.stringify(body) }
  const response = await fetch(url, { ...content, headers: { ...(raw ? {} : { 'content-type': 'application/json' }), ...headers }, signal })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : (JSON.parse(text) as Json) }
}
