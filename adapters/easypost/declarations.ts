import type { ActionDeclaration } from '../../domain/connector.ts'

/** Codes that every action may be refused with once it is connected. */
const refusals = ['not-found', 'user-error'] as const

/** What SOPs can ask of EasyPost. This version only declares it: whatever is asked goes to the owner. */
export const easypostActions: readonly ActionDeclaration[] = [
  {
    name: 'easypost.tracker',
    summary: 'Read a tracker: where a parcel is now',
    effect: 'read',
    inputs: { tracker_id: 'text' },
    outputs: {
      tracker_id: 'text', tracking_code: 'text', carrier: 'text', status: 'text', status_detail: { optional: 'text' },
      scanned_at: { optional: 'instant' }, estimated_delivery: { optional: 'instant' },
    },
    idempotency: 'none-needed',
    refusals: ['not-found'],
  },
  {
    name: 'easypost.track',
    summary: 'Follow a parcel, so that its scans arrive as easypost.tracker_updated',
    effect: 'write',
    inputs: { tracking_code: 'text', carrier: { optional: 'text' } },
    outputs: { tracker_id: 'text', status: 'text' },
    idempotency: 'read-first',
    refusals,
  },
  {
    name: 'easypost.return_label',
    summary: 'Buy the label by which a customer sends a parcel back',
    effect: 'write',
    inputs: { order_id: 'text', reference: { optional: 'text' } },
    outputs: { shipment_id: 'text', tracker_id: 'text', tracking_code: 'text', carrier: 'text', label_url: 'text', cost: 'money' },
    idempotency: 'read-first',
    refusals,
  },
  {
    name: 'easypost.refund_label',
    summary: 'Ask the carrier for the price of a label that was not used',
    effect: 'write',
    inputs: { shipment_id: 'text' },
    outputs: { status: 'text' },
    idempotency: 'read-first',
    refusals,
  },
  {
    name: 'easypost.file_claim',
    summary: 'File a claim for a parcel; type is damage, loss or theft',
    effect: 'write',
    inputs: { tracking_code: 'text', type: 'text', amount: 'money', description: 'text', contact_email: 'text' },
    outputs: { claim_id: 'text', status: 'text' },
    idempotency: 'read-first',
    refusals,
  },
]
