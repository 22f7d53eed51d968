import { own } from '../../domain/json.ts'
import { ConnectorError, type Connector, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'
import { createStripeClient, type StripeClient, type StripeConfig } from './client.ts'
import { acceptDispute, readDispute, stageEvidence, submitEvidence } from './disputes.ts'
import { readRefund, refund } from './refund.ts'

const actions: Readonly<Record<string, (client: StripeClient, call: ConnectorCall) => Promise<ConnectorResult>>> = {
  'stripe.refund': refund,
  'stripe.read_refund': readRefund,
  'stripe.dispute': readDispute,
  'stripe.stage_evidence': stageEvidence,
  'stripe.submit_evidence': submitEvidence,
  'stripe.accept_dispute': acceptDispute,
}

/** Stripe as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export function createStripe(config: StripeConfig): Connector {
  const client = createStripeClient(config)
  return {
    name: 'stripe',
    async perform(call) {
      const action = own(actions, call.action)
      if (action === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "stripe" has no action "${call.action}"`)
      return await action(client, call)
    },
  }
}
