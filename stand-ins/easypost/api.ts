import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './easypost.ts'
import { ApiProblem, errorJson, missing, ownFault } from './errors.ts'
import type { Fault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import { addresses } from './operations/addresses.ts'
import { claims } from './operations/claims.ts'
import type { Operation } from './operations/operation.ts'
import { shipments } from './operations/shipments.ts'
import { trackers } from './operations/trackers.ts'
import { eventRow } from './webhooks.ts'

const operations: readonly Operation[] = [...trackers, ...addresses, ...shipments, ...claims]

interface Asked {
  readonly operation: Operation | undefined
  readonly id: string
  readonly url: URL
  readonly body: Readonly<Record<string, unknown>> | undefined
  readonly seq: number
  readonly response: ServerResponse
}

/** Answers a request of the API under `/v2`. */
export async function api(account: Account, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const method = request.method ?? 'GET'
  const text = method === 'POST' ? await readBody(request) : ''
  const body = parsed(text)
  const { operation, id } = route(method, url.pathname.slice('/v2'.length))
  const seq = account.log.add({ kind: 'request', method, path: url.pathname, operation: operation?.name ?? null, id, query: Object.fromEntries(url.searchParams), body })
  const asked: Asked = { operation, id, url, body, seq, response }
  try {
    refuse(account, request, asked)
    await carriedOut(account, asked)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    send(account, asked, problem.status, errorJson(problem), problem.headers)
  }
}

function route(method: string, path: string): { readonly operation: Operation | undefined; readonly id: string } {
  for (const operation of operations) {
    const match = operation.method === method ? new RegExp(`^${operation.path.replace(':id', '([^/]+)')}$`).exec(path) : null
    if (match !== null) return { operation, id: decodeURIComponent(match[1] ?? '') }
  }
  return { operation: undefined, id: '' }
}

function parsed(text: string): Asked['body'] {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Asked['body']) : undefined
  } catch {
    return undefined
  }
}

/** What is refused before anybody looks at what is asked for. */
function refuse({ settings, requests, lists }: Account, request: IncomingMessage, { operation, body }: Asked): void {
  const [kind = '', code = ''] = (request.headers.authorization ?? '').split(' ')
  const key = kind === 'Basic' ? (Buffer.from(code, 'base64').toString('utf8').split(':')[0] ?? '') : kind === 'Bearer' ? code : ''
  if (key !== settings.apiKey) throw new ApiProblem(401, 'APIKEY.INACTIVE', 'This api key is no longer active. Please use a different api key or reactivate this key.')
  const bucket = operation?.index === true ? lists : requests
  if (!bucket.take(1, Date.now())) throw limited(1)
  if (body === undefined) throw new ApiProblem(400, 'BAD_REQUEST', 'The request body is not valid JSON.')
  if (operation === undefined) throw missing()
}

const limited = (seconds: number): ApiProblem => new ApiProblem(429, 'RATE_LIMITED', 'Too many requests; please slow down.', { headers: { 'Retry-After': String(seconds) } })

/** Carries the operation out, in one commit, unless a fault says otherwise. */
async function carriedOut(account: Account, asked: Asked): Promise<void> {
  const { operation, id, url, body = {}, seq } = asked
  if (operation === undefined) return
  const fault = account.faults.take(operation.name)
  if (fault !== undefined) account.log.add({ kind: 'fault', to: seq, operation: operation.name, mode: fault.mode })
  if (fault !== undefined && misbehaved(fault, asked)) return
  if (fault?.mode === 'slow') await pause(fault.ms)
  const { store } = account
  const outcome = operation.run({ store, now: Date.now(), id, query: url.searchParams, body })
  store.commit(...(outcome.changes ?? []), ...(outcome.news ?? []).map((news) => eventRow(account.hooks, news, Date.now())))
  account.webhooks.kick()
  if (fault !== undefined && lost(account, fault, asked, outcome.body)) return
  if (fault?.mode === 'error-after-commit') throw ownFault()
  send(account, asked, outcome.status ?? 200, outcome.body, {})
}

/** Faults that keep the operation from happening; true where nothing more is answered. */
function misbehaved(fault: Fault, { response }: Asked): boolean {
  switch (fault.mode) {
    case 'unavailable': throw ownFault(503)
    case 'error-before': throw ownFault()
    case 'rate-limited': throw limited(fault.retryAfter)
    case 'error': throw new ApiProblem(fault.status, fault.code, fault.message)
    case 'reset-before':
      cut(response)
      return true
    case 'hang-before':
      hang(fault, response)
      return true
    default: return false
  }
}

/** Faults by which only the answer goes astray. */
function lost(account: Account, fault: Fault, { seq, response }: Asked, body: object): boolean {
  if (!['garbage-after-commit', 'hang-after-commit', 'reset-after-commit', 'kill'].includes(fault.mode)) return false
  account.log.add({ kind: 'lost', to: seq, body })
  if (fault.mode === 'garbage-after-commit') response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id": "shp_')
  else if (fault.mode === 'hang-after-commit') hang(fault, response)
  else {
    if (fault.mode === 'kill') process.kill(fault.pid, 'SIGKILL')
    cut(response)
  }
  return true
}

function send(account: Account, { seq, response }: Asked, status: number, body: object, headers: Readonly<Record<string, string>>): void {
  account.log.add({ kind: 'answer', to: seq, status, body })
  sendJson(response, status, body, headers)
}

const cut = (response: ServerResponse): void => void response.socket?.resetAndDestroy()

function hang(fault: Fault, response: ServerResponse): void {
  const timer = setTimeout(() => cut(response), fault.ms)
  response.on('close', () => clearTimeout(timer))
}

const pause = (ms: number): Promise<void> => new Promise((done) => {
  setTimeout(done, ms)
})
