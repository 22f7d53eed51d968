import type { JsonObject } from '../../../domain/json.ts'
import { ConnectorError } from '../../../domain/ports.ts'
import type { Connector, ConnectorCall, ConnectorResult } from '../../../domain/ports.ts'
import { createShopify } from '../../../adapters/shopify/connector.ts'
import type { RunningShop } from '../../../stand-ins/shop/shop.ts'

/** The connector, looking at a stand-in. */
export const connectTo = (shop: RunningShop, more: { timeoutMs?: number; accessToken?: string; apiVersion?: string } = {}): Connector =>
  createShopify({ shopUrl: shop.url, accessToken: 'shpat_stand_in', apiVersion: '2026-10', ...more })

/** A call with everything that a test does not care about. */
export const aCall = (action: string, input: JsonObject, more: Partial<Omit<ConnectorCall, 'input'>> = {}): ConnectorCall => ({
  action, input, key: 'case-1/refund#1/shopify.refund/1', caseId: 'returns-standard/1', look: false, firstTriedAt: Date.UTC(2026, 10, 20),
  signal: new AbortController().signal, ...more,
})

/** The error of a call that must fail. */
export async function failureOf(result: Promise<ConnectorResult>): Promise<ConnectorError> {
  try {
    const { outputs } = await result
    throw new Error(`expected a failure, got ${JSON.stringify(outputs)}`)
  } catch (problem) {
    if (problem instanceof ConnectorError) return problem
    throw problem
  }
}
