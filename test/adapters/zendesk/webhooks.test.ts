import { createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { describe, expect, it } from 'vitest'
import { readZendeskEvent, verifyZendesk } from '../../../adapters/zendesk/webhooks.ts'

const TIME = '2026-11-20T10:00:00Z'
const NOW = Date.parse(TIME)
const CREATED = {
  type: 'ticket_created', ticket_id: '88213', url: 'https://harbour.zendesk.example/agent/tickets/88213', requester_email: 'ada@example.com', order_ref: '#1142', order_id: '',
  intent_code: 'damaged', text: 'arrived in pieces', created_at: '2026-11-20T09:59:58Z',
}
const sign = (body: string, secret = 'one', time = TIME) => createHmac('sha256', secret).update(time + body).digest('base64')
const headers = (signature: string, time = TIME) => ({ 'x-zendesk-webhook-signature': signature, 'x-zendesk-webhook-signature-timestamp': time })
const verify = (body: string, given: IncomingHttpHeaders, secrets = ['one'], now = NOW) => verifyZendesk(Buffer.from(body), given, secrets, now)

describe('the signature of a webhook of Zendesk', () => {
  it('is over its time and the body as they came, by any of the secrets', () => {
    expect(verify('{"a":1}', headers(sign('{"a":1}')))).toBe('ok')
    expect(verify('{"a":1}', headers(sign('{"a":1}', 'two')), ['one', 'two'])).toBe('ok')
    expect(verify('{"a": 1}', headers(sign('{"a":1}')))).toBe('wrong')
    expect(verify('{"a":1}', headers(sign('{"a":1}', 'three')))).toBe('wrong')
  })

  it('fits no other time', () => expect(verify('{}', headers(sign('{}'), '2026-11-20T10:00:01Z'))).toBe('wrong'))

  it('is stale more than fifteen minutes from our clock, both ways', () => {
    const given = headers(sign('{}'))
    expect([-901_000, -899_000, 899_000, 901_000].map((by) => verify('{}', given, ['one'], NOW + by))).toEqual(['stale', 'ok', 'ok', 'stale'])
  })

  it('that is missing, doubled or nonsense is none', () => {
    expect(verify('{}', {})).toBe('missing')
    expect(verify('{}', { 'x-zendesk-webhook-signature': sign('{}') })).toBe('missing')
    expect(verify('{}', headers(`${sign('{}')}, ${sign('{}')}`))).toBe('doubled')
    for (const nonsense of ['x', `${sign('{}')}=`, 'ü'.repeat(44)]) expect(verify('{}', headers(nonsense))).toBe('malformed')
    for (const time of ['now', '1763632800', '2026-02-30T10:00:00Z']) expect(verify('{}', headers(sign('{}', 'one', time), time))).toBe('malformed')
  })
})

describe('what a trigger of Zendesk tells', () => {
  it('opens with the ticket, who asks and about which order', () => {
    expect(readZendeskEvent(JSON.stringify(CREATED))).toEqual({
      deliveryId: 'ticket_created 88213', eventId: 'ticket_created 88213', topic: 'ticket_created',
      event: {
        name: 'zendesk.ticket_created',
        fields: { ticket_id: '88213', url: CREATED.url, requester_email: 'ada@example.com', order_ref: '#1142', order_id: null, intent_code: 'damaged', text: 'arrived in pieces', attachments: null, created_at: '2026-11-20T09:59:58Z' },
      },
    })
  })

  it('keeps a number of a ticket exact, quoted or not', () => {
    const body = JSON.stringify(CREATED).replace('"88213"', '9007199254740993')
    expect(readZendeskEvent(body)).toMatchObject({ event: { fields: { ticket_id: '9007199254740993' } } })
  })

  it('tells one answer of the customer from the next by its moment and its words, and a repeat is the same', () => {
    const reply = (at: string, text = 'here') => readZendeskEvent(JSON.stringify({ ...CREATED, type: 'customer_replied', replied_at: at, text }))
    expect(reply('2026-11-20T11:00Z')).toEqual(reply('2026-11-20T11:00Z'))
    expect(reply('2026-11-20T11:00Z')).toMatchObject({ eventId: expect.stringContaining('customer_replied 88213 2026-11-20T11:00Z'), event: { name: 'zendesk.customer_replied' } })
    const ids = [reply('2026-11-20T11:00Z'), reply('2026-11-20T11:01Z'), reply('2026-11-20T11:00Z', 'and another')].map((read) => ('eventId' in read ? read.eventId : read))
    expect(new Set(ids).size).toBe(3)
  })

  it('carries what was attached', () => {
    const attachments = [{ name: 'IMG_2210.jpg', url: 'https://harbour.zendesk.example/attachments/1' }]
    expect(readZendeskEvent(JSON.stringify({ ...CREATED, attachments }))).toMatchObject({ event: { fields: { attachments } } })
  })

  it('keeps what it does not know, and opens nothing with it', () => {
    expect(readZendeskEvent('{"id":"01H","type":"zen:event-type:ticket.created","detail":{}}')).toEqual({ deliveryId: '01H', eventId: '01H', topic: 'zen:event-type:ticket.created', event: null })
  })

  it.each([
    ['no JSON', '"type"'],
    ['[]', '"type"'],
    ['{"type":"ticket_created"}', '"ticket_id"'],
    [JSON.stringify({ ...CREATED, ticket_id: '{{ticket.id}}' }), '"ticket_id"'],
    [JSON.stringify({ ...CREATED, intent_code: '' }), 'intent_code'],
    [JSON.stringify({ ...CREATED, created_at: 'today' }), 'created_at'],
    ['{"type":"toString","ticket_id":"1"}', 'toString'],
  ])('%s is unreadable, and says why', (body, why) => {
    expect(readZendeskEvent(body)).toMatchObject({ problem: expect.stringContaining(why) })
  })
})
