import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { api } from './api.ts'
import { control } from './control.ts'
import { createFaults, type Faults } from './faults.ts'
import { sendJson } from './http.ts'
import { createLog, type GroundTruth } from './log.ts'
import { openStore, type Store } from './state.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

/** How the help desk behaves. Without files it forgets everything when it ends; without `webhookUrl` nobody is told anything. */
export interface ZendeskSettings {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  readonly stateFile: string | null
  readonly logFile: string | null
  readonly email: string
  readonly apiToken: string
  /** What whoever owns the token is. */
  readonly role: 'agent' | 'admin' | 'end-user'
  readonly webhookUrl: string | null
  readonly webhookSecret: string
  readonly webhookRetryMs: readonly number[]
  /** Requests a minute; null for as many as come. A trial account has 60. */
  readonly rateLimit: number | null
}

/** What a process has without being told otherwise. */
export const zendeskDefaults: ZendeskSettings = {
  port: 0, host: '127.0.0.1', stateFile: null, logFile: null, email: 'agent@harbour.example', apiToken: 'zd_stand_in', role: 'agent', webhookUrl: null,
  webhookSecret: 'zendesk-stand-in', webhookRetryMs: [500, 1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000], rateLimit: null,
}

/** The parts of a running account. */
export interface Account {
  readonly settings: ZendeskSettings
  readonly store: Store
  readonly log: GroundTruth
  readonly faults: Faults
  readonly webhooks: Webhooks
  readonly origin: () => string
  /** Whether one more request is within the limit. */
  readonly take: () => boolean
}

/** A help desk that listens. `close` cuts requests under way and keeps the state file as it is. */
export interface RunningZendesk extends Account {
  readonly url: string
  close(): Promise<void>
}

/** Starts a help desk; resolves once it listens. Rejects when the port is taken or the state file cannot be read. */
export async function startZendesk(given: Partial<ZendeskSettings> = {}): Promise<RunningZendesk> {
  const settings = { ...zendeskDefaults, ...given }
  const store = openStore(settings.stateFile)
  const log = createLog(settings.logFile)
  const webhooks = createWebhooks({ url: settings.webhookUrl, secret: settings.webhookSecret, retryMs: settings.webhookRetryMs }, store, log)
  let origin = ''
  const account: Account = { settings, store, log, faults: createFaults(), webhooks, origin: () => origin, take: limiter(settings.rateLimit) }
  const server = createServer((request, response) => void serve(account, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
  origin = `http://${settings.host}:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    webhooks.close()
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  }
  return { ...account, url: origin, close }
}

function limiter(perMinute: number | null): () => boolean {
  let [taken, since] = [0, 0]
  return () => {
    if (perMinute === null) return true
    const now = Date.now()
    if (now - since >= 60_000) [taken, since] = [0, now]
    taken += 1
    return taken <= perMinute
  }
}

async function serve(account: Account, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://zendesk')
  try {
    if (url.pathname.startsWith('/api/v2/')) return await api(account, request, response, url)
    if (await control(account, request, response, url.pathname)) return
    sendJson(response, 404, { error: 'InvalidEndpoint', description: 'Not found' })
  } catch (problem) {
    if (!response.headersSent) sendJson(response, problem instanceof RangeError ? 413 : 500, { error: String(problem) })
  }
}
