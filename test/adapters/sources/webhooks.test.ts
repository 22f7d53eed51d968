import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readDelivery } from '../../../adapters/sources/read.ts'
import { verifySource } from '../../../adapters/sources/signature.ts'
import type { Source } from '../../../domain/organisation.ts'

const BODY = '{"delivery_id":"d-1","event":"eta_changed","po":4711,"eta":"2026-12-01","extra":true}'
const portal: Source = {
  secretEnv: 'SUPPLIER_SECRET',
  signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex' },
  id: ['body', 'delivery_id'],
  events: { eta_changed: { po: 'text', eta: 'date' } },
}
const two: Source = { ...portal, events: { ...portal.events, order_shipped: { po: 'text', type: 'text' } } }

describe('a signature of a source', () => {
  const algorithms = ['sha256', 'sha1', 'sha512'] as const
  test.each(algorithms.flatMap((hash) => (['hex', 'base64'] as const).map((encoding) => [hash, encoding] as const)))('counts in %s as %s, and no other does', (hash, encoding) => {
    const signature = { header: 'X-Signature', algorithm: `hmac-${hash}`, encoding } as const
    const sign = (body: string, secret: string) => createHmac(hash, secret).update(body).digest(encoding)
    const verify = (given: string | undefined, body = BODY) => verifySource(Buffer.from(body), { 'x-signature': given }, signature, ['new', 'old'])

    expect(verify(sign(BODY, 'new'))).toBe('ok')
    expect(verify(sign(BODY, 'old'))).toBe('ok')
    expect(verify(`${hash}=${sign(BODY, 'new')}`)).toBe('ok')
    expect(verify(sign(BODY, 'other'))).toBe('wrong')
    expect(verify(sign(BODY, 'new'), `${BODY} `)).toBe('wrong')
    expect(verify(undefined)).toBe('missing')
    expect(verify('')).toBe('missing')
    expect(verify('A'.repeat(10_000))).toBe('malformed')
    expect(verify(`${sign(BODY, 'new')}, ${sign(BODY, 'new')}`)).toBe('doubled')
    expect(verify(createHmac(hash, 'new').update(BODY).digest(encoding === 'hex' ? 'base64' : 'hex'))).toBe('malformed')
  })

  test('counts for nobody without a secret', () => {
    expect(verifySource(Buffer.from(BODY), { 'x-signature': createHmac('sha256', '').update(BODY).digest('hex') }, portal.signature, [])).toBe('wrong')
  })
})

describe('a delivery of a source', () => {
  const read = (body: string, source = portal, headers = {}) => readDelivery('portal', source, body, headers)

  test('has its declared fields and no others, an id sent as a number to the last digit', () => {
    expect(read(BODY.replace('4711', '90071992547409931'))).toEqual({
      deliveryId: 'd-1', eventId: 'd-1', topic: 'eta_changed', event: { name: 'portal.eta_changed', fields: { po: '90071992547409931', eta: '2026-12-01' } },
    })
  })

  test('has its id where the declaration says', () => {
    expect(read('{"meta":{"id":12345678901234567890},"po":"1","eta":"2026-12-01"}', { ...portal, id: ['body', 'meta', 'id'] })).toMatchObject({ deliveryId: '12345678901234567890' })
    expect(read(BODY, { ...portal, id: ['header', 'X-Delivery'] }, { 'x-delivery': 'h-9' })).toMatchObject({ deliveryId: 'h-9' })
  })

  test.each([
    ['its field "event"', '"event":"order_shipped","type":"gold"', {}, 'order_shipped'],
    ['its field "type"', '"type":"eta.changed"', {}, 'eta_changed'],
    ['its field in capitals', '"event":"orderShipped","type":"x"', {}, 'order_shipped'],
    ['the name of the source before it', '"event":"portal.eta_changed"', {}, 'eta_changed'],
    ['the header', '"type":"notification"', { 'x-event': 'ETA-CHANGED' }, 'eta_changed'],
  ])('is told apart by %s', (_what, name, headers, topic) => {
    expect(read(`{"delivery_id":"d","po":"1","eta":"2026-12-01",${name}}`, two, headers)).toMatchObject({ topic, event: { name: `portal.${topic}` } })
  })

  test('needs no name where the source has one event, and a declared field "type" is data', () => {
    const only: Source = { ...portal, events: { moved: { type: 'text' } } }

    expect(read('{"delivery_id":"d","type":"sea"}', only)).toMatchObject({ event: { name: 'portal.moved', fields: { type: 'sea' } } })
  })

  test('opens nothing and is kept when its event is not declared', () => {
    expect(read('{"delivery_id":"d","event":"invoice_paid"}')).toEqual({ deliveryId: 'd', eventId: 'd', topic: 'invoice_paid', event: null })
  })

  test.each([
    ['no JSON', '{', 'the body is not JSON', /^unreadable:sha256:[0-9a-f]{64}$/],
    ['no object', '[]', '"body.delivery_id" has no id', /^unreadable:sha256:/],
    ['no id', '{"po":"1"}', '"body.delivery_id" has no id', /^unreadable:sha256:/],
    ['a missing field', '{"delivery_id":"d","po":"1"}', 'eta_changed: "eta" is missing', /^unreadable:d$/],
    ['a field of another type', '{"delivery_id":"d","po":"1","eta":"soon"}', 'eta_changed: "eta" is "soon", not a date', /^unreadable:d$/],
  ])('with %s is unreadable, says why, and keeps the id free for a better one', (_what, body, problem, id) => {
    expect(read(body)).toEqual({ problem: expect.stringContaining(problem), deliveryId: expect.stringMatching(id) })
  })

  test('must say which of several events it is', () => {
    expect(read('{"delivery_id":"d"}', two)).toMatchObject({ problem: expect.stringContaining('one of eta_changed, order_shipped') })
  })
})
