import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import type { OutgoingHttpHeaders, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { readShopifyEvent, verifyShopify } from '../../adapters/shopify/webhooks.ts'
import { createSource } from '../../api/source.ts'
import { fakes } from './fakes.ts'

const OLD = 'shpss_old'
const NEW = 'shpss_new'
const BODY = JSON.stringify({
  id: 7700450021,
  admin_graphql_api_id: 'gid://shopify/Return/7700450021',
  status: 'requested',
  name: '#2041-R1',
  order: { id: 5900112233445, admin_graphql_api_id: 'gid://shopify/Order/5900112233445' },
  return_line_items: [{ quantity: 1, return_reason: 'unwanted' }],
})
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const sign = (body: string, secret = NEW) => createHmac('sha256', secret).update(body).digest('base64')
const headers = (signature: string | string[]): OutgoingHttpHeaders => ({
  'Content-Type': 'application/json',
  'X-Shopify-Topic': 'returns/request',
  'X-Shopify-Webhook-Id': 'w1',
  'X-Shopify-Event-Id': 'e1',
  'X-Shopify-Hmac-SHA256': signature,
})

function shop() {
  const source = createSource({
    name: 'shopify',
    deliveryHeader: 'x-shopify-webhook-id',
    read: readShopifyEvent,
    verify: (body, given) => verifyShopify(body, given, [NEW, OLD]),
  })
  const made = fakes({ sources: { shopify: source } })
  const server = made.app.listen(0)
  servers.push(server)
  /** Plain HTTP, because nicer clients would not send what attackers send. */
  const post = (body: string, given: OutgoingHttpHeaders) =>
    new Promise<number>((resolve, reject) => {
      const sending = request(
        { port: (server.address() as AddressInfo).port, method: 'POST', path: '/hooks/shopify', headers: given },
        (answer) => {
          answer.resume()
          resolve(answer.statusCode ?? 0)
        },
      )
      sending.on('error', reject).end(body)
    })
  return { ...made, post }
}

test('a return as the shop sends it is stored with its delivery, its event and its body byte for byte', async () => {
  const { post, asked } = shop()

  expect(await post(BODY, headers(sign(BODY)))).toBe(200)

  expect(asked.stored).toMatchObject([
    {
      source: 'shopify',
      deliveryId: 'w1',
      eventId: 'e1',
      topic: 'returns/request',
      body: BODY,
      event: { name: 'shopify.return_requested', fields: { return_id: 'gid://shopify/Return/7700450021' } },
    },
  ])
})

test('while a secret is rotated both are good', async () => {
  const { post } = shop()

  expect(await post(BODY, headers(sign(BODY, OLD)))).toBe(200)
  expect(await post(BODY, headers(sign(BODY, 'shpss_other')))).toBe(401)
})

test.each([
  ['missing', { 'Content-Type': 'application/json' }],
  ['empty', headers('')],
  ['short', headers('AAAA')],
  ['no base64', headers('!'.repeat(44))],
  ['of 10 KB', headers('A'.repeat(10_000))],
  ['doubled', headers([sign(BODY), sign(BODY)])],
  ['in hex', headers(createHmac('sha256', NEW).update(BODY).digest('hex'))],
])('a signature that is %s is 401, never 500, and stores nothing', async (_what, given) => {
  const { post, asked } = shop()

  expect(await post(BODY, given)).toBe(401)
  expect(asked.stored).toEqual([])
})

test('each single changed byte of the body is 401', async () => {
  const { post, asked } = shop()
  const signature = sign(BODY)

  for (let at = 0; at < BODY.length; at += 7) {
    const changed = `${BODY.slice(0, at)}${BODY[at] === ' ' ? '\t' : ' '}${BODY.slice(at + 1)}`
    expect(await post(changed, headers(signature)), `byte ${at}`).toBe(401)
  }
  expect(asked.stored).toEqual([])
})

test('a well-signed body that cannot be read is kept for people to see, and not asked for again', async () => {
  const { post, asked } = shop()
  const body = '{"name":"#1"}'

  expect(await post(body, headers(sign(body)))).toBe(200)

  expect(asked.stored).toMatchObject([{ deliveryId: 'w1', body, event: { name: 'shopify.unreadable' } }])
})
