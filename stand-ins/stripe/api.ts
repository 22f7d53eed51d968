import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiProblem, errorJson, ownFault } from './errors.ts'
import type { Fault } from './faults.ts'
import { readForm, type FormMap } from './form.ts'
import { readBody, sendJson } from './http.ts'
import { newId } from './ids.ts'
import type { Operation, Outcome } from './operations/operation.ts'
import { readParams, type Values } from './params.ts'
import { expanded, route } from './routes.ts'
import type { Account } from './stripe.ts'
import { eventRows } from './webhooks.ts'

/** A request that was read. */
interface Asked {
  readonly method: string
  readonly path: string
  readonly form: FormMap
  readonly key: string | null
  readonly requestId: string
  readonly seq: number
  readonly response: ServerResponse
}
interface Answer {
  readonly status: number
  readonly body: object
  readonly headers: Readonly<Record<string, string>>
}

/** Answers a request of the API under `/v1`. */
export async function api(account: Account, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const [method, requestId] = [request.method ?? 'GET', newId('req', 14)]
  const text = method === 'POST' ? await readBody(request) : ''
  const header = request.headers['idempotency-key']
  const key = method === 'POST' && typeof header === 'string' && header !== '' ? header : null
  const found = route(method, url.pathname)
  const form = formOf(text === '' ? url.search.slice(1) : text)
  const version = request.headers['stripe-version'] ?? null
  const seq = account.log.add({ kind: 'request', method, path: url.pathname, operation: found?.operation.name ?? null, key, version, params: form, requestId })
  const asked: Asked = { method, path: url.pathname, form: form ?? {}, key, requestId, seq, response }
  try {
    refuse(account, request, form)
    if (found !== undefined) permit(account, found.operation)
    if (found === undefined) throw new ApiProblem(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${method}: ${url.pathname}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.` })
    const fault = account.faults.take(found.operation.name)
    if (fault !== undefined) account.log.add({ kind: 'fault', to: seq, operation: found.operation.name, mode: fault.mode })
    if (fault !== undefined && (await misbehaved(fault, asked))) return
    const answer = await carriedOut(account, asked, { ...found, fault })
    if (fault === undefined || !lost(account, fault, asked, answer)) send(account, asked, answer)
  } catch (problem) {
    if (!(problem instanceof ApiProblem)) throw problem
    send(account, asked, { status: problem.status, body: errorJson(problem.body, requestId), headers: problem.headers })
  }
}

function formOf(text: string): FormMap | undefined {
  try {
    return readForm(text)
  } catch {
    return undefined
  }
}

/** What is refused before anybody looks at what is asked for. */
function refuse(account: Account, request: IncomingMessage, form: FormMap | undefined): void {
  const bad = (status: number, message: string, code?: string): never => {
    throw new ApiProblem(status, { type: 'invalid_request_error', message, ...(code === undefined ? {} : { code }) }, { headers: status === 429 ? { 'Stripe-Rate-Limited-Reason': 'global-rate' } : {} })
  }
  const given = secretIn(request.headers.authorization ?? '')
  if (given === '') bad(401, 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. \'Authorization: Bearer YOUR_SECRET_KEY\').')
  if (given !== account.settings.secretKey) bad(401, `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(8)}${given.slice(-4)}`)
  const version = request.headers['stripe-version']
  if (typeof version === 'string' && !/^20\d\d-\d\d-\d\d(\.[a-z]+)?$/.test(version)) bad(400, `Invalid Stripe API version: ${version}`)
  if (!account.bucket.take(1, Date.now())) bad(429, 'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.', 'rate_limit')
  const type = request.headers['content-type'] ?? ''
  if (form === undefined || (request.method === 'POST' && !type.startsWith('application/x-www-form-urlencoded'))) bad(400, 'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.')
}

const RESOURCES: readonly (readonly [path: RegExp, resource: string])[] = [
  [/^\/v1\/(charges|refunds)/, 'charge'], [/^\/v1\/payment_intents/, 'payment_intent'], [/^\/v1\/disputes/, 'dispute'], [/^\/v1\/balance/, 'balance'],
]

/** Refuses what a restricted key was not allowed; whoever may write may read. */
function permit({ settings: { permissions, secretKey } }: Account, { method, path }: Operation): void {
  const resource = RESOURCES.find(([of]) => of.test(path))?.[1]
  if (permissions === null || resource === undefined) return
  const needed = `rak_${resource}_${method === 'GET' ? 'read' : 'write'}`
  if (permissions.includes(needed) || permissions.includes(`rak_${resource}_write`)) return
  throw new ApiProblem(403, {
    type: 'invalid_request_error',
    message: `The provided key '${secretKey.slice(0, 8)}${'*'.repeat(8)}${secretKey.slice(-4)}' does not have the required permissions for this endpoint on account 'acct_stand_in'. Having the '${needed}' permission would allow this request to continue.`,
  })
}

function secretIn(header: string): string {
  if (header.startsWith('Bearer ')) return header.slice(7).trim()
  return header.startsWith('Basic ') ? (Buffer.from(header.slice(6), 'base64').toString('utf8').split(':')[0] ?? '') : ''
}

interface Found {
  readonly operation: Operation
  readonly id: string
  readonly fault: Fault | undefined
}

/** Gives the kept answer of a key again, or carries the operation out and keeps the answer, all in one commit. */
async function carriedOut(account: Account, asked: Asked, { operation, id, fault }: Found): Promise<Answer> {
  const { store, keys } = account
  const request = `${asked.method} ${asked.path} ${JSON.stringify(asked.form)}`
  const used = asked.key === null ? undefined : keys.look(asked.key, request, Date.now())
  if (used !== undefined) return { status: used.status, body: used.body as object, headers: { 'Idempotent-Replayed': 'true', 'Original-Request': used.requestId } }
  const params = readParams(asked.form, operation.params)
  if (asked.key !== null) keys.begin(asked.key)
  try {
    if (fault?.mode === 'slow') await pause(fault.ms)
    const context = { store, now: Date.now(), id, params }
    const outcome = fault?.mode === 'error-before' ? failed(asked) : begun(() => operation.run(context), asked)
    const told = fault?.mode === 'error-after-commit' ? { ...outcome, ...failed(asked) } : outcome
    const keep = asked.key === null ? [] : [{ table: 'keys', row: { id: asked.key, request, requestId: asked.requestId, status: told.status, body: told.body, at: context.now } } as const]
    store.commit(...(outcome.changes ?? []), ...eventRows(account.hooks, outcome.events, context.now, { id: asked.requestId, idempotency_key: asked.key }), ...keep)
    account.webhooks.kick()
    return { status: told.status, body: told.status === 200 ? expandedBy(account, told.body, params) : told.body, headers: told.headers }
  } finally {
    if (asked.key !== null) keys.end(asked.key)
  }
}

type Begun = Outcome & Pick<Answer, 'status' | 'headers'>

/** A business refusal is an answer too, which a key keeps; a mistake in the parameters is none. */
function begun(run: () => Outcome, { requestId }: Asked): Begun {
  try {
    return { ...run(), status: 200, headers: {} }
  } catch (problem) {
    if (!(problem instanceof ApiProblem) || problem.validation) throw problem
    return { status: problem.status, body: errorJson(problem.body, requestId), headers: problem.headers }
  }
}

function failed({ requestId }: Asked): Begun {
  const { status, body, headers } = ownFault()
  return { status, body: errorJson(body, requestId), headers }
}

const expandedBy = ({ store }: Account, body: object, { expand }: Values): object => expanded(store, body, Array.isArray(expand) ? (expand as readonly string[]) : [])

/** Faults that keep the operation from happening; true where nothing more is answered. */
async function misbehaved(fault: Fault, asked: Asked): Promise<boolean> {
  switch (fault.mode) {
    case 'unavailable': throw new ApiProblem(503, { type: 'api_error', message: 'Stripe is temporarily unavailable.' })
    case 'rate-limited': throw new ApiProblem(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' }, { headers: { 'Retry-After': String(fault.retryAfter), 'Stripe-Rate-Limited-Reason': 'endpoint-rate' } })
    case 'lock-timeout': throw new ApiProblem(429, { type: 'invalid_request_error', code: 'lock_timeout', message: 'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.' }, { headers: { 'Stripe-Should-Retry': 'true' } })
    case 'error': throw new ApiProblem(fault.status, { type: fault.type as 'invalid_request_error', message: fault.message, ...(fault.code === '' ? {} : { code: fault.code }) })
    case 'reset-before':
      cut(asked.response)
      return true
    case 'hang-before':
      hang(fault, asked.response)
      return true
    default: return await Promise.resolve(false)
  }
}

/** Faults by which only the answer goes astray. */
function lost(account: Account, fault: Fault, asked: Asked, answer: Answer): boolean {
  if (!['garbage-after-commit', 'hang-after-commit', 'reset-after-commit', 'kill'].includes(fault.mode)) return false
  account.log.add({ kind: 'lost', to: asked.seq, status: answer.status, body: answer.body })
  if (fault.mode === 'garbage-after-commit') asked.response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"id": "re_')
  else if (fault.mode === 'hang-after-commit') hang(fault, asked.response)
  else {
    if (fault.mode === 'kill') process.kill(fault.pid, 'SIGKILL')
    cut(asked.response)
  }
  return true
}

function send(account: Account, asked: Asked, { status, body, headers }: Answer): void {
  account.log.add({ kind: 'answer', to: asked.seq, status, replayed: headers['Idempotent-Replayed'] === 'true', body })
  const key: Record<string, string> = asked.key === null ? {} : { 'Idempotency-Key': encodeURI(asked.key), 'Original-Request': asked.requestId }
  sendJson(asked.response, status, body, { 'Request-Id': asked.requestId, 'Stripe-Version': account.settings.apiVersion, ...key, ...headers })
}

const cut = (response: ServerResponse): void => void response.socket?.resetAndDestroy()

function hang(fault: Fault, response: ServerResponse): void {
  const timer = setTimeout(() => cut(response), fault.ms)
  response.on('close', () => clearTimeout(timer))
}

const pause = (ms: number): Promise<void> => new Promise((done) => {
  setTimeout(done, ms)
})
