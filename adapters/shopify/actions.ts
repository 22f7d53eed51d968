import { READING } from '../../domain/connector.ts'
import type { ActionDeclaration } from '../../domain/connector.ts'
import { fulfilmentActions } from './actions-fulfilment.ts'
import { orderActions } from './actions-orders.ts'
import { stockActions } from './actions-stock.ts'

const status = { status: 'text' } as const

const order: ActionDeclaration = {
  name: 'shopify.order',
  summary: 'Read an order: what was paid, what may still be refunded, when it was delivered, whose it is',
  ...READING,
  inputs: { id: 'text' },
  outputs: {
    id: 'text',
    name: 'text',
    currency: 'text',
    value: 'money',
    refundable: 'money',
    quantity: 'whole_number',
    delivered_at: { optional: 'instant' },
    placed_at: 'instant',
    final_sale: 'yes_no',
    customer: { map: { id: 'text', name: 'text', email: 'text', locale: 'text' } },
    financial_status: 'text',
    return_status: 'text',
    cancelled_at: { optional: 'instant' },
    disputed: { optional: 'yes_no' },
    charged_at: { optional: 'instant' },
    tags: { list: 'text' },
    risk: 'text',
    shipping_address: {
      map: { name: 'text', address1: 'text', address2: 'text', city: 'text', province: 'text', zip: 'text', country: 'text', phone: 'text' },
    },
    lines: { list: { map: { id: 'text', sku: 'text', title: 'text', quantity: 'whole_number', unit_price: 'money' } } },
  },
  scopes: ['read_orders', 'read_customers', 'read_returns'],
  refusals: ['not-found'],
}

const returned: ActionDeclaration = {
  name: 'shopify.return',
  summary: 'Read a return: its status, how much came back and what its lines cost, as far as not yet refunded',
  ...READING,
  inputs: { id: 'text' },
  outputs: {
    id: 'text',
    name: 'text',
    status: 'text',
    order_id: 'text',
    quantity: 'whole_number',
    suggested_refund: 'money',
    reason: 'text',
    tracking_code: 'text',
  },
  scopes: ['read_returns', 'read_orders'],
  refusals: ['not-found'],
}

const approve: ActionDeclaration = {
  name: 'shopify.approve_return',
  summary: 'Approve a requested return; tracking_code is empty while the shop has no label for it',
  effect: 'write',
  inputs: { return_id: 'text' },
  outputs: { status: 'text', tracking_code: 'text' },
  idempotency: 'read-first',
  scopes: ['read_returns', 'write_returns'],
  retry: 'unknown-outcome',
  guard: 'the return is still requested',
  readBack: 'the status of the return',
  compensation: 'shopify.close_return',
  refusals: ['not-found', 'invalid-state', 'user-error'],
}

const decline: ActionDeclaration = {
  name: 'shopify.decline_return',
  summary: 'Decline a requested return; the reason is RETURN_PERIOD_ENDED, FINAL_SALE or OTHER',
  effect: 'write',
  inputs: { return_id: 'text', reason: 'text', note: { optional: 'text' } },
  outputs: status,
  idempotency: 'read-first',
  scopes: ['read_returns', 'write_returns'],
  retry: 'unknown-outcome',
  guard: 'the return is still requested',
  readBack: 'the status of the return',
  compensation: 'none: the customer asks for another return',
  refusals: ['not-found', 'invalid-state', 'user-error'],
}

const close: ActionDeclaration = {
  name: 'shopify.close_return',
  summary: 'Close an open return',
  effect: 'write',
  inputs: { return_id: 'text' },
  outputs: status,
  idempotency: 'read-first',
  scopes: ['read_returns', 'write_returns'],
  retry: 'unknown-outcome',
  guard: 'the return is open',
  readBack: 'the status of the return',
  compensation: 'by hand: open the return again in the shop',
  refusals: ['not-found', 'invalid-state', 'user-error'],
}

const refund: ActionDeclaration = {
  name: 'shopify.refund',
  summary: 'Refund an amount of an order to the way it was paid',
  effect: 'money',
  inputs: { order_id: 'text', amount: 'money', note: 'text', return_id: { optional: 'text' } },
  outputs: { reference: 'text', amount: 'money' },
  idempotency: 'provider-key',
  scopes: ['read_orders', 'write_orders', 'read_returns'],
  retry: 'unknown-outcome',
  guard: 'the limits at the moment of paying; what is left of the payments; the return is of that order',
  readBack: 'the refunds of the order, by the mark in their note',
  compensation: 'none: money that was paid back is asked for by hand',
  refusals: ['not-found', 'wrong-amount', 'wrong-return', 'over-refund', 'refund-refused', 'refunded-otherwise', 'too-many-refunds'],
}

const dispose: ActionDeclaration = {
  name: 'shopify.dispose',
  summary: 'Say where returned goods went; the state is restock, refurbish, quarantine, write_off, missing or kept_by_customer',
  effect: 'write',
  inputs: { order: 'text', state: 'text', return_id: { optional: 'text' }, location_id: { optional: 'text' } },
  outputs: { state: 'text', quantity: 'whole_number' },
  idempotency: 'read-first',
  scopes: ['read_orders', 'read_returns', 'write_returns', 'read_locations'],
  retry: 'unknown-outcome',
  guard: 'the return is approved, and the only one or the one that is named',
  readBack: 'the quantity of the return that is not processed yet',
  compensation: 'by hand: correct the stock in the shop',
  refusals: ['not-found', 'no-return', 'wrong-return', 'several-returns', 'invalid-state', 'no-location', 'wrong-state', 'user-error'],
}

/**
 * What SOPs can ask of Shopify. Ids are GIDs (`gid://shopify/Order/1`), instants ISO 8601, money `{ amount, currency }`
 * in decimal text. `reason` is in lower case, `mixed` where the lines differ; `final_sale` is the order's tag
 * `final-sale` or a line's attribute `_final_sale`; `return_status` is that of the order's latest return, `NONE` where it has none.
 */
export const shopifyActions: readonly ActionDeclaration[] = [
  order, returned, approve, decline, close, refund, dispose, ...orderActions, ...fulfilmentActions, ...stockActions,
]
