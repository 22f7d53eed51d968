import { READING } from '../../domain/connector.ts'
import type { ActionDeclaration } from '../../domain/connector.ts'

const refused = [
  'charge-already-refunded', 'charge-disputed', 'amount-too-large', 'balance-insufficient', 'resource-missing', 'several-payments', 'wrong-amount', 'wrong-method',
  'wrong-order', 'refund-failed', 'refunded-otherwise', 'too-many-refunds', 'first-try-failed',
] as const

/**
 * What SOPs can ask of Stripe. Ids are Stripe's (`ch_…`, `pi_…`, `re_…`, `du_…`), statuses and reasons its words. A refund needs a
 * charge, a payment intent or an order; an order is the one payment that carries it as `order_id` in its metadata.
 */
export const stripeActions: readonly ActionDeclaration[] = [
  {
    name: 'stripe.refund',
    summary: 'Refund an amount of a charge',
    effect: 'money',
    inputs: {
      amount: 'money', method: { optional: 'text' }, order_id: { optional: 'text' }, charge: { optional: 'text' },
      payment_intent: { optional: 'text' }, note: { optional: 'text' },
    },
    outputs: { reference: 'text', amount: 'money' },
    idempotency: 'provider-key',
    scopes: ['Charges and Refunds: Write', 'PaymentIntents: Read'],
    retry: 'unknown-outcome',
    guard: 'the limits at the moment of paying; what is left of the charge; the charge is of that order',
    readBack: 'the refunds of the charge, by the key in their metadata',
    compensation: 'none: money that was paid back is asked for by hand',
    refusals: refused,
  },
  {
    name: 'stripe.read_refund',
    summary: 'Read a refund: whether it succeeded, is pending or came back',
    ...READING,
    inputs: { refund_id: 'text' },
    outputs: { reference: 'text', amount: 'money', status: 'text', failure_reason: { optional: 'text' } },
    scopes: ['Charges and Refunds: Read'],
    refusals: ['resource-missing'],
  },
  {
    name: 'stripe.dispute',
    summary: 'Read a dispute: what it is about, the order of its payment, until when it can be answered, and whether it was',
    ...READING,
    inputs: { dispute_id: 'text' },
    outputs: {
      dispute_id: 'text', charge: 'text', order_id: 'text', amount: 'money', reason: 'text', status: 'text', due_by: { optional: 'instant' },
      submission_count: 'whole_number', is_charge_refundable: 'yes_no',
    },
    scopes: ['Disputes: Read', 'Charges and Refunds: Read', 'PaymentIntents: Read'],
    refusals: ['resource-missing'],
  },
  {
    name: 'stripe.stage_evidence',
    summary: 'Put evidence beside a dispute without sending it',
    effect: 'write',
    inputs: { dispute_id: 'text', evidence: 'any' },
    outputs: { status: 'text' },
    idempotency: 'provider-key',
    scopes: ['Disputes: Write'],
    retry: 'unknown-outcome',
    guard: 'the dispute waits for an answer, and its date is not past',
    readBack: 'the evidence that lies beside the dispute',
    compensation: 'stripe.stage_evidence',
    refusals: ['resource-missing', 'wrong-evidence', 'invalid-state', 'past-due', 'first-try-failed'],
  },
  {
    name: 'stripe.submit_evidence',
    summary: 'Send the evidence of a dispute to the bank; there is one chance',
    effect: 'write',
    inputs: { dispute_id: 'text' },
    outputs: { status: 'text' },
    idempotency: 'read-first',
    scopes: ['Disputes: Write'],
    retry: 'unknown-outcome',
    guard: 'evidence lies there, none was sent, and the date is not past',
    readBack: 'how often evidence was sent, and under which key',
    compensation: 'none: it counts once',
    refusals: ['resource-missing', 'no-evidence', 'already-submitted', 'not-submitted', 'invalid-state', 'past-due', 'first-try-failed'],
  },
  {
    name: 'stripe.accept_dispute',
    summary: 'Accept that a dispute is lost; it cannot be taken back',
    effect: 'write',
    inputs: { dispute_id: 'text' },
    outputs: { status: 'text' },
    idempotency: 'read-first',
    scopes: ['Disputes: Write'],
    retry: 'unknown-outcome',
    guard: 'the dispute waits for an answer',
    readBack: 'the status of the dispute',
    compensation: 'none: it cannot be undone',
    refusals: ['resource-missing', 'invalid-state', 'first-try-failed'],
  },
]
