import { isObject, own, type Json } from '../../domain/json.ts'
import type { ConnectorCall } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'

/** What Stripe takes as evidence (docs.stripe.com/api/disputes/evidence_object); those that may be files are ids of files. */
const FIELDS = [
  'access_activity_log', 'billing_address', 'cancellation_policy', 'cancellation_policy_disclosure', 'cancellation_rebuttal', 'customer_communication',
  'customer_email_address', 'customer_name', 'customer_purchase_ip', 'customer_signature', 'duplicate_charge_documentation', 'duplicate_charge_explanation',
  'duplicate_charge_id', 'product_description', 'receipt', 'refund_policy', 'refund_policy_disclosure', 'refund_refusal_explanation', 'service_date',
  'service_documentation', 'shipping_address', 'shipping_carrier', 'shipping_date', 'shipping_documentation', 'shipping_tracking_number', 'uncategorized_file',
  'uncategorized_text',
] as const

/** Stripe's limit over all text of the evidence. */
const MOST_TEXT = 150_000

/** Evidence by the names of Stripe's fields. */
export type Evidence = Readonly<Partial<Record<(typeof FIELDS)[number], string>>>

/** The input `evidence`: some of Stripe's fields, each text. What is empty or null is left out; anything else is refused by its name. */
export function inputEvidence(call: ConnectorCall): Evidence {
  const given: Json | undefined = own(call.input, 'evidence')
  if (!isObject(given)) throw refused('wrong-evidence', '"evidence" is no map; give text by the names of Stripe\'s fields, such as "shipping_tracking_number"')
  const said = Object.entries(given).filter(([, value]) => value !== null && value !== '')
  for (const [name, value] of said) {
    if (!isField(name)) throw refused('wrong-evidence', `"${name}" is no field of Stripe's evidence; use one of ${FIELDS.join(', ')}`)
    if (typeof value !== 'string') throw refused('wrong-evidence', `"${name}" of the evidence is not text; write it as text`)
  }
  if (said.length === 0) throw refused('wrong-evidence', '"evidence" is empty; nothing was put beside the dispute')
  const length = said.reduce((sum, [, value]) => sum + String(value).length, 0)
  if (length > MOST_TEXT) throw refused('wrong-evidence', `the evidence has ${length} characters, Stripe takes ${MOST_TEXT}; shorten it`)
  return Object.fromEntries(said) as Evidence
}

const isField = (name: string): name is (typeof FIELDS)[number] => (FIELDS as readonly string[]).includes(name)
