import { badParameter, missing, refusal } from '../errors.ts'
import { newRefund } from '../objects.ts'
import { amountText, fitsNetwork } from '../money.ts'
import type { Specs } from '../params.ts'
import type { Change, Charge, Metadata, Refund, Store } from '../state.ts'
import { listParams, page } from './lists.ts'
import { seconds, type Context, type Operation, type Outcome } from './operation.ts'
import { chargeOf, intentOf } from './payments.ts'

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer']
const createParams: Specs = {
  amount: 'whole', charge: 'text', payment_intent: 'text', reason: { one_of: REASONS }, metadata: 'free', refund_application_fee: 'yes_no',
  reverse_transfer: 'yes_no', instructions_email: 'text', currency: 'text', customer: 'text', origin: { one_of: ['customer_balance'] }, expand: 'texts',
}

/** Giving money back, and reading what was given back. */
export const refunds: readonly Operation[] = [
  { name: 'refunds.create', method: 'POST', path: '/v1/refunds', params: createParams, run: create },
  {
    name: 'refunds.list', method: 'GET', path: '/v1/refunds', params: { ...listParams, charge: 'text', payment_intent: 'text', created: 'free' },
    run: ({ store, params }) => {
      const fits = (one: Refund): boolean => ['charge', 'payment_intent'].every((name) => params[name] === undefined || one[name] === params[name])
      return { body: page(store.all('refunds').filter(fits), params, '/v1/refunds') }
    },
  },
  {
    name: 'refunds.retrieve', method: 'GET', path: '/v1/refunds/:id', params: { expand: 'texts' },
    run: (context) => ({ body: refundOf(context.store, context.id) }),
  },
  {
    name: 'refunds.update', method: 'POST', path: '/v1/refunds/:id', params: { metadata: 'free', expand: 'texts' },
    run: ({ store, id, params }) => {
      const row = { ...refundOf(store, id), metadata: { ...refundOf(store, id).metadata, ...(params['metadata'] as Metadata | undefined) } }
      return { body: row, changes: [{ table: 'refunds', row }], events: refundEvents(row, false) }
    },
  },
]

function refundOf(store: Store, id: string): Refund {
  const refund = store.get('refunds', id)
  if (refund === undefined) throw missing('refund', id, 'id', 404)
  return refund
}

function create(context: Context): Outcome {
  const { store, params, now } = context
  const charge = chargeFor(context)
  const left = charge.amount_captured - charge.amount_refunded
  if (charge.disputed && !store.all('disputes').some((one) => one.charge === charge.id && one.is_charge_refundable)) {
    throw refusal(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed', charge: charge.id })
  }
  if (left <= 0) throw refusal(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded', charge: charge.id })
  const amount = params['amount'] === undefined ? left : Number(params['amount'])
  // Observed without a code, though the list of codes has "amount_too_large".
  if (amount > left) throw refusal(`Refund amount (${amountText(amount, charge.currency)}) is greater than unrefunded amount on charge (${amountText(left, charge.currency)})`, { param: 'amount' })
  if (!fitsNetwork(amount, charge.currency)) throw refusal(`Invalid amount. Amounts in ${charge.currency} must be divisible by 10.`, { param: 'amount' })
  const refund = newRefund(charge, {
    amount, metadata: (params['metadata'] ?? {}) as Metadata, status: store.get('scripts', charge.id)?.refundStatus ?? 'succeeded', created: seconds(now),
    reason: typeof params['reason'] === 'string' ? params['reason'] : null,
  })
  return counted(charge, refund)
}

/** A refund and its charge, on which it counts from the beginning unless it failed at once. */
function counted(charge: Charge, refund: Refund): Outcome {
  const moved = refund.status === 'failed' || refund.status === 'canceled' ? 0 : refund.amount
  const after = recount(charge, moved)
  const changes: Change[] = [{ table: 'refunds', row: refund }, { table: 'charges', row: after }]
  return { body: refund, changes, events: [{ type: 'refund.created', object: refund }, { type: 'charge.refunded', object: after }] }
}

const recount = (charge: Charge, by: number): Charge => {
  const amount_refunded = charge.amount_refunded + by
  return { ...charge, amount_refunded, refunded: amount_refunded >= charge.amount_captured }
}

function chargeFor(context: Context): Charge {
  const { params } = context
  const [charge, intent] = [params['charge'], params['payment_intent']]
  if (charge === undefined && intent === undefined)
    throw badParameter('payment_intent', 'One of the following params should be provided for this request: payment_intent or charge.', 'parameter_missing')
  const amount = params['amount']
  if (typeof amount === 'number' && amount < 1) throw badParameter('amount', 'This value must be greater than or equal to 1.', 'parameter_invalid_integer')
  if (typeof charge === 'string') return chargeOf(context, charge, 'charge', 404)
  const found = intentOf(context, String(intent), 'payment_intent', 404)
  if (found.latest_charge === null) throw refusal(`This PaymentIntent (${found.id}) does not have a successful charge to refund.`)
  return chargeOf(context, found.latest_charge, 'charge', 404)
}

/** What is told of a refund that changed. One that failed is told three times over, as to accounts that listen to all. */
export const refundEvents = (refund: Refund, failed: boolean): NonNullable<Outcome['events']> =>
  [...(failed ? ['refund.failed'] : []), 'refund.updated', 'charge.refund.updated'].map((type) => ({ type, object: refund }))

/** A refund that goes on by itself: to success, or back, even after it succeeded. What came back can be refunded anew. */
export function moveRefund(store: Store, id: string, status: Refund['status'], failureReason: string): Outcome {
  const refund = refundOf(store, id)
  const gone = (one: Refund['status']): boolean => one === 'failed' || one === 'canceled'
  const { pending_reason: _gone, ...rest } = refund
  const row: Refund = { ...rest, status, ...(status === 'failed' ? { failure_reason: failureReason, failure_balance_transaction: `txn_back_${refund.id}` } : {}) } as Refund
  const charge = store.get('charges', refund.charge)
  const back = gone(status) && !gone(refund.status) ? -refund.amount : 0
  const changes: Change[] = [{ table: 'refunds', row }, ...(charge === undefined || back === 0 ? [] : [{ table: 'charges', row: recount(charge, back) } as const])]
  return { body: row, changes, events: refundEvents(row, status === 'failed') }
}
