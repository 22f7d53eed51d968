import type { EventDeclaration } from '../../domain/connector.ts'
import type { FieldType } from '../../domain/plan.ts'

type Fields = Readonly<Record<string, FieldType>>

/**
 * `order_id` is the `order_id` that the charge or payment intent carries in its metadata, else that of the object itself, and
 * empty text where none does: such an event belongs to no case. `due_by` is null when no answer is possible.
 */
const dispute: Fields = {
  dispute_id: 'text',
  charge: 'text',
  payment_intent: { optional: 'text' },
  order_id: 'text',
  amount: 'money',
  reason: 'text',
  network_reason_code: { optional: 'text' },
  brand: { optional: 'text' },
  case_type: { optional: 'text' },
  status: 'text',
  due_by: { optional: 'instant' },
  submission_count: 'whole_number',
  is_charge_refundable: 'yes_no',
  created_at: 'instant',
}

const refund: Fields = {
  refund_id: 'text',
  charge: { optional: 'text' },
  payment_intent: { optional: 'text' },
  order_id: 'text',
  case_id: { optional: 'text' },
  amount: 'money',
  status: 'text',
  failure_reason: { optional: 'text' },
}

/** What Stripe tells of. Statuses and reasons are the vendor's words (`needs_response`, `product_not_received`). */
export const stripeEvents: readonly EventDeclaration[] = [
  { name: 'stripe.dispute_created', summary: 'A customer disputes a charge at their bank (charge.dispute.created)', fields: dispute },
  { name: 'stripe.dispute_updated', summary: 'A dispute changed (charge.dispute.updated)', fields: dispute },
  { name: 'stripe.dispute_closed', summary: 'A dispute ended: status is won, lost or warning_closed (charge.dispute.closed)', fields: dispute },
  { name: 'stripe.refund_updated', summary: 'A refund moved on, such as from pending to succeeded (refund.updated)', fields: refund },
  { name: 'stripe.refund_failed', summary: 'A refund came back, even days after it succeeded (refund.failed)', fields: refund },
]
