import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEasyPost } from '../../../adapters/easypost/connector.ts'
import { easypostActions } from '../../../adapters/easypost/declarations.ts'
import type { JsonObject } from '../../../domain/json.ts'
import { ConnectorError, type Connector, type ConnectorCall } from '../../../domain/ports.ts'
import { hasFields } from '../../../domain/shape.ts'
import { startEasyPost, type RunningEasyPost } from '../../../stand-ins/easypost/easypost.ts'
import { control, type Loose } from '../../stand-ins/ask.ts'
import { askedOf, returnLabels } from '../../stand-ins/ask-easypost.ts'
import { aCall as aShopCall, failureOf } from '../shopify/call.ts'

let easypost: RunningEasyPost
let connector: Connector
const connectTo = (more: { timeoutMs?: number; apiKey?: string } = {}): Connector => createEasyPost({ apiUrl: easypost.url, apiKey: 'EZTK_stand_in', ...more })
beforeEach(async () => {
  easypost = await startEasyPost()
  connector = connectTo()
})
afterEach(() => easypost.close())

const aCall = (action: string, input: JsonObject, more: Partial<Omit<ConnectorCall, 'input'>> = {}): ConnectorCall =>
  aShopCall(action, input, { key: 'returns-standard/1/label#1/easypost.return_label/1', firstTriedAt: Date.now(), ...more })
const fault = (operation: string, mode: string, more: object = {}): Promise<unknown> => control(easypost, 'POST', 'faults', { operation, mode, ...more })
const aParcel = (more: object = {}): Promise<Loose> => control(easypost, 'POST', 'parcel', { reference: '59', ...more })
const aLabel = (more: Partial<Omit<ConnectorCall, 'input'>> = {}, input: JsonObject = {}): ConnectorCall => aCall('easypost.return_label', { order_id: 'gid://shopify/Order/59', ...input }, more)
/** As the worker does it: tries again what is transient or unknown, and then has it looked for first. */
async function untilDone(perform: (look: boolean) => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 6; tries += 1) {
    try {
      return void (await perform(tries > 0))
    } catch (problem) {
      if (!(problem instanceof ConnectorError) || !['transient', 'unknown-outcome'].includes(problem.failure)) throw problem
    }
  }
  throw new Error('six tries were not enough')
}
const SECOND = 'returns-standard/1/label#1/easypost.return_label/2'

test('what each action answers is what it declares', async () => {
  const parcel = await aParcel({ insurance: '100.00' })
  await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit', city: 'DAYTON', state: 'OH', country: 'US', zip: '45402' })
  const claimed = await connector.perform(aCall('easypost.file_claim', { tracking_code: parcel.tracking_code, type: 'loss', amount: { amount: '84.00', currency: 'USD' }, description: 'Silent', contact_email: 'c@harbour.example' }))
  const unused = await aParcel({ reference: '60' })
  const inputs: Readonly<Record<string, JsonObject>> = {
    'easypost.tracker': { tracker_id: parcel.tracker.id }, 'easypost.track': { tracking_code: '1Z9' }, 'easypost.shipment': { shipment_id: parcel.id }, 'easypost.return_label': { order_id: '59' },
    'easypost.refund_label': { shipment_id: unused.id }, 'easypost.verify_address': { street1: '18 Mill Ln', city: 'Austin', zip: '78704', country: 'US' },
    'easypost.file_claim': { tracking_code: parcel.tracking_code, type: 'loss', amount: { amount: '84.00', currency: 'USD' }, description: 'Silent', contact_email: 'c@harbour.example' },
    'easypost.claim': { claim_id: claimed.reference },
  }
  for (const { name, outputs } of easypostActions) {
    const answer = await connector.perform(aCall(name, inputs[name] ?? {}))
    expect(hasFields(answer.outputs, outputs), `${name}: ${JSON.stringify(answer.outputs)}`).toBe(true)
    expect(Object.keys(answer.outputs).filter((field) => !(field in outputs)), name).toEqual([])
  }
})

describe('a return label', () => {
  test('goes the way back, carries a reference of its business key, and costs the least', async () => {
    const parcel = await aParcel()
    const { outputs, reference } = await connector.perform(aLabel())
    const [label] = returnLabels(easypost)
    expect([reference, outputs['cost'], outputs['carrier'], outputs['tracking_code']]).toEqual([label.id, { amount: '6.20', currency: 'USD' }, 'USPS', label.tracking_code])
    expect(label).toMatchObject({ is_return: true, reference: expect.stringMatching(/^ek-[0-9a-f]{40}$/), to_address: { id: parcel.from_address.id }, from_address: { id: parcel.to_address.id } })
  })

  test.each(['hang-after-commit', 'error-after-commit', 'reset-after-commit', 'garbage-after-commit'])('whose answer was lost (%s) is found and not bought again', async (mode) => {
    await aParcel()
    connector = connectTo({ timeoutMs: 300 })
    await fault('shipments.buy', mode)
    expect(await failureOf(connector.perform(aLabel()))).toMatchObject({ failure: 'unknown-outcome' })
    const { reference } = await connector.perform(aLabel({ look: true }))
    expect(returnLabels(easypost).map(({ id }) => id)).toEqual([reference])
    expect(askedOf(easypost, 'shipments.buy')).toHaveLength(1)
  })

  test('is bought once though two shipments carry its reference, whichever of them the vendor gives', async () => {
    await aParcel()
    await fault('shipments.create', 'error-after-commit')
    expect(await failureOf(connector.perform(aLabel()))).toMatchObject({ failure: 'unknown-outcome', code: 'easypost-fault' })
    const { reference } = await connector.perform(aLabel({ look: true }))
    const [outbound, ours] = easypost.store.all('shipments')
    const place = (one: Loose): object => ({ id: one.id })
    const late: Loose = { to_address: place(outbound?.to_address), from_address: place(outbound?.from_address), parcel: place(outbound?.parcel), is_return: true, reference: ours?.reference }
    await fetch(`${easypost.url}/v2/shipments`, { method: 'POST', headers: { Authorization: `Basic ${btoa('EZTK_stand_in:')}`, 'Content-Type': 'application/json' }, body: JSON.stringify({ shipment: late }) })
    expect((await connector.perform(aLabel({ look: true }))).reference).toBe(reference)
    expect(returnLabels(easypost)).toHaveLength(1)
  })

  test('is one label after any two faults in a row, at whichever requests, however often it is tried again', async () => {
    const modes = ['error-before', 'error-after-commit', 'reset-after-commit']
    const faults = ['shipments.create', 'shipments.buy'].flatMap((operation) => modes.map((mode) => ({ operation, mode })))
    await aParcel()
    const counted: string[] = []
    for (const [index, [first, second]] of faults.flatMap((one) => faults.map((other) => [one, other] as const)).entries()) {
      const key = `returns-standard/${index}/label#1/easypost.return_label/1`
      await fault(first.operation, first.mode)
      await fault(second.operation, second.mode)
      const before = returnLabels(easypost).length
      await untilDone((look) => connector.perform(aLabel({ key, look })))
      await control(easypost, 'DELETE', 'faults')
      const made = returnLabels(easypost).length - before
      if (made !== 1) counted.push(`${first.operation} ${first.mode}, ${second.operation} ${second.mode}: ${made}`)
    }
    expect(counted).toEqual([])
  })

  test('of an earlier attempt counts for the next, unless its price was asked back', async () => {
    await aParcel()
    const first = await connector.perform(aLabel())
    expect((await connector.perform(aLabel({ key: SECOND }))).reference).toBe(first.reference)
    await connector.perform(aCall('easypost.refund_label', { shipment_id: first.reference ?? '' }))
    expect((await connector.perform(aLabel({ key: SECOND }))).reference).not.toBe(first.reference)
  })

  test('is not bought where nobody knows the parcel, or no carrier offers the way', async () => {
    expect(await failureOf(connector.perform(aLabel()))).toMatchObject({ failure: 'refused', code: 'not-found', message: expect.stringContaining('"59"') })
    await aParcel()
    expect(await failureOf(connector.perform(aLabel({}, { carrier: 'DHL' })))).toMatchObject({ failure: 'refused', code: 'no-rate' })
    expect(returnLabels(easypost)).toEqual([])
  })
})

describe('the price of a label', () => {
  test('is asked back once, and what the carrier refused stays refused', async () => {
    const parcel = await aParcel()
    const call = aCall('easypost.refund_label', { shipment_id: parcel.id })
    await fault('shipments.refund', 'error-after-commit')
    expect(await failureOf(connector.perform(call))).toMatchObject({ failure: 'unknown-outcome' })
    expect((await connector.perform({ ...call, look: true })).outputs).toEqual({ status: 'submitted' })
    expect(askedOf(easypost, 'shipments.refund')).toHaveLength(1)
    await control(easypost, 'POST', 'label-refund', { shipment: parcel.id, status: 'rejected' })
    expect(await failureOf(connector.perform(call))).toMatchObject({ failure: 'refused', code: 'refund-rejected' })
  })

  test('is not paid back for a parcel that a carrier scanned', async () => {
    const parcel = await aParcel()
    await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit' })
    expect(await failureOf(connector.perform(aCall('easypost.refund_label', { shipment_id: parcel.id })))).toMatchObject({ failure: 'refused', code: 'refund-rejected' })
  })
})

describe('a claim', () => {
  const aClaim = (code: string, amount = '84.00', more: JsonObject = {}): ConnectorCall =>
    aCall('easypost.file_claim', { tracking_code: code, type: 'loss', amount: { amount, currency: 'USD' }, description: 'No scan for 5 days', contact_email: 'c@harbour.example', ...more })

  test('whose answer was lost is found by its parcel and not filed again', async () => {
    const parcel = await aParcel({ insurance: '100.00' })
    await fault('claims.create', 'error-after-commit')
    expect(await failureOf(connector.perform(aClaim(parcel.tracking_code)))).toMatchObject({ failure: 'unknown-outcome' })
    expect((await connector.perform({ ...aClaim(parcel.tracking_code), look: true })).outputs).toMatchObject({ status: 'submitted' })
    expect(easypost.store.all('claims')).toHaveLength(1)
    expect(await failureOf(connector.perform(aClaim(parcel.tracking_code, '90.00')))).toMatchObject({ failure: 'refused', code: 'claimed-otherwise' })
  })

  test('without an insurance, with another currency, or one that needs documents goes to a person', async () => {
    const parcel = await aParcel()
    expect(await failureOf(connector.perform(aClaim(parcel.tracking_code)))).toMatchObject({ failure: 'refused', code: 'claim-insurance-not-found' })
    expect(await failureOf(connector.perform(aClaim(parcel.tracking_code, '84.00', { type: 'damage' })))).toMatchObject({ failure: 'refused', code: 'documents-needed' })
    expect(await failureOf(connector.perform(aClaim(parcel.tracking_code, '84.00', { amount: { amount: '84.00', currency: 'EUR' } })))).toMatchObject({ code: 'wrong-amount' })
    expect(easypost.store.all('claims')).toEqual([])
  })
})

describe('following a parcel', () => {
  test('takes the tracker there is, and never that of an earlier parcel with the same code', async () => {
    const old = await control(easypost, 'POST', 'tracker', { trackingCode: '1Z9', daysAgo: 120 })
    const call = aCall('easypost.track', { tracking_code: '1Z9', carrier: 'UPS' })
    const { reference } = await connector.perform(call)
    expect(reference).not.toBe(old.id)
    expect((await connector.perform(call)).reference).toBe(reference)
    expect(askedOf(easypost, 'trackers.create')).toHaveLength(1)
  })

  test('reads the last scan by its own time, and a label that was made is no scan', async () => {
    const parcel = await aParcel()
    const read = (): Promise<Loose> => connector.perform(aCall('easypost.tracker', { tracker_id: parcel.tracker.id }))
    expect((await read()).outputs).toMatchObject({ scans: 0, scanned_at: null, first_scan_at: null })
    await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit', city: 'MEMPHIS', at: '2026-11-20T10:00:00Z' })
    await control(easypost, 'POST', 'scan', { tracker: parcel.tracker.id, status: 'in_transit', city: 'DAYTON', at: '2026-11-18T10:00:00Z' })
    expect((await read()).outputs).toMatchObject({ scans: 2, city: 'MEMPHIS', first_scan_at: '2026-11-18T10:00:00Z', scanned_at: '2026-11-20T10:00:00Z', delivered_at: null })
  })
})

test('an address that nobody delivers to is told with its reason, and is no failure', async () => {
  const { outputs } = await connector.perform(aCall('easypost.verify_address', { street1: 'UNDELIVERABLE ST', city: 'San Francisco', zip: '94104', country: 'US' }))
  expect(outputs).toMatchObject({ deliverable: false, problem: 'Address not found' })
})

describe('what goes wrong', () => {
  const read = (): ConnectorCall => aCall('easypost.shipment', { shipment_id: '59' })

  test('is tried again where asking to slow down or a read failed, with the pause that the vendor names', async () => {
    await aParcel()
    await fault('shipments.retrieve', 'rate-limited', { retryAfter: 7 })
    expect(await failureOf(connector.perform(read()))).toMatchObject({ failure: 'transient', code: 'easypost-throttled', retryAfterMs: 7_000 })
    await fault('shipments.retrieve', 'unavailable')
    expect(await failureOf(connector.perform(read()))).toMatchObject({ failure: 'transient', code: 'easypost-fault' })
    await fault('shipments.retrieve', 'reset-before')
    expect(await failureOf(connector.perform(read()))).toMatchObject({ failure: 'transient', code: 'easypost-connection' })
  })

  test('with the key goes to the owner, and nothing is sent to an id that is none', async () => {
    expect(await failureOf(connectTo({ apiKey: 'EZTK_wrong' }).perform(read()))).toMatchObject({ failure: 'permission', code: 'easypost-key' })
    const before = easypost.log.all().length
    expect(await failureOf(connector.perform(aCall('easypost.shipment', { shipment_id: '../users' })))).toMatchObject({ failure: 'refused', code: 'not-found' })
    expect(easypost.log.all()).toHaveLength(before)
  })

  test('is refused under the vendor\'s own code, and a parameter that does not fit is a mistake of ours', async () => {
    await aParcel()
    await fault('shipments.retrieve', 'error', { code: 'SHIPMENT.LOCKED', message: 'Locked' })
    expect(await failureOf(connector.perform(read()))).toMatchObject({ failure: 'refused', code: 'shipment-locked' })
    await fault('shipments.retrieve', 'error', { code: 'PARAMETER.REQUIRED', message: 'Missing' })
    expect(await failureOf(connector.perform(read()))).toMatchObject({ failure: 'contract', code: 'easypost-request' })
  })

  test.each([['http://carriers.example', /use https/], ['https://api.easypost.com/v2', /give the address alone/], ['nowhere', /set it to an address/]])('settings such as %s are refused at the start', (apiUrl, message) => {
    expect(() => createEasyPost({ apiKey: 'EZTK_1', apiUrl })).toThrow(message)
  })
  test('a key with a colon is refused at the start, as the rest of it would pass for a password', () => {
    expect(() => createEasyPost({ apiKey: 'EZTK:1' })).toThrow(/EASYPOST_API_KEY/)
  })
})
