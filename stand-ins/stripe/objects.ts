import { newId } from './ids.ts'
import type { Charge, Dispute, Intent, Metadata, Refund } from './state.ts'

/** What is said of a payment that is made up; the rest is a card payment that succeeded. */
export interface Paid {
  readonly amount: number
  readonly currency: string
  readonly created: number
  readonly metadata: Metadata
  readonly name?: string
}

/** A payment: what was agreed, and the charge that came of it. */
export function newPayment({ amount, currency, created, metadata, name = 'Mia Torres' }: Paid): { readonly intent: Intent; readonly charge: Charge } {
  const [intentId, chargeId, method] = [newId('pi'), newId('ch'), newId('pm')]
  const intent: Intent = {
    id: intentId, object: 'payment_intent', amount, amount_capturable: 0, amount_details: {}, amount_received: amount, application: null,
    application_fee_amount: null, automatic_payment_methods: { enabled: true }, canceled_at: null, cancellation_reason: null, capture_method: 'automatic',
    client_secret: `${intentId}_secret_${newId('x', 25).slice(2)}`, confirmation_method: 'automatic', created, currency, customer: null, customer_account: null,
    description: null, last_payment_error: null, latest_charge: chargeId, livemode: false, metadata, next_action: null, on_behalf_of: null,
    payment_method: method, payment_method_options: {}, payment_method_types: ['card'], processing: null, receipt_email: null, review: null,
    setup_future_usage: null, shipping: null, statement_descriptor: null, statement_descriptor_suffix: null, status: 'succeeded', transfer_data: null, transfer_group: null,
  }
  const charge: Charge = {
    id: chargeId, object: 'charge', amount, amount_captured: amount, amount_refunded: 0, application: null, application_fee: null, application_fee_amount: null,
    balance_transaction: newId('txn'), billing_details: { address: { city: null, country: 'US', line1: null, line2: null, postal_code: null, state: null }, email: null, name, phone: null, tax_id: null },
    calculated_statement_descriptor: 'SAMPLE SHOP', captured: true, created, currency, customer: null, description: null, disputed: false,
    failure_balance_transaction: null, failure_code: null, failure_message: null, fraud_details: {}, livemode: false, metadata, on_behalf_of: null,
    outcome: { advice_code: null, network_advice_code: null, network_decline_code: null, network_status: 'approved_by_network', reason: null, risk_level: 'normal', seller_message: 'Payment complete.', type: 'authorized' },
    paid: true, payment_intent: intentId, payment_method: method,
    payment_method_details: { card: { brand: 'visa', checks: { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' }, country: 'US', exp_month: 8, exp_year: 2030, fingerprint: newId('x', 16).slice(2), funding: 'credit', last4: '4242', network: 'visa', three_d_secure: null, wallet: null }, type: 'card' },
    receipt_email: null, receipt_number: null, receipt_url: null, refunded: false, review: null, shipping: null, source_transfer: null,
    statement_descriptor: null, statement_descriptor_suffix: null, status: 'succeeded', transfer_data: null, transfer_group: null,
  }
  return { intent, charge }
}

/** A refund of part of a charge, in the state in which it begins. */
export function newRefund(charge: Charge, given: Pick<Refund, 'amount' | 'metadata' | 'status' | 'created'> & { readonly reason: string | null }): Refund {
  return {
    id: newId('re'), object: 'refund', amount: given.amount, balance_transaction: newId('txn'), charge: charge.id, created: given.created, currency: charge.currency,
    customer: null, customer_account: null, destination_details: { card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' }, type: 'card' },
    metadata: given.metadata, payment_intent: charge.payment_intent, payment_method: charge['payment_method'], reason: given.reason, receipt_number: null, source_transfer_reversal: null,
    status: given.status, ...(given.status === 'pending' ? { pending_reason: 'processing' } : {}), transfer_reversal: null,
  }
}

/** The evidence that a dispute takes; those that may be files are ids of files. */
export const EVIDENCE = [
  'access_activity_log', 'billing_address', 'cancellation_policy', 'cancellation_policy_disclosure', 'cancellation_rebuttal', 'customer_communication',
  'customer_email_address', 'customer_name', 'customer_purchase_ip', 'customer_signature', 'duplicate_charge_documentation', 'duplicate_charge_explanation',
  'duplicate_charge_id', 'product_description', 'receipt', 'refund_policy', 'refund_policy_disclosure', 'refund_refusal_explanation', 'service_date',
  'service_documentation', 'shipping_address', 'shipping_carrier', 'shipping_date', 'shipping_documentation', 'shipping_tracking_number', 'uncategorized_file',
  'uncategorized_text',
] as const

/** What is said of a dispute that a customer makes. */
export interface Disputed {
  readonly amount: number
  readonly created: number
  readonly dueBy: number | null
  readonly reason: string
  readonly status: string
  readonly caseType: string
  readonly refundable: boolean
}

/** A dispute of a charge, nothing said to it yet. */
export function newDispute(charge: Charge, given: Disputed): Dispute {
  return {
    id: newId('du'), object: 'dispute', amount: given.amount, balance_transactions: [], charge: charge.id, created: given.created, currency: charge.currency,
    enhanced_eligibility_types: [], evidence: { ...Object.fromEntries(EVIDENCE.map((name) => [name, null])), enhanced_evidence: {} },
    evidence_details: { due_by: given.dueBy, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0, submission_method: 'not_submitted' },
    intended_submission_method: null, is_charge_refundable: given.refundable, livemode: false, metadata: {}, payment_intent: charge.payment_intent,
    payment_method_details: { card: { brand: 'visa', case_type: given.caseType, network: 'visa', network_reason_code: '13.1' }, type: 'card' },
    reason: given.reason, status: given.status,
  }
}
