import { Stripe } from 'stripe'
import { ConnectorError } from '../../domain/ports.ts'
import { addressIn, wrongSetting } from '../vendors/address.ts'
import type { Request } from '../vendors/failures.ts'
import { failureOf } from './failures.ts'

/** The version that requests and answers are written for, whatever the account's own default is. */
const API_VERSION = '2026-10-28.endive'

/** How to get in, and where to. */
export interface StripeConfig {
  /** `sk_…`, or better a restricted key, `rk_…`. */
  readonly secretKey: string
  /** Stripe itself when left out. Plain http only on this machine or a private network name. */
  readonly apiUrl?: string | undefined
  /** How long one request may take; 8 s by default, so that the three of a refund fit into the 30 s of an action. */
  readonly timeoutMs?: number
}

/** Sends requests by the vendor's own client. */
export interface StripeClient {
  /** Resolves with what `work` gets; throws `ConnectorError`. */
  ask<T>(request: Request, signal: AbortSignal, work: (stripe: Stripe) => Promise<T>): Promise<T>
}

/** Throws `ConnectorError` (permission) when the settings cannot work. */
export function createStripeClient({ secretKey, apiUrl = 'https://api.stripe.com', timeoutMs = 8_000 }: StripeConfig): StripeClient {
  const { protocol, hostname, port } = addressIn('STRIPE_API_URL', apiUrl, { secret: 'the key', otherwise: 'leave it out, or set it to an address' })
  if (!/^[\x21-\x7e]+$/.test(secretKey)) throw wrongSetting('STRIPE_SECRET_KEY is no key; set it to a secret or restricted key of the account')
  const secure = protocol === 'https:'
  const clientFor = (signal: AbortSignal): Stripe =>
    new Stripe(secretKey, {
      apiVersion: API_VERSION, host: hostname, port: port === '' ? (secure ? 443 : 80) : port, protocol: secure ? 'https' : 'http', timeout: timeoutMs, telemetry: false,
      // The engine alone decides about further tries. With `fetch` the client does not repeat a request on a closed connection by itself either.
      maxNetworkRetries: 0, httpClient: Stripe.createFetchHttpClient(fetchWithin(signal)),
    })
  return {
    async ask(request, signal, work) {
      try {
        return await work(clientFor(signal))
      } catch (cause) {
        throw cause instanceof ConnectorError ? cause : failureOf(request, cause)
      }
    },
  }
}

/** Ends with the call as well as after the client's own time, and never follows an answer to another address, which would get the key. */
const fetchWithin = (signal: AbortSignal) => (url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> =>
  fetch(url, { ...init, redirect: 'manual', signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal })
