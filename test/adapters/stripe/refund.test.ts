import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fromStripe, toStripe } from '../../../adapters/stripe/amount.ts'
import { stripeActions } from '../../../adapters/stripe/declarations.ts'
import { readStripeEvent } from '../../../adapters/stripe/webhooks.ts'
import type { JsonObject } from '../../../domain/json.ts'
import { moneyOf } from '../../../domain/money.ts'
import type { Connector, ConnectorCall } from '../../../domain/ports.ts'
import { hasFields } from '../../../domain/shape.ts'
import { startStripe, type RunningStripe } from '../../../stand-ins/stripe/stripe.ts'
import { eventually } from '../../harness/eventually.ts'
import { control, type Loose } from '../../stand-ins/ask.ts'
import { aCharge, asked, clientOf } from '../../stand-ins/ask-stripe.ts'
import { aCall, connectTo, failureOf } from './call.ts'

let stripe: RunningStripe
let connector: Connector
beforeEach(async () => {
  stripe = await startStripe()
  connector = connectTo(stripe)
})
afterEach(() => stripe.close())

const usd = (amount: string): JsonObject => ({ amount, currency: 'USD' })
const fault = (operation: string, mode: string, more: object = {}): Promise<unknown> => control(stripe, 'POST', 'faults', { operation, mode, ...more })
const aRefund = (charge: string, amount: string, more: Partial<Omit<ConnectorCall, 'input'>> = {}): ConnectorCall =>
  aCall('stripe.refund', { charge, amount: usd(amount), method: 'original', note: 'Return #2041-R1' }, more)
const refunds = (): readonly Loose[] => stripe.store.all('refunds')
const SECOND = 'returns-standard/1/refund#1/stripe.refund/2'

describe('a refund', () => {
  test('is paid with the business key as its key, and carries what it is found and reopened by', async () => {
    const charge = await aCharge(stripe, { metadata: { order_id: '#2041' } })
    const call = aRefund(charge.id, '15.00')
    const { outputs, reference } = await connector.perform(call)
    const [made] = refunds()
    expect([outputs, reference]).toEqual([{ reference: made.id, amount: usd('15.00') }, made.id])
    expect(made).toMatchObject({ amount: 1_500, charge: charge.id, reason: 'requested_by_customer', metadata: { case_id: call.caseId, effect: call.key, order_id: '#2041', note: 'Return #2041-R1' } })
    expect(asked(stripe, 'refunds.create')).toMatchObject([{ key: call.key, version: '2026-10-28.endive' }])
    const told = readStripeEvent(JSON.stringify({ id: 'evt_1', type: 'refund.failed', data: { object: { ...made, status: 'failed' } } }))
    expect(told).toMatchObject({ event: { name: 'stripe.refund_failed', fields: { order_id: '#2041', case_id: call.caseId } } })
  })

  test('under a key that no header can carry goes under its hash, the same every time', async () => {
    const charge = await aCharge(stripe)
    const key = `bestellung-№7/${'x'.repeat(300)}/refund/1`
    await connector.perform(aRefund(charge.id, '15.00', { key }))
    await control(stripe, 'POST', 'forget-keys', {})
    await connector.perform(aRefund(charge.id, '15.00', { key, look: true }))
    expect(refunds()).toMatchObject([{ metadata: { effect: expect.stringMatching(/^evenkeel-[0-9a-f]{64}$/) } }])
  })

  test.each([
    ['its payment intent', (charge: Loose) => ({ payment_intent: charge.payment_intent })],
    ['its order, by what the payment carries', () => ({ order_id: 'it\'s 9\\' })],
  ])('finds the charge by %s', async (_how, input) => {
    const charge = await aCharge(stripe, { metadata: { order_id: 'it\'s 9\\' } })
    await aCharge(stripe, { metadata: { order_id: '9' } })
    await connector.perform(aCall('stripe.refund', { ...input(charge), amount: usd('15.00') }))
    expect(refunds()).toMatchObject([{ charge: charge.id, metadata: { order_id: 'it\'s 9\\' } }])
  })

  test.each([
    ['JPY', '500', 500], ['KWD', '5.120', 5_120], ['ISK', '5', 500], ['UGX', '500', 50_000], ['MGA', '500.00', 500], ['EUR', '0.01', 1],
  ])('of %s %s moves %i of Stripe\'s units', async (currency, amount, units) => {
    const charge = await aCharge(stripe, { currency: currency.toLowerCase(), amount: 1_000_000 })
    const { outputs } = await connector.perform(aCall('stripe.refund', { charge: charge.id, amount: { amount, currency } }))
    expect([refunds()[0].amount, outputs['amount']]).toEqual([units, { amount, currency }])
  })

  test.each([
    [{ amount: '-1.00', currency: 'USD' }], [{ amount: '0.00', currency: 'USD' }], [{ amount: '10,00', currency: 'USD' }], [{ amount: '1e3', currency: 'USD' }],
    [{ amount: '1.005', currency: 'USD' }], [{ amount: '10.5', currency: 'JPY' }], [{ amount: '5.125', currency: 'KWD' }], [{ amount: '1.50', currency: 'MGA' }],
    [{ amount: '900719925474099.99', currency: 'USD' }], [{ amount: 'NaN', currency: 'USD' }], [{ amount: 1, currency: 'USD' }], [{ amount: '1.00', currency: 'usd' }], [null], ['1.00 USD'],
  ] as [JsonObject | null | string][])('of %j is refused before anything is sent', async (amount) => {
    expect(await failureOf(connector.perform(aCall('stripe.refund', { charge: 'ch_1', amount })))).toMatchObject({ failure: 'refused', code: 'wrong-amount' })
    expect(stripe.log.all()).toEqual([])
  })

  test('counts every amount of every currency as Stripe counts it, and back, or refuses it', () => {
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.constantFrom('USD', 'JPY', 'KWD', 'ISK', 'UGX', 'MGA', 'BHD', 'EUR', 'CLP'), (minor, currency) => {
      const money = moneyOf(minor, currency)
      const units = toStripe(money)
      expect(units === undefined ? money : fromStripe(BigInt(units), currency)).toEqual(money)
      if (!['KWD', 'BHD', 'MGA'].includes(currency)) expect(units).toBeDefined()
    }))
  })

  test.each([
    ['a charge that Stripe does not have', { charge: 'ch_none' }, 'resource-missing'],
    ['no payment at all', {}, 'resource-missing'],
    ['an order that nobody paid', { order_id: '#none' }, 'resource-missing'],
    ['an order that was paid twice', { order_id: '#twice' }, 'several-payments'],
    ['an id that leads elsewhere', { charge: '../disputes/du_1/close' }, 'resource-missing'],
    ['another order than the charge is of', { charge: 'CH', order_id: '#other' }, 'wrong-order'],
    ['another currency than was paid', { charge: 'CH', amount: { amount: '5', currency: 'JPY' } }, 'wrong-amount'],
    ['credit, which Stripe does not give', { charge: 'CH', method: 'store_credit' }, 'wrong-method'],
  ])('of %s is refused, and none is made', async (_what, input: JsonObject, code) => {
    const charge = await aCharge(stripe, { metadata: { order_id: '#twice' } })
    await aCharge(stripe, { metadata: { order_id: '#twice' } })
    const call = aCall('stripe.refund', { amount: usd('15.00'), ...input, ...(input['charge'] === 'CH' ? { charge: charge.id } : {}) })
    expect(await failureOf(connector.perform(call))).toMatchObject({ failure: 'refused', code })
    expect(asked(stripe, 'refunds.create')).toEqual([])
  })

  test('of more than is left says by which case it was refunded already', async () => {
    const charge = await aCharge(stripe)
    await connector.perform(aRefund(charge.id, '60.00', { caseId: 'returns-standard/first', key: 'first/1' }))
    expect(await failureOf(connector.perform(aRefund(charge.id, '30.00')))).toMatchObject({
      failure: 'refused', code: 'amount-too-large', message: expect.stringMatching(/more than the 20\.00 that is left .* already refunded by "re_\w+" \(returns-standard\/first\)/),
    })
    await connector.perform(aRefund(charge.id, '20.00', { key: 'second/1' }))
    expect(await failureOf(connector.perform(aRefund(charge.id, '1.00')))).toMatchObject({ code: 'charge-already-refunded' })
    expect(refunds()).toHaveLength(2)
  })

  test('that somebody else was quicker with is refused by what Stripe then says and the charge then shows', async () => {
    const charge = await aCharge(stripe)
    const calls = ['a/1', 'b/1'].map((key) => connector.perform(aRefund(charge.id, '80.00', { key })).then(() => 'paid', (error: Loose) => error.code as string))
    expect((await Promise.all(calls)).sort()).toEqual(['charge-already-refunded', 'paid'])
    expect(refunds()).toHaveLength(1)
  })

  test('of a disputed charge is refused under the name that a SOP can route by', async () => {
    const charge = await aCharge(stripe)
    await control(stripe, 'POST', 'dispute', { charge: charge.id })
    expect(await failureOf(connector.perform(aRefund(charge.id, '80.00')))).toMatchObject({ failure: 'refused', code: 'charge-disputed' })
  })

  test('that came back at once is refused, so that nobody is told that it was paid', async () => {
    const charge = await aCharge(stripe, { refundStatus: 'failed' })
    expect(await failureOf(connector.perform(aRefund(charge.id, '80.00')))).toMatchObject({ failure: 'refused', code: 'refund-failed' })
  })

  test('is not searched for in a list that was cut off', async () => {
    const charge = await aCharge(stripe, { amount: 100_000 })
    const client = clientOf(stripe)
    for (let at = 0; at < 101; at += 1) await client.refunds.create({ charge: charge.id, amount: 1 })
    expect(await failureOf(connector.perform(aRefund(charge.id, '80.00', { look: true })))).toMatchObject({ failure: 'refused', code: 'too-many-refunds' })
  })
})

describe('a refund whose answer was lost', () => {
  const again = { look: true } as const

  test.each(['reset-after-commit', 'garbage-after-commit', 'error-after-commit'])('(%s) is unknown, then found, and asked for once', async (mode) => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', mode)
    expect(await failureOf(connector.perform(aRefund(charge.id, '80.00')))).toMatchObject({ failure: 'unknown-outcome' })
    expect(asked(stripe, 'refunds.create')).toHaveLength(1)
    const { reference } = await connector.perform(aRefund(charge.id, '80.00', again))
    expect([reference, refunds().length, asked(stripe, 'refunds.create').length]).toEqual([refunds()[0].id, 1, 1])
  })

  test('in a hanging connection is given up after our time, then found', async () => {
    const charge = await aCharge(stripe)
    const quick = connectTo(stripe, { timeoutMs: 150 })
    await fault('refunds.create', 'hang-after-commit')
    expect(await failureOf(quick.perform(aRefund(charge.id, '80.00')))).toMatchObject({ failure: 'unknown-outcome', code: 'stripe-timeout' })
    expect((await connector.perform(aRefund(charge.id, '80.00', again))).reference).toBe(refunds()[0].id)
    expect(refunds()).toHaveLength(1)
  })

  test('is found after Stripe forgot the key, however long ago that was', async () => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', 'reset-after-commit')
    await failureOf(connector.perform(aRefund(charge.id, '40.00')))
    await control(stripe, 'POST', 'forget-keys', {})
    await connector.perform(aRefund(charge.id, '40.00', { ...again, firstTriedAt: Date.now() - 3 * 86_400_000 }))
    // Nor is it trusted that nobody tried: the ledger may have been put back from yesterday.
    await connector.perform(aRefund(charge.id, '40.00'))
    expect(refunds()).toHaveLength(1)
  })

  test('in a 500 that Stripe keeps, and that did nothing, waits for a new attempt, which pays once', async () => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', 'error-before')
    expect(await failureOf(connector.perform(aRefund(charge.id, '40.00')))).toMatchObject({ failure: 'unknown-outcome', code: 'stripe-fault' })
    expect(await failureOf(connector.perform(aRefund(charge.id, '40.00', again)))).toMatchObject({ failure: 'refused', code: 'first-try-failed' })
    expect(refunds()).toEqual([])
    await connector.perform(aRefund(charge.id, '40.00', { key: SECOND }))
    await connector.perform(aRefund(charge.id, '40.00', { key: SECOND, ...again }))
    expect(refunds()).toMatchObject([{ metadata: { effect: SECOND } }])
  })

  test('is found by a new attempt too, and not paid again', async () => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', 'error-after-commit')
    await failureOf(connector.perform(aRefund(charge.id, '40.00')))
    expect((await connector.perform(aRefund(charge.id, '40.00', { key: SECOND }))).reference).toBe(refunds()[0].id)
    expect(refunds()).toHaveLength(1)
  })

  test('and that moved other money is nobody\'s answer', async () => {
    const charge = await aCharge(stripe)
    await connector.perform(aRefund(charge.id, '40.00'))
    expect(await failureOf(connector.perform(aRefund(charge.id, '41.00', again)))).toMatchObject({ failure: 'refused', code: 'refunded-otherwise', message: expect.stringContaining('40.00 USD') })
    expect(refunds()).toHaveLength(1)
  })

  test('and that came back meanwhile is told as such, and paid by a new attempt', async () => {
    const charge = await aCharge(stripe)
    const { reference } = await connector.perform(aRefund(charge.id, '80.00'))
    await control(stripe, 'POST', 'refund', { refund: reference, status: 'failed', failureReason: 'lost_or_stolen_card' })
    expect(await failureOf(connector.perform(aRefund(charge.id, '80.00', again)))).toMatchObject({ code: 'refund-failed', message: expect.stringContaining('lost_or_stolen_card') })
    expect(await connector.perform(aRefund(charge.id, '80.00', { key: SECOND }))).toMatchObject({ outputs: { amount: usd('80.00') } })
  })

  test('is asked for once by two workers at the same moment', async () => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', 'slow', { ms: 200 })
    const both = await Promise.allSettled([connector.perform(aRefund(charge.id, '40.00')), connector.perform(aRefund(charge.id, '40.00'))])
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    for (const one of both) if (one.status === 'rejected') expect(one.reason).toMatchObject({ failure: 'transient', code: 'stripe-busy' })
    expect(refunds()).toHaveLength(1)
  })
})

describe('what Stripe answers', () => {
  test.each([
    ['rate-limited', 'transient', 'stripe-throttled'], ['lock-timeout', 'transient', 'stripe-throttled'], ['unavailable', 'unknown-outcome', 'stripe-fault'],
    ['reset-before', 'unknown-outcome', 'stripe-connection'],
  ])('to a refund (%s) is %s', async (mode, failure, code) => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', mode, { retryAfter: 7 })
    const error = await failureOf(connector.perform(aRefund(charge.id, '40.00')))
    expect(error).toMatchObject({ failure, code })
    if (mode === 'rate-limited') expect(error.retryAfterMs).toBe(7_000)
    expect(asked(stripe, 'refunds.create')).toHaveLength(1)
    await connector.perform(aRefund(charge.id, '40.00', { look: true }))
    expect(refunds()).toHaveLength(1)
  })

  test.each([
    [{ status: 400, code: 'balance_insufficient' }, 'refused', 'balance-insufficient'], [{ status: 400, code: 'amount_too_large' }, 'refused', 'amount-too-large'],
    [{ status: 403 }, 'permission', 'stripe-scope'], [{ status: 401 }, 'permission', 'stripe-key'], [{ status: 402, type: 'card_error', code: 'expired_card' }, 'refused', 'expired-card'],
    [{ status: 400, code: 'parameter_unknown' }, 'contract', 'stripe-request'], [{ status: 400, type: 'idempotency_error' }, 'contract', 'stripe-other-parameters'],
  ])('as %j is %s "%s"', async (answer, failure, code) => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', 'error', answer)
    expect(await failureOf(connector.perform(aRefund(charge.id, '40.00')))).toMatchObject({ failure, code })
  })

  test.each(['reset-before', 'unavailable', 'garbage-after-commit', 'error-before'])('to a mere reading (%s) is tried again', async (mode) => {
    const charge = await aCharge(stripe)
    await fault('charges.retrieve', mode)
    expect(await failureOf(connector.perform(aRefund(charge.id, '40.00')))).toMatchObject({ failure: 'transient' })
    expect(asked(stripe, 'refunds.create')).toEqual([])
  })

  test('when nobody is there: nothing was sent, and it is tried again', async () => {
    const gone = await startStripe()
    await gone.close()
    expect(await failureOf(connectTo(gone).perform(aRefund('ch_1', '40.00')))).toMatchObject({ failure: 'transient', code: 'stripe-unreachable' })
  })

  test('is not waited for once the call was given up', async () => {
    const charge = await aCharge(stripe)
    await fault('charges.retrieve', 'hang-before')
    const giving = new AbortController()
    const call = connectTo(stripe, { timeoutMs: 60_000 }).perform(aRefund(charge.id, '40.00', { signal: giving.signal }))
    await eventually(async () => (asked(stripe, 'charges.retrieve').length === 1 ? true : undefined))
    giving.abort()
    expect(await failureOf(call)).toMatchObject({ failure: 'transient' })
    expect(asked(stripe, 'refunds.create')).toEqual([])
  })

  test.each([['', /STRIPE_SECRET_KEY/], ['sk live', /STRIPE_SECRET_KEY/]])('does not depend on a key such as %j: it is refused at the start', (secretKey, message) => {
    expect(() => connectTo(stripe, { secretKey })).toThrow(message)
  })

  test.each([['http://payments.example'], ['https://api.stripe.com/v1'], ['nowhere'], ['ftp://127.0.0.1']])('is not sent from %s, which is refused at the start', (url) => {
    expect(() => connectTo({ url })).toThrow(/STRIPE_API_URL/)
  })

  test('with the wrong key names what to check, and not the key', async () => {
    const error = await failureOf(connectTo(stripe, { secretKey: 'sk_test_0123456789abcdef' }).perform(aRefund('ch_1', '40.00')))
    expect(error).toMatchObject({ failure: 'permission', code: 'stripe-key', message: expect.stringContaining('STRIPE_SECRET_KEY') })
    expect(error.message).not.toContain('0123456789')
  })
})

describe('reading a refund', () => {
  test('tells where it stands, and why it came back', async () => {
    const { id } = await clientOf(stripe).refunds.create({ charge: (await aCharge(stripe)).id })
    const read = async (): Promise<JsonObject> => (await connector.perform(aCall('stripe.read_refund', { refund_id: id }))).outputs
    expect(await read()).toEqual({ reference: id, amount: usd('80.00'), status: 'succeeded', failure_reason: null })
    await control(stripe, 'POST', 'refund', { refund: id, status: 'failed' })
    expect(await read()).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
    expect(hasFields(await read(), stripeActions.find(({ name }) => name === 'stripe.read_refund')!.outputs)).toBe(true)
    expect(await failureOf(connector.perform(aCall('stripe.read_refund', { refund_id: 're_none' })))).toMatchObject({ failure: 'refused', code: 'resource-missing' })
  })

  test('every refusal of a refund that SOPs can route by is declared', () => {
    const declared = stripeActions.find(({ name }) => name === 'stripe.refund')!.refusals
    for (const code of ['charge-already-refunded', 'charge-disputed', 'amount-too-large', 'balance-insufficient', 'resource-missing', 'first-try-failed']) expect(declared).toContain(code)
  })
})
