import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { shopifyActions } from '../../../adapters/shopify/actions.ts'
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

const LINES = [{ sku: 'TEE', title: 'Tee', quantity: 3, price: '20.00' }, { sku: 'CAP', title: 'Cap', quantity: 1, price: '15.00' }]
const MAIN = 'gid://shopify/Location/1'
const EAST = 'gid://shopify/Location/2'
const AUSTIN = 'gid://shopify/Location/3'
const order = async (locationId = '1', more: object = {}): Promise<{ id: string; part: string; name: string }> => {
  const made = await control(shop, 'POST', 'orders', { unfulfilled: { locationId }, lines: LINES, ...more })
  return { id: made.id, name: made.name, part: (await parts(made.id))[0].id }
}
const parts = async (orderId: string): Promise<Loose[]> => (await control(shop, 'GET', 'fulfilments')).fulfilments.filter((one: Loose) => one.orderId === orderId && !['CLOSED'].includes(one.status))
const run = async (action: string, input: JsonObject, caseId = 'reroute/1'): Promise<Loose> => (await shopify.perform(aCall(`shopify.${action}`, input, { caseId }))).outputs
const codeOf = async (action: string, input: JsonObject): Promise<string> => (await failureOf(shopify.perform(aCall(`shopify.${action}`, input)))).code
const sent = (operation: string): number => shop.log.all().filter((entry) => entry['kind'] === 'request' && entry['operation'] === operation).length
const lose = (operation: string): Promise<Loose> => control(shop, 'POST', 'faults', { operation, mode: 'error-after-commit' })
const declared = (name: string): string[] => Object.keys(shopifyActions.find((one) => one.name === `shopify.${name}`)!.outputs).sort()

describe('holds', () => {
  test('an order is held everywhere it waits, and a repeat after a lost answer places no second hold', async () => {
    const { id } = await order()
    await lose('fulfillmentOrderHold')
    expect((await failureOf(shopify.perform(aCall('shopify.hold', { order_id: id, reason: 'address' }, { caseId: 'reroute/1' })))).failure).toBe('unknown-outcome')
    expect(await run('hold', { order_id: id, reason: 'address' })).toEqual({ held: 1, out_of_reach: 0 })
    expect(await parts(id)).toMatchObject([{ status: 'ON_HOLD', holds: [{ reason: 'INCORRECT_ADDRESS', ours: true }] }])
    expect(sent('fulfillmentOrderHold')).toBe(1)
  })

  test('two workers that hold at the same moment place one hold: the shop refuses the handle that is there', async () => {
    const { id } = await order()
    await control(shop, 'POST', 'faults', { operation: 'order', mode: 'slow', ms: 50, times: 2 })
    expect(await Promise.all([run('hold', { order_id: id, reason: 'address' }), run('hold', { order_id: id, reason: 'address' })])).toEqual([{ held: 1, out_of_reach: 0 }, { held: 1, out_of_reach: 0 }])
    expect((await parts(id))[0].holds).toHaveLength(1)
  })

  test('releasing takes off the hold of this case and leaves those of staff and of other cases', async () => {
    const { id, part } = await order()
    await run('hold', { order_id: id, reason: 'address' })
    await run('hold', { order_id: id, reason: 'stock' }, 'stock/9')
    await control(shop, 'POST', 'hold', { id: part, reason: 'HIGH_RISK_OF_FRAUD' })
    await lose('fulfillmentOrderReleaseHold')
    await failureOf(shopify.perform(aCall('shopify.release_hold', { order_id: id }, { caseId: 'reroute/1' })))
    expect(await run('release_hold', { order_id: id })).toEqual({ released: 0 })
    expect(await parts(id)).toMatchObject([{ status: 'ON_HOLD', holds: [{ reason: 'INVENTORY_OUT_OF_STOCK' }, { reason: 'HIGH_RISK_OF_FRAUD' }] }])
  })

  test('what a service already has is counted as out of reach, and refused where it alone was meant', async () => {
    const { id, part } = await order('2')
    await run('request_fulfillment', { fulfillment_order_id: part })
    expect(await run('hold', { order_id: id, reason: 'address' })).toEqual({ held: 0, out_of_reach: 1 })
    expect(await codeOf('hold', { fulfillment_order_id: part, reason: 'address' })).toBe('invalid-state')
    expect(await codeOf('hold', { order_id: id, reason: 'constructor' })).toBe('wrong-reason')
  })

  test('a handle is at most 64 characters, however long the name of the case', async () => {
    const { id } = await order()
    expect(await run('hold', { order_id: id, reason: 'address' }, `stock-discrepancy-oversell/${'x'.repeat(300)}`)).toEqual({ held: 1, out_of_reach: 0 })
  })
})

describe('moves', () => {
  test('a fulfilment order is moved once, and a repeat finds it where it should be', async () => {
    const { part } = await order()
    await lose('fulfillmentOrderMove')
    await failureOf(shopify.perform(aCall('shopify.move', { fulfillment_order_id: part, location_id: EAST })))
    expect(await run('move', { fulfillment_order_id: part, location_id: EAST })).toEqual({ fulfillment_order_id: part, remaining_id: '', location_name: 'East fulfilment' })
    expect(sent('fulfillmentOrderMove')).toBe(1)
  })

  test('after a move of some the ids are new, and a repeat over the closed original finds the piece that moved', async () => {
    const { id, part } = await order()
    await lose('fulfillmentOrderMove')
    const wanted = { fulfillment_order_id: part, location_id: EAST, lines: [{ sku: 'TEE', quantity: 2 }] }
    await failureOf(shopify.perform(aCall('shopify.move', wanted)))
    const found = await run('move', wanted)
    expect(found.fulfillment_order_id).not.toBe(part)
    expect(await parts(id)).toMatchObject([{ id: found.fulfillment_order_id, locationId: EAST, lines: [{ remaining: 2 }] }, { locationId: MAIN, lines: [{ remaining: 1 }, { remaining: 1 }] }])
    expect(sent('fulfillmentOrderMove')).toBe(1)
  })

  test.each([
    ['submit', 'with-service'], ['progress', 'invalid-state'],
  ])('nothing is moved after %s', async (does, code) => {
    const { part } = await order(does === 'submit' ? '2' : '1')
    await control(shop, 'POST', 'fulfilment', { id: part, does })
    expect(await codeOf('move', { fulfillment_order_id: part, location_id: does === 'submit' ? MAIN : EAST })).toBe(code)
  })

  test('a place that does not stock the goods is refused, and a place is offered only with what it can send', async () => {
    const { part } = await order()
    expect(await codeOf('move', { fulfillment_order_id: part, location_id: AUSTIN })).toBe('not-movable')
    await control(shop, 'POST', 'stock', { sku: 'TEE', locationId: '3', quantity: 50 })
    await control(shop, 'POST', 'stock', { sku: 'CAP', locationId: '3', quantity: 0 })
    const places = await run('locations_for_move', { fulfillment_order_id: part })
    expect(Object.keys(places).sort()).toEqual(declared('locations_for_move'))
    expect(places).toMatchObject({ covers: true, plan: [{ location_id: EAST, lines: [{ sku: 'TEE', quantity: 3 }, { sku: 'CAP', quantity: 1 }] }] })
    expect(places.list).toEqual([
      { location_id: EAST, name: 'East fulfilment', service: true, movable: true, why_not: '', fits: true, can_send: 4 },
      { location_id: AUSTIN, name: 'Store Austin', service: false, movable: true, why_not: '', fits: false, can_send: 3 },
    ])
  })

  test('goods that are not there are not moved, and a split is made once', async () => {
    const { part, id } = await order()
    expect(await codeOf('move', { fulfillment_order_id: part, location_id: EAST, lines: [{ sku: 'TEE', quantity: 4 }] })).toBe('wrong-lines')
    const wanted = { fulfillment_order_id: part, lines: [{ sku: 'TEE', quantity: 2 }] }
    const first = await run('split', wanted)
    expect(await run('split', wanted)).toEqual(first)
    // What cannot be read is no split that left nothing over.
    await control(shop, 'POST', 'faults', { operation: 'order', mode: 'error-before' })
    expect(await failureOf(shopify.perform(aCall('shopify.split', wanted)))).toMatchObject({ failure: expect.not.stringMatching(/^refused$/) })
    expect(await run('split', wanted)).toEqual(first)
    expect(await parts(id)).toHaveLength(2)
    expect(sent('fulfillmentOrderSplit')).toBe(1)
  })

  test('goods that no place has all of are shared out, piece by piece under ids that change, and each piece once', async () => {
    const { part, id } = await order()
    for (const [locationId, tees, caps] of [['2', 1, 1], ['3', 9, 0]] as const) {
      await control(shop, 'POST', 'stock', { sku: 'TEE', locationId, quantity: tees })
      await control(shop, 'POST', 'stock', { sku: 'CAP', locationId, quantity: caps })
    }
    const { plan, covers } = await run('locations_for_move', { fulfillment_order_id: part })
    expect([covers, plan]).toEqual([true, [{ location_id: AUSTIN, name: 'Store Austin', lines: [{ sku: 'TEE', quantity: 3 }] }, { location_id: EAST, name: 'East fulfilment', lines: [{ sku: 'CAP', quantity: 1 }] }]])
    for (const { location_id, lines } of [...plan, ...plan]) await run('move', { fulfillment_order_id: part, location_id, lines })
    expect(await parts(id)).toMatchObject([{ locationId: AUSTIN, lines: [{ remaining: 3 }] }, { locationId: EAST, lines: [{ remaining: 1 }] }])
    expect(sent('fulfillmentOrderMove')).toBe(2)
  })

  test('the shop chooses another place, once', async () => {
    const { part } = await order()
    const wanted = { fulfillment_order_id: part, avoid_location_id: MAIN }
    expect(await run('reroute', wanted)).toEqual({ fulfillment_order_id: part, location_id: EAST, location_name: 'East fulfilment' })
    expect(await run('reroute', wanted)).toMatchObject({ location_id: EAST })
    expect(sent('fulfillmentOrdersReroute')).toBe(1)
  })
})

describe('services', () => {
  test('a service is asked once and asked to stop once, and own places need no asking', async () => {
    const own = await order()
    const { part } = await order('2')
    expect(await run('request_fulfillment', { fulfillment_order_id: own.part })).toEqual({ request_status: 'UNSUBMITTED', needed: false })
    for (const _ of [1, 2]) expect(await run('request_fulfillment', { fulfillment_order_id: part })).toEqual({ request_status: 'SUBMITTED', needed: true })
    await control(shop, 'POST', 'fulfilment', { id: part, does: 'accept' })
    for (const _ of [1, 2]) expect(await run('request_cancellation', { fulfillment_order_id: part })).toEqual({ request_status: 'CANCELLATION_REQUESTED', needed: true })
    expect([sent('fulfillmentOrderSubmitFulfillmentRequest'), sent('fulfillmentOrderSubmitCancellationRequest')]).toEqual([1, 1])
  })

  test('when a service gives it back the id is new, and the order as a whole is held and read all the same', async () => {
    const { id, part } = await order('2')
    await run('request_fulfillment', { fulfillment_order_id: part })
    await control(shop, 'POST', 'fulfilment', { id: part, does: 'accept' })
    expect(await run('fulfillment_orders', { order_id: id })).toMatchObject({ stage: 'with_service', quantity: 4 })
    await run('request_cancellation', { fulfillment_order_id: part })
    await control(shop, 'POST', 'fulfilment', { id: part, does: 'accept-cancellation' })
    const now = await run('fulfillment_orders', { order_id: id })
    expect(Object.keys(now).sort()).toEqual(declared('fulfillment_orders'))
    expect(now).toMatchObject({ stage: 'unasked', parts: [{ status: 'OPEN', location_name: 'East fulfilment', service: true, held_by_us: false }] })
    expect(now.parts[0].id).not.toBe(part)
    expect(await run('hold', { order_id: id, reason: 'address' })).toEqual({ held: 1, out_of_reach: 0 })
    expect(await run('fulfillment_orders', { order_id: '', fulfillment_order_id: part })).toMatchObject({ order_id: id, quantity: 4 })
    expect(await run('fulfillment_order', { id: now.parts[0].id })).toMatchObject({ order_id: id, status: 'ON_HOLD', held_by_us: true })
  })

  test('an order that was sent has nothing left, and unknown ids are refused', async () => {
    const { id, part } = await order()
    await control(shop, 'POST', 'fulfilment', { id: part, does: 'ship' })
    expect(await run('fulfillment_orders', { order_id: id })).toMatchObject({ stage: 'nothing', quantity: 0, parts: [] })
    expect(await codeOf('fulfillment_order', { id: 'gid://shopify/FulfillmentOrder/1' })).toBe('not-found')
    expect(await codeOf('move', { fulfillment_order_id: part, location_id: EAST })).toBe('invalid-state')
  })
})
