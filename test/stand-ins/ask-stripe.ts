import { Stripe } from 'stripe'
import type { RunningStripe } from '../../stand-ins/stripe/stripe.ts'
import type { Loose } from './ask.ts'

/** The vendor's own client, looking at a stand-in, with no tries of its own. */
export const clientOf = ({ url }: { readonly url: string }, secretKey = 'sk_test_stand_in'): Stripe => {
  const { hostname, port } = new URL(url)
  return new Stripe(secretKey, { host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, httpClient: Stripe.createFetchHttpClient() })
}

/** Adds a payment, and gives its charge. */
export async function aCharge(stripe: { readonly url: string }, more: object = {}): Promise<Loose> {
  const answer = await fetch(`${stripe.url}/_control/charges`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(more) })
  return answer.json()
}

/** How often an operation was asked for. */
export const asked = ({ log }: RunningStripe, operation: string): readonly Loose[] =>
  log.all().filter((entry) => entry['kind'] === 'request' && entry['operation'] === operation)

/** The error of a request that must fail. */
export async function errorOf(result: Promise<unknown>): Promise<Loose> {
  try {
    await result
  } catch (error) {
    return error
  }
  throw new Error('expected a failure')
}
