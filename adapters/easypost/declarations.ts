import { READING } from '../../domain/connector.ts'
import type { ActionDeclaration } from '../../domain/connector.ts'
import type { FieldType } from '../../domain/plan.ts'

const place = { city: { optional: 'text' }, state: { optional: 'text' }, zip: { optional: 'text' }, country: { optional: 'text' } } as const satisfies Readonly<Record<string, FieldType>>

const tracker: ActionDeclaration = {
  name: 'easypost.tracker',
  summary: 'Read a tracker: where a parcel is now; the place is that of the last scan, and a label that was made is no scan',
  ...READING,
  inputs: { tracker_id: 'text' },
  outputs: {
    tracker_id: 'text', tracking_code: 'text', carrier: 'text', status: 'text', status_detail: 'text', message: { optional: 'text' }, scans: 'whole_number',
    scanned_at: { optional: 'instant' }, first_scan_at: { optional: 'instant' }, delivered_at: { optional: 'instant' }, estimated_delivery: { optional: 'instant' },
    ...place, signed_by: { optional: 'text' }, shipment_id: { optional: 'text' }, is_return: 'yes_no',
  },
  scopes: [],
  refusals: ['not-found'],
}

const track: ActionDeclaration = {
  name: 'easypost.track',
  summary: 'Follow a parcel, so that its scans arrive as easypost.tracker_updated',
  effect: 'write',
  inputs: { tracking_code: 'text', carrier: { optional: 'text' } },
  outputs: { tracker_id: 'text', status: 'text' },
  idempotency: 'read-first',
  scopes: [],
  retry: 'unknown-outcome',
  guard: 'it is not followed already',
  readBack: 'the trackers of the number, by carrier',
  compensation: 'none needed: following a parcel changes nothing for it',
  refusals: ['not-found', 'tracker-create-error'],
}

const shipment: ActionDeclaration = {
  name: 'easypost.shipment',
  summary: 'Read a shipment by its id or reference: what it cost, for how much it is insured, what became of its label; the reference is the shop\'s own',
  ...READING,
  inputs: { shipment_id: 'text' },
  outputs: {
    shipment_id: 'text', reference: { optional: 'text' }, carrier: 'text', service: 'text', tracking_code: { optional: 'text' }, tracker_id: { optional: 'text' },
    cost: { optional: 'money' }, insured: { optional: 'money' }, label_status: 'text', ...place,
  },
  scopes: [],
  refusals: ['not-found'],
}

const returnLabel: ActionDeclaration = {
  name: 'easypost.return_label',
  summary: 'Buy the label by which a customer sends a parcel back: the way of the shipment that brought it, by shipment_id, else by reference, else by the order\'s number as its reference',
  effect: 'write',
  inputs: { order_id: 'text', reference: { optional: 'text' }, shipment_id: { optional: 'text' }, carrier: { optional: 'text' }, service: { optional: 'text' } },
  outputs: { shipment_id: 'text', tracker_id: 'text', tracking_code: 'text', carrier: 'text', label_url: 'text', cost: 'money' },
  idempotency: 'read-first',
  scopes: [],
  retry: 'unknown-outcome',
  guard: 'a shipment brought the goods, and a carrier offers the way back',
  readBack: 'the shipments with the reference of the key, and the labels bought meanwhile',
  compensation: 'easypost.refund_label',
  refusals: ['not-found', 'no-rate', 'too-many-shipments'],
}

const refundLabel: ActionDeclaration = {
  name: 'easypost.refund_label',
  summary: 'Ask the carrier for the price of a label that was not used',
  effect: 'write',
  inputs: { shipment_id: 'text' },
  outputs: { status: 'text' },
  idempotency: 'read-first',
  scopes: [],
  retry: 'unknown-outcome',
  guard: 'a label was bought, and its price was not asked back yet',
  readBack: 'what became of the label',
  compensation: 'none: a label that was given back is bought anew',
  refusals: ['not-found', 'no-label', 'refund-rejected'],
}

const verifyAddress: ActionDeclaration = {
  name: 'easypost.verify_address',
  summary: 'Ask whether a parcel can be delivered to an address, and how carriers write it; the problem is empty where there is none',
  ...READING,
  inputs: { street1: 'text', street2: { optional: 'text' }, city: 'text', state: { optional: 'text' }, zip: 'text', country: 'text' },
  outputs: {
    address_id: 'text', deliverable: 'yes_no', problem: 'text', street1: 'text', street2: { optional: 'text' }, city: 'text', state: { optional: 'text' },
    zip: 'text', country: 'text', residential: { optional: 'yes_no' },
  },
  scopes: [],
  refusals: [],
}

const fileClaim: ActionDeclaration = {
  name: 'easypost.file_claim',
  summary: 'Claim the insurance bought at EasyPost for a parcel; type is loss, because damage and theft need documents that a person attaches',
  effect: 'write',
  inputs: { tracking_code: 'text', type: 'text', amount: 'money', description: 'text', contact_email: 'text', recipient_name: { optional: 'text' } },
  outputs: { claim_id: 'text', status: 'text' },
  idempotency: 'read-first',
  scopes: [],
  retry: 'unknown-outcome',
  guard: 'no claim for the parcel stands, and none of its kind needs documents',
  readBack: 'the claims of the parcel',
  compensation: 'by hand: cancel the claim in EasyPost',
  refusals: ['not-found', 'wrong-type', 'wrong-amount', 'documents-needed', 'claimed-otherwise', 'too-many-claims'],
}

const claim: ActionDeclaration = {
  name: 'easypost.claim',
  summary: 'Read how a claim stands: submitted, in_review, approved, approved_partial, rejected or cancelled',
  ...READING,
  inputs: { claim_id: 'text' },
  outputs: { claim_id: 'text', status: 'text', status_detail: { optional: 'text' }, approved: { optional: 'money' } },
  scopes: [],
  refusals: ['not-found'],
}

/** What SOPs can ask of EasyPost. Ids are the vendor's (`trk_…`, `shp_…`, `clm_…`), money is decimal text, `status` is in the vendor's words. */
export const easypostActions: readonly ActionDeclaration[] = [tracker, track, shipment, returnLabel, refundLabel, verifyAddress, fileClaim, claim]
