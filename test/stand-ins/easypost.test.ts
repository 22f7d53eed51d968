import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTrackerEvent, verifyEasyPost } from '../../adapters/easypost/webhooks.ts'
import { startEasyPost, type RunningEasyPost } from '../../stand-ins/easypost/easypost.ts'
import { control, type Loose } from './ask.ts'
import { askEasyPost } from './ask-easypost.ts'

let easypost: RunningEasyPost
beforeEach(async () => {
  easypost = await startEasyPost({ listLimit: null })
})
afterEach(() => easypost.close())

const post = (path: string, body: object): Promise<Loose> => askEasyPost(easypost, 'POST', path, body)

test('a key that is not the account\'s is refused with the vendor\'s error object', async () => {
  expect(await askEasyPost(easypost, 'GET', 'trackers', undefined, 'EZTK_other')).toMatchObject({ status: 401, body: { error: { code: 'APIKEY.INACTIVE', errors: [] } } })
})

test('what is missing is named by its field, what is not there is a 404', async () => {
  expect(await post('trackers', { tracker: {} })).toMatchObject({ status: 422, body: { error: { code: 'PARAMETER.REQUIRED', errors: [{ field: 'tracking_code', message: 'cannot be blank' }] } } })
  expect(await askEasyPost(easypost, 'GET', 'shipments/shp_none')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
})

test('the same code within three months is the same tracker', async () => {
  const [first, again] = [await post('trackers', { tracker: { tracking_code: 'EZ2000000002' } }), await post('trackers', { tracker: { tracking_code: 'EZ2000000002' } })]
  expect(again.body.id).toBe(first.body.id)
  await control(easypost, 'POST', 'tracker', { trackingCode: '1Z9', daysAgo: 91 })
  const { body } = await post('trackers', { tracker: { tracking_code: '1Z9', carrier: 'UPS' } })
  expect(easypost.store.all('trackers').filter((one) => one.tracking_code === '1Z9')).toHaveLength(2)
  expect(body.tracking_details).toEqual([])
})

test('a shipment gets one label, by id or reference, and its price back only while nobody scanned it', async () => {
  const parcel: Loose = await control(easypost, 'POST', 'parcel', { reference: '59' })
  const again = await post('shipments/59/buy', { rate: { id: parcel.rates[0].id } })
  expect(again).toMatchObject({ status: 422, body: { error: { code: 'SHIPMENT.POSTAGE.EXISTS' } } })
  await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit' })
  expect((await post(`shipments/${parcel.id}/refund`, {})).body.refund_status).toBe('rejected')
})

test('lists come newest first, in pages, and only a few a second', async () => {
  for (const code of ['A', 'B', 'C']) await post('trackers', { tracker: { tracking_code: code } })
  const { body } = await askEasyPost(easypost, 'GET', 'trackers?page_size=2')
  expect([body.trackers.map((one: Loose) => one.tracking_code), body.has_more]).toEqual([['C', 'B'], true])
  const rest = await askEasyPost(easypost, 'GET', `trackers?page_size=2&before_id=${body.trackers[1].id}`)
  expect([rest.body.trackers.map((one: Loose) => one.tracking_code), rest.body.has_more]).toEqual([['A'], false])
  const strict = await startEasyPost({ listLimit: 1 })
  const statuses = [await askEasyPost(strict, 'GET', 'claims'), await askEasyPost(strict, 'GET', 'claims')].map(({ status }) => status)
  await strict.close()
  expect(statuses).toEqual([200, 429])
})

test('a claim needs an insurance that covers it, and documents for damage', async () => {
  const claim = { type: 'loss', amount: '84.00', description: 'Never arrived', contact_email: 'claims@harbour.example' }
  const bare: Loose = await control(easypost, 'POST', 'parcel', {})
  const insured: Loose = await control(easypost, 'POST', 'parcel', { insurance: '100.00' })
  expect(await post('claims', { ...claim, tracking_code: bare.tracking_code })).toMatchObject({ status: 422, body: { error: { code: 'CLAIM.INSURANCE.NOT_FOUND' } } })
  expect(await post('claims', { ...claim, tracking_code: insured.tracking_code, amount: '100.01' })).toMatchObject({ body: { error: { code: 'CLAIM.AMOUNT.EXCEEDED' } } })
  expect(await post('claims', { ...claim, tracking_code: insured.tracking_code, type: 'damage' })).toMatchObject({ body: { error: { errors: [{ field: 'supporting_documentation_attachments' }] } } })
  expect(await post('claims', { ...claim, tracking_code: insured.tracking_code })).toMatchObject({ status: 201, body: { status: 'submitted', history: [{ status: 'submitted' }] } })
})

test('what was done before the answer was lost is done, and what failed before is not', async () => {
  await control(easypost, 'POST', 'faults', { operation: 'trackers.create', mode: 'error-after-commit' })
  expect((await post('trackers', { tracker: { tracking_code: 'X1' } })).status).toBe(500)
  await control(easypost, 'POST', 'faults', { operation: 'trackers.create', mode: 'error-before' })
  expect((await post('trackers', { tracker: { tracking_code: 'X2' } })).status).toBe(500)
  expect(easypost.store.all('trackers').map((one) => one.tracking_code)).toEqual(['X1'])
})

describe('webhooks', () => {
  const SECRET = 'sécret'
  let receiver: Server
  let got: { body: Buffer; headers: Loose }[]
  beforeEach(async () => {
    got = []
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got.push({ body: Buffer.concat(chunks), headers: request.headers })
        response.end()
      })
    })
    await new Promise<void>((done) => {
      receiver.listen(0, '127.0.0.1', done)
    })
    await easypost.close()
    easypost = await startEasyPost({ webhookUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, webhookSecret: SECRET })
  })
  afterEach(() => new Promise((done) => {
    receiver.close(done)
  }))

  test('are signed as the product verifies them, though a weight is written in two ways, and tell of the last scan by its own time', async () => {
    await control(easypost, 'POST', 'webhooks/hold', {})
    const parcel: Loose = await control(easypost, 'POST', 'parcel', {})
    await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit', status_detail: 'delayed', city: 'MEMPHIS', at: '2026-11-20T10:00:00Z' })
    await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit', city: 'DAYTON', at: '2026-11-19T10:00:00Z' })
    expect(await control(easypost, 'POST', 'webhooks/release', {})).toEqual({ statuses: [200, 200, 200] })
    expect(got.map(({ body, headers }) => verifyEasyPost(body, headers, [SECRET]))).toEqual(['ok', 'ok', 'ok'])
    expect(got.map(({ body, headers }) => verifyEasyPost(body, headers, ['other']))).toEqual(['wrong', 'wrong', 'wrong'])
    const told = got.map(({ body }) => readTrackerEvent(body.toString('utf8'))).flatMap((read) => ('event' in read && read.event !== null ? [read.event.fields] : []))
    expect(told.map(({ status_detail, city }) => [status_detail, city])).toEqual([['delayed', 'MEMPHIS'], ['delayed', 'MEMPHIS']])
  })

  test('come twice and in the other order when the network would have it so', async () => {
    await control(easypost, 'POST', 'webhooks/hold', {})
    const tracker: Loose = await control(easypost, 'POST', 'tracker', { trackingCode: '1Z1' })
    for (const status of ['in_transit', 'delivered']) await control(easypost, 'POST', 'scan', { tracker: tracker.id, status })
    expect(await control(easypost, 'POST', 'webhooks/release', { order: 'reversed', copies: 2 })).toEqual({ statuses: [200, 200, 200, 200] })
    expect(got.map(({ body }) => JSON.parse(body.toString('utf8')).result.status)).toEqual(['delivered', 'delivered', 'in_transit', 'in_transit'])
    expect(new Set(got.map(({ body }) => JSON.parse(body.toString('utf8')).id)).size).toBe(2)
  })
})
