import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { easypostWebhooks } from '../../adapters/easypost/webhooks.ts'
import { readShopifyEvent, verifyShopify } from '../../adapters/shopify/webhooks.ts'
import { sourceWebhooks } from '../../adapters/sources/webhooks.ts'
import { stripeWebhooks } from '../../adapters/stripe/webhooks.ts'
import { zendeskWebhooks } from '../../adapters/zendesk/webhooks.ts'
import { createSource } from '../../api/source.ts'
import type { Source } from '../../domain/organisation.ts'
import { fakes, NOW } from './fakes.ts'

const BODY = JSON.stringify({ id: 'evt_1', delivery_id: 'd-1', po: '4711', object: 'Event', type: 'charge.refund.updated', description: 'tracker.updated', data: { object: {} }, result: {} })
const declared: Source = {
  secretEnv: 'X', signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex' }, id: ['body', 'delivery_id'], events: { eta_changed: { po: 'text' } },
}
const hmac = (secret: string, text: string, encoding: 'hex' | 'base64' = 'hex'): string => createHmac('sha256', secret).update(text).digest(encoding)
const seconds = NOW / 1000
const NOW_TEXT = new Date(NOW).toISOString()

/** How each sender signs; two of them sign alike, under secrets of their own. */
const SIGNS: Readonly<Record<string, (secret: string) => Record<string, string>>> = {
  shopify: (secret) => ({ 'X-Shopify-Hmac-Sha256': hmac(secret, BODY, 'base64'), 'X-Shopify-Topic': 'orders/create', 'X-Shopify-Webhook-Id': 'w-1', 'X-Shopify-Event-Id': 'e-1' }),
  easypost: (secret) => ({ 'X-Hmac-Signature': `hmac-sha256-hex=${hmac(secret, BODY)}` }),
  stripe: (secret) => ({ 'Stripe-Signature': `t=${seconds},v1=${hmac(secret, `${seconds}.${BODY}`)}` }),
  zendesk: (secret) => ({ 'X-Zendesk-Webhook-Signature': hmac(secret, `${NOW_TEXT}${BODY}`, 'base64'), 'X-Zendesk-Webhook-Signature-Timestamp': NOW_TEXT }),
  portal: (secret) => ({ 'X-Signature': hmac(secret, BODY) }),
  scanner: (secret) => ({ 'X-Signature': hmac(secret, BODY) }),
}
const NAMES = Object.keys(SIGNS)
const secretOf = (name: string): string => `the-secret-of-${name}`
const pairs = NAMES.flatMap((at) => NAMES.flatMap((from) => (from === at ? [] : [[at, from] as const])))

/** An API in which each source has these secrets. */
const takingUnder = (secrets: (name: string) => readonly string[]) => fakes({
  sources: {
    shopify: createSource({ name: 'shopify', deliveryHeader: 'x-shopify-webhook-id', read: readShopifyEvent, verify: (body, headers) => verifyShopify(body, headers, secrets('shopify')) }),
    easypost: createSource(easypostWebhooks(secrets('easypost'))),
    stripe: createSource(stripeWebhooks(secrets('stripe'), () => NOW)),
    zendesk: createSource(zendeskWebhooks(secrets('zendesk'), () => NOW)),
  },
  publishedSources: async (name) => (name === 'portal' || name === 'scanner' ? createSource(sourceWebhooks(name, declared, secrets(name))) : undefined),
})

describe('a webhook', () => {
  const made = takingUnder((name) => [secretOf(name)])
  const server = made.app.listen(0)
  let url = ''
  beforeAll(() => { url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks` })
  afterAll(() => { server.closeAllConnections(); server.close() })
  const post = (at: string, headers: Record<string, string>) => fetch(`${url}/${at}`, { method: 'POST', body: BODY, headers: { 'Content-Type': 'application/json', ...headers } })

  it.each(pairs)('for %s is 401 and stores nothing under the secret of %s, whichever of both ways it is signed', async (at, from) => {
    const asTheirs = await post(at, SIGNS[at]!(secretOf(from)))
    const asItsOwn = await post(at, SIGNS[from]!(secretOf(from)))
    const asBoth = await post(at, { ...SIGNS[from]!(secretOf(from)), ...SIGNS[at]!(secretOf(from)) })

    expect([asTheirs.status, asItsOwn.status, asBoth.status]).toEqual([401, 401, 401])
    expect(await asTheirs.json()).toMatchObject({ code: 'wrong-signature' })
    expect(made.asked.stored).toEqual([])
  })

  it('is taken of each under its own', async () => {
    for (const name of NAMES) expect([name, (await post(name, SIGNS[name]!(secretOf(name)))).status]).toEqual([name, 200])
    expect(made.asked.stored.map(({ source }) => source)).toEqual(NAMES)
  })
})

it.each(NAMES)('the old secret of %s is good while it is rotated, and refused once that is over', async (name) => {
  const statusOf = async (app: ReturnType<typeof fakes>['app'], secret: string): Promise<number> => (await supertest(app).post(`/hooks/${name}`).set('Content-Type', 'application/json').set(SIGNS[name]!(secret)).send(BODY)).status
  const [during, after] = [takingUnder(() => ['new', 'old']), takingUnder(() => ['new'])]
  expect([await statusOf(during.app, 'old'), await statusOf(during.app, 'new'), await statusOf(during.app, 'older')]).toEqual([200, 200, 401])
  expect([await statusOf(after.app, 'old'), await statusOf(after.app, 'new')]).toEqual([401, 200])
  expect(after.asked.stored).toHaveLength(1)
})
