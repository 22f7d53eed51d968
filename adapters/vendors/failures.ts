import { ConnectorError, type FailureClass } from '../../domain/ports.ts'

/** Whose API it is, for failures to name. */
export interface Vendor {
  /** What the codes of its failures begin with: `zendesk`. */
  readonly prefix: string
  /** What a sentence calls it: `Zendesk`, `the shop`. */
  readonly called: string
}

/** One request, for failures to name. `write` decides what a lost answer means. */
export interface Request {
  readonly name: string
  readonly write: boolean
}

/** Failures of connecting: nothing was sent, so even a write may simply be tried again. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Whether the code of a network failure says that nothing was sent. */
export const neverSent = (code: string): boolean => NOT_SENT.has(code)

/** Reads may be repeated; of a write nobody knows whether it happened. */
export const lost = ({ write }: Request): FailureClass => (write ? 'unknown-outcome' : 'transient')

/** A refusal: understood, and nothing was done. */
export const refused = (code: string, message: string): ConnectorError => new ConnectorError('refused', code, message)

/** The answer is none of the vendor's, or only half of one. */
export const unreadableFrom = ({ prefix, called }: Vendor, request: Request, cause?: unknown): ConnectorError =>
  new ConnectorError(lost(request), `${prefix}-unreadable`, `${called}'s answer to "${request.name}" is not readable`, { cause })

/** The request failed on its way: a timeout, a reset, a name that does not resolve. */
export function networkFailure({ prefix, called }: Vendor, request: Request, cause: unknown): ConnectorError {
  const code = codeOf(cause)
  if (neverSent(code)) return new ConnectorError('transient', `${prefix}-unreachable`, `${called} cannot be reached (${code}); it is tried again`, { cause })
  const timedOut = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')
  const what = timedOut ? `${called} did not answer in time` : `the connection to ${called} broke (${code === '' ? 'no code' : code})`
  return new ConnectorError(lost(request), `${prefix}-${timedOut ? 'timeout' : 'connection'}`, `${what} during "${request.name}"`, { cause })
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code === '' && error.cause !== undefined ? codeOf(error.cause) : code
}

/** What a vendor makes of the statuses of its own. */
export interface Statuses {
  /** By status: the code after the prefix, and what to look at. */
  readonly denied: Readonly<Record<number, readonly [code: string, what: string]>>
  /** The setting that holds the address. */
  readonly addressIn: string
}

/** What a status means that means the same everywhere; undefined for those that the vendor gives a meaning of its own. */
export function statusFailure({ prefix, called }: Vendor, { denied, addressIn }: Statuses, request: Request, status: number, retryAfter: string | null): ConnectorError | undefined {
  if (status === 429) return new ConnectorError('transient', `${prefix}-throttled`, `${called} asks to slow down; it is tried again`, pauseIn(retryAfter))
  if (status >= 500) return new ConnectorError(lost(request), `${prefix}-fault`, `${called} answered "${request.name}" with ${status}`, pauseIn(retryAfter))
  const known = denied[status]
  if (known !== undefined) return new ConnectorError('permission', `${prefix}-${known[0]}`, `${known[1]} (${status})`)
  if (status < 400) return new ConnectorError('permission', `${prefix}-moved`, `${called} answers from another address (${status}); check ${addressIn}`)
  return undefined
}

/** Seconds, as `Retry-After` gives them; a date or nonsense is not used, the worker's own pause applies. */
export const pauseIn = (header: string | null | undefined): { readonly retryAfterMs?: number } =>
  header !== null && header !== undefined && /^\d{1,4}(\.\d+)?$/.test(header) ? { retryAfterMs: Math.ceil(Number(header) * 1_000) } : {}
