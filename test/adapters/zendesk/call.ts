import { createZendesk } from '../../../adapters/zendesk/connector.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { Connector, ConnectorCall } from '../../../domain/ports.ts'
import { aCall as aShopCall, failureOf } from '../shopify/call.ts'

export { failureOf }

/** The connector, looking at a stand-in. */
export const connectTo = (desk: { readonly url: string }, more: { timeoutMs?: number; apiToken?: string } = {}): Connector =>
  createZendesk({ url: desk.url, email: 'agent@harbour.example', apiToken: 'zd_stand_in', ...more })

/** A call with everything that a test does not care about. */
export const aCall = (action: string, input: JsonObject, more: Partial<Omit<ConnectorCall, 'input'>> = {}): ConnectorCall =>
  aShopCall(action, input, { key: 'return-damaged-photo-evidence/1/note_ticket#1/zendesk.note/1', ...more })
