import { afterEach, beforeEach, expect, test } from 'vitest'
import { shopifyActions } from '../../../adapters/shopify/actions.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { Connector, ConnectorCall } from '../../../domain/ports.ts'
import { startShop } from '../../../stand-ins/shop/shop.ts'
import type { RunningShop } from '../../../stand-ins/shop/shop.ts'
import { control } from '../../stand-ins/ask.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let shop: RunningShop
let shopify: Connector
beforeEach(async () => {
  shop = await startShop()
  shopify = connectTo(shop)
})
afterEach(() => shop.close())

const dispose = (order: string, state: string, more: JsonObject = {}): ConnectorCall => aCall('shopify.dispose', { order, state, ...more })
const approved = async (orderName: string, quantity = 1): Promise<{ id: string; orderId: string }> => {
  const sent = await control(shop, 'POST', 'return', { orderName, quantity })
  await shopify.perform(aCall('shopify.approve_return', { return_id: sent.id }))
  return sent
}
const booked = async (id: string): Promise<unknown> =>
  (await control(shop, 'GET', 'returns')).returns.find((one: { id: string }) => one.id === id).lines.map((line: { dispositions?: unknown }) => line.dispositions ?? null)
const processed = (): number => shop.log.all().filter((entry) => entry['kind'] === 'request' && entry['operation'] === 'returnProcess').length

test.each([
  ['restock', { type: 'RESTOCKED', quantity: 2, locationId: 'gid://shopify/Location/1' }],
  ['refurbish', { type: 'PROCESSING_REQUIRED', quantity: 2, locationId: null }],
  ['quarantine', { type: 'PROCESSING_REQUIRED', quantity: 2, locationId: null }],
  ['write_off', { type: 'NOT_RESTOCKED', quantity: 2, locationId: null }],
  ['missing', { type: 'MISSING', quantity: 2, locationId: null }],
])('goods that go to %s are booked so', async (state, expected) => {
  const { id, orderId } = await approved('#2047', 2)
  const { outputs, reference } = await shopify.perform(dispose(orderId, state))
  expect(await booked(id)).toEqual([[expected]])
  expect(outputs).toEqual({ state, quantity: 2 })
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(shopifyActions.find(({ name }) => name === 'shopify.dispose')!.outputs).sort())
  expect(reference).toBe(id)
})

test('goods are booked once, however late they are booked again and whether or not the first answer came', async () => {
  const { id, orderId } = await approved('#2041')
  await control(shop, 'POST', 'faults', { operation: 'returnProcess', mode: 'error-after-commit' })
  expect((await failureOf(shopify.perform(dispose(orderId, 'restock')))).failure).toBe('unknown-outcome')
  expect((await shopify.perform({ ...dispose(orderId, 'restock'), look: true })).outputs).toEqual({ state: 'restock', quantity: 1 })
  await shopify.perform(aCall('shopify.close_return', { return_id: id }))
  await shopify.perform({ ...dispose(orderId, 'restock'), key: 'case-1/goods#1/inventory.dispose/2' })
  expect(await booked(id)).toEqual([[expect.objectContaining({ type: 'RESTOCKED', quantity: 1 })]])
  expect(processed()).toBe(1)
})

test('goods that two workers book at the same moment are booked once', async () => {
  const { id, orderId } = await approved('#2041')
  await control(shop, 'POST', 'faults', { operation: 'order', mode: 'slow', ms: 50, times: 2 })
  const both = await Promise.all([shopify.perform(dispose(orderId, 'restock')), shopify.perform(dispose(orderId, 'restock'))])
  expect(both.map(({ outputs }) => outputs)).toEqual([{ state: 'restock', quantity: 1 }, { state: 'restock', quantity: 1 }])
  expect(await booked(id)).toEqual([[expect.objectContaining({ quantity: 1 })]])
})

test('what the customer keeps is asked of nobody', async () => {
  expect((await shopify.perform(dispose('gid://shopify/Order/1', 'kept_by_customer'))).outputs).toEqual({ state: 'kept_by_customer', quantity: 0 })
  expect(shop.log.all()).toEqual([])
})

test('goods go back on the shelf that is named', async () => {
  const { id, orderId } = await approved('#2041')
  await shopify.perform(dispose(orderId, 'restock', { location_id: 'gid://shopify/Location/7' }))
  expect(await booked(id)).toEqual([[expect.objectContaining({ locationId: 'gid://shopify/Location/7' })]])
})

test('of several returns of an order the one that is named is meant, and none is guessed', async () => {
  const first = await approved('#2047')
  const second = await approved('#2047')
  expect(await failureOf(shopify.perform(dispose(first.orderId, 'restock')))).toMatchObject({
    failure: 'refused', code: 'several-returns', message: expect.stringContaining('#2047-R1, #2047-R2'),
  })
  await shopify.perform(dispose(first.orderId, 'restock', { return_id: second.id }))
  expect(await booked(first.id)).toEqual([null])
  expect((await failureOf(shopify.perform(dispose(first.orderId, 'restock')))).code).toBe('several-returns')
})

test('nothing is booked for a state, return or order that is not there', async () => {
  const { id: requested, orderId } = await control(shop, 'POST', 'return', { orderName: '#2041' })
  const other = await approved('#2044')
  const codeFor = async (call: ConnectorCall): Promise<string> => (await failureOf(shopify.perform(call))).code
  expect(await codeFor(dispose(orderId, 'sold'))).toBe('wrong-state')
  expect(await codeFor(dispose(orderId, 'constructor'))).toBe('wrong-state')
  expect(await codeFor(dispose(orderId, 'restock'))).toBe('no-return')
  expect(await codeFor(dispose(orderId, 'restock', { return_id: requested }))).toBe('invalid-state')
  expect(await codeFor(dispose(orderId, 'restock', { return_id: other.id }))).toBe('wrong-return')
  expect(await codeFor(dispose('gid://shopify/Order/1', 'restock'))).toBe('not-found')
  expect(processed()).toBe(0)
})

test('a refusal of the shop is handed on with its code', async () => {
  const { orderId } = await approved('#2041')
  await control(shop, 'POST', 'faults', { operation: 'returnProcess', mode: 'user-error', code: 'INTERNAL_ERROR', message: 'not now' })
  expect(await failureOf(shopify.perform(dispose(orderId, 'restock')))).toMatchObject({ failure: 'refused', code: 'internal-error', message: expect.stringContaining('not now') })
})
