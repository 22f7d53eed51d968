import type { ActionDeclaration } from '../../domain/connector.ts'

const goods = { list: { map: { sku: 'text', quantity: 'whole_number' } } } as const
const part = {
  id: 'text', status: 'text', request_status: 'text', location_id: 'text', location_name: 'text', service: 'yes_no', with_service: 'yes_no', quantity: 'whole_number',
  holds: 'whole_number', held_by_us: 'yes_no', actions: { list: 'text' }, lines: { list: { map: { id: 'text', sku: 'text', quantity: 'whole_number' } } },
} as const
const address = { address1: 'text', city: 'text', province: 'text', zip: 'text', country: 'text' } as const

/**
 * What is still to be sent, and from where. Ids of fulfilment orders change by moves and splits: a SOP reads them again instead of
 * keeping them. What a service was asked to send (`with_service`) can be held and moved only after it has given it back.
 */
export const fulfilmentActions: readonly ActionDeclaration[] = [
  {
    name: 'shopify.fulfillment_orders',
    summary: 'Read what of an order, or of the order of a fulfilment order, is still to be sent; stage is unasked, with_service, in_work, sent or nothing',
    effect: 'read',
    inputs: { order_id: { optional: 'text' }, fulfillment_order_id: { optional: 'text' } },
    outputs: {
      order_id: 'text', order_name: 'text', stage: 'text', sent_parcels: 'whole_number', quantity: 'whole_number', destination: { map: address },
      parts: { list: { map: part } },
    },
    idempotency: 'none-needed',
    refusals: ['not-found'],
  },
  {
    name: 'shopify.fulfillment_order',
    summary: 'Read one fulfilment order, with the order that it is of',
    effect: 'read',
    inputs: { id: 'text' },
    outputs: { ...part, order_id: 'text', order_name: 'text' },
    idempotency: 'none-needed',
    refusals: ['not-found'],
  },
  {
    name: 'shopify.locations_for_move',
    summary: 'Read where a fulfilment order could be sent from instead; what can send all of it stands first',
    effect: 'read',
    inputs: { fulfillment_order_id: 'text' },
    outputs: {
      from: 'text', quantity: 'whole_number', covers: 'yes_no', plan: { list: { map: { location_id: 'text', name: 'text', lines: goods } } },
      list: {
        list: { map: { location_id: 'text', name: 'text', service: 'yes_no', movable: 'yes_no', why_not: 'text', fits: 'yes_no', can_send: 'whole_number' } },
      },
    },
    idempotency: 'none-needed',
    refusals: ['not-found'],
  },
  {
    name: 'shopify.hold',
    summary: 'Hold a fulfilment order, or with order_id all of an order that no service has; the reason is payment, fraud, address, stock, date, return or other',
    effect: 'write',
    inputs: { order_id: { optional: 'text' }, fulfillment_order_id: { optional: 'text' }, reason: 'text', note: { optional: 'text' } },
    outputs: { held: 'whole_number', out_of_reach: 'whole_number' },
    idempotency: 'read-first',
    refusals: ['not-found', 'wrong-reason', 'invalid-state', 'fulfillment-order-hold-limit-reached', 'user-error'],
  },
  {
    name: 'shopify.release_hold',
    summary: 'Take off the holds of this case, of a fulfilment order or with order_id of an order; those of others stay',
    effect: 'write',
    inputs: { order_id: { optional: 'text' }, fulfillment_order_id: { optional: 'text' }, reason: { optional: 'text' }, note: { optional: 'text' } },
    outputs: { released: 'whole_number' },
    idempotency: 'read-first',
    refusals: ['not-found', 'user-error'],
  },
  {
    name: 'shopify.move',
    summary: 'Give a fulfilment order, or the goods of it that lines names, to another location; answers with its id from then on',
    effect: 'write',
    inputs: { fulfillment_order_id: 'text', location_id: 'text', lines: { optional: goods } },
    outputs: { fulfillment_order_id: 'text', remaining_id: 'text', location_name: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'with-service', 'invalid-state', 'not-movable', 'wrong-lines'],
  },
  {
    name: 'shopify.split',
    summary: 'Cut a fulfilment order in two: what lines names keeps its id, the rest gets one of its own',
    effect: 'write',
    inputs: { fulfillment_order_id: 'text', lines: goods },
    outputs: { fulfillment_order_id: 'text', remaining_id: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'with-service', 'wrong-lines', 'fulfillment-order-not-splittable', 'invalid-line-item-quantity'],
  },
  {
    name: 'shopify.reroute',
    summary: 'Let the shop choose another location by its own rules; done where it is elsewhere already',
    effect: 'write',
    inputs: { fulfillment_order_id: 'text', avoid_location_id: 'text' },
    outputs: { fulfillment_order_id: 'text', location_id: 'text', location_name: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'with-service', 'invalid-state', 'not-movable'],
  },
  {
    name: 'shopify.request_fulfillment',
    summary: 'Ask the service that has a fulfilment order to send it; own locations need no asking (needed is no)',
    effect: 'write',
    inputs: { fulfillment_order_id: 'text', note: { optional: 'text' } },
    outputs: { request_status: 'text', needed: 'yes_no' },
    idempotency: 'read-first',
    refusals: ['not-found', 'invalid-state', 'user-error'],
  },
  {
    name: 'shopify.request_cancellation',
    summary: 'Ask the service that has a fulfilment order to stop; what no service has needs no asking (needed is no)',
    effect: 'write',
    inputs: { fulfillment_order_id: 'text', note: { optional: 'text' } },
    outputs: { request_status: 'text', needed: 'yes_no' },
    idempotency: 'read-first',
    refusals: ['not-found', 'invalid-state', 'user-error'],
  },
]
