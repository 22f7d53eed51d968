import type { Vocabulary } from '../domain/connector.ts'
import { METRIC_CROSSED } from '../domain/metrics/crossed-event.ts'
import { easypostActions } from './easypost/declarations.ts'
import { easypostEvents } from './easypost/events.ts'
import { supplierActions, supplierEvents } from './email/supplier-declarations.ts'
import { httpActions } from './http/actions.ts'
import { knownServices } from './http/services.ts'
import { ledgerActions } from './ledger/actions.ts'
import { offIn } from './off.ts'
import { shopifyActions } from './shopify/actions.ts'
import { shopifyEvents } from './shopify/events.ts'
import { stripeActions } from './stripe/declarations.ts'
import { stripeEvents } from './stripe/events.ts'
import { zendeskActions, zendeskEvents } from './zendesk/declarations.ts'

/** Which action of a connector is what, for SOPs that name what they need and not who provides it. */
const capabilities: NonNullable<Vocabulary['capabilities']> = {
  'refund.pay': { shopify: 'shopify.refund', stripe: 'stripe.refund' },
  'refund.read': { stripe: 'stripe.read_refund' },
  'inventory.dispose': { shopify: 'shopify.dispose' },
  'ledger.note': { csv: 'csv.note' },
}

/**
 * Every action and event that SOPs may name; pure data, so that the compiler needs no connector. Where no setting says otherwise
 * nothing but the shop is connected: who writes a SOP does not have the server's settings.
 */
export const vocabulary: Vocabulary = {
  actions: [...shopifyActions, ...httpActions, ...ledgerActions, ...easypostActions, ...stripeActions, ...zendeskActions, ...supplierActions],
  events: [...shopifyEvents, ...easypostEvents, ...stripeEvents, ...zendeskEvents, ...supplierEvents, METRIC_CROSSED],
  capabilities,
  services: knownServices,
  off: offIn({}),
}
