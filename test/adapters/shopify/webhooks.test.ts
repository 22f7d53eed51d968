import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { shopifyEvents } from '../../../adapters/shopify/events.ts'
import { readShopifyEvent, verifyShopify } from '../../../adapters/shopify/webhooks.ts'

const SECRET = 'hush'
const BODY = JSON.stringify({
  id: 1, admin_graphql_api_id: 'gid://shopify/Return/820982911946154508', status: 'requested', name: '#2041-R1',
  order: { id: 2, admin_graphql_api_id: 'gid://shopify/Order/820982911946154509' }, total_return_line_items: 3,
  return_line_items: [
    {
      id: 3, admin_graphql_api_id: 'gid://shopify/ReturnLineItem/3', quantity: 1, return_reason: 'UNWANTED', return_reason_note: '',
      customer_note: 'too small',
    },
    {
      id: 4, admin_graphql_api_id: 'gid://shopify/ReturnLineItem/4', quantity: 2, return_reason: 'unwanted',
      return_reason_note: 'called in', customer_note: null,
    },
  ],
  customer: { id: 5, admin_graphql_api_id: 'gid://shopify/Customer/820982911946154510' },
})
const HEADERS = { 'x-shopify-topic': 'returns/request', 'x-shopify-webhook-id': 'w-1', 'x-shopify-event-id': 'e-1' }
const sign = (body: string | Buffer, secret = SECRET): string => createHmac('sha256', secret).update(body).digest('base64')
const verify = (signature: unknown, body = Buffer.from(BODY), secrets: readonly string[] = [SECRET]): string =>
  verifyShopify(body, { ...HEADERS, 'x-shopify-hmac-sha256': signature as string }, secrets)

describe('a signature', () => {
  test('holds for the exact bytes and any of the secrets in rotation', () => {
    expect(verify(sign(BODY))).toBe('ok')
    expect(verify(sign(BODY), Buffer.from(BODY), ['new', SECRET])).toBe('ok')
    expect(verify(sign(BODY, 'new'), Buffer.from(BODY), ['new', SECRET])).toBe('ok')
  })

  test.each([
    ['missing', undefined, 'missing'],
    ['empty', '', 'missing'],
    ['sent twice, joined', `${sign(BODY)}, ${sign(BODY)}`, 'doubled'],
    ['sent twice, as a list', [sign(BODY), sign(BODY)], 'doubled'],
    ['short', sign(BODY).slice(0, 20), 'malformed'],
    ['hexadecimal', createHmac('sha256', SECRET).update(BODY).digest('hex'), 'malformed'],
    ['not base64', '!'.repeat(44), 'malformed'],
    ['10 KB long', 'A'.repeat(10_240), 'malformed'],
    ['padded with a newline', `${sign(BODY)}\n`, 'malformed'],
    ['of another secret', sign(BODY, 'guess'), 'wrong'],
    ['of another body', sign(`${BODY} `), 'wrong'],
  ])('that is %s is told as such and never throws', (_what, signature, verdict) => {
    expect(verify(signature)).toBe(verdict)
  })

  test('breaks with any flipped bit of the body', () => {
    const signature = sign(BODY)
    fc.assert(fc.property(fc.nat(Buffer.byteLength(BODY) * 8 - 1), (bit) => {
      const bytes = Buffer.from(BODY)
      bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7))
      expect(verify(signature, bytes)).toBe('wrong')
    }), { numRuns: 500 })
  })

  test('breaks with any changed character of its own, the unused bits at its end included', () => {
    const signature = sign(BODY)
    for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
      const changed = `${signature.slice(0, 42)}${char}=`
      expect(verify(changed)).toBe(changed === signature ? 'ok' : 'wrong')
    }
    fc.assert(fc.property(fc.nat(42), fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
    ), (at, char) => {
      const changed = signature.slice(0, at) + char + signature.slice(at + 1)
      expect(verify(changed)).toBe(changed === signature ? 'ok' : 'wrong')
    }), { numRuns: 500 })
  })

  test('breaks when the body is parsed and written again, or in another charset', () => {
    expect(verify(sign('{"a": 1}'), Buffer.from(JSON.stringify(JSON.parse('{"a": 1}'))))).toBe('wrong')
    expect(verify(sign('{"name":"é"}'), Buffer.from('{"name":"é"}', 'latin1'))).toBe('wrong')
  })

  test('is never accepted under an empty secret', () => {
    expect(verify(sign(BODY, ''), Buffer.from(BODY), [''])).toBe('no-secret')
    expect(verify(sign(BODY), Buffer.from(BODY), [])).toBe('no-secret')
  })
})

describe('a requested return', () => {
  test('is read with its ids to the last digit', () => {
    expect(readShopifyEvent(BODY, HEADERS)).toEqual({
      deliveryId: 'w-1', eventId: 'e-1', topic: 'returns/request',
      event: {
        name: 'shopify.return_requested',
        fields: {
          return_id: 'gid://shopify/Return/820982911946154508', return_name: '#2041-R1', order_id: 'gid://shopify/Order/820982911946154509',
          reason: 'unwanted', quantity: 3, note: 'too small / called in', customer_id: 'gid://shopify/Customer/820982911946154510',
        },
      },
    })
  })

  test('has the fields that SOPs are compiled against', () => {
    const read = readShopifyEvent(BODY, HEADERS)
    const declared = Object.keys(shopifyEvents[0]!.fields).sort()
    expect('event' in read && Object.keys(read.event!.fields).sort()).toEqual(declared)
  })

  test('without a customer, a note or an event id still opens a case', () => {
    const { customer: _customer, ...rest } = JSON.parse(BODY)
    rest.return_line_items = [{ quantity: 1, return_reason: 'defective' }]
    expect(readShopifyEvent(JSON.stringify(rest), { ...HEADERS, 'x-shopify-event-id': undefined })).toMatchObject({
      eventId: 'w-1', event: { fields: { note: null, customer_id: null, reason: 'defective' } },
    })
  })

  test('for different reasons is mixed, so that no rule takes one for all', () => {
    const body = JSON.parse(BODY)
    body.return_line_items[1].return_reason = 'defective'
    expect(readShopifyEvent(JSON.stringify(body), HEADERS)).toMatchObject({ event: { fields: { reason: 'mixed' } } })
  })

  test('of another topic is kept and opens nothing', () => {
    expect(readShopifyEvent(
      '{}', { ...HEADERS, 'x-shopify-topic': 'orders/create' },
    )).toEqual({ deliveryId: 'w-1', eventId: 'e-1', topic: 'orders/create', event: null })
  })

  test.each([
    ['no JSON', '{"id":', /JSON/],
    ['a list', '[]', /JSON object/],
    ['null', 'null', /JSON object/],
    ['no return id', BODY.replace('gid://shopify/Return/', 'gid://shopify/Order/'), /admin_graphql_api_id/],
    ['no order', BODY.replace('"order"', '"ordre"'), /order\.admin_graphql_api_id/],
    ['no name', BODY.replace('"name"', '"nom"'), /"name"/],
    ['no lines', BODY.replace('"return_line_items"', '"lines"'), /return_line_items/],
    ['a quantity of nothing', BODY.replace('"quantity":2', '"quantity":0'), /quantity/],
    ['a quantity in words', BODY.replace('"quantity":2', '"quantity":"2"'), /quantity/],
  ])('with %s is a problem told in words, not an exception', (_what, body, message) => {
    expect(readShopifyEvent(body, HEADERS)).toEqual({ problem: expect.stringMatching(message) })
  })

  test('without a delivery id or topic is a problem', () => {
    expect(readShopifyEvent(
      BODY, { 'x-shopify-topic': 'returns/request' },
    )).toMatchObject({ problem: expect.stringContaining('X-Shopify-Webhook-Id') })
    expect(readShopifyEvent(BODY, { 'x-shopify-webhook-id': 'w' })).toMatchObject({ problem: expect.any(String) })
  })

  test('never throws, whatever JSON it is made of', () => {
    fc.assert(fc.property(fc.json(), (body) => {
      expect(readShopifyEvent(body, HEADERS)).toBeTypeOf('object')
    }))
  })
})

describe('a cancelled order', () => {
  const CANCELLED = { ...HEADERS, 'x-shopify-topic': 'orders/cancelled' }
  const ORDER = JSON.stringify({
    id: 1, admin_graphql_api_id: 'gid://shopify/Order/820982911946154509', name: '#2041', cancelled_at: '2026-11-20T05:04:03-05:00', cancel_reason: 'customer',
  })

  test('is read with its instant in UTC, in the fields that SOPs are compiled against', () => {
    const fields = { order_id: 'gid://shopify/Order/820982911946154509', order_name: '#2041', cancelled_at: '2026-11-20T10:04:03Z', reason: 'customer' }
    expect(readShopifyEvent(ORDER, CANCELLED)).toEqual({
      deliveryId: 'w-1', eventId: 'e-1', topic: 'orders/cancelled', event: { name: 'shopify.order_cancelled', fields },
    })
    expect(Object.keys(shopifyEvents[1]!.fields)).toEqual(Object.keys(fields))
  })

  test('without a reason was cancelled for another one', () => {
    expect(readShopifyEvent(ORDER.replace('"customer"', 'null'), CANCELLED)).toMatchObject({ event: { fields: { reason: 'other' } } })
  })

  test.each([
    ['no order id', ORDER.replace('gid://shopify/Order/', 'gid://shopify/Return/'), /admin_graphql_api_id/],
    ['no name', ORDER.replace('"name"', '"nom"'), /"name"/],
    ['no instant', ORDER.replace('2026-11-20T05', 'yesterday'), /cancelled_at/],
    ['an order that is not cancelled', ORDER.replace('"2026-11-20T05:04:03-05:00"', 'null'), /cancelled_at/],
  ])('with %s is a problem told in words', (_what, body, message) => {
    expect(readShopifyEvent(body, CANCELLED)).toEqual({ problem: expect.stringMatching(message) })
  })
})
