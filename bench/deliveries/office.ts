import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import { anOrganisation, aRole } from '../../test/harness/plans.ts'
import type { Server, Stage } from '../contract.ts'

/** A shop with many people, the sample Slack with the vendor's limits, and dispatchers as they run in production. */
export interface Office extends AsyncDisposable {
  readonly database: Database
  readonly dispatchers: readonly Server[]
  readonly worker: Server
  readonly api: Server
  readonly postgres: Server
  readonly temporal: Server
  /** What a further process of the product has to know. */
  readonly env: Readonly<Record<string, string>>
  /** Where the API listens; the sample Slack tells it of clicks. */
  readonly apiPort: number
  /** The control API of the sample Slack. */
  control(what: string, body?: object): Promise<unknown>
  /** All that stands in the sample Slack. */
  messages(): Promise<readonly Posted[]>
  /** Makes the next calls go wrong; see the sample Slack. */
  fault(fault: Readonly<Record<string, unknown>>): Promise<void>
}

/** A message in the sample Slack. Milliseconds since 1970. */
export interface Posted {
  readonly delivery: string
  readonly at: number
  readonly says: string
  readonly marked: boolean
}

export const CHANNEL = 'storm'

const personOf = (index: number): Person => ({
  id: `p${index}`, name: `Person ${index}`, email: `p${index}@shop.example`, slack: slackOf(index), zone: 'UTC', locale: 'en', active: true, access: ['staff'],
})
/** Slack's name for a person of the bench. */
export const slackOf = (index: number): string => `U${String(index).padStart(6, '0')}`

/** A role that one person holds. */
export const roleOf = (person: string): string => `role-${person}`

const companyOf = (people: number): Organisation => {
  const staff = Array.from({ length: people }, (_, index) => personOf(index))
  const shop = anOrganisation()
  return { ...shop, people: { ...shop.people, ...Object.fromEntries(staff.map((one) => [one.id, one])) }, sink: 'p0', roles: { ...shop.roles, ...Object.fromEntries(staff.map(({ id }) => [roleOf(id), aRole(roleOf(id), [id])])) } }
}

/** Starts everything; `dispatchers` processes stand in for each other. */
export async function openOffice(stage: Stage, people: number, dispatchers: number): Promise<Office> {
  const { databaseUrl, temporalAddress, postgres, temporal } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl, { max: 20 })
  await createCatalogue(database).publishOrganisation(companyOf(people), '')
  const apiPort = await freePort()
  const slack = await startSlack(stage, people, `http://127.0.0.1:${apiPort}/slack/events`)
  const env = {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, LOG_LEVEL: 'error', TZ: 'UTC', PUBLIC_URL: 'https://ops.shop.example',
    SLACK_BOT_TOKEN: TOKEN, SLACK_SIGNING_SECRET: SECRET, SLACK_API_URL: `${slack}/api/`,
  }
  return {
    database, postgres, temporal, env, apiPort,
    worker: stage.program('worker', 'worker/main.js', env),
    api: stage.program('api', 'api/main.js', { ...env, PORT: String(apiPort), HOST: '127.0.0.1', PUBLIC_URL: `http://127.0.0.1:${apiPort}`, SOP_DIR: stage.folder }),
    control: (what, body) => ask(slack, what, body),
    dispatchers: Array.from({ length: dispatchers }, (_, index) => stage.program(`dispatcher-${index + 1}`, 'dispatcher/main.js', env)),
    messages: async () => postedIn((await ask(slack, 'messages')) as { readonly messages: readonly RawMessage[] }),
    fault: async (fault) => { await ask(slack, 'faults', fault) },
    [Symbol.asyncDispose]: () => database.close(),
  }
}

const TOKEN = 'xoxb-bench'
const SECRET = 'signing-secret-of-the-bench'

async function startSlack(stage: Stage, people: number, eventsUrl: string): Promise<string> {
  const port = await freePort()
  const seed = join(stage.folder, 'slack.json')
  writeFileSync(seed, JSON.stringify({
    users: Array.from({ length: people }, (_, index) => ({ id: slackOf(index), realName: `Person ${index}`, email: `p${index}@shop.example` })),
    channels: [{ id: 'C0STORM', name: CHANNEL }],
  }))
  stage.program('slack', 'stand-ins/slack/main.js', { PORT: String(port), HOST: '127.0.0.1', BOT_TOKEN: TOKEN, SIGNING_SECRET: SECRET, EVENTS_URL: eventsUrl, SEED_FILE: seed })
  const address = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300; tries += 1) {
    if (await ask(address, 'health').then(() => true, () => false)) return address
    await pause(100)
  }
  throw new Error('the sample Slack did not start within 30 s')
}

async function ask(slack: string, what: string, body?: object): Promise<unknown> {
  const response = await fetch(`${slack}/_control/${what}`, body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {})
  if (!response.ok) throw new Error(`the sample Slack answered ${response.status} to "${what}": ${await response.text()}`)
  return response.json()
}

interface RawMessage {
  readonly ts: string
  readonly text: string
  readonly blocks: unknown
  readonly metadata?: { readonly event_payload?: { readonly delivery?: string } } | null
}

const postedIn = ({ messages }: { readonly messages: readonly RawMessage[] }): readonly Posted[] => messages.flatMap(({ ts, text, blocks, metadata }) => {
  const delivery = metadata?.event_payload?.delivery
  const says = `${text} ${JSON.stringify(blocks)}`
  return delivery === undefined ? [] : [{ delivery, at: Math.floor(Number(ts) * 1000), says, marked: /you may have had this before/i.test(says) }]
})

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise((resolve) => { probe.close(resolve) })
  return typeof address === 'object' && address !== null ? address.port : 0
}
