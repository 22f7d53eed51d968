import type { Stripe } from 'stripe'
import type { ConnectorCall } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { optionalText } from '../vendors/inputs.ts'
import type { StripeClient } from './client.ts'
import { optionalId } from './inputs.ts'

/** What a customer paid, as far as a refund needs to know it; amounts in Stripe's units. */
export interface Payment {
  readonly charge: string
  /** In capitals. */
  readonly currency: string
  readonly paid: number
  /** Of the metadata; empty where there is none. */
  readonly orderId: string
}

const READ_CHARGE = { name: 'charges.retrieve', write: false }
const READ_INTENT = { name: 'payment_intents.retrieve', write: false }
const SEARCH = { name: 'payment_intents.search', write: false }

/** The payment that the inputs name: a charge, else a payment intent, else the one payment whose metadata carries the order. */
export async function findPayment(client: StripeClient, call: ConnectorCall): Promise<Payment> {
  const [charge, intent, order] = [optionalId(call, 'charge'), optionalId(call, 'payment_intent'), optionalText(call, 'order_id')]
  const payment = charge !== undefined
    ? paymentOf(await client.ask(READ_CHARGE, call.signal, (stripe) => stripe.charges.retrieve(charge)))
    : await byIntent(client, call, intent ?? (await searched(client, call, order)))
  if (order !== undefined && payment.orderId !== '' && payment.orderId !== order)
    throw refused('wrong-order', `the charge "${payment.charge}" is of order "${payment.orderId}", not of "${order}"; nothing was refunded`)
  return payment
}

async function byIntent(client: StripeClient, { signal }: ConnectorCall, id: string): Promise<Payment> {
  const intent = await client.ask(READ_INTENT, signal, (stripe) => stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }))
  const charge = intent.latest_charge
  if (charge === null || typeof charge === 'string') throw refused('resource-missing', `nothing was paid on "${id}"; check it in Stripe`)
  const payment = paymentOf(charge)
  return payment.orderId === '' ? { ...payment, orderId: intent.metadata['order_id'] ?? '' } : payment
}

/** Stripe's search lags behind by a minute, which nobody notices who refunds what was paid before. */
async function searched(client: StripeClient, { action, signal }: ConnectorCall, order: string | undefined): Promise<string> {
  if (order === undefined) throw refused('resource-missing', `"${action}" needs one of "charge", "payment_intent" and "order_id"`)
  const query = `metadata['order_id']:'${order.replace(/[\\']/g, '\\$&')}'`
  const { data, has_more: more } = await client.ask(SEARCH, signal, (stripe) => stripe.paymentIntents.search({ query, limit: 100 }))
  const [paid, second] = data.filter(({ status }) => status === 'succeeded')
  if (paid === undefined) throw refused('resource-missing', `no payment in Stripe carries the order "${order}" as "order_id" in its metadata; name the charge`)
  if (second !== undefined || more) throw refused('several-payments', `several payments in Stripe are of order "${order}"; name the charge`)
  return paid.id
}

const paymentOf = (charge: Stripe.Charge): Payment => ({
  charge: charge.id, currency: charge.currency.toUpperCase(), paid: charge.amount_captured,
  orderId: charge.metadata['order_id'] ?? '',
})
