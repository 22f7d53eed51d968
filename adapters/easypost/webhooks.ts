import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { exactAt, exactText, parseExact } from '../../domain/exact.ts'
import { readInstant } from '../../domain/instant.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { readTyped } from '../../domain/typed.ts'
import { easypostEvents } from './events.ts'

/** What is known of a signature. All but `ok` are answered 401; the word helps whoever sets up the secret. */
export type Verdict = 'ok' | 'missing' | 'doubled' | 'malformed' | 'wrong'

const SIGNATURE = /^hmac-sha256-hex=([0-9a-f]{64})$/i

/**
 * Compares X-Hmac-Signature with the HMAC-SHA256 of the body exactly as received, in constant time over all secrets, which EasyPost
 * normalises (NFKD). Its signer writes weights as floats and its sender may write them as integers: that variant counts as well.
 */
export function verifyEasyPost(rawBody: Buffer, headers: IncomingHttpHeaders, secrets: readonly string[]): Verdict {
  const given = headers['x-hmac-signature']
  if (given === undefined || given === '') return 'missing'
  if (typeof given !== 'string' || given.includes(',')) return 'doubled'
  const [, digest] = SIGNATURE.exec(given) ?? []
  if (digest === undefined) return 'malformed'
  const candidate = Buffer.from(digest, 'hex')
  let matches = false
  for (const body of [rawBody, withFloatWeights(rawBody)]) {
    for (const secret of secrets) {
      const expected = createHmac('sha256', Buffer.from(secret.normalize('NFKD'), 'utf8')).update(body).digest()
      matches = timingSafeEqual(candidate, expected) || matches
    }
  }
  return matches ? 'ok' : 'wrong'
}

/** As bytes, so that nothing else of the body changes. */
const withFloatWeights = (body: Buffer): Buffer => Buffer.from(body.toString('latin1').replace(/("weight":\s*\d+)(?=\s*[,}])/g, '$1.0'), 'latin1')

/** A verified webhook, ready for the inbox; `event` is null for what opens nothing. */
export interface ReadEasyPost {
  readonly deliveryId: string
  readonly eventId: string
  readonly topic: string
  readonly event: { readonly name: string; readonly fields: JsonObject } | null
}
/** The webhook cannot be read; the message says what is wrong with it. */
export interface UnreadableEasyPost {
  readonly problem: string
  readonly deliveryId?: string
}

const [TRACKER_UPDATED] = easypostEvents

/** Reads a webhook that was verified before: an Event object around the tracker. Its id is the same however often it is sent. */
export function readTrackerEvent(body: string): ReadEasyPost | UnreadableEasyPost {
  const told = parsed(body)
  const id = exactText(exactAt(told, 'id'))
  if (id === undefined || !/^\S{1,200}$/.test(id)) return { problem: '"id" is no id of an event' }
  const topic = exactText(exactAt(told, 'description'))?.slice(0, 200)
  if (topic === undefined) return { problem: '"description" does not say what happened', deliveryId: `unreadable:${id}` }
  if (topic !== 'tracker.updated' || TRACKER_UPDATED === undefined) return { deliveryId: id, eventId: id, topic, event: null }
  const read = readTyped(TRACKER_UPDATED.fields, trackerFields(exactAt(told, 'result')))
  if ('problem' in read) return { problem: `the tracker cannot be read: ${read.problem}`, deliveryId: `unreadable:${id}` }
  return { deliveryId: id, eventId: id, topic, event: { name: TRACKER_UPDATED.name, fields: read.fields } }
}

function parsed(body: string): Json | undefined {
  try {
    return parseExact(body)
  } catch {
    return undefined
  }
}

/** The declared fields under their names, still marked as `parseExact` does; place and time are those of the last scan. */
function trackerFields(tracker: Json | undefined): Json {
  const scan = lastScan(exactAt(tracker, 'tracking_details'))
  const place = exactAt(scan, 'tracking_location')
  return marked({
    tracker_id: exactAt(tracker, 'id'),
    tracking_code: exactAt(tracker, 'tracking_code'),
    carrier: exactAt(tracker, 'carrier'),
    status: exactAt(tracker, 'status'),
    // The vendor's own word for what it does not know; SOPs read it without asking whether it is there.
    status_detail: exactAt(tracker, 'status_detail') ?? 'sunknown',
    message: exactAt(scan, 'message'),
    scanned_at: exactAt(scan, 'datetime'),
    city: exactAt(place, 'city'),
    state: exactAt(place, 'state'),
    zip: exactAt(place, 'zip'),
    country: exactAt(place, 'country'),
    estimated_delivery: exactAt(tracker, 'est_delivery_date'),
    signed_by: exactAt(tracker, 'signed_by'),
    shipment_id: exactAt(tracker, 'shipment_id'),
    is_return: exactAt(tracker, 'is_return') ?? false,
  })
}

/** By its own time: carriers send scans late, and the list is not always in order. */
function lastScan(details: Json | undefined): Json | undefined {
  const scans = Array.isArray(details) ? (details as readonly Json[]) : []
  const at = (scan: Json): number => readInstant(exactText(exactAt(scan, 'datetime')) ?? '') ?? -Infinity
  return scans.reduce<Json | undefined>((last, scan) => (last === undefined || at(scan) >= at(last) ? scan : last), undefined)
}

const marked = (fields: Readonly<Record<string, Json | undefined>>): Json =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[`s${name}`, value]])))

/** How EasyPost signs and words its webhooks. */
export const easypostWebhooks = (secrets: readonly string[]) => ({
  name: 'easypost',
  verify: (body: Buffer, headers: IncomingHttpHeaders) => verifyEasyPost(body, headers, secrets),
  read: readTrackerEvent,
})
