import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createCatalogue } from '../../adapters/postgres/catalogue.ts'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import { anOrganisation } from '../../test/harness/plans.ts'
import type { Server, Stage } from '../contract.ts'

/** A shop with many people, the sample Slack with the vendor's limits, and dispatchers as they run in production. */
export interface Office extends AsyncDisposable {
  readonly database: Database
  readonly dispatchers: readonly Server[]
  readonly postgres: Server
  /** All that stands in the sample Slack. */
  messages(): Promise<readonly Posted[]>
  /** How many messages were changed in place so far. */
  updates(): Promise<number>
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
const slackOf = (index: number): string => `U${String(index).padStart(6, '0')}`

const companyOf = (people: number): Organisation => {
  const staff = Array.from({ length: people }, (_, index) => personOf(index))
  const shop = anOrganisation()
  return { ...shop, people: { ...shop.people, ...Object.fromEntries(staff.map((one) => [one.id, one])) }, sink: 'p0' }
}

/** Starts everything; `dispatchers` processes stand in for each other. */
export async function openOffice(stage: Stage, people: number, dispatchers: number): Promise<Office> {
  const { databaseUrl, temporalAddress, postgres } = await stage.servers()
  await migrate(databaseUrl)
  const database = openDatabase(databaseUrl, { max: 20 })
  await createCatalogue(database).publishOrganisation(companyOf(people), '')
  const slack = await startSlack(stage, people)
  const env = {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, LOG_LEVEL: 'error', TZ: 'UTC', PUBLIC_URL: 'https://ops.shop.example',
    SLACK_BOT_TOKEN: TOKEN, SLACK_API_URL: `${slack}/api/`,
  }
  return {
    database, postgres,
    dispatchers: Array.from({ length: dispatchers }, (_, index) => stage.program(`dispatcher-${index + 1}`, 'dispatcher/main.js', env)),
    messages: async () => postedIn((await ask(slack, 'messages')) as { readonly messages: readonly RawMessage[] }),
    updates: async () => ((await ask(slack, 'log')) as { readonly entries: readonly { readonly kind: string; readonly method?: string; readonly status?: number }[] }).entries.filter(({ kind, method, status }) => kind === 'answer' && method === 'chat.update' && status === 200).length,
    fault: async (fault) => { await ask(slack, 'faults', fault) },
    [Symbol.asyncDispose]: () => database.close(),
  }
}

const TOKEN = 'xoxb-bench'

async function startSlack(stage: Stage, people: number): Promise<string> {
  const port = await freePort()
  const seed = join(stage.folder, 'slack.json')
  writeFileSync(seed, JSON.stringify({
    users: Array.from({ length: people }, (_, index) => ({ id: slackOf(index), realName: `Person ${index}`, email: `p${index}@shop.example` })),
    channels: [{ id: 'C0STORM', name: CHANNEL }],
  }))
  stage.program('slack', 'stand-ins/slack/main.js', { PORT: String(port), HOST: '127.0.0.1', BOT_TOKEN: TOKEN, SEED_FILE: seed })
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

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  await new Promise((resolve) => { probe.close(resolve) })
  return typeof address === 'object' && address !== null ? address.port : 0
}
