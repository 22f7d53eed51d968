import { badParameter, missing, refusal } from '../errors.ts'
import { instant, newId } from '../ids.ts'
import type { Address, Rate, Shipment, Store } from '../state.ts'
import { newAddress } from './addresses.ts'
import { mapIn, page, type Context, type Operation, type Outcome } from './operation.ts'
import { newTracker } from './trackers.ts'

const PRICES = [['USPS', 'GroundAdvantage', '6.20'], ['UPS', 'Ground', '9.85'], ['USPS', 'Priority', '8.10']] as const
const DAY_MS = 86_400_000

/** What is asked for, as objects or as their ids. */
type Given = Readonly<Record<string, unknown>>

/** A shipment with prices and without a label. */
export function newShipment(store: Store, given: Given, now: number): Shipment {
  const id = newId('shp')
  const [to, from] = [place(store, given['to_address'], 'to_address', now), place(store, given['from_address'], 'from_address', now)]
  const isReturn = given['is_return'] === true
  return {
    id, object: 'Shipment', mode: 'test', reference: typeof given['reference'] === 'string' ? given['reference'] : null, is_return: isReturn,
    // A way back has its ends exchanged by the vendor.
    to_address: isReturn ? from : to, from_address: isReturn ? to : from, buyer_address: to, return_address: from, parcel: parcel(store, given['parcel']),
    rates: PRICES.map(([carrier, service, rate]) => newRate(id, carrier, service, rate, now)), selected_rate: null, postage_label: null, tracking_code: null, tracker: null,
    insurance: null, refund_status: null, status: 'unknown', messages: [], options: { currency: 'USD' }, fees: [], created_at: instant(now), updated_at: instant(now),
  }
}

const newRate = (shipment: string, carrier: string, service: string, rate: string, now: number): Rate => ({
  id: newId('rate'), object: 'Rate', mode: 'test', carrier, service, rate, currency: 'USD', retail_rate: rate, list_rate: rate, delivery_days: 3, shipment_id: shipment, created_at: instant(now), updated_at: instant(now),
})

function place(store: Store, value: unknown, field: string, now: number): Address {
  const given = mapIn(value, field)
  if (typeof given['id'] !== 'string') return newAddress(given, now)
  const known = store.get('addresses', given['id'])
  if (known === undefined) throw badParameter(field, 'does not exist')
  return known
}

function parcel(store: Store, value: unknown): Shipment['parcel'] {
  const given = mapIn(value, 'parcel')
  if (typeof given['id'] === 'string') {
    const known = store.all('shipments').find((one) => one.parcel.id === given['id'])
    if (known === undefined) throw badParameter('parcel', 'does not exist')
    return known.parcel
  }
  if (typeof given['weight'] !== 'number') throw badParameter('weight', 'cannot be blank')
  return { ...given, id: newId('prcl'), object: 'Parcel', mode: 'test' }
}

/** By id, or by reference; of several the one that was made last, though the vendor promises nothing. */
export const shipmentOf = (store: Store, id: string): Shipment => {
  const found = store.get('shipments', id) ?? store.all('shipments').findLast((one) => one.reference === id)
  if (found === undefined) throw missing()
  return found
}

function create({ store, now, body }: Context): Outcome {
  const row = newShipment(store, mapIn(body['shipment'], 'shipment'), now)
  const places = [row.to_address, row.from_address].map((one) => ({ table: 'addresses', row: one }) as const)
  return { body: row, status: 201, changes: [{ table: 'shipments', row }, ...places] }
}

function list({ store, query }: Context): Outcome {
  const since = query.get('start_datetime')
  const rows = store.all('shipments').filter((one) => (query.get('purchased') !== 'true' || one.postage_label !== null) && (since === null || Date.parse(one.created_at) >= Date.parse(since)))
  return { body: page(rows, query, 'shipments') }
}

/** Buys the label of one of the rates; a shipment has one label at most. */
export function bought(shipment: Shipment, rateId: unknown, insurance: unknown, now: number): Outcome {
  if (shipment.postage_label !== null) throw refusal('SHIPMENT.POSTAGE.EXISTS', 'Postage already exists for this shipment.')
  const rate = shipment.rates.find((one) => one.id === rateId)
  if (rate === undefined) throw refusal('SHIPMENT.POSTAGE.FAILURE', 'The rate is not one of this shipment.')
  const code = rate.carrier === 'UPS' ? `1Z${newId('x').slice(2, 18).toUpperCase()}` : `94${newId('x').slice(2, 22).replaceAll(/[a-f]/g, (letter) => String(Number.parseInt(letter, 16) % 10))}`
  const tracker = newTracker(code, rate.carrier, now, { shipment_id: shipment.id, is_return: shipment.is_return, status: 'pre_transit', status_detail: 'label_created', weight: 10 })
  const row: Shipment = {
    ...shipment, selected_rate: rate, tracking_code: code, tracker: { ...tracker }, status: 'pre_transit', insurance: typeof insurance === 'string' ? insurance : null, updated_at: instant(now),
    postage_label: { id: newId('pl'), object: 'PostageLabel', label_url: `https://easypost-files.s3-us-west-2.amazonaws.com/files/postage_label/${shipment.id}.png`, label_file_type: 'image/png', label_date: instant(now), created_at: instant(now), updated_at: instant(now) },
  }
  return { body: row, changes: [{ table: 'shipments', row }, { table: 'trackers', row: tracker }], news: [{ description: 'tracker.created', result: tracker }] }
}

function buy({ store, now, id, body }: Context): Outcome {
  return bought(shipmentOf(store, id), mapIn(body['rate'], 'rate')['id'], body['insurance'], now)
}

/** USPS takes back within 30 days, the others within 90, and nobody what was scanned. */
function refund({ store, now, id }: Context): Outcome {
  const shipment = shipmentOf(store, id)
  if (shipment.postage_label === null || shipment.selected_rate === null) throw refusal('SHIPMENT.REFUND.UNAVAILABLE', 'Refund request is not available: no postage was bought.')
  if (shipment.refund_status !== null) throw refusal('SHIPMENT.REFUND.ALREADY_REQUESTED', 'A refund was requested for this shipment before.')
  const tracker = store.get('trackers', shipment.tracker?.id ?? '')
  const age = now - Date.parse(shipment.created_at)
  const used = tracker !== undefined && tracker.status !== 'pre_transit'
  const late = age > (shipment.selected_rate.carrier === 'USPS' ? 30 : 90) * DAY_MS
  const row = { ...shipment, refund_status: used || late ? 'rejected' : 'submitted', updated_at: instant(now) }
  return { body: row, changes: [{ table: 'shipments', row }] }
}

/** Parcels and their labels. */
export const shipments: readonly Operation[] = [
  { name: 'shipments.create', method: 'POST', path: '/shipments', run: create },
  { name: 'shipments.list', method: 'GET', path: '/shipments', index: true, run: list },
  { name: 'shipments.retrieve', method: 'GET', path: '/shipments/:id', run: ({ store, id }) => ({ body: shipmentOf(store, id) }) },
  { name: 'shipments.buy', method: 'POST', path: '/shipments/:id/buy', run: buy },
  { name: 'shipments.refund', method: 'POST', path: '/shipments/:id/refund', run: refund },
]
