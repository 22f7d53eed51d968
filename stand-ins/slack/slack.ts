import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { webApi } from './api/api.ts'
import { control } from './control.ts'
import { createFaults } from './faults.ts'
import { download, takeUpload } from './file-store.ts'
import { readBytes, sendJson } from './http.ts'
import { createStamps } from './ids.ts'
import { createLog } from './log.ts'
import { respond } from './outbound/responses.ts'
import { servePage } from './page/serve.ts'
import type { Slack } from './parts.ts'
import { createRates } from './rates.ts'
import { slackDefaults } from './settings.ts'
import type { SlackSettings } from './settings.ts'
import { acceptSocket } from './socket/socket-mode.ts'
import { openWorld } from './state.ts'
import type { OpenedWorld } from './state.ts'
import { createTriggers } from './triggers.ts'

/** A workspace that listens. `apiUrl` is what a client takes as the vendor's address; `close` cuts requests under way. */
export interface RunningSlack extends Slack {
  readonly apiUrl: string
  close(): Promise<void>
}

/** Starts a workspace; resolves once it listens. Rejects when the port is taken or the state file cannot be read. */
export async function startSlack(given: Partial<SlackSettings> = {}): Promise<RunningSlack> {
  const settings = { ...slackDefaults, ...given }
  const opened = openWorld(settings)
  const slack = assemble(settings, opened)
  const server = createServer((request, response) => void serve(slack, request, response))
  server.on('upgrade', (request, stream) => acceptSocket(slack, request, stream))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
  slack.url = `http://${settings.host}:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    for (const socket of slack.sockets) socket.close()
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
    opened.close()
  }
  return Object.assign(slack, { apiUrl: `${slack.url}/api/`, close })
}

function assemble(settings: SlackSettings, { world }: OpenedWorld): Slack {
  let skipped = 0
  const now = (): number => settings.now() + skipped
  return {
    settings, world, now, url: '', log: createLog(settings.logFile), faults: createFaults(), rates: createRates(settings),
    triggers: createTriggers(settings.triggerMs), responses: new Map(), coming: new Map(), sockets: new Set(), stamp: createStamps(now),
    token: 'good',
    skip: (ms) => void (skipped += ms),
  }
}

async function serve(slack: Slack, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://slack')
  try {
    const method = /^\/api\/([\w.]+)$/.exec(pathname)?.[1]
    if (method !== undefined) return await webApi(slack, request, response, method)
    const answerTo = /^\/actions\/\w+\/(\w+)$/.exec(pathname)?.[1]
    if (answerTo !== undefined && request.method === 'POST') {
      return sendJson(response, ...respond(slack, answerTo, (await readBytes(request)).toString('utf8')))
    }
    if (await takeUpload(slack, request, response, pathname) || download(slack, request, response, pathname)) return
    if (await control(slack, request, response, pathname)) return
    if (servePage(slack, request, response)) return
    sendJson(response, 404, { ok: false, error: 'not_found' })
  } catch (problem) {
    slack.log.add({ kind: 'problem', what: problem instanceof Error ? (problem.stack ?? problem.message) : String(problem) })
    if (!response.headersSent) sendJson(response, problem instanceof RangeError ? 413 : 500, { ok: false, error: 'fatal_error' })
  }
}
