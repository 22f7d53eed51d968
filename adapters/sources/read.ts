import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { exactAt, exactNumber, exactText, parseExact } from '../../domain/exact.ts'
import { own, type Json, type JsonObject } from '../../domain/json.ts'
import type { Source } from '../../domain/organisation.ts'
import { readTyped } from '../../domain/typed.ts'

/** A verified webhook, ready for the inbox; `event` is null for an event that the organisation file does not declare. */
export interface ReadDelivery {
  readonly deliveryId: string
  readonly eventId: string
  readonly topic: string
  readonly event: { readonly name: string; readonly fields: JsonObject } | null
}
/** The webhook cannot be read; it is kept under the id. */
export interface UnreadableDelivery {
  readonly problem: string
  readonly deliveryId: string
}

const LONGEST_ID = 255

/**
 * Reads a webhook of a configured source that was verified before. One that does not fit the declaration is kept under an id of its
 * own kind, so that the sender may send the very same again once the declaration is corrected.
 */
export function readDelivery(name: string, source: Source, body: string, headers: IncomingHttpHeaders): ReadDelivery | UnreadableDelivery {
  const parsed = parsedBody(body)
  const id = parsed === undefined ? undefined : idOf(source.id, parsed, headers)
  const unreadable = (problem: string): UnreadableDelivery => ({ problem, deliveryId: `unreadable:${id ?? `sha256:${createHash('sha256').update(body).digest('hex')}`}`.slice(0, LONGEST_ID) })
  if (parsed === undefined) return unreadable('the body is not JSON')
  if (id === undefined) return unreadable(`"${source.id.join('.')}" has no id of the delivery: 1 to ${LONGEST_ID} characters or a number`)
  const event = eventOf(name, source, parsed, headers)
  if ('problem' in event) return unreadable(event.problem)
  const of = { deliveryId: id, eventId: id, topic: event.topic }
  const types = own(source.events, event.topic)
  if (types === undefined) return { ...of, event: null }
  const read = readTyped(types, parsed)
  return 'problem' in read ? unreadable(`${event.topic}: ${read.problem}`) : { ...of, event: { name: `${name}.${event.topic}`, fields: read.fields } }
}

function parsedBody(body: string): Json | undefined {
  try {
    return parseExact(body)
  } catch {
    return undefined
  }
}

function idOf([place, ...path]: readonly string[], body: Json, headers: IncomingHttpHeaders): string | undefined {
  const found = place === 'header' ? headers[path.join('.').toLowerCase()] : textAt(body, path)
  return typeof found === 'string' && found !== '' && found.length <= LONGEST_ID ? found : undefined
}

function textAt(body: Json, path: readonly string[]): string | undefined {
  const value = exactAt(body, ...path)
  return exactText(value) ?? exactNumber(value)
}

/**
 * Which event it is: what `event`, then `type` of the body, then the header X-Event say, the first that names a declared one. The
 * only event of a source needs no name, and a field that it declares under one of those names is data.
 */
function eventOf(name: string, { events }: Source, body: Json, headers: IncomingHttpHeaders): { readonly topic: string } | { readonly problem: string } {
  const declared = Object.keys(events)
  const [only] = declared.length === 1 ? declared : []
  const data = only === undefined ? [] : Object.keys(own(events, only) ?? {})
  const header = headers['x-event']
  const told = [...['event', 'type'].filter((field) => !data.includes(field)).map((field) => exactText(exactAt(body, field))), typeof header === 'string' ? header : undefined]
    .flatMap((text) => (text === undefined || text === '' ? [] : namesOf(text.slice(0, LONGEST_ID), name)))
  const topic = told.find((each) => declared.includes(each)) ?? told[0] ?? only
  return topic === undefined ? { problem: `nothing says which event it is: give the body a field "event" with one of ${declared.join(', ')}` } : { topic }
}

/** `orderShipped`, `order.shipped` and `portal.order_shipped` are all `order_shipped`. */
function namesOf(text: string, source: string): readonly string[] {
  const snake = text.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase().replace(/[^a-z0-9]+/g, '_')
  return snake.startsWith(`${source}_`) ? [snake, snake.slice(source.length + 1)] : [snake]
}
