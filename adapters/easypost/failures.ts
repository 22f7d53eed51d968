import { isObject, own, type Json, type JsonObject } from '../../domain/json.ts'
import { ConnectorError, type FailureClass } from '../../domain/ports.ts'

/** One request, for failures to name. `write` decides what a lost answer means. */
export interface Request {
  readonly name: string
  readonly write: boolean
}

/** Failures of connecting: nothing was sent, so even a write may simply be tried again. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Reads may be repeated; of a write nobody knows whether it happened. */
const lost = ({ write }: Request): FailureClass => (write ? 'unknown-outcome' : 'transient')

/** A refusal: understood, and nothing was done. */
export const refused = (code: string, message: string): ConnectorError => new ConnectorError('refused', code, message)

/** The answer is none of EasyPost's, or only half of one. */
export const unreadable = (request: Request): ConnectorError =>
  new ConnectorError(lost(request), 'easypost-unreadable', `EasyPost's answer to "${request.name}" is not readable`)

/** The request failed on its way: a timeout, a reset, a name that does not resolve. */
export function networkFailure(request: Request, cause: unknown): ConnectorError {
  const code = codeOf(cause)
  if (NOT_SENT.has(code)) return new ConnectorError('transient', 'easypost-unreachable', `EasyPost cannot be reached (${code}); it is tried again`, { cause })
  const timedOut = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')
  const what = timedOut ? 'EasyPost did not answer in time' : `the connection to EasyPost broke (${code === '' ? 'no code' : code})`
  return new ConnectorError(lost(request), timedOut ? 'easypost-timeout' : 'easypost-connection', `${what} during "${request.name}"`, { cause })
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code === '' && error.cause !== undefined ? codeOf(error.cause) : code
}

const denied: Readonly<Record<number, readonly [code: string, what: string]>> = {
  401: ['easypost-key', 'EasyPost does not know the key; check EASYPOST_API_KEY'],
  402: ['easypost-billing', 'the EasyPost account cannot pay; look at its billing'],
  403: ['easypost-forbidden', 'EasyPost refuses the key; check what it may do'],
}

/** What a status other than success means, with the vendor's error object where there is one. */
export function httpFailure(request: Request, status: number, retryAfter: string | null, body: JsonObject | undefined): ConnectorError {
  if (status === 429) return new ConnectorError('transient', 'easypost-throttled', 'EasyPost asks to slow down; it is tried again', pauseIn(retryAfter))
  if (status >= 500) return new ConnectorError(lost(request), 'easypost-fault', `EasyPost answered "${request.name}" with ${status}`, pauseIn(retryAfter))
  const known = denied[status]
  if (known !== undefined) return new ConnectorError('permission', known[0], `${known[1]} (${status})`)
  if (status < 400) return new ConnectorError('permission', 'easypost-moved', `EasyPost answers from another address (${status}); check EASYPOST_API_URL`)
  const { code, message } = toldBy(body)
  if (status === 404) return refused('not-found', `EasyPost does not know what "${request.name}" asks for: ${message}`)
  // What a parameter lacks is our mistake; every other code is a refusal under its own name.
  if (code === '' || code.startsWith('PARAMETER') || status === 400)
    return new ConnectorError('contract', 'easypost-request', `EasyPost does not take "${request.name}" (${status}): ${message}`)
  return refused(code.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), `EasyPost refuses "${request.name}": ${message}`)
}

const pauseIn = (header: string | null): { readonly retryAfterMs?: number } =>
  header !== null && /^\d{1,4}$/.test(header) ? { retryAfterMs: Number(header) * 1_000 } : {}

/** `{ error: { code, message, errors: [{ field, message }] } }`, whose list may hold plain sentences too. */
function toldBy(body: JsonObject | undefined): { readonly code: string; readonly message: string } {
  const error = body === undefined ? undefined : own(body, 'error')
  if (!isObject(error)) return { code: '', message: 'without a reason' }
  const list = own(error, 'errors')
  const details = Array.isArray(list) ? (list as readonly Json[]).map(sentence).filter((one) => one !== '') : []
  return { code: textIn(error, 'code'), message: [textIn(error, 'message'), ...details].join('; ').slice(0, 500) }
}

function sentence(value: Json): string {
  if (typeof value === 'string') return value
  if (!isObject(value)) return ''
  return [textIn(value, 'field'), textIn(value, 'message')].filter((part) => part !== '').join(' ')
}

const textIn = (object: JsonObject, name: string): string => {
  const value = own(object, name)
  return typeof value === 'string' ? value : ''
}
