import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { shopifyActions } from '../../../adapters/shopify/actions.ts'
import { readShopifyEvent } from '../../../adapters/shopify/webhooks.ts'
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
const requests = (operation: string): number =>
  shop.log.all().filter((entry) => entry['kind'] === 'request' && entry['operation'] === operation).length
const aRefund = async (amount: string, more: Parameters<typeof aCall>[2] = {}): Promise<ConnectorCall> =>
  aCall('shopify.refund', { order_id: await orderId(shop, '#2041'), amount: usd(amount), note: 'Return #2041-R1' }, more)

describe('reading', () => {
  test('tells of an order what was paid, what is left, when it was delivered and whose it is', async () => {
    const id = await orderId(shop, '#2041')
    const { outputs } = await shopify.perform(aCall('shopify.order', { id }))
    expect(outputs).toEqual({
      id, name: '#2041', currency: 'USD', value: usd('80.00'), refundable: usd('80.00'), quantity: 1, final_sale: false,
      financial_status: 'PAID', return_status: 'NONE', cancelled_at: null,
      disputed: false, charged_at: expect.stringMatching(/Z$/), tags: [], risk: 'LOW',
      shipping_address: { name: 'Ada Novak', address1: '12 Elm St', address2: '', city: 'Chicago', province: 'IL', zip: '60601', country: 'US', phone: '' },
      delivered_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), placed_at: expect.stringMatching(/Z$/),
      customer: {
        id: expect.stringMatching(/^gid:\/\/shopify\/Customer\/\d{16}$/), name: 'Mia Torres', email: 'mia.torres@example.com', locale: 'en',
      },
      lines: [{ id: expect.any(String), sku: 'LIN-SHIRT-M', title: 'Linen shirt, sand, M', quantity: 1, unit_price: usd('80.00') }],
    })
  })

  test('an order whose payment the bank disputes says so until the dispute is over, so that nobody pays it back twice', async () => {
    const id = await orderId(shop, '#2041')
    const disputed = async (): Promise<unknown> => (await shopify.perform(aCall('shopify.order', { id }))).outputs['disputed']
    await control(shop, 'POST', 'dispute', { orderName: '#2041' })
    expect(await disputed()).toBe(true)
    await control(shop, 'POST', 'dispute', { orderName: '#2041', status: 'UNDER_REVIEW' })
    expect(await disputed()).toBe(true)
    await control(shop, 'POST', 'dispute', { orderName: '#2041', status: 'WON' })
    expect(await disputed()).toBe(false)
  })

  test.each([
    ['#2042', { final_sale: true }],
    ['#2046', { value: { amount: '12800', currency: 'JPY' }, currency: 'JPY' }],
    ['#2047', { value: { amount: '134.89', currency: 'EUR' }, quantity: 3, customer: { name: 'Jürgen Weiß', locale: 'de' } }],
    ['#2048', { delivered_at: null }],
    ['#2049', { refundable: usd('50.00'), value: usd('150.00'), financial_status: 'PARTIALLY_REFUNDED' }],
  ])('gives order %s exactly', async (name, expected) => {
    const { outputs } = await shopify.perform(aCall('shopify.order', { id: await orderId(shop, name) }))
    expect(outputs).toMatchObject(expected)
  })

  test('takes a line that says so for a final sale too', async () => {
    const { id } = await control(shop, 'POST', 'orders', { lines: [{ finalSale: true, price: '10.00' }] })
    expect((await shopify.perform(aCall('shopify.order', { id }))).outputs).toMatchObject({ final_sale: true })
  })

  test('tells of a return what its lines cost, at most what is left of the payment', async () => {
    const sent = await control(shop, 'POST', 'return', { orderName: '#2049', quantity: 1, reason: 'unwanted' })
    const { outputs } = await shopify.perform(aCall('shopify.return', { id: sent.id }))
    expect(outputs).toEqual({
      id: sent.id, name: '#2049-R1', status: 'REQUESTED', order_id: sent.orderId, quantity: 1, suggested_refund: usd('50.00'),
      reason: 'unwanted', tracking_code: '',
    })
  })

  test('refuses an id that the shop does not have, naming it', async () => {
    const error = await failureOf(shopify.perform(aCall('shopify.order', { id: 'gid://shopify/Order/1' })))
    expect(error).toMatchObject({ failure: 'refused', code: 'not-found', message: expect.stringContaining('"gid://shopify/Order/1"') })
  })

  test('gives every output that is declared, and no other', async () => {
    const sent = await control(shop, 'POST', 'return', {})
    const order = await shopify.perform(aCall('shopify.order', { id: sent.orderId }))
    const returned = await shopify.perform(aCall('shopify.return', { id: sent.id }))
    const declared = (name: string): string[] => Object.keys(shopifyActions.find((action) => action.name === name)!.outputs).sort()
    expect(Object.keys(order.outputs).sort()).toEqual(declared('shopify.order'))
    expect(Object.keys(returned.outputs).sort()).toEqual(declared('shopify.return'))
  })
})

describe('where an order stands', () => {
  test('is told by its latest return', async () => {
    const first = await control(shop, 'POST', 'return', { orderName: '#2047' })
    const statusOf = async (): Promise<unknown> => (await shopify.perform(aCall('shopify.order', { id: first.orderId }))).outputs['return_status']
    expect(await statusOf()).toBe('REQUESTED')
    await shopify.perform(aCall('shopify.approve_return', { return_id: first.id }))
    expect(await statusOf()).toBe('OPEN')
    await shopify.perform(aCall('shopify.close_return', { return_id: first.id }))
    expect(await statusOf()).toBe('CLOSED')
    await control(shop, 'POST', 'return', { orderName: '#2047' })
    expect(await statusOf()).toBe('REQUESTED')
  })

  test('is told by when it was cancelled', async () => {
    const cancelled = await control(shop, 'POST', 'cancel', { orderName: '#2044', reason: 'fraud' })
    expect((await shopify.perform(aCall('shopify.order', { id: cancelled.id }))).outputs['cancelled_at']).toBe(cancelled.at)
    const [told] = shop.store.all('deliveries')
    expect(readShopifyEvent(told!.body, { 'x-shopify-webhook-id': told!.id, 'x-shopify-topic': told!.topic })).toMatchObject({
      event: { name: 'shopify.order_cancelled', fields: { order_id: cancelled.id, order_name: '#2044', reason: 'fraud', cancelled_at: cancelled.at.replace(/\.\d+/, '') } },
    })
    await control(shop, 'POST', 'cancel', { orderName: '#2044' })
    expect(shop.store.all('deliveries')).toHaveLength(1)
  })
})

describe('moving a return', () => {
  test('tells the code on its label once the shop has one, whether this call approved it or an earlier one', async () => {
    const { id } = await control(shop, 'POST', 'return', { tracking: 'EZ1000000001' })
    const told = async (action: string, input: JsonObject): Promise<unknown> => (await shopify.perform(aCall(action, input))).outputs['tracking_code']
    expect(await told('shopify.return', { id })).toBe('')
    expect(await told('shopify.approve_return', { return_id: id })).toBe('EZ1000000001')
    expect(await told('shopify.approve_return', { return_id: id })).toBe('EZ1000000001')
    expect(await told('shopify.return', { id })).toBe('EZ1000000001')
    expect(requests('returnApproveRequest')).toBe(1)
  })

  test('approves once: a second call finds it open and sends nothing', async () => {
    const { id } = await control(shop, 'POST', 'return', {})
    const call = aCall('shopify.approve_return', { return_id: id })
    expect((await shopify.perform(call)).outputs).toEqual({ status: 'OPEN', tracking_code: '' })
    expect((await shopify.perform({ ...call, look: true })).outputs).toEqual({ status: 'OPEN', tracking_code: '' })
    expect(requests('returnApproveRequest')).toBe(1)
  })

  test('declines with the reason and note, and closes what is open', async () => {
    const first = await control(shop, 'POST', 'return', {})
    const second = await control(shop, 'POST', 'return', {})
    expect((
      await shopify.perform(aCall('shopify.decline_return', { return_id: first.id, reason: 'final_sale', note: 'as marked' }))
    ).outputs).toEqual({ status: 'DECLINED' })
    await shopify.perform(aCall('shopify.approve_return', { return_id: second.id }))
    expect((await shopify.perform(aCall('shopify.close_return', { return_id: second.id }))).outputs).toEqual({ status: 'CLOSED' })
    expect((await shopify.perform(aCall('shopify.close_return', { return_id: second.id }))).outputs).toEqual({ status: 'CLOSED' })
    const { returns } = await control(shop, 'GET', 'returns')
    expect(returns[0].decline).toEqual({ reason: 'FINAL_SALE', note: 'as marked' })
    expect(requests('returnClose')).toBe(1)
  })

  test('refuses to approve a declined return, saying what it is', async () => {
    const { id } = await control(shop, 'POST', 'return', {})
    await shopify.perform(aCall('shopify.decline_return', { return_id: id, reason: 'OTHER' }))
    const error = await failureOf(shopify.perform(aCall('shopify.approve_return', { return_id: id })))
    expect(error).toMatchObject({ failure: 'refused', code: 'invalid-state', message: expect.stringContaining('DECLINED') })
  })

  test('counts as done what somebody else did between the look and the call', async () => {
    const { id } = await control(shop, 'POST', 'return', {})
    await fault('return', 'slow', { ms: 0 })
    await fault('returnApproveRequest', 'error-after-commit')
    const lost = await failureOf(shopify.perform(aCall('shopify.approve_return', { return_id: id })))
    expect(lost.failure).toBe('unknown-outcome')
    expect((await shopify.perform(aCall('shopify.approve_return', { return_id: id }, { look: true }))).outputs).toMatchObject({ status: 'OPEN' })
  })

  test('hands on a refusal of the shop with its code', async () => {
    const { id } = await control(shop, 'POST', 'return', {})
    await fault('returnApproveRequest', 'user-error', { code: 'FEATURE_NOT_ENABLED', message: 'returns are off' })
    expect(await failureOf(shopify.perform(aCall('shopify.approve_return', { return_id: id })))).toMatchObject({
      failure: 'refused', code: 'feature-not-enabled', message: expect.stringContaining('returns are off'),
    })
  })

  test('knows three reasons for declining and sends nothing for a fourth', async () => {
    const error = await failureOf(shopify.perform(aCall('shopify.decline_return', { return_id: 'gid://shopify/Return/1', reason: 'mood' })))
    expect(error).toMatchObject({ failure: 'contract', code: 'wrong-reason' })
    expect(shop.log.all()).toEqual([])
  })
})

describe('refunding', () => {
  test('pays the amount with the case in the note, and gives the reference', async () => {
    const { outputs, reference } = await shopify.perform(await aRefund('80.00'))
    const [paid] = await refundsOf('#2041')
    expect(outputs).toEqual({ reference: paid!.id, amount: usd('80.00') })
    expect(reference).toBe(paid!.id)
    expect(paid!.note).toMatch(
      /^Return #2041-R1 · case returns-standard\/1 \[evenkeel [0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\]$/
    )
  })

  test.each([
    'error-after-commit', 'reset-after-commit', 'garbage-after-commit', 'hang-after-commit',
  ])('pays once when the answer is lost (%s): the next try finds it by its mark', async (mode) => {
    const impatient = connectTo(shop, { timeoutMs: 300 })
    await fault('refundCreate', mode)
    const lost = await failureOf(impatient.perform(await aRefund('80.00')))
    expect(lost.failure).toBe('unknown-outcome')
    const { outputs } = await impatient.perform(await aRefund('80.00', { look: true }))
    expect(await refundsOf('#2041')).toEqual([expect.objectContaining({ id: String(outputs['reference']), amount: '80.0' })])
    expect(requests('refundCreate')).toBe(1)
  })

  test('pays once when a person has it tried again after an answer that never came: the earlier attempt is found by its mark', async () => {
    await fault('refundCreate', 'error-after-commit')
    await failureOf(shopify.perform(await aRefund('30.00')))
    const again = await aRefund('30.00', { key: 'case-1/refund#1/shopify.refund/3' })
    const { outputs, reference } = await shopify.perform(again)
    expect(await refundsOf('#2041')).toEqual([expect.objectContaining({ id: reference })])
    expect(outputs).toEqual({ reference, amount: usd('30.00') })
    expect(await failureOf(shopify.perform({ ...again, input: { ...again.input, amount: usd('31.00') } }))).toMatchObject({ code: 'refunded-otherwise' })
    expect(requests('refundCreate')).toBe(1)
  })

  test('pays when an earlier attempt came to nothing, and for another visit of the step', async () => {
    await fault('refundCreate', 'user-error', { message: 'gateway is closed' })
    await failureOf(shopify.perform(await aRefund('30.00')))
    await shopify.perform(await aRefund('30.00', { key: 'case-1/refund#1/shopify.refund/2' }))
    await shopify.perform(await aRefund('30.00', { key: 'case-1/refund#2/shopify.refund/2' }))
    expect(await refundsOf('#2041')).toHaveLength(2)
  })

  test('pays once when the shop has forgotten the key days later', async () => {
    await shopify.perform(await aRefund('30.00'))
    await control(shop, 'POST', 'forget-keys', {})
    await shopify.perform(await aRefund('30.00', { look: true }))
    expect(await refundsOf('#2041')).toHaveLength(1)
  })

  test('pays once when two workers send the same refund at the same moment', async () => {
    const call = await aRefund('30.00')
    await fault('refundCreate', 'slow', { ms: 50, times: 2 })
    const both = await Promise.all([shopify.perform(call), shopify.perform({ ...call, look: true })])
    expect(both[0].reference).toBe(both[1].reference)
    expect(await refundsOf('#2041')).toHaveLength(1)
  })

  test('pays a second time for another key only while something is left, and says who took the rest', async () => {
    const first = await shopify.perform(await aRefund('80.00'))
    const error = await failureOf(shopify.perform(
      await aRefund('80.00', { key: 'case-2/refund#1/shopify.refund/1', caseId: 'returns-standard/2' })
    ))
    expect(error).toMatchObject({ failure: 'refused', code: 'over-refund' })
    expect(error.message).toContain(first.reference)
    expect(error.message).toContain('case returns-standard/1')
    expect(requests('refundCreate')).toBe(1)
  })

  test('never changes the amount under a key that already moved money', async () => {
    await shopify.perform(await aRefund('30.00'))
    const error = await failureOf(shopify.perform(await aRefund('31.00', { look: true })))
    expect(error).toMatchObject({ failure: 'refused', code: 'refunded-otherwise', message: expect.stringContaining('30.00') })
    expect(await refundsOf('#2041')).toHaveLength(1)
  })

  test('sends nothing when the order was paid in another currency', async () => {
    const input = { order_id: await orderId(shop, '#2046'), amount: usd('10.00'), note: 'x' }
    expect(await failureOf(shopify.perform(aCall('shopify.refund', input)))).toMatchObject({ failure: 'refused', code: 'wrong-amount' })
    expect(requests('refundCreate')).toBe(0)
  })

  test('refuses a return of another order', async () => {
    const other = await control(shop, 'POST', 'return', { orderName: '#2044' })
    const call = await aRefund('10.00')
    expect(await failureOf(
      shopify.perform({ ...call, input: { ...call.input, return_id: String(other.id) } })
    )).toMatchObject({ failure: 'refused', code: 'wrong-return' })
    expect(await refundsOf('#2041')).toHaveLength(0)
  })

  test('takes the text of the shop for a refusal that the state does not explain', async () => {
    await fault('refundCreate', 'user-error', { message: 'gateway is closed' })
    expect(await failureOf(shopify.perform(await aRefund('10.00')))).toMatchObject({
      failure: 'refused', code: 'refund-refused', message: expect.stringContaining('gateway is closed'),
    })
  })

  test('sees a refund that somebody else squeezed in as over-refund', async () => {
    await fault('refundCreate', 'user-error', { message: 'no' })
    const call = await aRefund('80.00')
    const other = shopify.perform({ ...call, key: 'other' }).catch((error: unknown) => error)
    await other
    await shopify.perform({ ...call, key: 'third' })
    expect(await failureOf(shopify.perform(call))).toMatchObject({ code: 'over-refund' })
  })

  test('refuses every amount that is none, before anything is sent', async () => {
    const wrong = [
      usd('-1'), usd('0'), usd('0.00'), usd('NaN'), usd('1e21'), usd('10,00'), usd('1.005'), usd(' 1'), usd(''),
      { amount: '10.5', currency: 'JPY' }, { amount: 10, currency: 'USD' }, { amount: '10', currency: 'usd' }, { amount: '10' }, 10, null,
    ]
    for (const amount of wrong) {
      const error = await failureOf(shopify.perform(aCall('shopify.refund', { order_id: 'gid://shopify/Order/1', amount, note: 'x' })))
      expect(error, JSON.stringify(amount)).toMatchObject({ failure: 'refused', code: 'wrong-amount' })
    }
    await fc.assert(fc.asyncProperty(fc.double({ min: -1e25, max: 0 }), async (amount) => {
      const error = await failureOf(shopify.perform(
        aCall('shopify.refund', { order_id: 'gid://shopify/Order/1', amount: usd(String(amount)), note: 'x' })
      ))
      expect(error.code).toBe('wrong-amount')
    }), { numRuns: 50 })
    expect(shop.log.all()).toEqual([])
  })
})
