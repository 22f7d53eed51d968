import type { ActionDeclaration } from '../../domain/connector.ts'

const status = { status: 'text' } as const

const order: ActionDeclaration = {
  name: 'shopify.order',
  summary: 'Read an order: what was paid, what may still be refunded, when it was delivered, whose it is',
  effect: 'read',
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
    lines: { list: { map: { id: 'text', sku: 'text', title: 'text', quantity: 'whole_number', unit_price: 'money' } } },
  },
  idempotency: 'none-needed',
  refusals: ['not-found'],
}

const returned: ActionDeclaration = {
  name: 'shopify.return',
  summary: 'Read a return: its status, how much came back and what its lines cost, as far as not yet refunded',
  effect: 'read',
  inputs: { id: 'text' },
  outputs: {
    id: 'text',
    name: 'text',
    status: 'text',
    order_id: 'text',
    quantity: 'whole_number',
    suggested_refund: 'money',
    reason: 'text',
  },
  idempotency: 'none-needed',
  refusals: ['not-found'],
}

const approve: ActionDeclaration = {
  name: 'shopify.approve_return',
  summary: 'Approve a requested return',
  effect: 'write',
  inputs: { return_id: 'text' },
  outputs: status,
  idempotency: 'read-first',
  refusals: ['not-found', 'invalid-state', 'user-error'],
}

const decline: ActionDeclaration = {
  name: 'shopify.decline_return',
  summary: 'Decline a requested return; the reason is RETURN_PERIOD_ENDED, FINAL_SALE or OTHER',
  effect: 'write',
  inputs: { return_id: 'text', reason: 'text', note: { optional: 'text' } },
  outputs: status,
  idempotency: 'read-first',
  refusals: ['not-found', 'invalid-state', 'user-error'],
}

const close: ActionDeclaration = {
  name: 'shopify.close_return',
  summary: 'Close an open return',
  effect: 'write',
  inputs: { return_id: 'text' },
  outputs: status,
  idempotency: 'read-first',
  refusals: ['not-found', 'invalid-state', 'user-error'],
}

const refund: ActionDeclaration = {
  name: 'shopify.refund',
  summary: 'Refund an amount of an order to the way it was paid',
  effect: 'money',
  inputs: { order_id: 'text', amount: 'money', note: 'text', return_id: { optional: 'text' } },
  outputs: { reference: 'text', amount: 'money' },
  idempotency: 'provider-key',
  refusals: ['not-found', 'wrong-amount', 'wrong-return', 'over-refund', 'refund-refused', 'refunded-otherwise', 'too-many-refunds'],
}

/**
 * What SOPs can ask of Shopify. Ids are GIDs (`gid://shopify/Order/1`), instants ISO 8601, money `{ amount, currency }`
 * in decimal text. `reason` is in lower case, `mixed` where the lines differ; `final_sale` is the order's tag
 * `final-sale` or a line's attribute `_final_sale`.
 */
export const shopifyActions: readonly ActionDeclaration[] = [order, returned, approve, decline, close, refund]
