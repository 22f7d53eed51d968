import { createHmac, timingSafeEqual } from 'node:crypto'
import { exactAt, exactNumber, exactText, parseExact } from '../../domain/exact.ts'
import { readInstant, writeInstant } from '../../domain/instant.ts'
import { isObject, own } from '../../domain/json.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { commonReason } from './read.ts'
import { moreTopics } from './topics.ts'
import type { Ids, Topic, UnreadableWebhook } from './topics.ts'

export type { UnreadableWebhook }

/** Headers as Node gives them: lower-case names, a repeated one as a list or joined by commas. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>
/** What is known of a signature. All but `ok` are answered 401; the word helps whoever sets up the secret. */
export type Verdict = 'ok' | 'missing' | 'doubled' | 'malformed' | 'wrong' | 'no-secret'

/** base64 of 32 bytes. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/

/**
 * Compares X-Shopify-Hmac-SHA256 with the HMAC-SHA256 of the body exactly as received, in constant time over all secrets.
 * Anything but `ok` is a 401; it never throws, whatever the headers hold.
 */
export function verifyShopify(rawBody: Buffer, headers: Headers, secrets: readonly string[]): Verdict {
  const usable = secrets.filter((secret) => secret !== '')
  if (usable.length === 0) return 'no-secret'
  const given = headers['x-shopify-hmac-sha256']
  if (given === undefined || given === '') return 'missing'
  if (typeof given !== 'string' || given.includes(',')) return 'doubled'
  if (!SIGNATURE.test(given)) return 'malformed'
  const candidate = Buffer.from(given, 'ascii')
  let matches = false
  for (const secret of usable) {
    const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'), 'ascii')
    // Texts, not bytes: several base64 texts decode to the same bytes, and only one of them is the signature.
    matches = timingSafeEqual(candidate, expected) || matches
  }
  return matches ? 'ok' : 'wrong'
}

/** A verified webhook, ready for the inbox; `event` is null for topics that open nothing. */
export interface ReadWebhook {
  readonly deliveryId: string
  readonly eventId: string
  readonly topic: string
  readonly event: { readonly name: string; readonly fields: JsonObject } | null
}
/**
 * Reads a webhook that was verified before. Ids are taken from the GIDs, which are text, and never from numbers, which
 * JSON would round.
 */
export function readShopifyEvent(body: string, headers: Headers): ReadWebhook | UnreadableWebhook {
  const deliveryId = header(headers, 'x-shopify-webhook-id')
  const topic = header(headers, 'x-shopify-topic')
  if (deliveryId === undefined || topic === undefined) {
    return { problem: 'the headers "X-Shopify-Webhook-Id" and "X-Shopify-Topic" are both needed, once each' }
  }
  const eventId = header(headers, 'x-shopify-event-id') ?? deliveryId
  const known = Object.hasOwn(topics, topic) ? topics[topic] : undefined
  if (known === undefined) return { deliveryId, eventId, topic, event: null }
  const payload = parsed(body)
  if (payload === undefined) return { problem: 'the body is not a JSON object' }
  const fields = known.fields(payload, idsIn(body))
  if (fields === null) return { deliveryId, eventId, topic, event: null }
  if ('problem' in fields) return fields as UnreadableWebhook
  return { deliveryId, eventId, topic, event: { name: known.name, fields } }
}

const topics: Readonly<Record<string, Topic>> = {
  'returns/request': { name: 'shopify.return_requested', fields: returnFields },
  'orders/cancelled': { name: 'shopify.order_cancelled', fields: cancelledFields },
  ...moreTopics,
}

/** Ids of older topics are numbers only: they are read as they were written. */
function idsIn(body: string): Ids {
  let exact: Json | undefined
  return (...path) => {
    exact ??= parseExact(body)
    const id = exactNumber(exactAt(exact, ...path)) ?? exactText(exactAt(exact, ...path))
    return id !== undefined && /^\d{1,20}$/.test(id) ? id : undefined
  }
}

function header(headers: Headers, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' && value !== '' && value.length <= 255 ? value : undefined
}

function parsed(body: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function returnFields(payload: JsonObject): JsonObject | UnreadableWebhook {
  const returnId = gidOf(payload, 'Return')
  const orderId = gidOf(own(payload, 'order'), 'Order')
  const name = own(payload, 'name')
  const lines = own(payload, 'return_line_items')
  if (returnId === undefined) return { problem: '"admin_graphql_api_id" is no id of a return' }
  if (orderId === undefined) return { problem: '"order.admin_graphql_api_id" is no id of an order' }
  if (typeof name !== 'string') return { problem: '"name" is missing' }
  if (!Array.isArray(lines) || lines.length === 0 || !lines.every(isLine)) {
    return { problem: '"return_line_items" needs lines, each with a whole "quantity" above zero' }
  }
  const customerId = gidOf(own(payload, 'customer'), 'Customer')
  const note = notesOf(lines)
  return {
    return_id: returnId,
    return_name: name,
    order_id: orderId,
    reason: commonReason(lines.map((line) => textOf(line, 'return_reason') ?? 'unknown')),
    quantity: lines.reduce((sum, line) => sum + Number(line['quantity']), 0),
    note: note === '' ? null : note,
    customer_id: customerId ?? null,
  }
}

/** The body is the whole order; the shop gives the instant with the offset of its own zone. */
function cancelledFields(payload: JsonObject): JsonObject | UnreadableWebhook {
  const orderId = gidOf(payload, 'Order')
  const name = textOf(payload, 'name')
  const at = readInstant(textOf(payload, 'cancelled_at') ?? '')
  if (orderId === undefined) return { problem: '"admin_graphql_api_id" is no id of an order' }
  if (name === undefined) return { problem: '"name" is missing' }
  if (at === undefined) return { problem: '"cancelled_at" is no instant' }
  return { order_id: orderId, order_name: name, cancelled_at: writeInstant(at), reason: textOf(payload, 'cancel_reason')?.toLowerCase() ?? 'other' }
}

const isLine = (line: unknown): line is JsonObject =>
  isObject(line) && Number.isSafeInteger(line['quantity']) && Number(line['quantity']) > 0

function gidOf(value: Json | undefined, kind: string): string | undefined {
  const id = isObject(value) ? own(value, 'admin_graphql_api_id') : undefined
  return typeof id === 'string' && new RegExp(`^gid://shopify/${kind}/\\d{1,20}$`).test(id) ? id : undefined
}

function textOf(value: JsonObject, name: string): string | undefined {
  const found = own(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** What the customer wrote, else what staff wrote, each text once; at most 2,000 characters. */
function notesOf(lines: readonly JsonObject[]): string {
  const notes = lines.map((line) => textOf(line, 'customer_note') ?? textOf(line, 'return_reason_note') ?? '')
  return [...new Set(notes.filter((note) => note !== ''))].join(' / ').slice(0, 2000)
}
