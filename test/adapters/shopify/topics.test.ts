import { afterEach, beforeEach, expect, test } from 'vitest'
import { shopifyEvents } from '../../../adapters/shopify/events.ts'
import { readShopifyEvent } from '../../../adapters/shopify/webhooks.ts'
import type { Connector } from '../../../domain/ports.ts'
import { startShop } from '../../../stand-ins/shop/shop.ts'
import type { RunningShop } from '../../../stand-ins/shop/shop.ts'
import { control } from '../../stand-ins/ask.ts'
import type { Loose } from '../../stand-ins/ask.ts'
import { aCall, connectTo } from './call.ts'

let shop: RunningShop
let shopify: Connector
beforeEach(async () => {
  shop = await startShop()
  shopify = connectTo(shop)
})
afterEach(() => shop.close())

const run = async (action: string, input: Record<string, unknown>): Promise<Loose> => (await shopify.perform(aCall(`shopify.${action}`, input as never))).outputs
/** What the shop told last about a topic, as intake reads it. */
const told = (topic: string): Loose => {
  const delivery = shop.store.all('deliveries').filter((one) => one.topic === topic).at(-1)!
  return readShopifyEvent(delivery.body, { 'x-shopify-webhook-id': delivery.id, 'x-shopify-topic': topic })
}
const waiting = async (locationId: string): Promise<{ name: string; id: string; part: string }> => {
  const made = await control(shop, 'POST', 'orders', { unfulfilled: { locationId }, lines: [{ sku: 'TEE', title: 'Tee', quantity: 2, price: '20.00' }] })
  const { fulfilments } = await control(shop, 'GET', 'fulfilments')
  return { id: made.id, name: made.name, part: fulfilments.find((one: Loose) => one.orderId === made.id).id }
}
const fits = (event: Loose): void => {
  const declared = shopifyEvents.find((one) => one.name === event.name)
  expect(Object.keys(event.fields).sort()).toEqual(Object.keys(declared!.fields).sort())
}

test('a hold of staff is told of, and the hold of a case starts nothing again', async () => {
  const { id, part } = await waiting('1')
  await run('hold', { order_id: id, reason: 'address' })
  expect(told('fulfillment_orders/placed_on_hold').event).toBeNull()
  await run('release_hold', { order_id: id })
  await control(shop, 'POST', 'hold', { id: part, reason: 'INCORRECT_ADDRESS', note: 'No house number' })
  const { event } = told('fulfillment_orders/placed_on_hold')
  expect(event).toEqual({ name: 'shopify.fulfillment_held', fields: { fulfillment_order_id: part, reason: 'incorrect_address', note: 'No house number' } })
  fits(event)
})

test.each([
  ['accept', [], 'fulfillment_request_accepted', 'shopify.fulfillment_accepted'],
  ['reject', [], 'fulfillment_request_rejected', 'shopify.fulfillment_rejected'],
  ['fail', ['accept'], 'fulfillment_service_failed_to_complete', 'shopify.fulfillment_failed'],
  ['accept-cancellation', ['accept', 'stop'], 'cancellation_request_accepted', 'shopify.cancellation_accepted'],
  ['reject-cancellation', ['accept', 'stop'], 'cancellation_request_rejected', 'shopify.cancellation_rejected'],
])('what a service says (%s) names the fulfilment order that was asked for', async (does, before, topic, name) => {
  const { part } = await waiting('2')
  await run('request_fulfillment', { fulfillment_order_id: part })
  for (const step of before) await (step === 'stop' ? run('request_cancellation', { fulfillment_order_id: part }) : control(shop, 'POST', 'fulfilment', { id: part, does: step }))
  await control(shop, 'POST', 'fulfilment', { id: part, does, message: 'No stock' })
  const { event } = told(`fulfillment_orders/${topic}`)
  expect(event).toEqual({ name, fields: { fulfillment_order_id: part, message: 'No stock' } })
  fits(event)
})

test('a move tells both ids', async () => {
  const { part } = await waiting('1')
  const moved = await run('move', { fulfillment_order_id: part, location_id: 'gid://shopify/Location/2', lines: [{ sku: 'TEE', quantity: 1 }] })
  expect(told('fulfillment_orders/moved').event).toEqual({
    name: 'shopify.fulfillment_moved', fields: { fulfillment_order_id: part, moved_id: moved.fulfillment_order_id, location_id: 'gid://shopify/Location/2' },
  })
})

test('ids that are numbers beyond what a double holds arrive digit for digit', async () => {
  const { id, name } = await waiting('1')
  await control(shop, 'POST', 'edited', { orderName: name })
  expect(told('orders/edited').event).toEqual({ name: 'shopify.order_edited', fields: { order_id: id } })
  const stock = await control(shop, 'POST', 'stock', { sku: 'TEE', quantity: -2 })
  const { event } = told('inventory_levels/update')
  expect(event).toEqual({ name: 'shopify.stock_changed', fields: { inventory_item_id: stock.itemId, location_id: 'gid://shopify/Location/1', available: -2, updated_at: expect.stringMatching(/Z$/) } })
  fits(event)
})

test('a refund of staff is told of, and one that a case paid starts nothing', async () => {
  const { orders } = await control(shop, 'GET', 'orders')
  const usd = { amount: '10.00', currency: 'USD' }
  await run('refund', { order_id: orders[0].id, amount: usd, note: 'Return' })
  expect(told('refunds/create').event).toBeNull()
  const body = shop.store.all('deliveries').find((one) => one.topic === 'refunds/create')!.body.replace(/ \[evenkeel [^\]]*\]/, '')
  const read = readShopifyEvent(body, { 'x-shopify-webhook-id': 'w', 'x-shopify-topic': 'refunds/create' }) as Loose
  expect(read.event).toMatchObject({ name: 'shopify.refund_created', fields: { order_id: orders[0].id } })
  fits(read.event)
})

test('a dispute is told of with its amount and its last day, and again when it moves on', async () => {
  await control(shop, 'POST', 'dispute', { orderName: '#2041' })
  const { event } = told('disputes/create')
  expect(event).toMatchObject({ name: 'shopify.dispute_opened', fields: { status: 'needs_response', amount: { amount: '80.00', currency: 'USD' }, due_by: expect.stringMatching(/Z$/) } })
  fits(event)
  await control(shop, 'POST', 'dispute', { orderName: '#2041', status: 'LOST' })
  expect(told('disputes/update').event).toMatchObject({ name: 'shopify.dispute_changed', fields: { status: 'lost' } })
})

test.each([
  ['fulfillment_orders/placed_on_hold', { fulfillment_order: { id: 'gid://shopify/Order/1' } }],
  ['fulfillment_orders/fulfillment_request_rejected', {}],
  ['fulfillment_orders/moved', { moved_fulfillment_order: { id: 'gid://shopify/FulfillmentOrder/1' } }],
  ['orders/edited', { order_edit: { order_id: 1.5 } }],
  ['inventory_levels/update', { inventory_item_id: 1, location_id: 2, available: 'few', updated_at: '2026-11-20T10:00:00Z' }],
  ['inventory_levels/update', { inventory_item_id: 1, location_id: 2, available: 3, updated_at: 'today' }],
  ['refunds/create', { order_id: 1 }],
  ['disputes/create', { id: 1, order_id: 2, amount: '1.00' }],
])('a webhook of %s that lacks what it needs is parked with its reason: %j', (topic, body) => {
  expect(readShopifyEvent(JSON.stringify(body), { 'x-shopify-webhook-id': 'w', 'x-shopify-topic': topic })).toEqual({ problem: expect.stringMatching(/id|needed|number|instant/) })
})
