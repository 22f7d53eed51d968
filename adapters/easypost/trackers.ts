import { readInstant } from '../../domain/instant.ts'
import { own, type Json, type JsonObject } from '../../domain/json.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { inputText, optionalText } from '../vendors/inputs.ts'
import type { EasyPostClient } from './client.ts'
import { unreadable } from './failures.ts'
import { instantOf, listOf, objectOf, textOf } from './fields.ts'
import { inputId } from './inputs.ts'

const READ = { name: 'trackers.retrieve', write: false, method: 'GET' } as const
const LIST = { name: 'trackers.list', write: false, method: 'GET', path: 'trackers' } as const
const CREATE = { name: 'trackers.create', write: true, method: 'POST', path: 'trackers' } as const

/** The vendor gives the old tracker for the same code within three months; after that carriers use codes again. */
const SAME_PARCEL_MS = 90 * 86_400_000

/** Where a parcel is now. */
export async function readTracker(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const tracker = await client.ask({ ...READ, path: `trackers/${encodeURIComponent(inputId(call, 'tracker_id'))}` }, call.signal)
  return { outputs: trackerOutputs(tracker), reference: textOf(tracker, 'id') ?? null }
}

/** Follows a parcel; one that is followed already is found and not followed twice. */
export async function track(client: EasyPostClient, call: ConnectorCall): Promise<ConnectorResult> {
  const code = inputText(call, 'tracking_code')
  const carrier = optionalText(call, 'carrier')
  const query = { tracking_code: code, ...(carrier === undefined ? {} : { carrier }), page_size: '20' }
  const trackers = listOf(await client.ask({ ...LIST, query }, call.signal), 'trackers')
  const ours = trackers.find((one) => textOf(one, 'tracking_code') === code && isRecent(one, call.firstTriedAt))
  const tracker = ours ?? (await client.ask({ ...CREATE, body: { tracker: { tracking_code: code, ...(carrier === undefined ? {} : { carrier }) } } }, call.signal))
  const id = textOf(tracker, 'id')
  if (id === undefined) throw unreadable(CREATE)
  return { outputs: { tracker_id: id, status: textOf(tracker, 'status') ?? 'unknown' }, reference: id }
}

function isRecent(tracker: JsonObject, now: number): boolean {
  const at = instantOf(tracker, 'created_at')
  return at !== null && (readInstant(at) ?? 0) >= now - SAME_PARCEL_MS
}

/** The declared outputs; what the last scan says is that of the latest by its own time, because carriers send scans late. */
function trackerOutputs(tracker: JsonObject): JsonObject {
  const id = textOf(tracker, 'id')
  const code = textOf(tracker, 'tracking_code')
  if (id === undefined || code === undefined) throw unreadable(READ)
  const scans = listOf(tracker, 'tracking_details').filter(byCarrier).toSorted((a, b) => timeOf(a) - timeOf(b))
  const [first, last] = [scans[0], scans.at(-1)]
  const place = objectOf(last, 'tracking_location')
  const delivered = scans.find((scan) => textOf(scan, 'status') === 'delivered')
  return {
    tracker_id: id, tracking_code: code, carrier: textOf(tracker, 'carrier') ?? '', status: textOf(tracker, 'status') ?? 'unknown',
    status_detail: textOf(tracker, 'status_detail') ?? 'unknown', message: textOf(last, 'message') ?? null,
    scanned_at: instantOf(last, 'datetime'), first_scan_at: instantOf(first, 'datetime'), delivered_at: instantOf(delivered, 'datetime'),
    estimated_delivery: instantOf(tracker, 'est_delivery_date'), city: textOf(place, 'city') ?? null, state: textOf(place, 'state') ?? null,
    zip: textOf(place, 'zip') ?? null, country: textOf(place, 'country') ?? null, signed_by: textOf(tracker, 'signed_by') ?? null,
    shipment_id: textOf(tracker, 'shipment_id') ?? null, scans: scans.length, is_return: isTrue(own(tracker, 'is_return')),
  }
}

/** A label that was made is no scan: nobody had the parcel in their hands. */
const byCarrier = (scan: JsonObject): boolean => !['pre_transit', 'unknown'].includes(textOf(scan, 'status') ?? 'unknown')
const timeOf = (scan: JsonObject): number => readInstant(instantOf(scan, 'datetime') ?? '') ?? -Infinity
const isTrue = (value: Json | undefined): boolean => value === true
