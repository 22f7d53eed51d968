import type { IncomingHttpHeaders } from 'node:http'
import { exactAt, exactNumber, exactText, parseExact } from '../../domain/exact.ts'
import { writeInstant } from '../../domain/instant.ts'
import { own, type Json, type JsonObject } from '../../domain/json.ts'
import { readTyped, type Typed } from '../../domain/typed.ts'
import { fromStripe } from './amount.ts'
import { stripeEvents } from './events.ts'
import { verifyStripe } from './signature.ts'

/** A verified webhook, ready for the inbox; `event` is null for types that open nothing. */
export interface ReadStripe {
  readonly deliveryId: string
  readonly eventId: string
  readonly topic: string
  readonly event: { readonly name: string; readonly fields: JsonObject } | null
}
/** The webhook cannot be read; the message says what is wrong with it. */
export interface UnreadableStripe {
  readonly problem: string
  readonly deliveryId?: string
}

const DISPUTES: Readonly<Record<string, string>> = {
  'charge.dispute.created': 'stripe.dispute_created',
  'charge.dispute.updated': 'stripe.dispute_updated',
  'charge.dispute.closed': 'stripe.dispute_closed',
}
/** All of them carry a refund. Older accounts send the first, newer ones the others, some all of them for one change. */
const REFUNDS: readonly string[] = ['charge.refund.updated', 'refund.updated', 'refund.failed']

/** Reads a webhook that was verified before: an Event object around the dispute or refund. */
export function readStripeEvent(body: string): ReadStripe | UnreadableStripe {
  const told = parsed(body)
  const [id, type] = [exactText(exactAt(told, 'id')), exactText(exactAt(told, 'type'))]
  if (id === undefined || !/^\S{1,200}$/.test(id)) return { problem: '"id" is no id of an event' }
  const unreadable = (problem: string): UnreadableStripe => ({ problem, deliveryId: `unreadable:${id}` })
  if (type === undefined) return unreadable('"type" does not say what happened')
  const object = exactAt(told, 'data', 'object')
  const name = own(DISPUTES, type) ?? (REFUNDS.includes(type) ? refundEvent(object) : undefined)
  const declared = stripeEvents.find((event) => event.name === name)
  if (declared === undefined) return { deliveryId: id, eventId: id, topic: type.slice(0, 200), event: null }
  const read = typedFields(declared.fields, Object.hasOwn(DISPUTES, type) ? disputeFields(object) : refundFields(object))
  if ('problem' in read) return unreadable(`${type}: ${read.problem}`)
  const business = Object.hasOwn(DISPUTES, type) ? { eventId: id, topic: type } : refundChange(declared.name, read.fields)
  return { deliveryId: id, ...business, event: { name: declared.name, fields: read.fields } }
}

/** A refund that failed is told as failed whatever the type of the event. */
const refundEvent = (refund: Json | undefined): string => (exactText(exactAt(refund, 'status')) === 'failed' ? 'stripe.refund_failed' : 'stripe.refund_updated')

/** One change of a refund may come as several events; what makes them one is the refund and the state that it reached. */
const refundChange = (name: string, fields: JsonObject) => ({ topic: name, eventId: `${String(fields['refund_id'])} ${String(fields['status'])}` })

function parsed(body: string): Json | undefined {
  try {
    return parseExact(body)
  } catch {
    return undefined
  }
}

type Fields = Readonly<Record<string, Json | undefined>>

const typedFields = (types: Parameters<typeof readTyped>[0], fields: Fields): Typed =>
  readTyped(types, Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[`s${name}`, value]]))))

function disputeFields(dispute: Json | undefined): Fields {
  const card = exactAt(dispute, 'payment_method_details', 'card')
  return {
    dispute_id: exactAt(dispute, 'id'),
    charge: idAt(dispute, 'charge'),
    payment_intent: idAt(dispute, 'payment_intent'),
    order_id: orderOf(dispute),
    amount: amountOf(dispute),
    reason: exactAt(dispute, 'reason'),
    network_reason_code: exactAt(card, 'network_reason_code') ?? exactAt(dispute, 'network_reason_code'),
    brand: exactAt(card, 'brand'),
    case_type: exactAt(card, 'case_type'),
    status: exactAt(dispute, 'status'),
    due_by: instantAt(dispute, 'evidence_details', 'due_by'),
    submission_count: exactAt(dispute, 'evidence_details', 'submission_count') ?? 'n0',
    is_charge_refundable: exactAt(dispute, 'is_charge_refundable') ?? false,
    created_at: instantAt(dispute, 'created'),
  }
}

const refundFields = (refund: Json | undefined): Fields => ({
  refund_id: exactAt(refund, 'id'),
  charge: idAt(refund, 'charge'),
  payment_intent: idAt(refund, 'payment_intent'),
  order_id: orderOf(refund),
  case_id: exactAt(refund, 'metadata', 'case_id'),
  amount: amountOf(refund),
  status: exactAt(refund, 'status'),
  failure_reason: exactAt(refund, 'failure_reason'),
})

/** The id, also where the object itself stands in its place. */
const idAt = (object: Json | undefined, name: string): Json | undefined => exactAt(object, name, 'id') ?? exactAt(object, name)

/** Webhooks carry the charge by its id alone; where it was expanded its metadata count before those of the object. */
const orderOf = (object: Json | undefined): Json =>
  exactAt(object, 'charge', 'metadata', 'order_id') ?? exactAt(object, 'payment_intent', 'metadata', 'order_id') ?? exactAt(object, 'metadata', 'order_id') ?? 's'

/** Money, or what stands there instead, so that the reading says what is wrong with it. */
function amountOf(object: Json | undefined): Json | undefined {
  const [amount, currency] = [exactNumber(exactAt(object, 'amount')), exactText(exactAt(object, 'currency'))]
  const money = amount !== undefined && /^-?\d{1,15}$/.test(amount) && currency !== undefined ? fromStripe(BigInt(amount), currency) : undefined
  return money ? `s${money.amount} ${money.currency}` : exactAt(object, 'amount')
}

/** Seconds since 1970; 0 is how Stripe says that there is none. */
function instantAt(object: Json | undefined, ...path: readonly string[]): Json | undefined {
  const value = exactAt(object, ...path)
  const seconds = exactNumber(value) ?? ''
  if (seconds === '0') return undefined
  return /^\d{1,11}$/.test(seconds) ? `s${writeInstant(Number(seconds) * 1_000)}` : value
}

/** How Stripe signs and words its webhooks; `now` is our clock, in epoch milliseconds. */
export const stripeWebhooks = (secrets: readonly string[], now: () => number) => ({
  name: 'stripe',
  verify: (body: Buffer, headers: IncomingHttpHeaders) => verifyStripe(body, headers, secrets, now()),
  read: readStripeEvent,
})
