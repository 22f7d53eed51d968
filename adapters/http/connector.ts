import { createHash } from 'node:crypto'
import { isObject } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { Connector, ConnectorCall, ConnectorResult, FailureClass } from '../../domain/ports.ts'
import { checkUrl, guardedLookup, isAllowed } from './guard.ts'
import { parseExactly } from './json.ts'
import { exchange } from './request.ts'
import type { Call, Reply } from './request.ts'
import { targetOf } from './target.ts'
import type { Surroundings } from './target.ts'

/** Limits of calls to the outside. Without settings only public addresses are called, and only by https. */
export interface HttpConfig extends Surroundings {
  /** `host` or `host:port` that may be called although they are not public or not https. */
  readonly allowHosts?: readonly string[]
  /** How long a request may take; 8 s by default. */
  readonly timeoutMs?: number
}

/**
 * Calls any JSON API, and the web services that provide capabilities. GET may be repeated freely; POST carries `Idempotency-Key`, the
 * same for every try of one business key. The JSON map that comes back is the result.
 */
export function createHttp(config: HttpConfig = {}): Connector {
  return { name: 'http', perform: (call) => perform(config, call) }
}

async function perform(config: HttpConfig, call: ConnectorCall): Promise<ConnectorResult> {
  const { address, method, body, token } = await targetOf(call, config)
  const url = checkUrl(address, config.allowHosts ?? [])
  const reply = await reach({
    url,
    method,
    headers: headersFor(call, method, token),
    body: method === 'POST' ? JSON.stringify(body) : undefined,
    lookup: isAllowed(url, config.allowHosts ?? []) ? undefined : guardedLookup(),
    signal: AbortSignal.any([call.signal, AbortSignal.timeout(config.timeoutMs ?? 8000)]),
  })
  checkStatus(reply, method, url)
  return { outputs: asResult(bodyOf(reply, method, url)), reference: null }
}

function headersFor({ action, key }: ConnectorCall, method: Call['method'], token: string | undefined): Readonly<Record<string, string>> {
  const secret: Readonly<Record<string, string>> = token === undefined ? {} : { Authorization: `Bearer ${token}` }
  // One address may serve all that a capability is asked for.
  const which: Readonly<Record<string, string>> = action.startsWith('http.') ? {} : { 'Evenkeel-Action': action }
  const common = { Accept: 'application/json', 'User-Agent': 'evenkeel', ...which, ...secret }
  if (method === 'GET') return common
  return { ...common, 'Content-Type': 'application/json', 'Idempotency-Key': createHash('sha256').update(key).digest('hex') }
}

/** A result is a map: a list or a plain value stands under `value`, and nothing (also `null`) is an empty one. */
function asResult(body: Json): JsonObject {
  if (body === null) return {}
  return isObject(body) ? body : { value: body }
}

/** Failures of connecting: nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'])

const lost = (method: Call['method']): FailureClass => (method === 'POST' ? 'unknown-outcome' : 'transient')

/** Sends one request; throws `ConnectorError` when no answer comes. */
export async function reach(call: Call): Promise<Reply> {
  try {
    return await exchange(call)
  } catch (cause) {
    if (cause instanceof ConnectorError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const failure = NOT_SENT.has(code) ? 'transient' : lost(call.method)
    throw new ConnectorError(failure, 'http-connection', `"${call.url.host}" gave no answer (${code === '' ? 'no code' : code})`, { cause })
  }
}

/** Throws `ConnectorError` for an answer that is no success. */
export function checkStatus(reply: Reply, method: Call['method'], url: URL): void {
  const { status } = reply
  if (status >= 200 && status < 300) return
  if (status === 429) throw new ConnectorError('transient', 'http-throttled', `"${url.host}" asks to slow down`, retryAfter(reply))
  if (status === 408 || status === 425 || status >= 500) {
    throw new ConnectorError(lost(method), 'http-fault', `"${url.host}" answered ${status}`, retryAfter(reply))
  }
  if (status >= 300 && status < 400) {
    throw new ConnectorError('refused', 'redirected', `"${url.host}" points to another address (${status}); write that address in the SOP`)
  }
  if (status === 401 || status === 403 || status === 407) {
    throw new ConnectorError('permission', 'http-permission', `"${url.host}" does not let us in (${status})`)
  }
  throw new ConnectorError('refused', 'http-refused', `"${url.host}" refuses with ${status}`)
}

function retryAfter(reply: Reply): { readonly retryAfterMs?: number } {
  const header = reply.headers['retry-after'] ?? ''
  return /^\d{1,4}$/.test(header) ? { retryAfterMs: Number(header) * 1000 } : {}
}

function bodyOf(reply: Reply, method: Call['method'], url: URL): Json {
  if (reply.text.trim() === '') return null
  if (reply.cut && method === 'GET') throw new ConnectorError('refused', 'too-large', 'the answer is larger than 1 MiB; ask for less')
  try {
    return parseExactly(reply.text)
  } catch (cause) {
    // A POST was taken with a 2xx: that its answer is no JSON, or too long, must not make it a failure that somebody repeats.
    if (method === 'POST') return reply.text.slice(0, 10_000)
    throw new ConnectorError('refused', 'not-json', `"${url.host}" answered with something that is not JSON`, { cause })
  }
}
