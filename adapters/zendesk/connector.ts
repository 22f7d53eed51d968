import { own } from '../../domain/json.ts'
import { ConnectorError, type Connector, type ConnectorCall, type ConnectorResult } from '../../domain/ports.ts'
import { createZendeskClient, type ZendeskClient, type ZendeskConfig } from './client.ts'
import { leaveNote } from './note.ts'
import { readTicket, setStatus, tagTicket } from './tickets.ts'

const actions: Readonly<Record<string, (client: ZendeskClient, call: ConnectorCall) => Promise<ConnectorResult>>> = {
  'zendesk.ticket': readTicket,
  'zendesk.note': leaveNote,
  'zendesk.tag': tagTicket,
  'zendesk.set_status': setStatus,
}

/** Zendesk as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export function createZendesk(config: ZendeskConfig): Connector {
  const client = createZendeskClient(config)
  return {
    name: 'zendesk',
    async perform(call) {
      const action = own(actions, call.action)
      if (action === undefined) throw new ConnectorError('contract', 'unknown-action', `the connector "zendesk" has no action "${call.action}"`)
      return await action(client, call)
    },
  }
}
