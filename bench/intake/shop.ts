import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase, type Database } from '../../adapters/postgres/database.ts'
import { migrate } from '../../adapters/postgres/migrate.ts'
import { connectEngine, type Engine } from '../../adapters/temporal/connection.ts'
import type { Server, Servers, Stage } from '../contract.ts'
import { answering, freePort } from '../product.ts'
import { SECRETS } from './events.ts'
import { ORGANISATION, SOPS } from './sops.ts'

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
