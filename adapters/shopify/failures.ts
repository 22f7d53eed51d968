import { isObject } from '../../domain/json.ts'
import { ConnectorError } from '../../domain/ports.ts'
import type { FailureClass } from '../../domain/ports.ts'
import type { Document } from './client.ts'

/** Failures of connecting: nothing was sent, so even a write may simply be tried again. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Reads may be repeated; of a write nobody knows whether it happened. */
const lost = (document: Document): FailureClass => (document.write ? 'unknown-outcome' : 'transient')

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code === '' && error.cause !== undefined ? codeOf(error.cause) : code
}

/** The request failed on its way: a timeout, a reset, a name that does not resolve. */
export function networkFailure(document: Document, cause: unknown): ConnectorError {
  const code = codeOf(cause)
  if (NOT_SENT.has(code)) {
    return new ConnectorError('transient', 'shop-unreachable', `the shop cannot be reached (${code}); it is tried again`, { cause })
  }
  const timedOut = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')
  const what = timedOut ? 'the shop did not answer in time' : `the connection to the shop broke (${code === '' ? 'no code' : code})`
  return new ConnectorError(lost(document), timedOut ? 'shop-timeout' : 'shop-connection', `${what} during "${document.name}"`, { cause })
}

/** The answer is no GraphQL answer, or only half of one. */
export function unreadable(document: Document, cause: unknown): ConnectorError {
  return new ConnectorError(lost(document), 'shop-unreadable', `the shop's answer to "${document.name}" is not readable`, { cause })
}

const denied: Readonly<Record<number, readonly [code: string, what: string]>> = {
  401: ['shop-token', 'the shop does not know the token; check SHOPIFY_ACCESS_TOKEN'],
  402: ['shop-frozen', 'the shop is frozen until its bill is paid'],
  403: ['shop-scope', 'the shop refuses the app; check its scopes'],
  423: ['shop-locked', 'the shop is locked; ask the vendor'],
}

/** The HTTP layer: statuses other than 200. */
export function httpFailure(document: Document, status: number, retryAfter: string | null): ConnectorError {
  if (status === 429) {
    return new ConnectorError(
      'transient', 'shop-throttled', 'the shop asks to slow down; it is tried again', retryOption(secondsIn(retryAfter)),
    )
  }
  if (status >= 500) {
    return new ConnectorError(
      lost(document), 'shop-fault', `the shop answered "${document.name}" with ${status}`, retryOption(secondsIn(retryAfter)),
    )
  }
  const known = denied[status]
  if (known !== undefined) return new ConnectorError('permission', known[0], `${known[1]} (${status})`)
  if (status >= 300 && status < 400) {
    return new ConnectorError('permission', 'shop-moved', `the shop answers from another address (${status}); check SHOPIFY_SHOP_URL`)
  }
  return new ConnectorError('contract', 'shop-address', `the shop answered ${status}; check SHOPIFY_SHOP_URL and SHOPIFY_API_VERSION`)
}

const retryOption = (seconds: number | undefined): { readonly retryAfterMs?: number } => 
  seconds === undefined ? {} : { retryAfterMs: Math.ceil(seconds * 1000) }

/** Retry-After in seconds; a date or nonsense is not used, the worker's own pause applies. */
const secondsIn = (header: string | null): number | undefined =>
  header !== null && /^\d{1,4}(\.\d+)?$/.test(header) ? Number(header) : undefined

const refusedBy: Readonly<Record<string, FailureClass>> = {
  ACCESS_DENIED: 'permission',
  SHOP_INACTIVE: 'permission',
  IDEMPOTENCY_CONCURRENT_REQUEST: 'transient',
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'contract',
}

/** The top-level layer: `errors` of an answer with status 200. */
export function graphqlFailure(document: Document, errors: unknown, extensions: unknown): ConnectorError {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined
  const message = isObject(first) && typeof first['message'] === 'string' ? first['message'] : JSON.stringify(errors)
  const inner = isObject(first) ? first['extensions'] : undefined
  const code = isObject(inner) && typeof inner['code'] === 'string' ? inner['code'] : ''
  if (code === 'THROTTLED') {
    return new ConnectorError(
      'transient', 'shop-throttled', 'the shop asks to slow down; it is tried again', retryOption(throttleSeconds(extensions)),
    )
  }
  if (code === 'INTERNAL_SERVER_ERROR') {
    return new ConnectorError(lost(document), 'shop-fault', `the shop failed inside during "${document.name}"`)
  }
  const failure = refusedBy[code] ?? 'contract'
  const name = code === '' ? 'shop-query' : code.toLowerCase().replaceAll('_', '-')
  return new ConnectorError(failure, name, `the shop refuses "${document.name}": ${message}`)
}

/** Until the bucket holds enough again: (requested - available) / restore rate. */
function throttleSeconds(extensions: unknown): number | undefined {
  const cost = isObject(extensions) ? extensions['cost'] : undefined
  const status = isObject(cost) ? cost['throttleStatus'] : undefined
  if (!isObject(cost) || !isObject(status)) return undefined
  const seconds = (Number(cost['requestedQueryCost']) - Number(status['currentlyAvailable'])) / Number(status['restoreRate'])
  return Number.isFinite(seconds) ? Math.max(seconds, 0.1) : undefined
}
