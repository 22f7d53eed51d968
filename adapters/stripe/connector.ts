import type { Connector } from '../../domain/ports.ts'
import { byAction, type Actions } from '../vendors/by-action.ts'
import { createStripeClient, type StripeClient, type StripeConfig } from './client.ts'
import { acceptDispute, readDispute, stageEvidence, submitEvidence } from './disputes.ts'
import { readRefund, refund } from './refund.ts'

const actions: Actions<StripeClient> = {
  'stripe.refund': refund,
  'stripe.read_refund': readRefund,
  'stripe.dispute': readDispute,
  'stripe.stage_evidence': stageEvidence,
  'stripe.submit_evidence': submitEvidence,
  'stripe.accept_dispute': acceptDispute,
}

/** Stripe as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export const createStripe = (config: StripeConfig): Connector => byAction('stripe', createStripeClient(config), actions)
