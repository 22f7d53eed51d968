import { badParameter, missing, refusal } from '../errors.ts'
import { EVIDENCE } from '../objects.ts'
import type { Specs, Values } from '../params.ts'
import type { Dispute, Metadata, Store } from '../state.ts'
import { listParams, page } from './lists.ts'
import { seconds, type Context, type Operation, type Outcome } from './operation.ts'

/** The vendor's limit over all text of the evidence. */
const MOST_TEXT = 150_000
const evidence: Specs = Object.fromEntries(EVIDENCE.map((name) => [name, 'text' as const]))

/** Reading disputes, answering them, giving in. */
export const disputes: readonly Operation[] = [
  {
    name: 'disputes.list', method: 'GET', path: '/v1/disputes', params: { ...listParams, charge: 'text', payment_intent: 'text', created: 'free' },
    run: ({ store, params }) => {
      const fits = (one: Dispute): boolean => ['charge', 'payment_intent'].every((name) => params[name] === undefined || one[name] === params[name])
      return { body: page(store.all('disputes').filter(fits), params, '/v1/disputes') }
    },
  },
  {
    name: 'disputes.retrieve', method: 'GET', path: '/v1/disputes/:id', params: { expand: 'texts' },
    run: ({ store, id }) => ({ body: disputeOf(store, id) }),
  },
  { name: 'disputes.update', method: 'POST', path: '/v1/disputes/:id', params: { evidence: { map: evidence }, metadata: 'free', submit: 'yes_no', expand: 'texts' }, run: update },
  { name: 'disputes.close', method: 'POST', path: '/v1/disputes/:id/close', params: { expand: 'texts' }, run: close },
]

/** The dispute that a path names. */
export function disputeOf(store: Store, id: string): Dispute {
  const dispute = store.get('disputes', id)
  if (dispute === undefined) throw missing('dispute', id, 'dispute', 404)
  return dispute
}

const isOpen = (dispute: Dispute): boolean => dispute.status.endsWith('needs_response')

/** Evidence is sent unless `submit` says otherwise, which is the vendor's default and a trap. */
function update({ store, id, params, now }: Context): Outcome {
  const dispute = disputeOf(store, id)
  const given = (params['evidence'] ?? {}) as Values
  const text = Object.values({ ...dispute.evidence, ...given }).reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 0), 0)
  if (text > MOST_TEXT) throw badParameter('evidence', `The combined character count of evidence can be at most ${MOST_TEXT}.`)
  const metadata = { ...dispute.metadata, ...(params['metadata'] as Metadata | undefined) }
  if (params['evidence'] === undefined && params['submit'] === undefined) return told({ ...dispute, metadata })
  if (!isOpen(dispute)) throw refusal(`This dispute is already ${dispute.status === 'under_review' ? 'under review' : 'closed'}.`)
  if (dispute.evidence_details.due_by === null || dispute.evidence_details.due_by < seconds(now)) throw refusal('The deadline for submitting evidence has passed.')
  const details = { ...dispute.evidence_details, has_evidence: dispute.evidence_details.has_evidence || Object.keys(given).length > 0 }
  const staged = { ...dispute, metadata, evidence: { ...dispute.evidence, ...given }, evidence_details: details }
  if (params['submit'] === false) return told(staged)
  return told({
    ...staged, status: dispute.status === 'warning_needs_response' ? 'warning_under_review' : 'under_review',
    evidence_details: { ...details, submission_count: details.submission_count + 1, submission_method: 'manual' },
  })
}

function close({ store, id }: Context): Outcome {
  const dispute = disputeOf(store, id)
  if (!isOpen(dispute)) throw refusal('This dispute is already closed.')
  return ended(dispute, dispute.status === 'warning_needs_response' ? 'warning_closed' : 'lost')
}

const told = (row: Dispute): Outcome => ({ body: row, changes: [{ table: 'disputes', row }], events: [{ type: 'charge.dispute.updated', object: row }] })

/** A dispute that came to its end, by our giving in or the bank's decision. */
export function ended(dispute: Dispute, status: string): Outcome {
  const row = { ...dispute, status, is_charge_refundable: status === 'warning_closed' }
  const back = status === 'won' ? [{ type: 'charge.dispute.funds_reinstated', object: row }] : []
  return { body: row, changes: [{ table: 'disputes', row }], events: [{ type: 'charge.dispute.closed', object: row }, ...back] }
}
