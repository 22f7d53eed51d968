import type { Stripe } from 'stripe'
import type { JsonObject } from '../../domain/json.ts'
import { ConnectorError, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { optionalText } from '../vendors/inputs.ts'
import { fromStripe } from './amount.ts'
import type { StripeClient } from './client.ts'
import { unreadable } from './failures.ts'
import { inputAmount, inputId, type Amount } from './inputs.ts'
import { keysBefore, providerKey } from './keys.ts'
import { once } from './once.ts'
import { findPayment, type Payment } from './payment.ts'

const CREATE = { name: 'refunds.create', write: true }
const LIST = { name: 'refunds.list', write: false }
const READ = { name: 'refunds.retrieve', write: false }

/** The longest value that Stripe's metadata take. */
const LONGEST = 500

/**
 * Pays money back the way it came, once per business key. The key is in the refund's metadata, by which it is found again; a further
 * attempt, which a person asked for, finds those of the earlier ones too, unless their money came back.
 */
export async function refund(client: StripeClient, call: ConnectorCall): Promise<ConnectorResult> {
  const amount = inputAmount(call, 'amount')
  const method = optionalText(call, 'method')
  if (method !== undefined && method !== 'original') throw refused('wrong-method', `Stripe pays back the way it was paid and not by "${method}"; nothing was refunded`)
  const payment = await findPayment(client, call)
  if (payment.currency !== amount.money.currency)
    throw refused('wrong-amount', `the charge was paid in ${payment.currency}, the refund is in ${amount.money.currency}; nothing was refunded`)
  return once({ find: () => findOurs(client, call, { payment, amount }), send: () => create(client, call, { payment, amount }) })
}

/** How a refund stands. */
export async function readRefund(client: StripeClient, call: ConnectorCall): Promise<ConnectorResult> {
  const id = inputId(call, 'refund_id')
  const found = await client.ask(READ, call.signal, (stripe) => stripe.refunds.retrieve(id))
  return { outputs: { reference: found.id, amount: moneyOf(found), status: found.status ?? 'pending', failure_reason: found.failure_reason ?? null }, reference: found.id }
}

interface Wanted {
  readonly payment: Payment
  readonly amount: Amount
}

/** The refund of this key or of an attempt before it; throws where the rest of the charge does not suffice for another one. */
async function findOurs(client: StripeClient, call: ConnectorCall, { payment, amount }: Wanted): Promise<ConnectorResult | undefined> {
  const { data, has_more: more } = await client.ask(LIST, call.signal, (stripe) => stripe.refunds.list({ charge: payment.charge, limit: 100 }))
  const under = (key: string) => data.filter((one) => one.metadata?.['effect'] === key)
  const ours = under(providerKey(call.key))[0] ?? keysBefore(call.key).flatMap(under).find(stands)
  if (ours !== undefined) return settled(ours, amount)
  // A list that was cut off proves nothing about what is missing from it.
  if (more) throw refused('too-many-refunds', `the charge "${payment.charge}" has more than 100 refunds; refund it by hand in Stripe`)
  const left = payment.paid - data.filter(stands).reduce((sum, one) => sum + one.amount, 0)
  if (amount.units > left) throw overRefund(payment, amount, { left, earlier: data.filter(stands) })
  return undefined
}

/** Money that moved, or is about to; what failed or was taken back moved none. */
const stands = ({ status }: Stripe.Refund): boolean => status !== 'failed' && status !== 'canceled'

/** The same for every try, because Stripe compares parameters under a key. */
function parametersOf(call: ConnectorCall, { payment, amount }: Wanted): Stripe.RefundCreateParams {
  const orderId = optionalText(call, 'order_id') ?? payment.orderId
  const note = optionalText(call, 'note')
  const metadata = { case_id: call.caseId.slice(0, LONGEST), effect: providerKey(call.key), ...(orderId === '' ? {} : { order_id: orderId.slice(0, LONGEST) }), ...(note === undefined ? {} : { note: note.slice(0, LONGEST) }) }
  return { charge: payment.charge, amount: amount.units, reason: 'requested_by_customer', metadata }
}

async function create(client: StripeClient, call: ConnectorCall, wanted: Wanted): Promise<ConnectorResult> {
  const made = await client.ask(CREATE, call.signal, (stripe) => stripe.refunds.create(parametersOf(call, wanted), { idempotencyKey: providerKey(call.key) }))
  // Money may have moved: only reading again can tell, and never a person who thinks that it did not.
  if (typeof made.id !== 'string' || made.object !== 'refund') throw unreadable(CREATE, undefined)
  return settled(made, wanted.amount)
}

/** A refund of ours is the answer, if it moves the same money and did not come back. */
function settled(made: Stripe.Refund, amount: Amount): ConnectorResult {
  if (!stands(made)) throw refused('refund-failed', `"${made.id}" came back (${made.failure_reason ?? made.status ?? 'no reason given'}); pay in another way`)
  if (made.amount !== amount.units || made.currency.toUpperCase() !== amount.money.currency) {
    const moved = fromStripe(BigInt(made.amount), made.currency)
    throw refused('refunded-otherwise', `"${made.id}" of an earlier try moved ${moved?.amount ?? String(made.amount)} ${made.currency.toUpperCase()}, not ${amount.money.amount}; settle it by hand`)
  }
  return { outputs: { reference: made.id, amount: moneyOf(made) }, reference: made.id }
}

/** Says by what it was refunded already, so that a second case on the same charge sees the first. */
function overRefund(payment: Payment, amount: Amount, { left, earlier }: { readonly left: number; readonly earlier: readonly Stripe.Refund[] }): ConnectorError {
  const told = earlier.slice(0, 3).map((one) => `"${one.id}" (${one.metadata?.['case_id'] ?? 'of no case'})`).join(', ')
  const because = told === '' ? '' : `; already refunded by ${told}`
  if (left <= 0) return refused('charge-already-refunded', `nothing is left of the charge "${payment.charge}"${because}`)
  const rest = fromStripe(BigInt(left), payment.currency)?.amount ?? String(left)
  return refused('amount-too-large', `${amount.money.amount} ${amount.money.currency} is more than the ${rest} that is left of the charge "${payment.charge}"${because}`)
}

function moneyOf(made: Stripe.Refund): JsonObject {
  const money = Number.isSafeInteger(made.amount) ? fromStripe(BigInt(made.amount), made.currency) : undefined
  if (money === undefined) throw unreadable(READ, undefined)
  return { ...money }
}
