import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Stripe } from 'stripe'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startStripe, type RunningStripe, type StripeSettings } from '../../stand-ins/stripe/stripe.ts'
import { eventually } from '../harness/eventually.ts'
import { control, type Loose } from './ask.ts'
import { aCharge, clientOf, errorOf } from './ask-stripe.ts'

let stripe: RunningStripe
let client: Stripe
const restart = async (settings: Partial<StripeSettings>): Promise<void> => {
  await stripe.close()
  stripe = await startStripe(settings)
  client = clientOf(stripe)
}
beforeEach(async () => {
  stripe = await startStripe()
  client = clientOf(stripe)
})
afterEach(() => stripe.close())

const fault = (operation: string, mode: string, more: object = {}): Promise<unknown> => control(stripe, 'POST', 'faults', { operation, mode, ...more })
const raw = async (path: string, init: RequestInit = {}): Promise<{ status: number; body: Loose; headers: Headers }> => {
  const answer = await fetch(`${stripe.url}${path}`, { ...init, headers: { Authorization: 'Bearer sk_test_stand_in', 'Content-Type': 'application/x-www-form-urlencoded', ...init.headers } })
  return { status: answer.status, body: await answer.json(), headers: answer.headers }
}

describe('refunds, as the vendor\'s own client sees them', () => {
  test('count on their charge, in parts up to the whole and no further', async () => {
    const charge = await aCharge(stripe, { amount: 10_000 })
    const first = await client.refunds.create({ charge: charge.id, amount: 4_000, metadata: { case_id: 'C1' } })
    expect(first).toMatchObject({ object: 'refund', amount: 4_000, currency: 'usd', charge: charge.id, payment_intent: charge.payment_intent, status: 'succeeded', metadata: { case_id: 'C1' } })
    expect(await errorOf(client.refunds.create({ charge: charge.id, amount: 6_001 }))).toMatchObject({
      type: 'StripeInvalidRequestError', statusCode: 400, param: 'amount', message: 'Refund amount ($60.01) is greater than unrefunded amount on charge ($60.00)', requestId: expect.stringMatching(/^req_/),
    })
    expect(await client.refunds.create({ payment_intent: charge.payment_intent })).toMatchObject({ amount: 6_000 })
    expect(await errorOf(client.refunds.create({ charge: charge.id, amount: 1 }))).toMatchObject({ code: 'charge_already_refunded' })
    expect(await client.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 10_000, refunded: true })
  })

  test('are listed the newest first, page by page, and those of other charges are not', async () => {
    const [charge, other] = [await aCharge(stripe, { amount: 10_000 }), await aCharge(stripe)]
    for (const amount of [1, 2, 3]) await client.refunds.create({ charge: charge.id, amount })
    await client.refunds.create({ charge: other.id })
    const page = await client.refunds.list({ charge: charge.id, limit: 2 })
    expect([page.data.map(({ amount }) => amount), page.has_more]).toEqual([[3, 2], true])
    expect(await client.refunds.list({ charge: charge.id, limit: 2 }).autoPagingToArray({ limit: 9 })).toHaveLength(3)
    expect((await client.refunds.list({ payment_intent: other.payment_intent })).data).toHaveLength(1)
  })

  test.each([
    ['an amount that is no whole number', 'charge=CH&amount=10.5', 'amount', 'parameter_invalid_integer'],
    ['nothing', 'charge=CH&amount=0', 'amount', 'parameter_invalid_integer'],
    ['a parameter that does not exist', 'charge=CH&amont=5', 'amont', 'parameter_unknown'],
    ['no payment', 'amount=5', 'payment_intent', 'parameter_missing'],
    ['a reason of its own', 'charge=CH&reason=late', 'reason', undefined],
    ['metadata that are too long', `charge=CH&metadata[note]=${'x'.repeat(501)}`, 'metadata', undefined],
  ])('of %s are refused with the parameter', async (_what, body, param, code) => {
    const charge = await aCharge(stripe)
    const answer = await raw('/v1/refunds', { method: 'POST', body: body.replace('CH', charge.id) })
    expect([answer.status, answer.body.error.type, answer.body.error.param, answer.body.error.code]).toEqual([400, 'invalid_request_error', param, code])
  })

  test('of a charge that is charged back are refused, of one that the bank only asks about are not', async () => {
    const [lost, asked] = [await aCharge(stripe), await aCharge(stripe)]
    await control(stripe, 'POST', 'dispute', { charge: lost.id })
    await control(stripe, 'POST', 'dispute', { charge: asked.id, caseType: 'inquiry' })
    expect(await errorOf(client.refunds.create({ charge: lost.id }))).toMatchObject({ code: 'charge_disputed' })
    expect(await client.refunds.create({ charge: asked.id })).toMatchObject({ status: 'succeeded' })
  })

  test('may come back later, and what came back can be refunded anew', async () => {
    const charge = await aCharge(stripe)
    const { id } = await client.refunds.create({ charge: charge.id })
    await control(stripe, 'POST', 'refund', { refund: id, status: 'failed', failureReason: 'lost_or_stolen_card' })
    expect(await client.refunds.retrieve(id)).toMatchObject({ status: 'failed', failure_reason: 'lost_or_stolen_card' })
    expect(await client.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 0, refunded: false })
    expect(await client.refunds.create({ charge: charge.id })).toMatchObject({ status: 'succeeded' })
  })

  test('that began pending move no money twice when they succeed', async () => {
    const charge = await aCharge(stripe, { refundStatus: 'pending' })
    const made = await client.refunds.create({ charge: charge.id })
    expect(made).toMatchObject({ status: 'pending', pending_reason: 'processing' })
    await control(stripe, 'POST', 'refund', { refund: made.id, status: 'succeeded' })
    expect(await client.refunds.retrieve(made.id)).not.toHaveProperty('pending_reason')
    expect(await client.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 8_000 })
  })
})

describe('an idempotency key', () => {
  const create = (charge: string, amount: number, idempotencyKey = 'k1') => client.refunds.create({ charge, amount }, { idempotencyKey })
  const count = () => stripe.store.all('refunds').length

  test('gives the first answer again, and says so', async () => {
    const charge = await aCharge(stripe)
    const first = await create(charge.id, 500)
    const again = await create(charge.id, 500)
    expect([again.id, count()]).toEqual([first.id, 1])
    const { headers } = await raw('/v1/refunds', { method: 'POST', body: `charge=${charge.id}&amount=500`, headers: { 'Idempotency-Key': 'k1' } })
    expect([headers.get('idempotent-replayed'), headers.get('original-request')]).toEqual(['true', (first as Loose).lastResponse.headers.get('request-id')])
  })

  test('is for one request: with other parameters it is refused', async () => {
    const charge = await aCharge(stripe)
    await create(charge.id, 500)
    expect(await errorOf(create(charge.id, 501))).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400, rawType: 'idempotency_error' })
    expect(count()).toBe(1)
  })

  test.each([['error-before', 0], ['error-after-commit', 1]])('keeps a 500 too (%s), so that asking again never does anything', async (mode, done) => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', mode)
    expect(await errorOf(create(charge.id, 500))).toMatchObject({ type: 'StripeAPIError', statusCode: 500, headers: { 'stripe-should-retry': 'false' } })
    const again = await errorOf(create(charge.id, 500))
    expect([again.statusCode, again.headers['idempotent-replayed'], count()]).toEqual([500, 'true', done])
  })

  test('keeps a refusal, and neither a mistake in the parameters nor a limit', async () => {
    const charge = await aCharge(stripe)
    expect(await errorOf(create(charge.id, 9_000))).toMatchObject({ param: 'amount' })
    expect((await errorOf(create(charge.id, 9_000))).headers['idempotent-replayed']).toBe('true')
    expect(await errorOf(client.refunds.create({ charge: charge.id, amount: 0 }, { idempotencyKey: 'k2' }))).toMatchObject({ code: 'parameter_invalid_integer' })
    await fault('refunds.create', 'rate-limited')
    expect(await errorOf(create(charge.id, 500, 'k2'))).toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit' })
    expect(await create(charge.id, 500, 'k2')).toMatchObject({ amount: 500 })
  })

  test('is in use while its first request is under way', async () => {
    const charge = await aCharge(stripe)
    await fault('refunds.create', 'slow', { ms: 300 })
    const first = create(charge.id, 500)
    await eventually(async () => (stripe.log.all().some((entry) => entry['kind'] === 'fault') ? true : undefined))
    expect(await errorOf(create(charge.id, 500))).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use', headers: { 'stripe-should-retry': 'true' } })
    expect([(await first).amount, count()]).toEqual([500, 1])
  })

  test('is forgotten after its time, and then pays once more', async () => {
    await restart({ keyRetentionMs: 0 })
    const charge = await aCharge(stripe)
    await create(charge.id, 500)
    await create(charge.id, 500)
    expect(count()).toBe(2)
  })

  test('can be forgotten on command', async () => {
    const charge = await aCharge(stripe)
    await create(charge.id, 500)
    expect(await control(stripe, 'POST', 'forget-keys', {})).toEqual({ forgotten: 1 })
    await create(charge.id, 500)
    expect(count()).toBe(2)
  })
})

describe('a dispute', () => {
  const disputed = async (more: object = {}): Promise<Loose> => control(stripe, 'POST', 'dispute', { charge: (await aCharge(stripe)).id, ...more })

  test('takes evidence in parts, and sends it once', async () => {
    const { id } = await disputed()
    await client.disputes.update(id, { evidence: { shipping_carrier: 'UPS' }, submit: false })
    const staged = await client.disputes.update(id, { evidence: { shipping_tracking_number: '1Z1' }, submit: false })
    expect(staged).toMatchObject({ status: 'needs_response', evidence: { shipping_carrier: 'UPS', shipping_tracking_number: '1Z1' }, evidence_details: { has_evidence: true, submission_count: 0 } })
    expect(await client.disputes.update(id, { submit: true })).toMatchObject({ status: 'under_review', evidence_details: { submission_count: 1 } })
    expect(await errorOf(client.disputes.update(id, { submit: true }))).toMatchObject({ statusCode: 400 })
  })

  test('is sent by whoever forgets to say that it is not', async () => {
    const { id } = await disputed()
    expect(await client.disputes.update(id, { evidence: { shipping_carrier: 'UPS' } })).toMatchObject({ evidence_details: { submission_count: 1 } })
  })

  test('is lost by closing it, which cannot be taken back', async () => {
    const { id } = await disputed()
    expect(await client.disputes.close(id)).toMatchObject({ status: 'lost' })
    expect(await errorOf(client.disputes.update(id, { submit: true }))).toMatchObject({ statusCode: 400 })
    expect(await errorOf(client.disputes.close(id))).toMatchObject({ message: 'This dispute is already closed.' })
  })

  test('takes no evidence after its date', async () => {
    const { id } = await disputed({ dueInDays: -1 })
    expect(await errorOf(client.disputes.update(id, { submit: true }))).toMatchObject({ message: expect.stringContaining('deadline') })
  })
})

describe('who may ask', () => {
  test('is whoever has the key', async () => {
    expect(await errorOf(clientOf(stripe, 'sk_test_other').balance.retrieve())).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401, message: expect.not.stringContaining('sk_test_other') })
    expect((await raw('/v1/balance', { headers: { Authorization: '' } })).status).toBe(401)
  })

  test('asks in forms, of what there is, in a version that there is', async () => {
    expect((await raw('/v1/refunds', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })).body.error.message).toContain('application/x-www-form-urlencoded')
    expect((await raw('/v1/nothing')).status).toBe(404)
    expect((await raw('/v1/balance', { headers: { 'Stripe-Version': 'newest' } })).body.error.message).toContain('Invalid Stripe API version')
    expect(await errorOf(client.refunds.retrieve('re_none'))).toMatchObject({ statusCode: 404, code: 'resource_missing' })
  })

  test('is told to slow down above the limit', async () => {
    await restart({ rateLimit: 2 })
    const answers = await Promise.all(Array.from({ length: 6 }, () => raw('/v1/balance')))
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
    expect(answers.find(({ status }) => status === 429)?.body.error.code).toBe('rate_limit')
  })
})

test('payments are found by their metadata, quotes and all, and objects stand in place of ids where they are asked for', async () => {
  const charge = await aCharge(stripe, { metadata: { order_id: 'it\'s "9"' } })
  const found = await client.paymentIntents.search({ query: 'metadata[\'order_id\']:\'it\\\'s "9"\'' })
  expect(found.data.map(({ id }) => id)).toEqual([charge.payment_intent])
  expect(await client.paymentIntents.retrieve(charge.payment_intent, { expand: ['latest_charge'] })).toMatchObject({ latest_charge: { id: charge.id, amount: 8_000 } })
  expect(await errorOf(client.paymentIntents.search({ query: 'metadata[order_id]=9' }))).toMatchObject({ statusCode: 400 })
})

describe('webhooks', () => {
  interface Got { readonly body: string; readonly signature: string; readonly event: Stripe.Event }
  const got: Got[] = []
  let receiver: ReturnType<typeof createServer>
  beforeEach(async () => {
    got.length = 0
    receiver = createServer((request: IncomingMessage, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8')
        got.push({ body, signature: String(request.headers['stripe-signature']), event: JSON.parse(body) as Stripe.Event })
        response.end()
      })
    })
    await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
    await restart({ webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks/stripe`, webhookSecret: 'whsec_new,whsec_old' })
  })
  afterEach(async () => {
    receiver.closeAllConnections()
    await new Promise((closed) => {
      receiver.close(closed)
    })
  })
  const types = () => got.map(({ event }) => event.type)

  test('are signed so that the vendor\'s own library takes them, by either secret, and not when they are old', async () => {
    const charge = await aCharge(stripe)
    await client.refunds.create({ charge: charge.id }, { idempotencyKey: 'k1' })
    await eventually(async () => (got.length >= 2 ? true : undefined))
    const { body, signature, event } = got.find((one) => one.event.type === 'refund.created')!
    for (const secret of ['whsec_new', 'whsec_old']) expect(client.webhooks.constructEvent(body, signature, secret).id).toBe(event.id)
    expect(() => client.webhooks.constructEvent(`${body} `, signature, 'whsec_new')).toThrow(/signature/i)
    expect(event).toMatchObject({ object: 'event', api_version: '2026-10-28.endive', request: { id: expect.stringMatching(/^req_/), idempotency_key: 'k1' }, data: { object: { object: 'refund' } } })

    got.length = 0
    await control(stripe, 'POST', 'resend', { event: event.id, signedSecondsAgo: 301 })
    expect(got[0]?.body).toBe(body)
    expect(() => client.webhooks.constructEvent(body, got[0]!.signature, 'whsec_new')).toThrow(/tolerance/i)
  })

  test('come in another order, and repeated, on command', async () => {
    const charge = await aCharge(stripe)
    await control(stripe, 'POST', 'webhooks/hold', {})
    const { id } = await client.refunds.create({ charge: charge.id })
    await control(stripe, 'POST', 'refund', { refund: id, status: 'failed' })
    expect(got).toEqual([])
    await control(stripe, 'POST', 'webhooks/release', { order: 'reversed', copies: 2 })
    expect(types()).toEqual(['charge.refund.updated', 'refund.updated', 'refund.failed', 'charge.refunded', 'refund.created'].flatMap((type) => [type, type]))
    expect(new Set(got.map(({ event }) => event.id)).size).toBe(5)
  })

  test('tell of a dispute from its beginning to its end', async () => {
    const dispute = await control(stripe, 'POST', 'dispute', { charge: (await aCharge(stripe)).id })
    await client.disputes.update(dispute.id, { evidence: { uncategorized_text: 'all of it' }, submit: true })
    await control(stripe, 'POST', 'dispute/end', { dispute: dispute.id, status: 'won' })
    await eventually(async () => (got.length === 5 ? true : undefined))
    expect(new Set(types())).toEqual(new Set(['charge.dispute.created', 'charge.dispute.funds_withdrawn', 'charge.dispute.updated', 'charge.dispute.closed', 'charge.dispute.funds_reinstated']))
  })
})

test.each(['reset-after-commit', 'garbage-after-commit'])('loses an answer on purpose (%s), with the refund made and told in the log', async (mode) => {
  const charge = await aCharge(stripe)
  await fault('refunds.create', mode)
  await errorOf(client.refunds.create({ charge: charge.id }, { idempotencyKey: 'k1' }))
  expect(stripe.store.all('refunds')).toHaveLength(1)
  expect(stripe.log.all().filter(({ kind }) => kind === 'lost')).toMatchObject([{ status: 200, body: { object: 'refund' } }])
})
