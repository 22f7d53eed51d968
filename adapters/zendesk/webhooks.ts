import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { exactAt, exactNumber, exactText, parseExact } from '../../domain/exact.ts'
import { readInstant } from '../../domain/instant.ts'
import type { Json, JsonObject } from '../../domain/json.ts'
import { readTyped } from '../../domain/typed.ts'
import { zendeskEvents } from './declarations.ts'

/** What is known of a signature. All but `ok` are answered 401; the word helps whoever sets up the secret. */
export type Verdict = 'ok' | 'missing' | 'doubled' | 'malformed' | 'wrong' | 'stale'

/** How far the time in a signature may be from ours, both ways. The vendor names no limit; its further tries come within minutes. */
const TOLERANCE_MS = 900_000
/** SHA-256 in base64. */
const SIGNATURE = /^[A-Za-z0-9+/]{43}=$/

/**
 * Compares `X-Zendesk-Webhook-Signature` with base64(HMAC-SHA256(time + body)), the time as it stands in the header beside it and the
 * body exactly as received, in constant time over all secrets. What is well signed and more than 15 minutes from `now` (epoch
 * milliseconds) is `stale`. Never throws.
 */
export function verifyZendesk(rawBody: Buffer, headers: IncomingHttpHeaders, secrets: readonly string[], now: number): Verdict {
  const [given, time] = [headers['x-zendesk-webhook-signature'], headers['x-zendesk-webhook-signature-timestamp']]
  if (given === undefined || given === '' || time === undefined || time === '') return 'missing'
  if (typeof given !== 'string' || typeof time !== 'string' || given.includes(',') || time.includes(',')) return 'doubled'
  const at = readInstant(time)
  if (!SIGNATURE.test(given) || at === undefined) return 'malformed'
  const candidate = Buffer.from(given, 'base64')
  let matches = false
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(time, 'utf8').update(rawBody).digest()
    matches = timingSafeEqual(candidate, expected) || matches
  }
  if (!matches) return 'wrong'
  return Math.abs(now - at) <= TOLERANCE_MS ? 'ok' : 'stale'
}

/** A verified webhook, ready for the inbox; `event` is null for what opens nothing. */
export interface ReadZendesk {
  readonly deliveryId: string
  readonly eventId: string
  readonly topic: string
  readonly event: { readonly name: string; readonly fields: JsonObject } | null
}
/** The webhook cannot be read; the message says what is wrong with it. Whoever wrote the trigger sees it in the inbox, as often as it says something else. */
export interface UnreadableZendesk {
  readonly problem: string
  readonly deliveryId: string
}

/** The moment of each event. The vendor writes it in whole minutes in places: with its text one reply of a ticket is told from the next. */
const MOMENTS: Readonly<Record<string, string>> = { ticket_created: 'created_at', customer_replied: 'replied_at' }

/**
 * Reads a webhook that was verified before: the body that a trigger of the account writes. Its ids come from what is signed, the type, the
 * ticket, the moment and the words, because the vendor's number of the delivery stands in a header that is not.
 */
export function readZendeskEvent(body: string): ReadZendesk | UnreadableZendesk {
  const told = parsed(body)
  const type = exactText(exactAt(told, 'type'))
  const unreadable = (problem: string): UnreadableZendesk => ({ problem, deliveryId: `unreadable:${digest(body)}` })
  if (type === undefined) return unreadable('"type" does not say what happened; it is "ticket_created" or "customer_replied"')
  const declared = zendeskEvents.find(({ name }) => name === `zendesk.${type}`)
  if (declared === undefined) return otherEvent(told, type) ?? unreadable(`there is no event "${type.slice(0, 80)}"; "type" is "ticket_created" or "customer_replied"`)
  const ticket = textAt(told, 'ticket_id') ?? ''
  if (!/^[1-9]\d{0,17}$/.test(ticket)) return unreadable(`${type}: "ticket_id" is no number of a ticket`)
  const moment = textAt(told, MOMENTS[type] ?? '') ?? ''
  const id = type === 'ticket_created' ? `${type} ${ticket}` : `${type} ${ticket} ${moment} ${digest(textAt(told, 'text') ?? '')}`
  const fields = Object.keys(declared.fields).flatMap((name): readonly (readonly [string, Json])[] => {
    const value = fieldAt(told, name)
    return value === undefined ? [] : [[`s${name}`, value]]
  })
  const read = readTyped(declared.fields, Object.fromEntries(fields))
  if ('problem' in read) return unreadable(`${type}: ${read.problem}`)
  return { deliveryId: id, eventId: id, topic: type, event: { name: declared.name, fields: read.fields } }
}

/** Events that the account subscribes to have a body of the vendor's own, which names nobody's e-mail address: they are kept and open nothing. */
function otherEvent(told: Json | undefined, type: string): ReadZendesk | undefined {
  const id = exactText(exactAt(told, 'id'))
  if (id === undefined || !/^\S{1,200}$/.test(id)) return undefined
  return { deliveryId: id, eventId: id, topic: type.slice(0, 200), event: null }
}

const digest = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 16)

/** A placeholder without a value is empty text: the field is absent then. The text of a ticket may be empty all the same. */
function fieldAt(told: Json | undefined, name: string): Json | undefined {
  if (name === 'ticket_id') return `s${textAt(told, name) ?? ''}`
  const value = exactAt(told, name)
  return exactText(value) === '' && name !== 'text' && name !== 'requester_email' ? undefined : value
}

/** Text or a number, as whoever wrote the body has quoted it or not. */
const textAt = (told: Json | undefined, name: string): string | undefined => exactText(exactAt(told, name)) ?? exactNumber(exactAt(told, name))

function parsed(body: string): Json | undefined {
  try {
    return parseExact(body)
  } catch {
    return undefined
  }
}

/** How Zendesk signs its webhooks, and how its triggers word them; `now` is our clock, in epoch milliseconds. */
export const zendeskWebhooks = (secrets: readonly string[], now: () => number) => ({
  name: 'zendesk',
  verify: (body: Buffer, headers: IncomingHttpHeaders) => verifyZendesk(body, headers, secrets, now()),
  read: readZendeskEvent,
})
