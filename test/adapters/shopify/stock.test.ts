import { afterEach, beforeEach, expect, test } from 'vitest'
import { shopifyActions } from '../../../adapters/shopify/actions.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { Connector, ConnectorCall } from '../../../domain/ports.ts'
import { startShop } from '../../../stand-ins/shop/shop.ts'
import type { RunningShop } from '../../../stand-ins/shop/shop.ts'
import { ask, control } from '../../stand-ins/ask.ts'
import type { Loose } from '../../stand-ins/ask.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let shop: RunningShop
let shopify: Connector
beforeEach(async () => {
  shop = await startShop()
  shopify = connectTo(shop)
  await control(shop, 'POST', 'stock', { sku: 'TEE', locationId: '1', quantity: 6 })
  await control(shop, 'POST', 'stock', { sku: 'TEE', locationId: '2', quantity: 9 })
})
afterEach(() => shop.close())

const MAIN = 'gid://shopify/Location/1'
const call = (action: string, input: JsonObject, more: Partial<ConnectorCall> = {}): ConnectorCall =>
  aCall(`shopify.${action}`, { sku: 'TEE', location_id: MAIN, ...input }, { key: 'stock/1/adjust#1/shopify.adjust_stock/1', caseId: 'stock/1', firstTriedAt: Date.now(), ...more })
const run = async (action: string, input: JsonObject, more: Partial<ConnectorCall> = {}): Promise<Loose> => (await shopify.perform(call(action, input, more))).outputs
const codeOf = async (action: string, input: JsonObject, more: Partial<ConnectorCall> = {}): Promise<string> => (await failureOf(shopify.perform(call(action, input, more)))).code
const available = async (): Promise<number> => (await run('stock', {})).available
const COUNTED = { delta: -4, from: 6, reason: 'shrinkage' }

test('stock is read at a place and elsewhere', async () => {
  const stock = await run('stock', {})
  expect(stock).toMatchObject({ location_name: 'Main warehouse', available: 6, on_hand: 6, elsewhere: 9, places: [{ name: 'East fulfilment', available: 9 }] })
  expect(Object.keys(stock).sort()).toEqual(Object.keys(shopifyActions.find((one) => one.name === 'shopify.stock')!.outputs).sort())
  const { itemId } = await control(shop, 'POST', 'stock', { sku: 'TEE', locationId: '2', quantity: 8 })
  expect(await run('stock', { sku: '', inventory_item_id: itemId })).toMatchObject({ sku: 'TEE', available: 6, elsewhere: 8, unit_cost: { amount: '8.00', currency: 'USD' } })
})

test('a SKU with a quote in it cannot search for another one', async () => {
  expect(await codeOf('stock', { sku: 'X" OR sku:"TEE' })).toBe('not-found')
})

test('a correction is booked once when its answer is lost, with the case as its document', async () => {
  await control(shop, 'POST', 'faults', { operation: 'inventoryAdjustQuantities', mode: 'error-after-commit' })
  expect((await failureOf(shopify.perform(call('adjust_stock', COUNTED)))).failure).toBe('unknown-outcome')
  expect(await run('adjust_stock', COUNTED)).toMatchObject({ available: 2 })
  expect(await available()).toBe(2)
  expect((await control(shop, 'GET', 'adjustments')).adjustments).toMatchObject([{ reason: 'shrinkage', reference: 'gid://evenkeel/Case/stock%2F1', changes: [{ name: 'available', delta: -4 }] }])
})

test('a correction that was decided on another quantity is refused and not forced', async () => {
  await control(shop, 'POST', 'stock', { sku: 'TEE', locationId: '1', quantity: 5 })
  expect(await codeOf('adjust_stock', COUNTED)).toBe('stale-quantity')
  expect(await available()).toBe(5)
})

test('days later, when the shop has forgotten the key, a correction that was made is not made again', async () => {
  await run('adjust_stock', COUNTED)
  await control(shop, 'POST', 'forget-keys', {})
  expect(await codeOf('adjust_stock', COUNTED, { firstTriedAt: Date.now() - 3 * 86_400_000 })).toBe('stale-quantity')
  expect(await codeOf('adjust_stock', COUNTED, { key: 'stock/1/adjust#1/shopify.adjust_stock/2' })).toBe('stale-quantity')
  expect(await available()).toBe(2)
})

test('a change by nothing, for an unknown reason or of goods that are not there is refused', async () => {
  expect(await codeOf('adjust_stock', { ...COUNTED, delta: 0 })).toBe('wrong-quantity')
  expect(await codeOf('adjust_stock', { ...COUNTED, reason: 'because' })).toBe('invalid-reason')
  expect(await codeOf('adjust_stock', { ...COUNTED, sku: 'NONE' })).toBe('not-found')
  expect(await codeOf('adjust_stock', { ...COUNTED, location_id: 'gid://shopify/Location/3' })).toBe('item-not-stocked-at-location')
})

test('goods go into quality control once, and a move that the shop may have forgotten goes to a person', async () => {
  const wanted = { quantity: 2, from_state: 'available', to_state: 'quality_control', reason: 'quality_control' }
  await control(shop, 'POST', 'faults', { operation: 'inventoryMoveQuantities', mode: 'reset-after-commit' })
  expect((await failureOf(shopify.perform(call('move_stock', wanted)))).failure).toBe('unknown-outcome')
  expect(await run('move_stock', wanted)).toMatchObject({ location_name: 'Main warehouse' })
  const { stock } = await control(shop, 'GET', 'stock')
  expect(stock.find((one: Loose) => one.sku === 'TEE' && one.locationId === '1')).toMatchObject({ onHand: 6, quantities: { available: 4, quality_control: 2 } })
  expect(await codeOf('move_stock', wanted, { firstTriedAt: Date.now() - 2 * 86_400_000 })).toBe('stale-quantity')
  expect(await codeOf('move_stock', { ...wanted, to_state: 'committed' })).toBe('wrong-state')
})

test('what is blocked cannot be sold, is still there, and can be let go again', async () => {
  await run('block_stock', { quantity: 4 }, { key: 'k/1' })
  expect(await run('stock', {})).toMatchObject({ available: 2, on_hand: 6, safety_stock: 4 })
  await run('unblock_stock', { quantity: 4 }, { key: 'k/2' })
  expect(await run('stock', {})).toMatchObject({ available: 6, on_hand: 6, safety_stock: 0 })
  expect(await codeOf('unblock_stock', { quantity: 1 }, { key: 'k/3' })).toBe('negative-quantity')
})

test('who waits for the last ones is ranked the same way every time: tags, then time, then the older order', async () => {
  const order = (name: string, tags: readonly string[], more: object = {}): Promise<Loose> => control(shop, 'POST', 'orders', {
    name, tags, unfulfilled: true, lines: [{ sku: 'TEE', title: 'Tee', quantity: 1, price: '20.00' }], ...more,
  })
  await order('#1', [])
  await order('#2', ['VIP'])
  await order('#3', ['express'])
  await order('#4', ['marketplace'], { lines: [{ sku: 'TEE', title: 'Tee', quantity: 2, price: '20.00' }, { sku: 'CAP', title: 'Cap', price: '9.00' }] })
  await order('#5', [], { unfulfilled: { locationId: '2' } })
  const demand = await run('open_orders', {})
  expect(demand).toMatchObject({ orders: 4, quantity: 5 })
  expect(demand.list.map((one: Loose) => one.order_name)).toEqual(['#4', '#3', '#2', '#1'])
  expect((await run('open_orders', { have: 4 })).losers.map((one: Loose) => one.order_name)).toEqual(['#1'])
  expect(await run('open_orders', { have: 1 })).toMatchObject({ short: 3, vip_short: true, losers: [{ order_name: '#4' }, { order_name: '#2' }, { order_name: '#1' }] })
  expect(demand.list[0]).toMatchObject({ quantity: 2, other_lines: true, rank: 1, with_service: false })
})

test.each([
  ['without a key', 'mutation($input: InventoryAdjustQuantitiesInput!) { inventoryAdjustQuantities(input: $input) { userErrors { code } } }', {}, 'The @idempotent directive is required'],
  ['without changeFromQuantity', 'mutation($input: InventoryAdjustQuantitiesInput!) { inventoryAdjustQuantities(input: $input) @idempotent(key: "k") { userErrors { code } } }', {}, 'CHANGE_FROM_QUANTITY_REQUIRED'],
])('the stand-in refuses a change of stock %s, as the shop does', async (_what, query, more, expected) => {
  const { itemId: inventoryItemId } = await control(shop, 'POST', 'stock', { sku: 'TEE', locationId: '2', quantity: 8 })
  const { body } = await ask(shop, query, { input: { name: 'available', reason: 'correction', changes: [{ inventoryItemId, locationId: MAIN, delta: 1, ...more }] } })
  expect(JSON.stringify(body)).toContain(expected)
  expect(await available()).toBe(6)
})
