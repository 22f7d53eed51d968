import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createShopify } from '../../adapters/shopify/connector.ts'
import { createShopifyLister } from '../../adapters/shopify/lister.ts'
import { createStripe } from '../../adapters/stripe/connector.ts'
import { createStripeLister } from '../../adapters/stripe/lister.ts'
import { reconcile } from '../../dispatcher/reconcile.ts'
import type { PaymentRows } from '../../domain/ports.ts'
import { startShop, type RunningShop } from '../../stand-ins/shop/shop.ts'
import { startStripe, type RunningStripe } from '../../stand-ins/stripe/stripe.ts'
import { aCall } from '../adapters/stripe/call.ts'
import { ask, control, orderId } from '../stand-ins/ask.ts'
import { aCharge, clientOf } from '../stand-ins/ask-stripe.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
let stripe: RunningStripe
beforeEach(async () => void (stripe = await startStripe()))
afterEach(() => stripe.close())

/** Compares ten minutes from now: what was just paid is no longer young. */
async function compare(rows: Awaited<ReturnType<PaymentRows['since']>>) {
  const raised: string[] = []
  const later = Date.now() + 600_000
  await reconcile({
    listers: [createStripeLister({ secretKey: 'sk_test_stand_in', apiUrl: stripe.url })], payments: { since: async () => rows }, now: () => later,
    alarms: { raise: async (kind, subject, message) => void raised.push(`${kind} ${subject}: ${message}`) },
  })
  return raised
}

test('a refund of a case is known on both sides, one from the dashboard on one, and one that Stripe never had on the other', async () => {
  const charge = await aCharge(stripe, {})
  const call = aCall('stripe.refund', { charge: charge.id, amount: usd('15.00') })
  const { reference } = await createStripe({ secretKey: 'sk_test_stand_in', apiUrl: stripe.url }).perform(call)
  const ours = { key: call.key, caseId: 'C1', reference, amount: usd('15.00'), state: 'done', at: Date.now() } as const
  expect(await compare([ours])).toEqual([])

  const foreign = await clientOf(stripe).refunds.create({ charge: charge.id, amount: 700 })
  expect(await compare([ours, { ...ours, key: 'C2/pay', caseId: 'C2', reference: 're_gone' }])).toEqual([
    `payments-differ paid-there ${foreign.id}: stripe paid 7.00 USD back as "${foreign.id}", and no case knows of it`,
    'payments-differ paid-here re_gone: case C2: the refund of 15.00 USD is paid here, and stripe does not have "re_gone"',
  ])
})

test('what one provider paid is told although another one is away', async () => {
  const charge = await aCharge(stripe, {})
  const foreign = await clientOf(stripe).refunds.create({ charge: charge.id, amount: 700 })
  const raised: string[] = []
  const away = { system: 'shopify', action: 'shopify.refund', keyOf: (key: string) => key, since: () => Promise.reject(new Error('the shop cannot be reached')) }
  const later = Date.now() + 600_000

  await expect(reconcile({
    listers: [createStripeLister({ secretKey: 'sk_test_stand_in', apiUrl: stripe.url }), away], payments: { since: async () => [] }, now: () => later,
    alarms: { raise: async (_kind, subject) => void raised.push(subject) },
  })).rejects.toThrow('the shop cannot be reached')

  expect(raised).toEqual([`paid-there ${foreign.id}`])
})

describe('the shop', () => {
  const shopify = (shop: RunningShop) => ({ shopUrl: shop.url, accessToken: 'shpat_stand_in', apiVersion: '2026-10' })
  const lookAt = async (shop: RunningShop, rows: Awaited<ReturnType<PaymentRows['since']>>, inMs = 600_000) => {
    const raised: string[] = []
    const later = Date.now() + inMs
    await reconcile({
      listers: [createShopifyLister(shopify(shop))], payments: { since: async () => rows }, now: () => later,
      alarms: { raise: async (kind, subject, message) => void raised.push(`${kind} ${subject}: ${message}`) },
    })
    return raised
  }
  /** A refund that somebody makes in the shop's admin. */
  const byHand = async (shop: RunningShop, id: string, amount: string): Promise<string> => {
    const { body } = await ask(shop, 'query O($id: ID!) { order(id: $id) { transactions(first: 5) { id kind gateway } } }', { id })
    const [sale] = body.data.order.transactions
    const input = { orderId: id, currency: 'USD', note: 'by hand', transactions: [{ orderId: id, parentId: sale.id, gateway: sale.gateway, kind: 'REFUND', amount }] }
    const made = await ask(shop, 'mutation R($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) { refund { id } userErrors { message } } }', { input, key: randomUUID() })
    return made.body.data.refundCreate.refund.id
  }
  const paid = async (shop: RunningShop, orderName: string, key: string, amount: string) => {
    const { reference } = await createShopify(shopify(shop)).perform(aCall('shopify.refund', { order_id: await orderId(shop, orderName), amount: usd(amount), note: 'Goodwill' }, { key }))
    return { key, caseId: 'C1', reference, amount: usd(amount), state: 'done', at: Date.now() } as const
  }

  test('is compared both ways: what its staff paid back by hand, and what it never had, are told within fifteen minutes', async () => {
    const shop = await startShop()
    const [first, second] = (await control(shop, 'GET', 'orders')).orders.filter((one: { currency: string; paid: string }) => one.currency === 'USD' && Number(one.paid) > 20)
    const ours = await paid(shop, first.name, 'C1/pay#1/1', '15.00')
    expect(await lookAt(shop, [ours])).toEqual([])

    const foreign = await byHand(shop, second.id, '7.00')
    const gone = { ...ours, key: 'C2/pay#1/1', caseId: 'C2', reference: 'gid://shopify/Refund/999999' }
    expect(await lookAt(shop, [ours, gone])).toEqual([
      `payments-differ paid-there ${foreign}: shopify paid 7.00 USD back as "${foreign}", and no case knows of it`,
      'payments-differ paid-here gid://shopify/Refund/999999: case C2: the refund of 15.00 USD is paid here, and shopify does not have "gid://shopify/Refund/999999"',
    ])
    // Nothing is told of what is younger than five minutes, and all of it before fifteen are over: the round comes every two.
    expect(await lookAt(shop, [ours], 4 * 60_000)).toEqual([])
    expect(await lookAt(shop, [ours], 7 * 60_000)).toHaveLength(1)
    await shop.close()
  })

  test('has one that had no answer here, by the mark in its note', async () => {
    const shop = await startShop()
    const [first] = (await control(shop, 'GET', 'orders')).orders.filter((one: { currency: string; paid: string }) => one.currency === 'USD' && Number(one.paid) > 20)
    const ours = await paid(shop, first.name, 'C1/pay#1/1', '15.00')
    expect(await lookAt(shop, [{ ...ours, state: 'tried', reference: null }])).toEqual([expect.stringContaining('the refund of 15.00 USD has no answer here, and shopify paid it')])
    await shop.close()
  })

  test('lists all of many refunds: page by page, and an order with more than a page has by itself', async () => {
    const shop = await startShop()
    const listed: string[] = []
    const made: string[] = []
    for (let index = 0; index < 10; index++) {
      const { id } = await control(shop, 'POST', 'orders', {})
      for (let time = 0; time < (index === 4 ? 9 : 1); time++) made.push(await byHand(shop, id, '0.50'))
    }
    for (const { reference } of await createShopifyLister(shopify(shop)).since(Date.now() - 3_600_000, new AbortController().signal)) listed.push(reference)
    expect(listed.toSorted()).toEqual(made.toSorted())
    expect(await createShopifyLister(shopify(shop)).find!(made[0]!, new AbortController().signal)).toMatchObject({ reference: made[0], stands: true, amount: usd('0.50') })
    await shop.close()
  })
})
