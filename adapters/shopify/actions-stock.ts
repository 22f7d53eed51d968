import { READING } from '../../domain/connector.ts'
import type { ActionDeclaration } from '../../domain/connector.ts'

const ofStock = ['read_inventory', 'read_locations', 'read_products'] as const
const toStock = [...ofStock, 'write_inventory'] as const
const refusals = [
  'not-found', 'several-items', 'item-not-stocked-at-location', 'stale-quantity', 'wrong-quantity', 'invalid-reason', 'non-mutable-inventory-item', 'user-error',
] as const
const place = { location_id: 'text', name: 'text', available: 'whole_number' } as const

const waiting = {
  order_id: 'text', order_name: 'text', fulfillment_order_id: 'text', quantity: 'whole_number', other_lines: 'yes_no', with_service: 'yes_no',
  rank: 'whole_number', placed_at: 'instant', vip: 'yes_no', customer: { map: { id: 'text', name: 'text', email: 'text', locale: 'text' } },
} as const

/** What there is of a SKU, who waits for it, and how it is corrected. Every change names the case as its document in the history of the stock. */
export const stockActions: readonly ActionDeclaration[] = [
  {
    name: 'shopify.stock',
    summary: 'Read what there is of a SKU, or of the item that a stock event names, at a location and at the others',
    ...READING,
    inputs: { sku: { optional: 'text' }, inventory_item_id: { optional: 'text' }, location_id: 'text' },
    outputs: {
      sku: 'text', unit_cost: { optional: 'money' }, location_name: 'text', available: 'whole_number', on_hand: 'whole_number', committed: 'whole_number', incoming: 'whole_number',
      safety_stock: 'whole_number', elsewhere: 'whole_number', places: { list: { map: place } },
    },
    scopes: ofStock,
    refusals: ['not-found', 'several-items', 'item-not-stocked-at-location'],
  },
  {
    name: 'shopify.open_orders',
    summary: 'Read who waits for a SKU from a location, marketplace, express, promised and vip (tags) first, then by time; losers get none of the have pieces',
    ...READING,
    inputs: { sku: 'text', location_id: 'text', have: { optional: 'whole_number' } },
    outputs: {
      quantity: 'whole_number', orders: 'whole_number', short: 'whole_number', vip_short: 'yes_no', list: { list: { map: waiting } }, losers: { list: { map: waiting } },
    },
    scopes: ['read_orders', 'read_customers', 'read_merchant_managed_fulfillment_orders', 'read_third_party_fulfillment_orders', 'read_locations'],
    refusals: ['too-many-orders'],
  },
  {
    name: 'shopify.adjust_stock',
    summary: 'Add to or take from what can be sold; from is the quantity it was decided on, and where it is another by now nothing is booked',
    effect: 'write',
    inputs: { sku: 'text', location_id: 'text', delta: 'whole_number', from: 'whole_number', reason: 'text' },
    outputs: { reference: 'text', available: 'whole_number' },
    idempotency: 'provider-key',
    scopes: toStock,
    retry: 'unknown-outcome',
    guard: 'the quantity is still the one that it was decided on',
    readBack: 'none needed: the shop answers the same key for a day, then only an unchanged quantity lets it through',
    compensation: 'shopify.adjust_stock',
    refusals,
  },
  {
    name: 'shopify.move_stock',
    summary: 'Move goods between available, quality_control, damaged, safety_stock and reserved at one location',
    effect: 'write',
    inputs: { sku: 'text', location_id: 'text', quantity: 'whole_number', from_state: 'text', to_state: 'text', reason: 'text' },
    outputs: { reference: 'text', location_name: 'text' },
    idempotency: 'provider-key',
    scopes: toStock,
    retry: 'unknown-outcome',
    guard: 'the goods are stocked there; nothing is tried again after 23 hours',
    readBack: 'none needed: the shop answers the same key for a day',
    compensation: 'shopify.move_stock',
    refusals: [...refusals, 'wrong-state', 'negative-quantity'],
  },
  {
    name: 'shopify.block_stock',
    summary: 'Keep some that is available from being sold: it becomes safety stock',
    effect: 'write',
    inputs: { sku: 'text', location_id: 'text', quantity: 'whole_number' },
    outputs: { reference: 'text', location_name: 'text' },
    idempotency: 'provider-key',
    scopes: toStock,
    retry: 'unknown-outcome',
    guard: 'the goods are stocked there; nothing is tried again after 23 hours',
    readBack: 'none needed: the shop answers the same key for a day',
    compensation: 'shopify.unblock_stock',
    refusals: [...refusals, 'negative-quantity'],
  },
  {
    name: 'shopify.unblock_stock',
    summary: 'Let what was blocked be sold again',
    effect: 'write',
    inputs: { sku: 'text', location_id: 'text', quantity: 'whole_number' },
    outputs: { reference: 'text', location_name: 'text' },
    idempotency: 'provider-key',
    scopes: toStock,
    retry: 'unknown-outcome',
    guard: 'the goods are stocked there; nothing is tried again after 23 hours',
    readBack: 'none needed: the shop answers the same key for a day',
    compensation: 'shopify.block_stock',
    refusals: [...refusals, 'negative-quantity'],
  },
]
