import type { Vocabulary } from '../domain/connector.ts'
import { httpActions } from './http/actions.ts'
import { shopifyActions } from './shopify/actions.ts'
import { shopifyEvents } from './shopify/events.ts'

/** Which action of a connector is what, for SOPs that name what they need and not who provides it. */
const capabilities: NonNullable<Vocabulary['capabilities']> = {
  'refund.pay': { shopify: 'shopify.refund' },
}

/** Every action and event that this installation's SOPs may name; pure data, so that the compiler needs no connector. */
export const vocabulary: Vocabulary = {
  actions: [...shopifyActions, ...httpActions],
  events: [...shopifyEvents],
  capabilities,
}
