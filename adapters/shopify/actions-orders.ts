import type { ActionDeclaration } from '../../domain/connector.ts'

/** What can be changed about an order besides its returns and its money. */
export const orderActions: readonly ActionDeclaration[] = [
  {
    name: 'shopify.edit_address',
    summary: 'Change where an order goes; labels, and services that already have it, are not told',
    effect: 'write',
    inputs: {
      order_id: 'text', name: { optional: 'text' }, address1: 'text', address2: { optional: 'text' }, city: 'text', province: { optional: 'text' }, zip: 'text',
      country: 'text', phone: { optional: 'text' },
    },
    outputs: { country: 'text', city: 'text', zip: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'invalid-state', 'wrong-address'],
  },
  {
    name: 'shopify.tag',
    summary: 'Put a tag on an order',
    effect: 'write',
    inputs: { order_id: 'text', tag: 'text' },
    outputs: { tag: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'wrong-tag'],
  },
  {
    name: 'shopify.untag',
    summary: 'Take a tag off an order',
    effect: 'write',
    inputs: { order_id: 'text', tag: 'text' },
    outputs: { tag: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'wrong-tag'],
  },
  {
    name: 'shopify.cancel_order',
    summary: 'Cancel an order for good, without giving money back; the reason is customer, declined, fraud, inventory, staff or other',
    effect: 'write',
    inputs: { order_id: 'text', reason: 'text', restock: { optional: 'yes_no' }, note: { optional: 'text' } },
    outputs: { cancelled_at: 'instant' },
    idempotency: 'read-first',
    refusals: ['not-found', 'wrong-reason', 'invalid', 'not-cancelled', 'user-error'],
  },
  {
    name: 'shopify.replacement',
    summary: 'Send an order, or what lines names of it, once more for nothing; one replacement a case',
    effect: 'write',
    inputs: { order_id: 'text', lines: { optional: { list: { map: { sku: 'text', quantity: 'whole_number' } } } }, note: { optional: 'text' } },
    outputs: { order_id: 'text', order_name: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'wrong-lines', 'not-free', 'user-error'],
  },
]
