import { badParameter, missing, refusal } from '../errors.ts'
import { instant, newId } from '../ids.ts'
import type { Claim } from '../state.ts'
import { page, textIn, type Context, type Operation, type Outcome } from './operation.ts'

const KINDS = ['damage', 'loss', 'theft']

/** Only what was insured here can be claimed, once, and for no more than it was insured for. */
function create({ store, now, body }: Context): Outcome {
  const [code, type, amount] = [textIn(body, 'tracking_code'), textIn(body, 'type'), textIn(body, 'amount')]
  if (!KINDS.includes(type)) throw badParameter('type', `must be one of ${KINDS.join(', ')}`)
  if (!/^\d+(\.\d{1,2})?$/.test(amount)) throw badParameter('amount', 'must be a decimal')
  const [description, email] = [textIn(body, 'description'), textIn(body, 'contact_email')]
  if (type !== 'loss' && !Array.isArray(body['supporting_documentation_attachments'])) throw badParameter('supporting_documentation_attachments', 'cannot be blank')
  const shipment = store.all('shipments').findLast((one) => one.tracking_code === code)
  if (shipment === undefined || shipment.insurance === null) throw refusal('CLAIM.INSURANCE.NOT_FOUND', 'No insurance was found for this tracking code.')
  if (Number(amount) > Number(shipment.insurance)) throw refusal('CLAIM.AMOUNT.EXCEEDED', 'The amount is more than the insured value.')
  const step = { status: 'submitted', status_detail: 'Claim was created.', timestamp: instant(now) }
  const row: Claim = {
    id: newId('clm'), object: 'Claim', mode: 'test', tracking_code: code, type, status: 'submitted', status_detail: step.status_detail, status_timestamp: step.timestamp, requested_amount: Number(amount).toFixed(2),
    approved_amount: null, insurance_amount: shipment.insurance, insurance_id: newId('ins'), shipment_id: shipment.id, description, contact_email: email, recipient_name: body['recipient_name'] ?? null,
    payment_method: body['payment_method'] ?? 'easypost_wallet', attachments: [], history: [step], created_at: step.timestamp, updated_at: step.timestamp,
  }
  return { body: row, status: 201, changes: [{ table: 'claims', row }] }
}

/** The claim in another state, as the insurer or its owner puts it. */
export function moved(claim: Claim, status: string, now: number, approved: string | null = null): Outcome {
  const row = { ...claim, status, status_timestamp: instant(now), approved_amount: approved, history: [...claim.history, { status, status_detail: status, timestamp: instant(now) }] }
  return { body: row, changes: [{ table: 'claims', row }] }
}

function claimIn({ store, id }: Context): Claim {
  const found = store.get('claims', id)
  if (found === undefined) throw missing()
  return found
}

const list = ({ store, query }: Context): Outcome => ({
  body: page(store.all('claims').filter((one) => (query.get('type') ?? one.type) === one.type && (query.get('status') ?? one.status) === one.status), query, 'claims'),
})

/** Claims of insurances. */
export const claims: readonly Operation[] = [
  { name: 'claims.create', method: 'POST', path: '/claims', run: create },
  { name: 'claims.list', method: 'GET', path: '/claims', index: true, run: list },
  { name: 'claims.retrieve', method: 'GET', path: '/claims/:id', run: (context) => ({ body: claimIn(context) }) },
  { name: 'claims.cancel', method: 'POST', path: '/claims/:id/cancel', run: (context) => moved(claimIn(context), 'cancelled', context.now) },
]
