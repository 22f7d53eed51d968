import type { Data } from './graphql/types.ts'
import type { Dispute, FulfilmentOrder, Hold, Level, Order, Refund } from './state.ts'
import { apiText } from './money.ts'

/** Numbers too large for a double are written digit by digit, as the vendor does. */
const exact = (value: unknown): string => JSON.stringify(value).replace(/"digits:(\d+)"/g, '$1')
const number = (id: string): string => `digits:${id}`

const part = (row: unknown): object | null => {
  const given = row as FulfilmentOrder | null | undefined
  if (given === null || given === undefined) return null
  return { id: `gid://shopify/FulfillmentOrder/${given.id}`, status: given.status.toLowerCase(), request_status: given.requestStatus.toLowerCase() }
}
const held = (hold: Hold): object => ({
  id: `gid://shopify/FulfillmentHold/${hold.id}`, reason: hold.reason.toLowerCase(), reason_notes: hold.notes, handle: hold.handle, held_by_requesting_app: hold.ours,
  held_by_app: { id: hold.ours ? 'gid://shopify/App/1' : 'gid://shopify/App/12345' },
})

/** The bodies of webhooks by topic, from what was changed; ids of fulfilment are GIDs, those of the older topics numbers too. */
export const bodies: Readonly<Record<string, (about: Data) => string>> = {
  'fulfillment_orders/placed_on_hold': (about) => {
    const row = about['fulfillmentOrder'] as FulfilmentOrder
    return exact({
      fulfillment_order: { ...part(row), fulfillment_holds: row.holds.map(held) }, remaining_fulfillment_order: part(about['remainingFulfillmentOrder']),
      held_fulfillment_order_line_items: row.lines.map((line) => ({ id: `gid://shopify/FulfillmentOrderLineItem/${line.id}`, quantity: line.remaining })),
      created_fulfillment_hold: held(about['hold'] as Hold),
    })
  },
  'fulfillment_orders/hold_released': (about) => exact({ fulfillment_order: part(about['fulfillmentOrder']) }),
  'fulfillment_orders/moved': (about) => {
    const moved = about['movedFulfillmentOrder'] as FulfilmentOrder
    const to = `gid://shopify/Location/${moved.locationId}`
    return exact({
      original_fulfillment_order: { ...part(about['originalFulfillmentOrder']), assigned_location_id: `gid://shopify/Location/${String(about['from'])}` },
      moved_fulfillment_order: { ...part(moved), assigned_location_id: to }, destination_location_id: to, fulfillment_order_line_items_requested: [],
      source_location: { id: `gid://shopify/Location/${String(about['from'])}` },
    })
  },
  ...Object.fromEntries([
    'fulfillment_request_accepted', 'fulfillment_request_rejected', 'cancellation_request_accepted', 'cancellation_request_rejected', 'fulfillment_service_failed_to_complete',
  ].map((topic) => [`fulfillment_orders/${topic}`, (about: Data) => exact({ fulfillment_order: part(about['fulfillmentOrder']), message: about['message'] ?? null })])),
  'inventory_levels/update': (about) => {
    const level = about['level'] as Level
    return exact({
      inventory_item_id: number(level.itemId), location_id: number(level.locationId), available: level.quantities['available'] ?? 0, updated_at: level.updatedAt,
      admin_graphql_api_id: `gid://shopify/InventoryLevel/${level.locationId}?inventory_item_id=${level.itemId}`,
    })
  },
  'orders/edited': (about) => {
    const order = about['order'] as Order
    return exact({ order_edit: { id: number(order.id), order_id: number(order.id), created_at: order.placedAt, committed_at: about['at'], notify_customer: false, reason: about['reason'] ?? '' } })
  },
  'refunds/create': (about) => {
    const { refund, order } = about as unknown as { refund: Refund; order: Order }
    return exact({
      id: number(refund.id), admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`, order_id: number(order.id), created_at: refund.createdAt, note: refund.note,
      transactions: [{ id: number(refund.transactionId), kind: 'refund', status: 'success', amount: apiText(BigInt(refund.amount), order.currency), currency: order.currency }],
    })
  },
  'disputes/create': disputeBody,
  'disputes/update': disputeBody,
}

function disputeBody(about: Data): string {
  const { dispute, order } = about as unknown as { dispute: Dispute; order: Order }
  const due = new Date(Date.parse(dispute.at) + 10 * 86_400_000).toISOString()
  return exact({
    id: number(dispute.id), order_id: number(order.id), type: 'chargeback', amount: apiText(BigInt(dispute.amount), order.currency), currency: order.currency,
    reason: dispute.reason, network_reason_code: '4827', status: dispute.status.toLowerCase(), evidence_due_by: due, evidence_sent_on: null, finalized_on: null,
    initiated_at: dispute.at,
  })
}
