import type { ActionDeclaration, EventDeclaration } from '../../domain/connector.ts'

/** What SOPs can ask of Zendesk. This version only declares it: whatever is asked goes to the owner. */
export const zendeskActions: readonly ActionDeclaration[] = [
  {
    name: 'zendesk.ticket',
    summary: 'Read a ticket: who asks, about which order, and where it stands',
    effect: 'read',
    inputs: { ticket_id: 'text' },
    outputs: { ticket_id: 'text', url: 'text', requester_email: 'text', subject: 'text', status: 'text', tags: { list: 'text' } },
    idempotency: 'none-needed',
    refusals: ['not-found'],
  },
  {
    name: 'zendesk.note',
    summary: 'Leave a note in a ticket that the customer does not see',
    effect: 'write',
    inputs: { ticket_id: 'text', text: 'text' },
    outputs: { note_id: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'user-error'],
  },
  {
    name: 'zendesk.tag',
    summary: 'Put a tag on a ticket',
    effect: 'write',
    inputs: { ticket_id: 'text', tag: 'text' },
    outputs: {},
    idempotency: 'read-first',
    refusals: ['not-found', 'user-error'],
  },
  {
    name: 'zendesk.set_status',
    summary: 'Move a ticket to open, pending, hold or solved',
    effect: 'write',
    inputs: { ticket_id: 'text', status: 'text' },
    outputs: { status: 'text' },
    idempotency: 'read-first',
    refusals: ['not-found', 'user-error'],
  },
]

/** What Zendesk would tell of; nothing brings it yet. `order_ref` and `intent_code` are what the ticket's fields or tags say. */
export const zendeskEvents: readonly EventDeclaration[] = [
  {
    name: 'zendesk.ticket_created',
    summary: 'A ticket came in whose intent has a code, such as return or address_change',
    fields: {
      ticket_id: 'text', url: 'text', requester_email: 'text', order_ref: { optional: 'text' }, intent_code: 'text', text: 'text',
      created_at: 'instant',
    },
  },
]
