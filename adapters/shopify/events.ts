import type { EventDeclaration } from '../../domain/connector.ts'

/** What Shopify tells of by itself. The webhook carries no prices and no dates: facts fetch those. */
export const shopifyEvents: readonly EventDeclaration[] = [
  {
    name: 'shopify.return_requested',
    summary: 'A customer asked to return something (topic returns/request); reason is in lower case, such as unwanted',
    fields: {
      return_id: 'text',
      return_name: 'text',
      order_id: 'text',
      reason: 'text',
      note: { optional: 'text' },
      quantity: 'whole_number',
      customer_id: { optional: 'text' },
    },
  },
  {
    name: 'shopify.order_cancelled',
    summary: 'An order was cancelled (topic orders/cancelled); reason is in lower case: customer, inventory, fraud, declined, staff or other',
    fields: { order_id: 'text', order_name: 'text', cancelled_at: 'instant', reason: 'text' },
  },
]
