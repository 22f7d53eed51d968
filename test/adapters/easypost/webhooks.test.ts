import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { easypostEvents } from '../../../adapters/easypost/events.ts'
import { readTrackerEvent, verifyEasyPost } from '../../../adapters/easypost/webhooks.ts'
import { hasFields } from '../../../domain/shape.ts'

const SECRET = 'sécret'
const scan = (status: string, datetime: string, city: string | null) =>
  ({ object: 'TrackingDetail', message: `Scan: ${status}`, status, datetime, tracking_location: { city, state: 'FL', country: 'US', zip: '32809' } })
const tracker = {
  id: 'trk_1', object: 'Tracker', tracking_code: '9400', status: 'in_transit', status_detail: 'arrived_at_facility', signed_by: null, weight: 614.5,
  est_delivery_date: '2026-11-25T00:00:00Z', shipment_id: null, carrier: 'FedEx', is_return: false, updated_at: '2026-11-20T19:26:51Z',
  tracking_details: [scan('in_transit', '2026-11-20T19:00:00Z', 'ORLANDO'), scan('pre_transit', '2026-11-19T10:00:00Z', null)],
}
const event = (of: object = {}, result: object = tracker) =>
  JSON.stringify({ id: 'evt_1', object: 'Event', description: 'tracker.updated', mode: 'production', previous_attributes: { status: 'pre_transit' }, result, ...of })
const sign = (body: string, secret = SECRET) => `hmac-sha256-hex=${createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex')}`

describe('an EasyPost signature', () => {
  const verify = (body: string, given: string | undefined, secrets = [SECRET]) => verifyEasyPost(Buffer.from(body), { 'x-hmac-signature': given }, secrets)

  test('counts under the normalised secret, and under both while one is rotated', () => {
    expect(verify(event(), sign(event()))).toBe('ok')
    expect(verify(event(), sign(event(), 'old'), [SECRET, 'old'])).toBe('ok')
    expect(verify(event(), sign(event(), 'old'))).toBe('wrong')
  })

  test('counts where the signer wrote a whole weight as a float', () => {
    const sent = event({}, { ...tracker, weight: 614 })
    const signed = sent.replace('"weight":614', '"weight":614.0')

    expect(verify(sent, sign(signed))).toBe('ok')
    expect(verify(sent, sign(sent))).toBe('ok')
    expect(verify(sent.replace('trk_1', 'trk_2'), sign(signed))).toBe('wrong')
  })

  test.each([[undefined, 'missing'], ['', 'missing'], ['hmac-sha256-hex=', 'malformed'], ['A'.repeat(10_000), 'malformed'], [sign('x').slice(16), 'malformed'], [`${sign('x')}, ${sign('x')}`, 'doubled']])(
    '%j does not', (given, verdict) => expect(verify(event(), given)).toBe(verdict))
})

describe('an EasyPost event', () => {
  test('tells of the tracker with the place and time of its last scan, though the list is not in order', () => {
    const read = readTrackerEvent(event())

    expect(read).toEqual({
      deliveryId: 'evt_1', eventId: 'evt_1', topic: 'tracker.updated',
      event: {
        name: 'easypost.tracker_updated',
        fields: {
          tracker_id: 'trk_1', tracking_code: '9400', carrier: 'FedEx', status: 'in_transit', status_detail: 'arrived_at_facility', message: 'Scan: in_transit',
          scanned_at: '2026-11-20T19:00:00Z', city: 'ORLANDO', state: 'FL', zip: '32809', country: 'US', estimated_delivery: '2026-11-25T00:00:00Z', signed_by: null,
          shipment_id: null, is_return: false,
        },
      },
    })
    expect(hasFields('event' in read ? (read.event?.fields ?? null) : null, easypostEvents[0]!.fields)).toBe(true)
  })

  test('tells of a tracker that nobody has scanned yet', () => {
    expect(readTrackerEvent(event({}, { ...tracker, tracking_details: [], est_delivery_date: null }))).toMatchObject({ event: { fields: { scanned_at: null, estimated_delivery: null } } })
  })

  test('of another kind opens nothing', () => {
    expect(readTrackerEvent(event({ description: 'batch.created' }))).toEqual({ deliveryId: 'evt_1', eventId: 'evt_1', topic: 'batch.created', event: null })
  })

  test('that cannot be read says why', () => {
    expect(readTrackerEvent('{')).toEqual({ problem: '"id" is no id of an event' })
    expect(readTrackerEvent(event({}, { ...tracker, status: null }))).toEqual({ problem: 'the tracker cannot be read: "status" is missing', deliveryId: 'unreadable:evt_1' })
    expect(readTrackerEvent(event({ result: null }))).toMatchObject({ problem: expect.stringContaining('"tracker_id" is missing') })
  })
})
