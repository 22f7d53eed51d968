import { createStripe } from '../../../adapters/stripe/connector.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { Connector, ConnectorCall } from '../../../domain/ports.ts'
import { aCall as aShopCall, failureOf } from '../shopify/call.ts'

export { failureOf }

/** The connector, looking at a stand-in. */
export const connectTo = (stripe: { readonly url: string }, more: { timeoutMs?: number; secretKey?: string } = {}): Connector =>
  createStripe({ apiUrl: stripe.url, secretKey: 'sk_test_stand_in', ...more })

/** A call with everything that a test does not care about. */
export const aCall = (action: string, input: JsonObject, more: Partial<Omit<ConnectorCall, 'input'>> = {}): ConnectorCall =>
  aShopCall(action, input, { key: 'returns-standard/1/refund#1/stripe.refund/1', ...more })
