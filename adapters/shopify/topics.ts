import { readInstant, writeInstant } from '../../domain/instant.ts'
import { isObject, own } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { minorOf, moneyOf } from '../../domain/money.ts'
import { MARK } from './handle.ts'

/** The webhook cannot be read; the message says what is wrong with it. */
export interface UnreadableWebhook {
  readonly problem: string
}
/** How a webhook becomes an event: its fields, why there are none, or null for the echo of what a case did itself. */
export interface Topic {
  readonly name: string
  readonly fields: (payload: JsonObject, ids: Ids) => JsonObject | UnreadableWebhook | null
}
/** Numbers of the body digit by digit: as doubles large ids would be rounded. */
export type Ids = (...path: readonly string[]) => string | undefined

/** A text under a name; undefined where there is none, or an empty one. */
export function textIn(value: Json | undefined, name: string): string | undefined {
  const found = isObject(value) ? own(value, name) : undefined
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** A global id of the kind under `admin_graphql_api_id`, or undefined. */
export const gidIn = (value: Json | undefined, kind: string, name = 'admin_graphql_api_id'): string | undefined => {
  const id = textIn(value, name)
  return id !== undefined && new RegExp(`^gid://shopify/${kind}/\\d{1,20}$`).test(id) ? id : undefined
}

/** Topics of fulfilment: their bodies name the fulfilment order and little else, so whoever acts reads it again. */
const fulfilment = (name: string, more: (payload: JsonObject) => JsonObject = () => ({})): Topic => ({
  name,
  fields: (payload): JsonObject | UnreadableWebhook => {
    const id = gidIn(own(payload, 'fulfillment_order'), 'FulfillmentOrder', 'id')
    return id === undefined ? { problem: '"fulfillment_order.id" is no id of a fulfilment order' } : { fulfillment_order_id: id, ...more(payload) }
  },
})
const message = (payload: JsonObject): JsonObject => ({ message: textIn(payload, 'message') ?? null })

/** Everything told about fulfilment, stock and money, by topic. */
export const moreTopics: Readonly<Record<string, Topic>> = {
  'fulfillment_orders/placed_on_hold': { name: 'shopify.fulfillment_held', fields: heldFields },
  'fulfillment_orders/hold_released': fulfilment('shopify.fulfillment_hold_released'),
  'fulfillment_orders/fulfillment_request_accepted': fulfilment('shopify.fulfillment_accepted', message),
  'fulfillment_orders/fulfillment_request_rejected': fulfilment('shopify.fulfillment_rejected', message),
  'fulfillment_orders/fulfillment_service_failed_to_complete': fulfilment('shopify.fulfillment_failed', message),
  'fulfillment_orders/cancellation_request_accepted': fulfilment('shopify.cancellation_accepted', message),
  'fulfillment_orders/cancellation_request_rejected': fulfilment('shopify.cancellation_rejected', message),
  'fulfillment_orders/moved': { name: 'shopify.fulfillment_moved', fields: movedFields },
  'orders/edited': {
    name: 'shopify.order_edited',
    fields: (_payload, ids): JsonObject | UnreadableWebhook => {
      const id = ids('order_edit', 'order_id')
      return id === undefined ? { problem: '"order_edit.order_id" is no id' } : { order_id: `gid://shopify/Order/${id}` }
    },
  },
  'inventory_levels/update': { name: 'shopify.stock_changed', fields: stockFields },
  'refunds/create': { name: 'shopify.refund_created', fields: refundFields },
  'disputes/create': { name: 'shopify.dispute_opened', fields: disputeFields },
  'disputes/update': { name: 'shopify.dispute_changed', fields: disputeFields },
}

/** A hold that a case placed is no news to anybody: without this the SOP about holds would start itself again. */
function heldFields(payload: JsonObject): JsonObject | UnreadableWebhook | null {
  const order = own(payload, 'fulfillment_order')
  const created = own(payload, 'created_fulfillment_hold')
  const id = gidIn(order, 'FulfillmentOrder', 'id')
  if (id === undefined) return { problem: '"fulfillment_order.id" is no id of a fulfilment order' }
  if (textIn(created, 'handle')?.startsWith(MARK) === true) return null
  return { fulfillment_order_id: id, reason: (textIn(created, 'reason') ?? 'other').toLowerCase(), note: textIn(created, 'reason_notes') ?? null }
}

/** The id of what moved may be new; the old one is what waited before. */
function movedFields(payload: JsonObject): JsonObject | UnreadableWebhook {
  const original = gidIn(own(payload, 'original_fulfillment_order'), 'FulfillmentOrder', 'id')
  const moved = gidIn(own(payload, 'moved_fulfillment_order'), 'FulfillmentOrder', 'id')
  const to = gidIn(payload, 'Location', 'destination_location_id')
  if (original === undefined || moved === undefined || to === undefined) return { problem: 'the fulfilment orders or the location of the move have no ids' }
  return { fulfillment_order_id: original, moved_id: moved, location_id: to }
}

/** Quantities come late and in any order: the figure says that something changed, and facts read what it is now. */
function stockFields(payload: JsonObject, ids: Ids): JsonObject | UnreadableWebhook {
  const item = ids('inventory_item_id')
  const location = ids('location_id')
  const available = own(payload, 'available')
  const at = readInstant(textIn(payload, 'updated_at') ?? '')
  if (item === undefined || location === undefined) return { problem: '"inventory_item_id" and "location_id" are both needed' }
  if (typeof available !== 'number' || !Number.isSafeInteger(available)) return { problem: '"available" is no whole number' }
  if (at === undefined) return { problem: '"updated_at" is no instant' }
  return { inventory_item_id: `gid://shopify/InventoryItem/${item}`, location_id: `gid://shopify/Location/${location}`, available, updated_at: writeInstant(at) }
}

/** A refund with our mark was paid by a case. */
function refundFields(payload: JsonObject, ids: Ids): JsonObject | UnreadableWebhook | null {
  const id = gidIn(payload, 'Refund')
  const order = ids('order_id')
  const note = textIn(payload, 'note')
  if (id === undefined || order === undefined) return { problem: '"admin_graphql_api_id" or "order_id" is no id' }
  if (note?.includes('[evenkeel ') === true) return null
  return { refund_id: id, order_id: `gid://shopify/Order/${order}`, note: note ?? null }
}

function disputeFields(payload: JsonObject, ids: Ids): JsonObject | UnreadableWebhook {
  const id = ids('id')
  const order = ids('order_id')
  const [amount, currency, status] = ['amount', 'currency', 'status'].map((name) => textIn(payload, name))
  const minor = amount === undefined || currency === undefined ? undefined : minorOf(amount, currency)
  const due = readInstant(textIn(payload, 'evidence_due_by') ?? '')
  if (id === undefined || order === undefined) return { problem: '"id" and "order_id" are both needed' }
  if (minor === undefined || currency === undefined || status === undefined) return { problem: '"amount", "currency" and "status" are all needed' }
  return {
    dispute_id: `gid://shopify/ShopifyPaymentsDispute/${id}`, order_id: `gid://shopify/Order/${order}`, status: status.toLowerCase(), reason: textIn(payload, 'reason') ?? 'unknown',
    amount: { ...moneyOf(minor, currency) }, due_by: due === undefined ? null : writeInstant(due),
  }
}
