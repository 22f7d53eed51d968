import { createHmac, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { easypostWebhooks } from '../../adapters/easypost/webhooks.ts'
import { sourceWebhooks } from '../../adapters/sources/webhooks.ts'
import { stripeWebhooks } from '../../adapters/stripe/webhooks.ts'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { createPublishedSources } from '../../api/published-sources.ts'
import { createSource } from '../../api/source.ts'
import { compileSop } from '../../compiler/compile.ts'
import { compileOrganisation } from '../../compiler/organisation.ts'
import { sourceFile } from '../../compiler/source.ts'
import { deliverDue, tellDue } from '../../dispatcher/deliver.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { fakes } from './fakes.ts'

const ORGANISATION = `
organisation: harbour-goods
zone: America/Chicago
sink: boss
people:
  dana: { name: Dana, email: dana@harbour.example }
  sam: { name: Sam, email: sam@harbour.example }
roles:
  buyer: { accountable_for: suppliers, people: [dana, sam] }
  boss: { accountable_for: everything, people: [sam, dana] }
escalations:
  by_hand: { levels: [ { at: breach, to: boss } ] }
sources:
  portal:
    secret: env PORTAL_SECRET
    signature: { header: X-Portal-Signature, algorithm: hmac-sha512, encoding: base64 }
    id: body.delivery_id
    events:
      order_confirmed: { po: text, order_id: text, tracking_code: text, value: money, lines: { list: { sku: text, quantity: whole_number } } }
      eta_changed: { po: text, eta: date }
`

const SOP = `
sop: supplier-order
title: Supplier order
why: To know where goods are.
owner: buyer
escalation: by_hand
trigger: [ { on: portal.order_confirmed, if: 'event.value >= money("100.00 USD")', key: event.po } ]
steps:
  - id: eta
    wait: { for: portal.eta_changed, if: event.po == trigger.po, within: 21d }
    on: { came: parcel, timeout: late }
  - id: parcel
    wait: { for: easypost.tracker_updated, if: 'event.tracking_code == trigger.tracking_code && event.status == "delivered"', within: 21d }
    on: { came: dispute, timeout: late }
  - id: dispute
    wait: { for: stripe.dispute_created, if: 'event.order_id == trigger.order_id && event.amount > money("1000 JPY")', within: 21d }
    on: { came: disputed, timeout: late }
  - { id: disputed, wait: { until: 'instant("2026-01-01T00:00:00Z")' }, finish: disputed }
  - { id: late, wait: { until: 'instant("2026-01-01T00:00:00Z")' }, finish: late }
outcomes: [disputed, late]
`

const PORTAL = 'portal secret'
const EASYPOST = 'sécret'
const STRIPE = 'whsec_test'
let lab: CaseLab
let url = ''
let close = (): void => undefined

function compiled(): { readonly organisation: Organisation; readonly plan: Plan } {
  const made = compileOrganisation(sourceFile('organisation.yaml', ORGANISATION), { vocabulary })
  const { plan, diagnostics } = compileSop(sourceFile('supplier-order.yaml', SOP), { vocabulary, organisation: made.organisation!, messages: () => [], sop: () => ({ kind: 'missing' }) })
  expect([...made.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([])
  return { organisation: made.organisation!, plan: plan! }
}

beforeAll(async () => {
  const { organisation, plan } = compiled()
  lab = await openCaseLab({ organisation, world: scriptedWorld({}) })
  await lab.catalogue.publish(plan, SOP)
  const { app } = fakes({
    catalogue: lab.catalogue,
    inbox: lab.inbox,
    sources: { easypost: createSource(easypostWebhooks([EASYPOST])), stripe: createSource(stripeWebhooks([STRIPE], () => Date.now())) },
    publishedSources: createPublishedSources({
      catalogue: lab.catalogue,
      env: { PORTAL_SECRET: `next secret,${PORTAL}` },
      now: () => Date.now(),
      create: (name, declared, secrets) => createSource(sourceWebhooks(name, declared, secrets)),
    }),
  })
  const server = app.listen(0)
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
  close = () => void server.close()
})
afterAll(async () => {
  close()
  await lab[Symbol.asyncDispose]()
})

const post = async (source: string, body: string, headers: Record<string, string>): Promise<readonly [number, string]> => {
  const answer = await fetch(`${url}/${source}`, { method: 'POST', body, headers })
  const told = (await answer.json()) as { received?: string; code?: string }
  return [answer.status, told.received ?? told.code ?? '']
}

const portal = (body: string, secret = PORTAL) => post('portal', body, { 'X-Portal-Signature': createHmac('sha512', secret).update(body).digest('base64') })
const easypost = (body: string, secret = EASYPOST) =>
  post('easypost', body, { 'X-Hmac-Signature': `hmac-sha256-hex=${createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex')}` })
const stripe = (body: string, secondsAgo = 0) => {
  const at = Math.floor(Date.now() / 1_000) - secondsAgo
  return post('stripe', body, { 'Stripe-Signature': `t=${at},v1=${createHmac('sha256', STRIPE).update(`${at}.${body}`).digest('hex')}` })
}

const confirmed = (po: string, delivery: string = randomUUID()) => JSON.stringify({
  delivery_id: delivery, event: 'order_confirmed', po, order_id: `#${po}`, tracking_code: `T-${po}`, value: { amount: '250.00', currency: 'USD' }, lines: [{ sku: 'S-1', quantity: 3, cost: 12.5 }], internal: 'x',
})
const tracker = (po: string, id: string, status: string) => JSON.stringify({
  id, object: 'Event', description: 'tracker.updated',
  result: { id: `trk_${po}`, object: 'Tracker', tracking_code: `T-${po}`, status, status_detail: null, weight: 614, carrier: 'USPS', tracking_details: [], is_return: false },
})
const dispute = (po: string, id: string) => JSON.stringify({
  id, object: 'event', type: 'charge.dispute.created',
  data: { object: { id: `du_${po}`, object: 'dispute', amount: 1_500, currency: 'jpy', charge: 'ch_1', created: 1_795_000_000, reason: 'fraudulent', status: 'needs_response', metadata: { order_id: `#${po}` } } },
})

/** The dispatcher's part, until what was to be seen is there. */
const dispatched = <T>(look: () => Promise<T | undefined>): Promise<T> =>
  eventually(async () => {
    await deliverDue({ inbox: lab.inbox, catalogue: lab.catalogue, cases: lab.cases, windable: false })
    await tellDue(lab)
    return look()
  })

const caseOf = async (po: string) => (await lab.reader.cases({ text: po, limit: 10 })).find(({ key }) => key === po)
const at = (po: string, step: string) => async () => {
  const found = await caseOf(po)
  return found?.openSteps.some((each) => each.step === step) ? found : undefined
}
const kept = async (where: string, ...values: readonly string[]) =>
  (await lab.database.pool.query<{ source: string; delivery_id: string; state: string; reason: string | null }>(`select source, delivery_id, state, reason from inbox where ${where}`, [...values])).rows

it('opens a case, and carries it on through a supplier, a carrier and a bank', async () => {
  expect(await portal(confirmed('4711'))).toEqual([200, 'stored'])
  const { caseId } = await dispatched(at('4711', 'eta'))

  expect(await portal('{"delivery_id":90071992547409931,"type":"portal.eta_changed","po":4711,"eta":"2026-12-01"}')).toEqual([200, 'stored'])
  await dispatched(at('4711', 'parcel'))
  expect(await easypost(tracker('4711', 'evt_2', 'delivered'))).toEqual([200, 'stored'])
  // Out of order: what happened before comes after, and changes nothing.
  expect(await easypost(tracker('4711', 'evt_1', 'in_transit'))).toEqual([200, 'stored'])
  await dispatched(at('4711', 'dispute'))
  expect(await stripe(dispute('4711', 'evt_d1'))).toEqual([200, 'stored'])

  const detail = await dispatched(async () => {
    const seen = await lab.reader.case(caseId)
    return seen?.summary.outcome === 'disputed' ? seen : undefined
  })
  expect(detail.timeline.filter(({ type }) => type === 'arrived').map(({ detail: { event } }) => event)).toEqual(['portal.eta_changed', 'easypost.tracker_updated', 'stripe.dispute_created'])
  expect(await kept('delivery_id = $1', '90071992547409931')).toMatchObject([{ source: 'portal', state: 'delivered' }])
})

it('has one effect of a delivery that is sent again, and keeps the first of two bodies', async () => {
  const body = confirmed('4712', 'd-4712')
  expect(await portal(body)).toEqual([200, 'stored'])
  expect(await portal(body)).toEqual([200, 'repeat'])
  expect(await portal(confirmed('4713', 'd-4712'))).toEqual([200, 'conflict'])
  await dispatched(at('4712', 'eta'))
  const eta = '{"delivery_id":"e-4712","event":"eta_changed","po":"4712","eta":"2026-12-01"}'
  await Promise.all(Array.from({ length: 10 }, () => portal(eta)))
  const { caseId } = await dispatched(at('4712', 'parcel'))

  expect(await kept("delivery_id in ('d-4712', 'e-4712')")).toHaveLength(2)
  expect((await lab.reader.case(caseId))?.timeline.filter(({ type }) => type === 'arrived')).toHaveLength(1)
  expect(await caseOf('4713')).toBeUndefined()
})

it('is 401 and stores nothing where the signature is forged or its time is not ours', async () => {
  const before = await kept('true')

  expect(await portal(confirmed('4714'), 'guess')).toEqual([401, 'wrong-signature'])
  expect(await easypost(tracker('4714', 'evt_9', 'delivered'), 'guess')).toEqual([401, 'wrong-signature'])
  expect(await stripe(dispute('4714', 'evt_d9'), 330)).toEqual([401, 'wrong-signature'])
  expect(await stripe(dispute('4714', 'evt_d9'), -330)).toEqual([401, 'wrong-signature'])

  expect(await kept('true')).toEqual(before)
})

it('parks what does not fit its declaration with the reason, and takes the same delivery once the declaration is mended, without a start', async () => {
  const body = '{"delivery_id":"m-1","event":"eta_changed","po":"4715","eta":"2026-12-01T00:00:00Z"}'
  expect(await portal(body)).toEqual([200, 'stored'])
  await dispatched(async () => ((await kept("delivery_id = 'unreadable:m-1' and state = 'parked'")).length > 0 ? true : undefined))
  expect(await kept("delivery_id = 'unreadable:m-1'")).toMatchObject([{ reason: expect.stringContaining('"eta" is "2026-12-01T00:00:00Z", not a date') }])

  const mended = compileOrganisation(sourceFile('organisation.yaml', ORGANISATION.replace('eta: date', 'eta: instant')), { vocabulary }).organisation!
  await lab.catalogue.publishOrganisation(mended, '')

  await eventually(async () => ((await portal(body))[1] === 'stored' ? true : undefined))
  expect(await kept("delivery_id = 'm-1'")).toHaveLength(1)
})
