import { isObject, own, type Json, type JsonObject } from '../../domain/json.ts'
import { ConnectorError, type FailureClass } from '../../domain/ports.ts'

/** One request, for failures to name. `write` decides what a lost answer means. */
export interface Request {
  readonly name: string
  readonly write: boolean
}

/** Somebody changed the ticket since it was read: what was to be written has to be looked at again. */
export const CONFLICT = 'zendesk-changed'

/** Failures of connecting: nothing was sent, so even a write may simply be tried again. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Reads may be repeated; of a write nobody knows whether it happened. */
const lost = ({ write }: Request): FailureClass => (write ? 'unknown-outcome' : 'transient')

/** A refusal: understood, and nothing was done. */
export const refused = (code: string, message: string): ConnectorError => new ConnectorError('refused', code, message)

/** The answer is none of Zendesk's, or only half of one. */
export const unreadable = (request: Request): ConnectorError =>
  new ConnectorError(lost(request), 'zendesk-unreadable', `Zendesk's answer to "${request.name}" is not readable`)

/** The request failed on its way: a timeout, a reset, a name that does not resolve. */
export function networkFailure(request: Request, cause: unknown): ConnectorError {
  const code = codeOf(cause)
  if (NOT_SENT.has(code)) return new ConnectorError('transient', 'zendesk-unreachable', `Zendesk cannot be reached (${code}); it is tried again`, { cause })
  const timedOut = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')
  const what = timedOut ? 'Zendesk did not answer in time' : `the connection to Zendesk broke (${code === '' ? 'no code' : code})`
  return new ConnectorError(lost(request), timedOut ? 'zendesk-timeout' : 'zendesk-connection', `${what} during "${request.name}"`, { cause })
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code === '' && error.cause !== undefined ? codeOf(error.cause) : code
}

const denied: Readonly<Record<number, readonly [code: string, what: string]>> = {
  401: ['zendesk-token', 'Zendesk does not know the token; check ZENDESK_EMAIL and ZENDESK_API_TOKEN, and that token access is on'],
  402: ['zendesk-billing', 'the Zendesk account cannot pay; look at its billing'],
  403: ['zendesk-forbidden', 'Zendesk refuses the person of the token; check what ZENDESK_EMAIL may do'],
}

/** What a status other than success means, with the vendor's error object where there is one. */
export function httpFailure(request: Request, status: number, retryAfter: string | null, body: JsonObject | undefined): ConnectorError {
  if (status === 429) return new ConnectorError('transient', 'zendesk-throttled', 'Zendesk asks to slow down; it is tried again', pauseIn(retryAfter))
  if (status >= 500) return new ConnectorError(lost(request), 'zendesk-fault', `Zendesk answered "${request.name}" with ${status}`, pauseIn(retryAfter))
  const known = denied[status]
  if (known !== undefined) return new ConnectorError('permission', known[0], `${known[1]} (${status})`)
  if (status < 400) return new ConnectorError('permission', 'zendesk-moved', `Zendesk answers from another address (${status}); check ZENDESK_URL`)
  if (status === 404) return refused('not-found', 'Zendesk has no such ticket; check its number, or whether it was deleted')
  // The update was not made, and the ticket is read anew by the next try.
  if (status === 409) return new ConnectorError('transient', CONFLICT, 'somebody changed the ticket at the same time; it is read again')
  if (status === 422) return refused('user-error', `Zendesk refuses "${request.name}": ${reasonIn(body)}`)
  return new ConnectorError('contract', 'zendesk-request', `Zendesk does not take "${request.name}" (${status}): ${reasonIn(body)}`)
}

/** Seconds; nonsense is not used, the worker's own pause applies. */
const pauseIn = (header: string | null): { readonly retryAfterMs?: number } =>
  header !== null && /^\d{1,4}$/.test(header) ? { retryAfterMs: Number(header) * 1_000 } : {}

/** `{ error, description, details: { field: [{ description }] } }`; `error` may hold `{ title, message }` instead. */
function reasonIn(body: JsonObject | undefined): string {
  const error = body === undefined ? undefined : own(body, 'error')
  const details = body === undefined ? undefined : own(body, 'details')
  const fields = isObject(details) ? Object.values(details).flatMap((list) => (Array.isArray(list) ? (list as readonly Json[]) : [])) : []
  const told = [body === undefined ? undefined : own(body, 'description'), isObject(error) ? own(error, 'message') : error, ...fields.map((field) => (isObject(field) ? own(field, 'description') : undefined))]
  const texts = told.filter((one): one is string => typeof one === 'string' && one !== '')
  return texts.length === 0 ? 'without a reason' : texts.join('; ').slice(0, 500)
}
