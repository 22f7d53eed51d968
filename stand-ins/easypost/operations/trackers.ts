import { missing } from '../errors.ts'
import { instant, newId } from '../ids.ts'
import type { Scan, Tracker } from '../state.ts'
import { mapIn, page, textIn, type Context, type Operation, type Outcome } from './operation.ts'

/** Codes that the vendor has for trying; every other code begins unknown. */
const TRIALS: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  EZ1000000001: ['pre_transit', 'status_update'], EZ2000000002: ['in_transit', 'arrived_at_destination'], EZ3000000003: ['out_for_delivery', 'out_for_delivery'],
  EZ4000000004: ['delivered', 'arrived_at_destination'], EZ5000000005: ['return_to_sender', 'return'], EZ6000000006: ['failure', 'unknown'], EZ7000000007: ['unknown', 'unknown'],
}
const THREE_MONTHS_MS = 90 * 86_400_000

/** A tracker of a parcel that nobody has scanned yet. */
export function newTracker(code: string, carrier: string, now: number, more: Partial<Tracker> = {}): Tracker {
  const [status, detail] = TRIALS[code] ?? ['unknown', 'unknown']
  const first = status === 'unknown' ? [] : [scan({ status, status_detail: detail }, now)]
  return {
    id: newId('trk'), object: 'Tracker', mode: 'test', tracking_code: code, carrier, status, status_detail: detail, signed_by: null, weight: null, est_delivery_date: null,
    shipment_id: null, tracking_details: first, carrier_detail: null, public_url: `https://track.easypost.com/${code}`, finalized: false, is_return: false, fees: [],
    created_at: instant(now), updated_at: instant(now), ...more,
  }
}

/** One scan; the time is its own, the place is empty unless given. */
export const scan = (given: Readonly<Record<string, unknown>>, now: number): Scan => ({
  object: 'TrackingDetail', status: String(given['status'] ?? 'in_transit'), status_detail: String(given['status_detail'] ?? 'status_update'), message: String(given['message'] ?? 'scanned'),
  datetime: typeof given['at'] === 'string' ? given['at'] : instant(now), source: String(given['carrier'] ?? 'UPS'),
  tracking_location: { object: 'TrackingLocation', city: textOr(given['city']), state: textOr(given['state']), country: textOr(given['country']), zip: textOr(given['zip']) },
})
const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** The tracker with one scan more; its status is that of the last scan by time, whatever came last. */
export function scanned(tracker: Tracker, given: Readonly<Record<string, unknown>>, now: number): Outcome {
  const details = [...tracker.tracking_details, scan(given, now)].toSorted((a, b) => Date.parse(a.datetime) - Date.parse(b.datetime))
  const last = details.at(-1)
  const row = {
    ...tracker, status: last?.status ?? 'unknown', status_detail: last?.status_detail ?? 'unknown', tracking_details: details, updated_at: instant(now),
    ...(given['est_delivery_date'] === undefined ? {} : { est_delivery_date: given['est_delivery_date'] }),
  }
  return { body: row, changes: [{ table: 'trackers', row }], news: [{ description: 'tracker.updated', result: row, before: { status: tracker.status } }] }
}

/** The same code and carrier within three months is the same parcel to the vendor. */
function create({ store, now, body }: Context): Outcome {
  const asked = mapIn(body['tracker'], 'tracker')
  const code = textIn(asked, 'tracking_code')
  const carrier = typeof asked['carrier'] === 'string' ? asked['carrier'] : 'UPS'
  const known = store.all('trackers').find((one) => one.tracking_code === code && one.carrier === carrier && Date.parse(one.created_at) > now - THREE_MONTHS_MS)
  if (known !== undefined) return { body: known }
  const row = newTracker(code, carrier, now)
  return { body: row, status: 201, changes: [{ table: 'trackers', row }], news: [{ description: 'tracker.created', result: row }] }
}

function list({ store, query }: Context): Outcome {
  const fits = (one: Tracker, name: 'tracking_code' | 'carrier'): boolean => query.get(name) === null || query.get(name) === one[name]
  return { body: page(store.all('trackers').filter((one) => fits(one, 'tracking_code') && fits(one, 'carrier')), query, 'trackers') }
}

function retrieve({ store, id }: Context): Outcome {
  const found = store.get('trackers', id)
  if (found === undefined) throw missing()
  return { body: found }
}

/** Following parcels. */
export const trackers: readonly Operation[] = [
  { name: 'trackers.create', method: 'POST', path: '/trackers', run: create },
  { name: 'trackers.list', method: 'GET', path: '/trackers', index: true, run: list },
  { name: 'trackers.retrieve', method: 'GET', path: '/trackers/:id', run: retrieve },
]
