import { stemOf, twice, type Books } from './books.ts'

const STANDS = (status: string): boolean => status !== 'failed' && status !== 'canceled'

/** What was done more than once outside, though it was wanted once: by the books of those who did it. */
export function doneTwice({ stripe, shop, easypost, planning, ledger }: Books): readonly string[] {
  return [
    ...twice('Stripe paid one case', stripe.refunds.filter(({ status }) => STANDS(status)), ({ metadata, charge }) => `${metadata['case_id'] ?? 'no case'} of ${charge}`),
    ...twice('the shop paid one case', shop.refunds.filter(({ note }) => caseIn(note) !== undefined), ({ note, orderId }) => `${caseIn(note)} of ${orderId}`),
    ...twice('a label was bought', easypost.shipments.filter(({ reference, postage_label: label }) => label !== null && reference?.startsWith('ek-') === true), ({ reference }) => reference ?? ''),
    ...twice('a parcel was claimed', easypost.claims.filter(({ status }) => status !== 'cancelled'), ({ tracking_code: code, type }) => `${code} ${type}`),
    ...stripe.disputes.filter(({ evidence_details: { submission_count: count } }) => count > 1).map(({ id }) => `evidence of ${id} was sent more than once`),
    ...twice('a replacement was sent', shop.drafts.filter(({ orderId }) => orderId !== null), ({ tags }) => tags.join()),
    ...twice('stock was booked', shop.adjustments, ({ reference, reason, changes }) => JSON.stringify([reference, reason, changes])),
    ...twice('the planning system did', planning.filter(({ action }) => ONCE_A_LINE.includes(action)), ({ action, input }) => `${action} ${String(input['po'])}/${String(input['line'])}`),
    ...twice('the ledger has', ledger, ({ key }) => stemOf(key)),
  ]
}

/** A purchase order's line meets these at most once. */
const ONCE_A_LINE = ['supply.close_po_line', 'supply.score']

/** The case of a refund of the shop, as its note says. */
export const caseIn = (note: string | null): string | undefined => / · case (.+) \[evenkeel /.exec(note ?? '')?.[1]
