import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fromStripe } from '../../../adapters/stripe/amount.ts'
import { stripeEvents } from '../../../adapters/stripe/events.ts'
import { verifyStripe } from '../../../adapters/stripe/signature.ts'
import { readStripeEvent } from '../../../adapters/stripe/webhooks.ts'
import { hasFields } from '../../../domain/shape.ts'

const NOW = Date.parse('2026-11-20T10:00:00Z')
const SECONDS = NOW / 1_000
const dispute = {
  id: 'du_1', object: 'dispute', amount: 12_345, currency: 'usd', charge: 'ch_1', payment_intent: 'pi_1', created: SECONDS, reason: 'product_not_received', status: 'needs_response',
  evidence_details: { due_by: SECONDS + 604_800, has_evidence: false, past_due: false, submission_count: 0 }, is_charge_refundable: false, metadata: { order_id: '#2041' },
  payment_method_details: { type: 'card', card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '13.1' } },
}
const refund = { id: 're_1', object: 'refund', amount: 500, currency: 'jpy', charge: 'ch_1', payment_intent: null, status: 'failed', failure_reason: 'lost_or_stolen_card', metadata: { case_id: 'C1', order_id: '#9' } }
const event = (type: string, object: object, id = 'evt_1') => JSON.stringify({ id, object: 'event', type, created: SECONDS, livemode: true, pending_webhooks: 1, data: { object } })
const sign = (body: string, at = SECONDS, secret = 'whsec_new') => createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')

describe('a Stripe signature', () => {
  const body = event('charge.dispute.created', dispute)
  const verify = (given: string | string[] | undefined, of = body) => verifyStripe(Buffer.from(of), { 'stripe-signature': given as string }, ['whsec_new', 'whsec_old'], NOW)

  test('counts under either secret while one is rolled, on both ends', () => {
    expect(verify(`t=${SECONDS},v1=${sign(body)}`)).toBe('ok')
    expect(verify(`t=${SECONDS},v1=${sign(body, SECONDS, 'whsec_old')},v0=${sign(body)}`)).toBe('ok')
    expect(verify(`t=${SECONDS},v1=${sign(body, SECONDS, 'other')},v1=${sign(body)}`)).toBe('ok')
    expect(verify(`t=${SECONDS},v1=${sign(body, SECONDS, 'other')}`)).toBe('wrong')
  })

  test.each([[-300, 'ok'], [300, 'ok'], [-301, 'stale'], [301, 'stale']])('made %i seconds from our clock is %s', (seconds, verdict) => {
    expect(verify(`t=${SECONDS + seconds},v1=${sign(body, SECONDS + seconds)}`)).toBe(verdict)
  })

  test('holds its time: another one with it is wrong', () => {
    expect(verify(`t=${SECONDS + 1},v1=${sign(body)}`)).toBe('wrong')
    expect(verify(`t=${SECONDS},v1=${sign(body)}`, `${body} `)).toBe('wrong')
  })

  test.each([
    [undefined, 'missing'], ['', 'missing'], ['t=1', 'malformed'], [`v1=${sign(body)}`, 'malformed'], [`t=${SECONDS},v0=${sign(body)}`, 'malformed'],
    [`t=${SECONDS},t=${SECONDS},v1=${sign(body)}`, 'malformed'], [`t=1e9,v1=${sign(body)}`, 'malformed'], ['t=1,'.repeat(5_000), 'malformed'], [`t=${SECONDS},v1=${'zz'.repeat(32)}`, 'malformed'],
    [`t=${SECONDS}${`,v1=${sign('x')}`.repeat(11)}`, 'malformed'],
  ])('%j is none', (given, verdict) => expect(verify(given)).toBe(verdict))
})

describe('an amount of Stripe', () => {
  test.each([
    [12_345n, 'usd', '123.45'], [500n, 'jpy', '500'], [12_340n, 'kwd', '12.340'], [90_071_992_547_409n, 'eur', '900719925474.09'],
    [500n, 'isk', '5'], [500n, 'ugx', '5'], [500n, 'mga', '500.00'], [0n, 'usd', '0.00'],
  ])('%i %s is %s', (amount, currency, text) => {
    expect(fromStripe(amount, currency)).toEqual({ amount: text, currency: currency.toUpperCase() })
  })

  test('that the currency does not have is none', () => {
    expect(fromStripe(550n, 'isk')).toBeUndefined()
    expect(fromStripe(1n, 'dollars')).toBeUndefined()
  })
})

describe('a Stripe event', () => {
  test('tells of a dispute with its money, and with the instant until which it can be answered', () => {
    const read = readStripeEvent(event('charge.dispute.created', dispute))

    expect(read).toEqual({
      deliveryId: 'evt_1', eventId: 'evt_1', topic: 'charge.dispute.created',
      event: {
        name: 'stripe.dispute_created',
        fields: {
          dispute_id: 'du_1', charge: 'ch_1', payment_intent: 'pi_1', order_id: '#2041', amount: { amount: '123.45', currency: 'USD' }, reason: 'product_not_received',
          network_reason_code: '13.1', brand: 'visa', case_type: 'chargeback', status: 'needs_response', due_by: '2026-11-27T10:00:00Z', submission_count: 0,
          is_charge_refundable: false, created_at: '2026-11-20T10:00:00Z',
        },
      },
    })
    expect(hasFields('event' in read ? (read.event?.fields ?? null) : null, stripeEvents[0]!.fields)).toBe(true)
  })

  test.each([[0], [null]])('with due_by %j tells that no answer is possible', (due_by) => {
    expect(readStripeEvent(event('charge.dispute.created', { ...dispute, evidence_details: { due_by } }))).toMatchObject({ event: { fields: { due_by: null, submission_count: 0 } } })
  })

  test('takes the order from the charge where it came along, and has empty text where nothing tells it', () => {
    const expanded = { ...dispute, charge: { id: 'ch_7', metadata: { order_id: '#7' } } }

    expect(readStripeEvent(event('charge.dispute.updated', expanded))).toMatchObject({ event: { name: 'stripe.dispute_updated', fields: { charge: 'ch_7', order_id: '#7' } } })
    expect(readStripeEvent(event('charge.dispute.closed', { ...dispute, metadata: {} }))).toMatchObject({ event: { name: 'stripe.dispute_closed', fields: { order_id: '' } } })
  })

  test('of a refund that came back is one, however many types tell of it', () => {
    const told = ['refund.failed', 'refund.updated', 'charge.refund.updated'].map((type, index) => readStripeEvent(event(type, refund, `evt_${index}`)))

    expect(told.map((each) => 'eventId' in each && [each.deliveryId, each.topic, each.eventId])).toEqual([0, 1, 2].map((index) => [`evt_${index}`, 'stripe.refund_failed', 're_1 failed']))
    expect(told[0]).toMatchObject({ event: { fields: { amount: { amount: '500', currency: 'JPY' }, failure_reason: 'lost_or_stolen_card', case_id: 'C1', order_id: '#9', payment_intent: null } } })
  })

  test('of a refund that moves on tells the state that it reached', () => {
    expect(readStripeEvent(event('refund.updated', { ...refund, status: 'succeeded' }))).toMatchObject({ eventId: 're_1 succeeded', event: { name: 'stripe.refund_updated' } })
  })

  test('of another type opens nothing', () => {
    expect(readStripeEvent(event('constructor', {}))).toEqual({ deliveryId: 'evt_1', eventId: 'evt_1', topic: 'constructor', event: null })
  })

  test.each([
    ['{', '"id" is no id of an event'],
    [event('charge.dispute.created', { ...dispute, amount: 1.5 }), '"amount" is 1.5, not money'],
    [event('charge.dispute.created', { ...dispute, currency: 'isk', amount: 55 }), '"amount" is 55, not money'],
    [event('charge.dispute.created', { ...dispute, created: 'now' }), '"created_at" is "now", not an instant'],
    [event('refund.failed', { ...refund, id: null }), '"refund_id" is missing'],
  ])('that cannot be read says why', (body, problem) => {
    expect(readStripeEvent(body)).toMatchObject({ problem: expect.stringContaining(problem) })
  })
})
