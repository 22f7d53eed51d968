import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../domain/json.ts'
import type { Connector } from '../../../domain/ports.ts'
import { startShop } from '../../../stand-ins/shop/shop.ts'
import type { RunningShop } from '../../../stand-ins/shop/shop.ts'
import { control } from '../../stand-ins/ask.ts'
import type { Loose } from '../../stand-ins/ask.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let shop: RunningShop
let shopify: Connector
beforeEach(async () => {
  shop = await startShop()
  shopify = connectTo(shop)
})
afterEach(() => shop.close())

const waiting = (more: object = {}): Promise<Loose> => control(shop, 'POST', 'orders', { unfulfilled: true, lines: [{ sku: 'MUG', title: 'Mug', quantity: 2, price: '12.00' }], ...more })
const run = async (action: string, input: JsonObject): Promise<Loose> => (await shopify.perform(aCall(`shopify.${action}`, input))).outputs
const failing = (action: string, input: JsonObject): ReturnType<typeof failureOf> => failureOf(shopify.perform(aCall(`shopify.${action}`, input)))
const sent = (operation: string): number => shop.log.all().filter((entry) => entry['kind'] === 'request' && entry['operation'] === operation).length
const lose = (operation: string): Promise<Loose> => control(shop, 'POST', 'faults', { operation, mode: 'error-after-commit' })
const NEW = { name: 'Jo van Doe', address1: '18 Mill Ln', city: 'Austin', province: 'TX', zip: '78704', country: 'us' }

describe('addresses', () => {
  test('an order goes where the customer asked, the second line of the old address does not come along, and it is changed once', async () => {
    const { id } = await waiting({ address: { address2: 'Apt 9', phone: '+1312' } })
    await lose('orderUpdate')
    expect((await failing('edit_address', { order_id: id, ...NEW })).failure).toBe('unknown-outcome')
    expect(await run('edit_address', { order_id: id, ...NEW })).toEqual({ country: 'US', city: 'Austin', zip: '78704' })
    expect((await run('order', { id })).shipping_address).toEqual({ ...NEW, country: 'US', address2: '', phone: '+1312' })
    expect((await run('fulfillment_orders', { order_id: id })).destination).toEqual({ address1: '18 Mill Ln', city: 'Austin', province: 'TX', zip: '78704', country: 'US' })
    expect(sent('orderUpdate')).toBe(1)
  })

  test('an address without a country, and an order that is cancelled, are refused', async () => {
    const { id } = await waiting({ name: '#3001' })
    expect((await failing('edit_address', { order_id: id, ...NEW, country: 'Texas' })).code).toBe('wrong-address')
    await control(shop, 'POST', 'cancel', { orderName: '#3001' })
    expect((await failing('edit_address', { order_id: id, ...NEW })).code).toBe('invalid-state')
  })
})

test('a tag is put on once and taken off again, and the others stay', async () => {
  const { id } = await waiting({ tags: ['gift'] })
  for (const _ of [1, 2]) await run('tag', { order_id: id, tag: 'rerouted' })
  expect((await run('order', { id })).tags).toEqual(['gift', 'rerouted'])
  await run('untag', { order_id: id, tag: 'rerouted' })
  expect((await run('order', { id })).tags).toEqual(['gift'])
  expect((await failing('tag', { order_id: id, tag: 'x'.repeat(41) })).code).toBe('wrong-tag')
})

describe('cancelling', () => {
  test('an order counts as cancelled once the shop has done it, and no money moves', async () => {
    const { id } = await waiting()
    const outputs = await run('cancel_order', { order_id: id, reason: 'inventory' })
    expect(outputs).toEqual({ cancelled_at: expect.stringMatching(/Z$/) })
    expect((await control(shop, 'GET', 'refunds')).refunds.filter((one: Loose) => one.orderId === id)).toEqual([])
    expect(await run('cancel_order', { order_id: id, reason: 'inventory' })).toEqual(outputs)
    expect(sent('orderCancel')).toBe(1)
  })

  test('the answer being lost, the repeat finds the order cancelled or being cancelled, and never cancels another time', async () => {
    const { id } = await waiting()
    await lose('orderCancel')
    expect((await failing('cancel_order', { order_id: id, reason: 'customer' })).failure).toBe('unknown-outcome')
    const again = await shopify.perform(aCall('shopify.cancel_order', { order_id: id, reason: 'customer' })).catch((problem: Loose) => problem)
    if (again.failure !== undefined) expect(again.code).toBe('invalid')
    expect(shop.store.all('jobs')).toHaveLength(1)
  })

  test('what was sent, or is with a service, is not cancelled', async () => {
    const { orders } = await control(shop, 'GET', 'orders')
    expect((await failing('cancel_order', { order_id: orders[0].id, reason: 'customer' })).code).toBe('invalid')
    expect((await failing('cancel_order', { order_id: orders[0].id, reason: 'boredom' })).code).toBe('wrong-reason')
  })
})

describe('replacements', () => {
  test.each(['draftOrderCreate', 'draftOrderComplete'])('goods are sent once more for nothing, and once, when the answer of %s is lost', async (operation) => {
    const { id, name } = await waiting()
    await lose(operation)
    expect((await failing('replacement', { order_id: id, lines: [{ sku: 'MUG', quantity: 1 }] })).failure).toBe('unknown-outcome')
    const made = await run('replacement', { order_id: id, lines: [{ sku: 'MUG', quantity: 1 }] })
    expect(await run('replacement', { order_id: id, lines: [{ sku: 'MUG', quantity: 1 }] })).toEqual(made)
    const order = await run('order', { id: made.order_id })
    expect(order).toMatchObject({ value: { amount: '0.00' }, quantity: 1, tags: [expect.stringMatching(/^evenkeel-[0-9a-f]{31}$/), 'replacement'] })
    const { drafts } = await control(shop, 'GET', 'drafts')
    expect(drafts).toMatchObject([{ note: expect.stringContaining(`Replacement for ${name}`), lines: [{ sku: 'MUG', quantity: 1, percentOff: 100 }] }])
  })

  test('nothing is sent that the order did not have', async () => {
    const { id } = await waiting()
    expect((await failing('replacement', { order_id: id, lines: [{ sku: 'MUG', quantity: 3 }] })).code).toBe('wrong-lines')
    expect((await failing('replacement', { order_id: id, lines: [{ sku: 'CUP', quantity: 1 }] })).code).toBe('wrong-lines')
    expect((await control(shop, 'GET', 'drafts')).drafts).toEqual([])
  })
})
