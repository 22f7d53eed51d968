import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../scripts/setup/ports.mjs'
import { startStripe, type RunningStripe } from '../../stand-ins/stripe/stripe.ts'
import { aCall, connectTo } from '../adapters/stripe/call.ts'
import { eventually } from '../harness/eventually.ts'
import { control, type Loose } from './ask.ts'
import { aCharge } from './ask-stripe.ts'

/** The vendor's own checker of requests (`go install github.com/stripe/stripe-mock@latest`), on PATH or where STRIPE_MOCK says. */
const program = process.env['STRIPE_MOCK'] ?? 'stripe-mock'
const absent = spawnSync(program, ['-version']).error !== undefined

describe.skipIf(absent)(`beside the vendor's own checker (skipped where "stripe-mock" is not installed)`, () => {
  let [checker, url]: [ChildProcess | undefined, string] = [undefined, '']
  let stripe: RunningStripe
  beforeAll(async () => {
    const port = await freePort()
    checker = spawn(program, ['-http-addr', `127.0.0.1:${port}`, '-https-addr', '127.0.0.1:0'], { stdio: 'ignore' })
    url = `http://127.0.0.1:${port}`
    await eventually(async () => (await fetch(`${url}/v1/balance`, { headers: { Authorization: 'Bearer sk_test_1' } }).then(({ ok }) => ok, () => false)) || undefined)
    stripe = await startStripe()
  }, 60_000)
  afterAll(async () => {
    checker?.kill()
    await stripe.close()
  })

  /** What it says to a request of the log. */
  const check = async ({ method, path, params }: Loose): Promise<{ status: number; body: Loose }> => {
    const form = new URLSearchParams(flat(params)).toString()
    const answer = await fetch(`${url}${path}${method === 'GET' ? `?${form}` : ''}`, {
      method, headers: { Authorization: 'Bearer sk_test_1', 'Content-Type': 'application/x-www-form-urlencoded' }, ...(method === 'GET' ? {} : { body: form }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  test('every request that the connector makes has a shape that the vendor takes', async () => {
    const charge = await aCharge(stripe, { metadata: { order_id: '#9' } })
    const dispute = await control(stripe, 'POST', 'dispute', { charge: (await aCharge(stripe)).id })
    const other = await control(stripe, 'POST', 'dispute', { charge: (await aCharge(stripe)).id })
    const connector = connectTo(stripe)
    const ask = (action: string, input: Loose) => connector.perform(aCall(`stripe.${action}`, input, { key: `${action}/1` }))
    const { reference } = await ask('refund', { order_id: '#9', amount: { amount: '15.00', currency: 'USD' }, note: 'A note' })
    await connector.perform(aCall('stripe.refund', { charge: charge.id, amount: { amount: '1.00', currency: 'USD' } }, { key: 'by charge/1' }))
    await ask('read_refund', { refund_id: reference })
    await ask('stage_evidence', { dispute_id: dispute.id, evidence: { shipping_carrier: 'UPS', uncategorized_text: 'All of it.' } })
    await ask('submit_evidence', { dispute_id: dispute.id })
    await ask('accept_dispute', { dispute_id: other.id })

    const requests = stripe.log.all().filter(({ kind }) => kind === 'request')
    expect(new Set(requests.map(({ operation }) => operation))).toEqual(new Set([
      'payment_intents.search', 'payment_intents.retrieve', 'charges.retrieve', 'refunds.list', 'refunds.create', 'refunds.retrieve', 'disputes.retrieve', 'disputes.update', 'disputes.close',
    ]))
    for (const request of requests) expect([request['operation'], await check(request)]).toEqual([request['operation'], { status: 200, body: expect.anything() }])
    expect(await check({ method: 'POST', path: '/v1/refunds', params: { chrage: 'ch_1' } })).toMatchObject({ status: 400 })
  })

  test.each(['charge', 'payment_intent', 'refund', 'dispute'])('a %s of the stand-in has all that the vendor\'s has, of the same kinds', async (kind) => {
    const charge = await aCharge(stripe)
    const own: Record<string, () => Loose> = {
      charge: () => charge,
      payment_intent: () => stripe.store.get('intents', charge.payment_intent),
      refund: async () => {
        await connectTo(stripe).perform(aCall('stripe.refund', { charge: charge.id, amount: { amount: '1.00', currency: 'USD' } }, { key: 'shape/1' }))
        return stripe.store.all('refunds').at(-1)
      },
      dispute: () => control(stripe, 'POST', 'dispute', { charge: charge.id }),
    }
    const ours = await own[kind]!()
    const { body: theirs } = await check({ method: 'GET', path: `/v1/${kind}s/${ours.id}`, params: {} })
    expect(Object.keys(theirs).filter((name) => !(name in ours) && !PREVIEW.includes(name))).toEqual([])
    const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value)
    const differing = Object.keys(theirs).filter((name) => theirs[name] !== null && ours[name] !== null && name in ours && kindOf(theirs[name]) !== kindOf(ours[name]))
    expect(differing).toEqual([])
  })
})

/** Fields that are not in the vendor's published types, or only in answers that ask for them. */
const PREVIEW = ['refunds', 'allowed_payment_method_types', 'excluded_payment_method_types', 'managed_payments', 'payment_method_configuration_details']

/** Parameters as a form has them. */
const flat = (value: Loose, name = ''): [string, string][] =>
  typeof value === 'object' ? Object.entries(value).flatMap(([key, one]) => flat(one, name === '' ? key : `${name}[${Array.isArray(value) ? '' : key}]`)) : [[name, String(value)]]
