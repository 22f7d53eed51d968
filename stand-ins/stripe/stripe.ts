import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api } from './api.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { control } from './control.ts'
import { createFaults, type Faults } from './faults.ts'
import { sendJson } from './http.ts'
import { createKeys, type Keys } from './idempotency.ts'
import { createLog, type GroundTruth } from './log.ts'
import { seed } from './seed.ts'
import { openStore, type Store } from './state.ts'
import { createWebhooks, type Webhooks, type WebhookSettings } from './webhooks.ts'

/** How the account behaves. Without files it forgets everything when it ends; without `webhookUrl` nobody is told anything. */
export interface StripeSettings {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  readonly stateFile: string | null
  readonly logFile: string | null
  readonly secretKey: string
  /** What a restricted key may do, such as `rak_charge_read`; null for a secret key, which may all. */
  readonly permissions: readonly string[] | null
  readonly apiVersion: string
  readonly webhookUrl: string | null
  /** A comma list signs with each, as while a secret is rolled. */
  readonly webhookSecret: string
  readonly webhookRetryMs: readonly number[]
  /** Requests a second; null for as many as come. */
  readonly rateLimit: number | null
  readonly keyRetentionMs: number
}

/** What a process has without being told otherwise; the vendor's rate limit is 100 a second. */
export const stripeDefaults: StripeSettings = {
  port: 0,
  host: '127.0.0.1',
  stateFile: null,
  logFile: null,
  secretKey: 'sk_test_stand_in',
  permissions: null,
  apiVersion: '2026-10-28.endive',
  webhookUrl: null,
  webhookSecret: 'whsec_stand_in',
  webhookRetryMs: [500, 1000, 2000, 5000, 15_000, 30_000, 60_000, 120_000],
  rateLimit: null,
  keyRetentionMs: 86_400_000,
}

/** The parts of a running account. */
export interface Account {
  readonly settings: StripeSettings
  readonly hooks: WebhookSettings
  readonly store: Store
  readonly log: GroundTruth
  readonly faults: Faults
  readonly keys: Keys
  readonly bucket: Bucket
  readonly webhooks: Webhooks
}

/** An account that listens. `close` cuts requests under way and keeps the state file as it is. */
export interface RunningStripe extends Account {
  readonly url: string
  close(): Promise<void>
}

/** Starts an account; resolves once it listens. Rejects when the port is taken or the state file cannot be read. */
export async function startStripe(given: Partial<StripeSettings> = {}): Promise<RunningStripe> {
  const settings = { ...stripeDefaults, ...given }
  const store = openStore(settings.stateFile)
  seed(store, Date.now())
  const log = createLog(settings.logFile)
  const hooks: WebhookSettings = { url: settings.webhookUrl, secret: settings.webhookSecret, apiVersion: settings.apiVersion, retryMs: settings.webhookRetryMs }
  const account: Account = {
    settings, hooks, store, log, faults: createFaults(), keys: createKeys(store, settings.keyRetentionMs), bucket: createBucket(settings.rateLimit),
    webhooks: createWebhooks(hooks, store, log),
  }
  const server = createServer((request, response) => void serve(account, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
  account.webhooks.kick()
  const close = async (): Promise<void> => {
    account.webhooks.close()
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
    store.close()
  }
  return { ...account, url: `http://${settings.host}:${(server.address() as AddressInfo).port}`, close }
}

async function serve(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stripe')
  try {
    if (url.pathname.startsWith('/v1/')) return await api(account, request, response, url)
    if (await control(account, request, response, url.pathname)) return
    sendJson(response, 404, { error: { type: 'invalid_request_error', message: `Unrecognized request URL (${request.method ?? ''}: ${url.pathname}).` } })
  } catch (problem) {
    if (!response.headersSent) sendJson(response, problem instanceof RangeError ? 413 : 500, { error: { type: 'api_error', message: String(problem) } })
  }
}
