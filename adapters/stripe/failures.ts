import { Stripe } from 'stripe'
import { ConnectorError, type FailureClass } from '../../domain/ports.ts'
import { lost, neverSent, pauseIn, unreadableFrom, type Request } from '../vendors/failures.ts'

/** The failure that Stripe keeps for the key of a first try: whether that try did anything can only be read. */
export const STORED = 'stripe-stored-failure'

/** What an error of the vendor's client means for whoever asked. */
export function failureOf(request: Request, cause: unknown): ConnectorError {
  if (!(cause instanceof Stripe.errors.StripeError)) return unreadable(request, cause)
  if (cause instanceof Stripe.errors.StripeConnectionError) return connection(request, cause)
  if (cause instanceof Stripe.errors.StripeRateLimitError) return failure('transient', 'stripe-throttled', 'Stripe asks to slow down; it is tried again', cause)
  if (cause instanceof Stripe.errors.StripeAuthenticationError) return failure('permission', 'stripe-key', `Stripe does not know the key; check STRIPE_SECRET_KEY: ${cause.message}`, cause)
  if (cause instanceof Stripe.errors.StripePermissionError) return failure('permission', 'stripe-scope', `Stripe refuses the key; check what it may do: ${cause.message}`, cause)
  if (cause instanceof Stripe.errors.StripeIdempotencyError) return failure('contract', 'stripe-other-parameters', `Stripe knows the key of "${request.name}" with other parameters: ${cause.message}`, cause)
  const status = cause.statusCode ?? 0
  if (status === 409) return failure('transient', 'stripe-busy', `Stripe is at "${request.name}" already; it is tried again`, cause)
  if (status >= 500) return ownFault(request, cause)
  return status >= 400 ? refusal(request, cause) : unreadable(request, cause)
}

/** The answer is none of Stripe's, or only half of one. */
export const unreadable = (request: Request, cause: unknown): ConnectorError => unreadableFrom({ prefix: 'stripe', called: 'Stripe' }, request, cause)

type StripeError = InstanceType<typeof Stripe.errors.StripeError>

function failure(kind: FailureClass, code: string, message: string, cause: StripeError): ConnectorError {
  return new ConnectorError(kind, code, message, { cause, ...pauseIn(cause.headers?.['retry-after']) })
}

function connection(request: Request, cause: StripeError): ConnectorError {
  const code = codeIn(cause.detail)
  if (neverSent(code)) return failure('transient', 'stripe-unreachable', `Stripe cannot be reached (${code}); it is tried again`, cause)
  const timedOut = code === 'ETIMEDOUT'
  const what = timedOut ? 'Stripe did not answer in time' : `the connection to Stripe broke (${code === '' ? 'no code' : code})`
  return failure(lost(request), timedOut ? 'stripe-timeout' : 'stripe-connection', `${what} during "${request.name}"`, cause)
}

/** The code stands on the error, on what it was made of, or on what caused that. */
function codeIn(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeIn('exception' in error ? error.exception : 'cause' in error ? error.cause : undefined)
}

/** A failure is kept for its key and given again without a new try, however often it is asked for. */
function ownFault(request: Request, cause: StripeError): ConnectorError {
  const kept = cause.headers?.['idempotent-replayed'] === 'true'
  return failure(lost(request), kept ? STORED : 'stripe-fault', `Stripe answered "${request.name}" with ${cause.statusCode ?? 500}${kept ? ' as it did to the first try' : ''}`, cause)
}

/** Without a code, or with one about the shape of a parameter, it is our mistake; every other code is a refusal under its own name. */
function refusal(request: Request, cause: StripeError): ConnectorError {
  const code = cause.code ?? ''
  if (code === 'lock_timeout') return failure('transient', 'stripe-busy', `Stripe is at the same thing already; it is tried again`, cause)
  if (code === '' || code.startsWith('parameter') || code.startsWith('url_'))
    return failure('contract', 'stripe-request', `Stripe does not take "${request.name}": ${cause.message}`, cause)
  return failure('refused', code.replaceAll('_', '-'), `Stripe refuses "${request.name}": ${cause.message}`, cause)
}
