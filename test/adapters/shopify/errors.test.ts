import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
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

/** A shop with one answer for each operation. */
async function shopThatAnswers(answers: Readonly<Record<string, object>>): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { operationName } = JSON.parse(body) as { operationName: string }
      response.end(JSON.stringify(answers[operationName]))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections() }) }
}

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

  test.each([
    ['half of it, because a field of the answer failed', { data: { refundCreate: { refund: null, userErrors: [] } }, errors: [{ message: 'no', extensions: { code: 'ACCESS_DENIED' } }] }],
    ['neither a refund nor why there is none', { data: { refundCreate: { refund: null, userErrors: [] } } }],
  ])('cannot know what became of a refund when the answer is %s', async (_what, answer) => {
    const money = { presentmentMoney: { amount: '80.0', currencyCode: 'USD' } }
    const sale = { id: 'gid://shopify/OrderTransaction/1', kind: 'SALE', status: 'SUCCESS', gateway: 'bogus', amountSet: money, parentTransaction: null }
    const order = { id: 'gid://shopify/Order/1', name: '#1', netPaymentSet: money, transactions: [sale], refunds: [] }
    await using odd = await shopThatAnswers({ ReadPayments: { data: { order } }, CreateRefund: answer })
    const call = aCall('shopify.refund', { order_id: order.id, amount: usd('1.00'), note: 'x' })
    const odder = createShopify({ shopUrl: odd.url, accessToken: 'x', apiVersion: '2026-10' })
    expect(await failureOf(odder.perform(call))).toMatchObject({ failure: 'unknown-outcome' })
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
    expect(() => createShopify({ shopUrl: 'http://[2001:db8::1]:80', accessToken: 'x', apiVersion: '2026-10' })).toThrow(/https/)
    expect(() => createShopify({ shopUrl: 'shop', accessToken: 'x', apiVersion: '2026-10' })).toThrow(/SHOPIFY_SHOP_URL/)
    expect(() => createShopify(
      { shopUrl: 'https://shop.example.com', accessToken: '', apiVersion: '2026-10' }
    )).toThrow(/SHOPIFY_ACCESS_TOKEN/)
  })
})
