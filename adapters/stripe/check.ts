import type { Stripe } from 'stripe'
import { missingScopes, type Found } from '../../domain/check.ts'
import { ConnectorError } from '../../domain/ports.ts'
import { createStripeClient, type StripeClient, type StripeConfig } from './client.ts'
import { stripeActions } from './declarations.ts'

/** One entry of each list that actions read, by the resource's name in the Dashboard. */
const READS: readonly (readonly [resource: string, name: string, read: (stripe: Stripe) => Promise<unknown>])[] = [
  ['Charges and Refunds', 'charges.list', (stripe) => stripe.charges.list({ limit: 1 })],
  ['Charges and Refunds', 'refunds.list', (stripe) => stripe.refunds.list({ limit: 1 })],
  ['PaymentIntents', 'payment_intents.list', (stripe) => stripe.paymentIntents.list({ limit: 1 })],
  ['Disputes', 'disputes.list', (stripe) => stripe.disputes.list({ limit: 1 })],
]

/** What kind of key it is, and which resources it may not even read. Changes nothing; throws `ConnectorError`. */
export async function lookAtStripe(config: StripeConfig, signal: AbortSignal): Promise<Found> {
  const client = createStripeClient(config)
  const shut = new Set<string>()
  for (const read of READS) if (!(await isReadable(client, read, signal))) shut.add(read[0])
  const restricted = config.secretKey.startsWith('rk_')
  return {
    account: `a ${restricted ? 'restricted' : 'secret'} key ${config.secretKey.includes('_live_') ? 'for real payments' : 'of test mode'}`,
    missing: missingScopes(stripeActions, 'stripe', (scope) => !shut.has(scope.split(':')[0] ?? '')),
    remedy: 'add these permissions to the key in the Dashboard',
    ...(restricted ? { unseen: 'it reads; whether it may write shows at the first payment' } : {}),
  }
}

async function isReadable(client: StripeClient, [, name, read]: (typeof READS)[number], signal: AbortSignal): Promise<boolean> {
  try {
    await client.ask({ name, write: false }, signal, read)
    return true
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'stripe-scope') return false
    throw error
  }
}
