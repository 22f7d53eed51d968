import { isObject } from '../../domain/json.ts'
import { ConnectorError, type FailureClass } from '../../domain/ports.ts'
import { lost, statusFailure, unreadableFrom, type Vendor } from '../vendors/failures.ts'
import type { Document } from './client.ts'

/** What failures call it. */
export const SHOP: Vendor = { prefix: 'shop', called: 'the shop' }

/** The answer is no GraphQL answer, or only half of one. */
export const unreadable = (document: Document, cause?: unknown): ConnectorError => unreadableFrom(SHOP, document, cause)

const denied = {
  401: ['token', 'the shop does not know the token; check SHOPIFY_ACCESS_TOKEN'],
  402: ['frozen', 'the shop is frozen until its bill is paid'],
  403: ['scope', 'the shop refuses the app; check its scopes'],
  423: ['locked', 'the shop is locked; ask the vendor'],
} as const

/** The HTTP layer: statuses other than 200. */
export function httpFailure(document: Document, status: number, retryAfter: string | null): ConnectorError {
  const common = statusFailure(SHOP, { denied, addressIn: 'SHOPIFY_SHOP_URL' }, document, status, retryAfter)
  if (common !== undefined) return common
  return new ConnectorError('contract', 'shop-address', `the shop answered ${status}; check SHOPIFY_SHOP_URL and SHOPIFY_API_VERSION`)
}

const retryOption = (seconds: number | undefined): { readonly retryAfterMs?: number } => 
  seconds === undefined ? {} : { retryAfterMs: Math.ceil(seconds * 1000) }

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
