import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { connectEngine, type Engine } from '../../adapters/temporal/connection.ts'
import type { Server, Servers, Stage } from '../contract.ts'
import { answering, freePort } from '../product.ts'
import { SECRETS } from './events.ts'

/** The product as a shop runs it: API, dispatcher and worker over the stage's servers, and a look behind them. */
export interface Shop extends AsyncDisposable {
  readonly port: number
  readonly servers: Servers
  readonly worker: Server
  readonly database: Database
  readonly engine: Engine
  /** CPU that the API has used since it began, in milliseconds. */
  apiCpuMs(): Promise<number>
}

const ORGANISATION = `
organisation: intake-bench
zone: America/Chicago
sink: lead
people:
  dana: { name: Dana, email: dana@intake.example }
  sam: { name: Sam, email: sam@intake.example }
roles:
  lead: { accountable_for: everything, people: [dana, sam] }
escalations:
  by_hand: { levels: [ { at: breach, to: lead } ] }
sources:
  portal:
    secret: env PORTAL_SECRET
    signature: { header: X-Portal-Signature, algorithm: hmac-sha512, encoding: base64 }
    id: body.delivery_id
    events:
      order_confirmed: { po: text, value: money }
      parcel_ready: { parcel: text, tell_at: text }
`

const sop = (name: string, trigger: string, step: string, outcome: string): string => `
sop: ${name}
title: ${name}
why: To see what becomes of webhooks.
owner: lead
escalation: by_hand
trigger: [ ${trigger} ]
steps:
  - ${step}
outcomes: [${outcome}]
`
const SEEN = `{ id: look, wait: { until: 'instant("2026-01-01T00:00:00Z")' }, finish: seen }`

/** A case that ends as soon as it has begun: what is counted is that it is there, once. */
const SOPS: Readonly<Record<string, string>> = {
  returned: sop('returned', '{ on: shopify.return_requested, key: event.return_id }', SEEN, 'seen'),
  disputed: sop('disputed', `{ on: stripe.dispute_created, if: 'event.amount >= money("100.00 USD")', key: event.dispute_id }`, SEEN, 'seen'),
  'lost-parcel': sop('lost-parcel', `{ on: easypost.tracker_updated, if: 'event.status == "failure"', key: event.tracking_code }`, SEEN, 'seen'),
  ordered: sop('ordered', `{ on: portal.order_confirmed, if: 'event.value >= money("100.00 USD")', key: event.po }`, SEEN, 'seen'),
  'first-effect': sop('first-effect', '{ on: portal.parcel_ready, key: event.parcel }', `{ id: tell, action: http.post, with: { url: event.tell_at, body: '{ "parcel": event.parcel }' }, finish: told }`, 'told'),
}

/** Starts everything; resolves when the API answers. `partnerPort` is where the first effect goes. */
export async function openShop(stage: Stage, partnerPort: number): Promise<Shop> {
  const servers = await stage.servers()
  const { databaseUrl, temporalAddress } = servers
  await migrate(databaseUrl)
  const sops = join(stage.folder, 'sops')
  mkdirSync(sops, { recursive: true })
  for (const [name, text] of Object.entries({ organisation: ORGANISATION, ...SOPS })) writeFileSync(join(sops, `${name}.yaml`), text)
  const port = await freePort()
  const env = {
    DATABASE_URL: databaseUrl, TEMPORAL_ADDRESS: temporalAddress, PORT: String(port), HOST: '127.0.0.1', EVENKEEL_OPEN_ACCESS: 'yes', PUBLIC_URL: `http://127.0.0.1:${port}`, SOP_DIR: sops, LOG_LEVEL: 'error', TZ: 'UTC',
    SHOPIFY_WEBHOOK_SECRET: SECRETS.shopify, STRIPE_WEBHOOK_SECRET: SECRETS.stripe, EASYPOST_WEBHOOK_SECRET: SECRETS.easypost, ZENDESK_WEBHOOK_SECRET: SECRETS.zendesk, PORTAL_SECRET: SECRETS.portal,
    HTTP_ALLOW_HOSTS: `127.0.0.1:${partnerPort}`,
  }
  stage.program('api', 'api/main.js', env)
  stage.program('dispatcher', 'dispatcher/main.js', env)
  const worker = stage.program('worker', 'worker/main.js', env)
  await answering(`http://127.0.0.1:${port}/readyz`)
  const [database, engine] = [openDatabase(databaseUrl, { max: 4 }), connectEngine({ TEMPORAL_ADDRESS: temporalAddress })]
  return {
    port, servers, worker, database, engine,
    async apiCpuMs() {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
      return 1_000 * Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1])
    },
    async [Symbol.asyncDispose]() {
      await engine.close()
      await database.close()
    },
  }
}
