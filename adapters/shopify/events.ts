import type { EventDeclaration } from '../../domain/connector.ts'

const part = { fulfillment_order_id: 'text' } as const
const told = { ...part, message: { optional: 'text' } } as const
const dispute = { dispute_id: 'text', order_id: 'text', status: 'text', reason: 'text', amount: 'money', due_by: { optional: 'instant' } } as const

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
  {
    name: 'shopify.fulfillment_held',
    summary: 'Somebody else than a case put a fulfilment order on hold (topic fulfillment_orders/placed_on_hold); reason is such as incorrect_address',
    fields: { ...part, reason: 'text', note: { optional: 'text' } },
  },
  { name: 'shopify.fulfillment_hold_released', summary: 'The last hold of a fulfilment order is gone (fulfillment_orders/hold_released)', fields: part },
  { name: 'shopify.fulfillment_accepted', summary: 'A service takes what it was asked to send (fulfillment_orders/fulfillment_request_accepted)', fields: told },
  { name: 'shopify.fulfillment_rejected', summary: 'A service does not take it (fulfillment_orders/fulfillment_request_rejected)', fields: told },
  { name: 'shopify.fulfillment_failed', summary: 'A service took it and cannot send it (fulfillment_orders/fulfillment_service_failed_to_complete)', fields: told },
  { name: 'shopify.cancellation_accepted', summary: 'A service gave it back; its id is another from then on (fulfillment_orders/cancellation_request_accepted)', fields: told },
  { name: 'shopify.cancellation_rejected', summary: 'A service will not stop (fulfillment_orders/cancellation_request_rejected)', fields: told },
  {
    name: 'shopify.fulfillment_moved',
    summary: 'A fulfilment order was given to another location (fulfillment_orders/moved); moved_id is its id from then on',
    fields: { ...part, moved_id: 'text', location_id: 'text' },
  },
  { name: 'shopify.order_edited', summary: 'Lines of an order were changed (orders/edited)', fields: { order_id: 'text' } },
  {
    name: 'shopify.stock_changed',
    summary: 'What can be sold of an item at a location changed (inventory_levels/update); the figure may be old when it comes',
    fields: { inventory_item_id: 'text', location_id: 'text', available: 'whole_number', updated_at: 'instant' },
  },
  {
    name: 'shopify.refund_created',
    summary: 'Somebody else than a case gave money back (refunds/create)',
    fields: { refund_id: 'text', order_id: 'text', note: { optional: 'text' } },
  },
  { name: 'shopify.dispute_opened', summary: 'A bank asks for the money of an order back (disputes/create); due_by is when the answer has to be there', fields: dispute },
  { name: 'shopify.dispute_changed', summary: 'A dispute moved on (disputes/update); status is such as under_review, won or lost', fields: dispute },
]
