import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createShopify } from '../../../adapters/shopify/connector.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { Connector, ConnectorCall } from '../../../domain/ports.ts'
import { startShop } from '../../../stand-ins/shop/shop.ts'
import type { RunningShop } from '../../../stand-ins/shop/shop.ts'
import { control, orderId } from '../../stand-ins/ask.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let shop: RunningShop
let shopify: Connector
beforeEach(async () => {
  shop = await startShop()
  shopify = connectTo(shop)
})
afterEach(() => shop.close())

const usd = (amount: string): JsonObject => ({ amount, currency: 'USD' })
const fault = (operation: string, mode: string, more: object = {}): Promise<unknown> =>
  control(shop, 'POST', 'faults', { operation, mode, ...more })
const refundsOf = async (name: string): Promise<{ amount: string; note: string; id: string }[]> =>
  (await control(shop, 'GET', 'refunds')).refunds.filter((one: { orderName: string }) => one.orderName === name)
const aRefund = async (amount: string, more: Parameters<typeof aCall>[2] = {}): Promise<ConnectorCall> =>
  aCall('shopify.refund', { order_id: await orderId(shop, '#2041'), amount: usd(amount), note: 'Return #2041-R1' }, more)

describe('the three layers of error', () => {
  const order = async (): Promise<ConnectorCall> => aCall('shopify.order', { id: await orderId(shop, '#2041') })

  test.each([
    ['a 500 on a read', 'order', 'error-before', {}, 'transient', 'shop-fault'],
    ['a reset on a read', 'order', 'reset-before', {}, 'transient', 'shop-connection'],
    ['half an answer to a read', 'order', 'garbage-after-commit', {}, 'transient', 'shop-unreadable'],
    ['a refused scope', 'order', 'graphql-error', { code: 'ACCESS_DENIED' }, 'permission', 'access-denied'],
    ['an inactive shop', 'order', 'graphql-error', { code: 'SHOP_INACTIVE' }, 'permission', 'shop-inactive'],
    ['a query that costs too much', 'order', 'graphql-error', { code: 'MAX_COST_EXCEEDED' }, 'contract', 'max-cost-exceeded'],
    ['a fault inside the shop', 'order', 'graphql-error', { code: 'INTERNAL_SERVER_ERROR' }, 'transient', 'shop-fault'],
    ['a frozen shop', 'order', 'status', { status: 402 }, 'permission', 'shop-frozen'],
    ['a missing scope', 'order', 'status', { status: 403 }, 'permission', 'shop-scope'],
    ['a locked shop', 'order', 'status', { status: 423 }, 'permission', 'shop-locked'],
    ['a redirect', 'order', 'status', { status: 301 }, 'permission', 'shop-moved'],
    ['a bad gateway', 'order', 'status', { status: 502 }, 'transient', 'shop-fault'],
  ])('sorts %s', async (_what, operation, mode, more, failure, code) => {
    await fault(operation, mode, more)
    expect(await failureOf(shopify.perform(await order()))).toMatchObject({ failure, code })
  })

  test.each([
    ['a 500', 'error-before', {}],
    ['a 503', 'status', { status: 503 }],
    ['a reset', 'reset-before', {}],
    ['a fault inside the shop', 'graphql-error', { code: 'INTERNAL_SERVER_ERROR' }],
    ['a timeout', 'hang-before', {}],
  ])('cannot know what became of a write after %s', async (_what, mode, more) => {
    await fault('refundCreate', mode, more)
    expect(await failureOf(
      connectTo(shop, { timeoutMs: 300 }).perform(await aRefund('1.00'))
    )).toMatchObject({ failure: 'unknown-outcome' })
  })

  test('waits as long as the shop asks after 429 and THROTTLED, for a write as well', async () => {
    await fault('refundCreate', 'rate-limited', { retryAfter: 2 })
    expect(await failureOf(shopify.perform(await aRefund('1.00')))).toMatchObject({
      failure: 'transient', code: 'shop-throttled', retryAfterMs: 2000,
    })
    await fault('refundCreate', 'throttled')
    expect(await failureOf(shopify.perform(await aRefund('1.00')))).toMatchObject({
      failure: 'transient', code: 'shop-throttled', retryAfterMs: 100,
    })
    expect(await refundsOf('#2041')).toHaveLength(0)
  })

  test('tries again when nothing can have been sent, even a write', async () => {
    const call = await aRefund('1.00')
    await shop.close()
    expect(await failureOf(shopify.perform(call))).toMatchObject({ failure: 'transient', code: 'shop-unreachable' })
    shop = await startShop()
  })

  test('names the setting to look at for a wrong token, version and address', async () => {
    expect(await failureOf(connectTo(shop, { accessToken: 'old' }).perform(await order()))).toMatchObject({
      failure: 'permission', code: 'shop-token', message: expect.stringContaining('SHOPIFY_ACCESS_TOKEN'),
    })
    expect(await failureOf(
      connectTo(shop, { apiVersion: '1999-01' }).perform(await order())
    )).toMatchObject({ failure: 'contract', message: expect.stringContaining('SHOPIFY_API_VERSION') })
    expect(() => createShopify({ shopUrl: 'http://shop.example.com', accessToken: 'x', apiVersion: '2026-10' })).toThrow(/https/)
    expect(() => createShopify({ shopUrl: 'shop', accessToken: 'x', apiVersion: '2026-10' })).toThrow(/SHOPIFY_SHOP_URL/)
    expect(() => createShopify(
      { shopUrl: 'https://shop.example.com', accessToken: '', apiVersion: '2026-10' }
    )).toThrow(/SHOPIFY_ACCESS_TOKEN/)
  })
})
