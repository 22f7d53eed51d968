import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { admin } from './admin.ts'
import type { Carrying } from './answer.ts'
import { bodies } from './bodies.ts'
import { workOff } from './cancelling.ts'
import { control } from './control.ts'
import { createFaults } from './faults.ts'
import type { Faults } from './faults.ts'
import type { Data } from './graphql/types.ts'
import { sendJson } from './http.ts'
import { createLog } from './log.ts'
import type { GroundTruth } from './log.ts'
import { page } from './page.ts'
import { seed } from './seed.ts'
import { openStore } from './state.ts'
import type { Store } from './state.ts'
import { createBucket } from './throttle.ts'
import { createWebhooks, orderCancelledBody } from './webhooks.ts'
import type { Webhooks } from './webhooks.ts'

/** How the shop behaves. Without files it forgets everything when it ends; without `webhookUrl` nobody is told anything. */
export interface ShopSettings {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  readonly stateFile: string | null
  readonly logFile: string | null
  readonly accessToken: string
  /** What the app of the token was allowed. */
  readonly accessScopes: readonly string[]
  readonly webhookUrl: string | null
  readonly webhookSecret: string
  readonly webhookRetryMs: readonly number[]
  readonly shopDomain: string
  readonly apiVersion: string
  /** Points in the bucket and their refill a second. */
  readonly costLimit: number
  readonly costRestore: number
  readonly keyRetentionMs: number
}

/** What a process has without being told otherwise; retries are shortened from the vendor's four hours to four minutes. */
export const shopDefaults: ShopSettings = {
  port: 0,
  host: '127.0.0.1',
  stateFile: null,
  logFile: null,
  accessToken: 'shpat_stand_in',
  accessScopes: [
    'read_orders', 'write_orders', 'read_all_orders', 'read_customers', 'read_returns', 'write_returns', 'read_merchant_managed_fulfillment_orders',
    'write_merchant_managed_fulfillment_orders', 'read_third_party_fulfillment_orders', 'write_third_party_fulfillment_orders', 'read_inventory', 'write_inventory',
    'read_locations', 'read_products', 'read_draft_orders', 'write_draft_orders', 'read_shopify_payments_disputes',
  ],
  webhookUrl: null,
  webhookSecret: 'stand-in-secret',
  webhookRetryMs: [500, 1000, 2000, 5000, 15_000, 30_000, 60_000, 120_000],
  shopDomain: 'sample-shop.myshopify.com',
  apiVersion: '2026-10',
  costLimit: 20_000,
  costRestore: 1000,
  keyRetentionMs: 86_400_000,
}

/** The parts of a running shop. */
export interface Shop {
  readonly settings: ShopSettings
  readonly store: Store
  readonly log: GroundTruth
  readonly faults: Faults
  readonly webhooks: Webhooks
  carrying(version: string): Carrying
  /** Sends the webhook of a topic, if the shop knows how it looks. */
  tell(topic: string, about: Data): void
}

/** A shop that listens. `close` cuts requests under way and keeps the state file as it is. */
export interface RunningShop extends Shop {
  readonly url: string
  close(): Promise<void>
}

/** Starts a shop; resolves once it listens. Rejects when the port is taken or the state file cannot be read. */
export async function startShop(given: Partial<ShopSettings> = {}): Promise<RunningShop> {
  const settings = { ...shopDefaults, ...given }
  const store = openStore(settings.stateFile)
  seed(store, Date.now())
  const log = createLog(settings.logFile)
  const bucket = createBucket(settings.costLimit, settings.costRestore)
  const webhooks = createWebhooks(
    { ...settings, url: settings.webhookUrl, secret: settings.webhookSecret, retryMs: settings.webhookRetryMs }, store, log,
  )
  const tell = (topic: string, about: Data): void => {
    const body = bodies[topic]?.(about)
    if (body !== undefined) webhooks.send(topic, body)
  }
  const carrying = (version: string): Carrying => {
    const now = Date.now()
    for (const order of workOff(store, now)) if (order.cancelled !== undefined) webhooks.send('orders/cancelled', orderCancelledBody(order, order.cancelled))
    return { store, bucket, version, now, keyRetentionMs: settings.keyRetentionMs, accessScopes: settings.accessScopes, tell }
  }
  const shop: Shop = { settings, store, log, faults: createFaults(), webhooks, carrying, tell }
  const server = createServer((request, response) => void serve(shop, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
  webhooks.resume()
  const close = async (): Promise<void> => {
    webhooks.close()
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
    store.close()
  }
  return { ...shop, url: `http://${settings.host}:${(server.address() as AddressInfo).port}`, close }
}

async function serve(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://shop').pathname
  try {
    const version = /^\/admin\/api\/([\w-]+)\/graphql\.json$/.exec(path)?.[1]
    if (version !== undefined && request.method === 'POST') return await admin(shop, request, response, version)
    if (await control(shop, request, response, path)) return
    if (path === '/' && request.method === 'GET') {
      return void response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page(shop.store))
    }
    sendJson(response, 404, { errors: 'Not Found' })
  } catch (problem) {
    if (!response.headersSent) sendJson(response, problem instanceof RangeError ? 413 : 500, { errors: String(problem) })
  }
}
