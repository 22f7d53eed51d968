import type { Stripe } from 'stripe'
import { writeInstant } from '../../domain/instant.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { fromStripe } from './amount.ts'
import type { StripeClient } from './client.ts'
import { inputEvidence, type Evidence } from './evidence.ts'
import { unreadable } from './failures.ts'
import { inputId } from './inputs.ts'
import { keysBefore, providerKey } from './keys.ts'
import { once } from './once.ts'

const READ = { name: 'disputes.retrieve', write: false }
const STAGE = { name: 'disputes.update', write: true }
const SUBMIT = { name: 'disputes.submit', write: true }
const CLOSE = { name: 'disputes.close', write: true }

/** Where the metadata of a dispute say which business key sent its evidence. */
const SENT_BY = 'evenkeel_sent_by'

/** A dispute as it stands, with the order of its payment, which the dispute itself does not name. */
export async function readDispute(client: StripeClient, call: ConnectorCall): Promise<ConnectorResult> {
  const dispute = await client.ask(READ, call.signal, (stripe) => stripe.disputes.retrieve(idOf(call), { expand: ['charge', 'payment_intent'] }))
  const money = Number.isSafeInteger(dispute.amount) ? fromStripe(BigInt(dispute.amount), dispute.currency) : undefined
  if (money === undefined) throw unreadable(READ, undefined)
  const due = dispute.evidence_details.due_by
  return {
    outputs: {
      dispute_id: dispute.id, charge: idIn(dispute.charge), order_id: orderIn(dispute.charge) || orderIn(dispute.payment_intent), amount: { ...money }, reason: dispute.reason,
      status: dispute.status, due_by: due === null || due === 0 ? null : writeInstant(due * 1_000), submission_count: dispute.evidence_details.submission_count,
      is_charge_refundable: dispute.is_charge_refundable,
    },
    reference: dispute.id,
  }
}

const idIn = (paid: Stripe.Charge | string): string => (typeof paid === 'string' ? paid : paid.id)
const orderIn = (paid: Stripe.Charge | Stripe.PaymentIntent | string | null): string => (paid === null || typeof paid === 'string' ? '' : (paid.metadata['order_id'] ?? ''))

/** Puts evidence beside a dispute and sends nothing: what stands there already as asked for is not written again. */
export function stageEvidence(client: StripeClient, call: ConnectorCall): Promise<ConnectorResult> {
  const evidence = inputEvidence(call)
  return once({
    find: async () => {
      const dispute = await look(client, call)
      if (isStaged(dispute, evidence)) return resultOf(dispute)
      mustBeOpen(dispute)
      return undefined
    },
    // Left out, `submit` would send it.
    send: async () => resultOf(await client.ask(STAGE, call.signal, (stripe) => stripe.disputes.update(idOf(call), { evidence, submit: false }, keyOf(call)))),
  })
}

/** Sends the evidence to the bank, once: banks look at the first submission and at no other. */
export function submitEvidence(client: StripeClient, call: ConnectorCall): Promise<ConnectorResult> {
  return once({
    find: async () => {
      const dispute = await look(client, call)
      if (dispute.evidence_details.submission_count > 0) return sentByUs(dispute, call)
      mustBeOpen(dispute)
      if (!dispute.evidence_details.has_evidence) throw refused('no-evidence', `no evidence lies beside "${dispute.id}"; stage it first, there is one chance`)
      return undefined
    },
    send: async () => {
      const sent = await client.ask(SUBMIT, call.signal, (stripe) => stripe.disputes.update(idOf(call), { submit: true, metadata: { [SENT_BY]: providerKey(call.key) } }, keyOf(call)))
      if (sent.evidence_details.submission_count === 0) throw refused('not-submitted', `Stripe took the evidence of "${sent.id}" and did not send it (${sent.status}); look at it in Stripe`)
      return resultOf(sent)
    },
  })
}

/** Gives in. A dispute that is lost already needs nothing more; one that is with the bank, or was won, is refused. */
export function acceptDispute(client: StripeClient, call: ConnectorCall): Promise<ConnectorResult> {
  return once({
    find: async () => {
      const dispute = await look(client, call)
      if (['lost', 'warning_closed'].includes(dispute.status)) return resultOf(dispute)
      if (!isOpen(dispute)) throw closed(dispute)
      return undefined
    },
    send: async () => resultOf(await client.ask(CLOSE, call.signal, (stripe) => stripe.disputes.close(idOf(call), {}, keyOf(call)))),
  })
}

const idOf = (call: ConnectorCall): string => inputId(call, 'dispute_id')
const keyOf = (call: ConnectorCall): Stripe.RequestOptions => ({ idempotencyKey: providerKey(call.key) })
const resultOf = (dispute: Stripe.Dispute): ConnectorResult => ({ outputs: { status: dispute.status }, reference: dispute.id })

function look(client: StripeClient, call: ConnectorCall): Promise<Stripe.Dispute> {
  const id = idOf(call)
  return client.ask(READ, call.signal, (stripe) => stripe.disputes.retrieve(id))
}

/** Files stand in the answer by their ids. */
const isStaged = ({ evidence }: Stripe.Dispute, wanted: Evidence): boolean =>
  Object.entries(wanted).every(([name, value]) => evidence[name as keyof Evidence] === value)

const isOpen = ({ status }: Stripe.Dispute): boolean => status === 'needs_response' || status === 'warning_needs_response'

function mustBeOpen(dispute: Stripe.Dispute): void {
  if (!isOpen(dispute)) throw closed(dispute)
  if (dispute.evidence_details.past_due) throw refused('past-due', `"${dispute.id}" could be answered until a date that is past`)
}

const closed = (dispute: Stripe.Dispute) => refused('invalid-state', `"${dispute.id}" is ${dispute.status} and waits for nothing from us; look at it in Stripe`)

function sentByUs(dispute: Stripe.Dispute, call: ConnectorCall): ConnectorResult {
  const by = dispute.metadata[SENT_BY]
  if (by !== undefined && [providerKey(call.key), ...keysBefore(call.key)].includes(by)) return resultOf(dispute)
  throw refused('already-submitted', `evidence of "${dispute.id}" was sent by ${by === undefined ? 'somebody in Stripe' : `"${by}"`}; it counts once`)
}
