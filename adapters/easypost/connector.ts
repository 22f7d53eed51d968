import { own } from '../../domain/json.ts'
import { ConnectorError, type Connector, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'
import { verifyAddress } from './address.ts'
import { fileClaim, readClaim } from './claims.ts'
import { createEasyPostClient, type EasyPostClient, type EasyPostConfig } from './client.ts'
import { buyReturnLabel } from './label.ts'
import { readShipment, refundLabel } from './shipments.ts'
import { readTracker, track } from './trackers.ts'

const actions: Readonly<Record<string, (client: EasyPostClient, call: ConnectorCall) => Promise<ConnectorResult>>> = {
  'easypost.tracker': readTracker,
  'easypost.track': track,
  'easypost.shipment': readShipment,
  'easypost.return_label': buyReturnLabel,
  'easypost.refund_label': refundLabel,
  'easypost.verify_address': verifyAddress,
  'easypost.file_claim': fileClaim,
  'easypost.claim': readClaim,
}

/** EasyPost as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export function createEasyPost(config: EasyPostConfig): Connector {
  const client = createEasyPostClient(config)
  return {
    name: 'easypost',
    async perform(call) {
      const action = own(actions, call.action)
      if (action === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "easypost" has no action "${call.action}"`)
      return await action(client, call)
    },
  }
}
