import type { Connector } from '../../domain/ports.ts'
import { byAction, type Actions } from '../vendors/by-action.ts'
import { verifyAddress } from './address.ts'
import { fileClaim, readClaim } from './claims.ts'
import { createEasyPostClient, type EasyPostClient, type EasyPostConfig } from './client.ts'
import { buyReturnLabel } from './label.ts'
import { readShipment, refundLabel } from './shipments.ts'
import { readTracker, track } from './trackers.ts'

const actions: Actions<EasyPostClient> = {
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
export const createEasyPost = (config: EasyPostConfig): Connector => byAction('easypost', createEasyPostClient(config), actions)
