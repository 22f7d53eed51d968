import type { Connector } from '../../domain/ports.ts'
import { byAction, type Actions } from '../vendors/by-action.ts'
import { createZendeskClient, type ZendeskClient, type ZendeskConfig } from './client.ts'
import { leaveNote } from './note.ts'
import { readTicket, setStatus, tagTicket } from './tickets.ts'

const actions: Actions<ZendeskClient> = {
  'zendesk.ticket': readTicket,
  'zendesk.note': leaveNote,
  'zendesk.tag': tagTicket,
  'zendesk.set_status': setStatus,
}

/** Zendesk as a connector: reads, and writes that look before they act. Throws `ConnectorError` when the settings cannot work. */
export const createZendesk = (config: ZendeskConfig): Connector => byAction('zendesk', createZendeskClient(config), actions)
