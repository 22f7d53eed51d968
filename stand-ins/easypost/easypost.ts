import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api } from './api.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { control } from './control.ts'
import { errorJson, missing } from './errors.ts'
import { createFaults, type Faults } from './faults.ts'
import { sendJson } from './http.ts'
import { createLog, type GroundTruth } from './log.ts'
import { openStore, type Store } from './state.ts'
import { createWebhooks, type Webhooks, type WebhookSettings } from './webhooks.ts'

/** How the account behaves. Without files it forgets everything when it ends; without `webhookUrl` nobody is told anything. */
export interface EasyPostSettings {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  readonly stateFile: string | null
  readonly logFile: string | null
  readonly apiKey: string
  readonly webhookUrl: string | null
  readonly webhookSecret: string
  readonly webhookRetryMs: readonly number[]
  /** Requests a second; null for as many as come. */
  readonly rateLimit: number | null
  /** Of lists; the vendor's limit is 5 a second. */
  readonly listLimit: number | null
}

/** What a process has without being told otherwise. */
export const easypostDefaults: EasyPostSettings = {
  port: 0, host: '127.0.0.1', stateFile: null, logFile: null, apiKey: 'EZTK_stand_in', webhookUrl: null, webhookSecret: 'stand-in-sécret',
  webhookRetryMs: [500, 1000, 2000, 5000, 15_000, 30_000, 60_000, 120_000], rateLimit: null, listLimit: null,
}

/** The parts of a running account. */
export interface Account {
  readonly settings: EasyPostSettings
  readonly hooks: WebhookSettings
  readonly store: Store
  readonly log: GroundTruth
  readonly faults: Faults
  readonly requests: Bucket
  readonly lists: Bucket
  readonly webhooks: Webhooks
}

/** An account that listens. `close` cuts requests under way and keeps the state file as it is. */
export interface RunningEasyPost extends Account {
  readonly url: string
  close(): Promise<void>
}

/** Starts an account; resolves once it listens. Rejects when the port is taken or the state file cannot be read. */
export async function startEasyPost(given: Partial<EasyPostSettings> = {}): Promise<RunningEasyPost> {
  const settings = { ...easypostDefaults, ...given }
  const store = openStore(settings.stateFile)
  const log = createLog(settings.logFile)
  const hooks: WebhookSettings = { url: settings.webhookUrl, secret: settings.webhookSecret, retryMs: settings.webhookRetryMs }
  const account: Account = {
    settings, hooks, store, log, faults: createFaults(), requests: createBucket(settings.rateLimit), lists: createBucket(settings.listLimit), webhooks: createWebhooks(hooks, store, log),
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
  const url = new URL(request.url ?? '/', 'http://easypost')
  try {
    if (url.pathname.startsWith('/v2/')) return await api(account, request, response, url)
    if (await control(account, request, response, url.pathname)) return
    sendJson(response, 404, errorJson(missing()))
  } catch (problem) {
    if (!response.headersSent) sendJson(response, problem instanceof RangeError ? 413 : 500, { error: { code: 'INTERNAL_SERVER_ERROR', message: String(problem), errors: [] } })
  }
}
