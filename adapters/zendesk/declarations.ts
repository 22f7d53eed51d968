import { READING } from '../../domain/connector.ts'
import type { ActionDeclaration, EventDeclaration } from '../../domain/connector.ts'
import type { FieldType } from '../../domain/plan.ts'

/** What SOPs can ask of Zendesk. Ids are the vendor's numbers as text; a status is new, open, pending, hold, solved or closed. */
export const zendeskActions: readonly ActionDeclaration[] = [
  {
    name: 'zendesk.ticket',
    summary: 'Read a ticket: who asks, about which order, and where it stands',
    ...READING,
    inputs: { ticket_id: 'text' },
    outputs: { ticket_id: 'text', url: 'text', requester_email: 'text', subject: 'text', status: 'text', tags: { list: 'text' } },
    scopes: ['agent who may see tickets'],
    refusals: ['not-found'],
  },
  {
    name: 'zendesk.note',
    summary: 'Leave a note in a ticket that the customer does not see',
    effect: 'write',
    inputs: { ticket_id: 'text', text: 'text' },
    outputs: { note_id: 'text' },
    idempotency: 'read-first',
    scopes: ['agent who may edit tickets'],
    retry: 'unknown-outcome',
    guard: 'the ticket is not closed, and is as it was read',
    readBack: 'the history of the ticket, by the key in its metadata',
    compensation: 'none: a note stays; another one corrects it',
    refusals: ['not-found', 'user-error'],
  },
  {
    name: 'zendesk.tag',
    summary: 'Put a tag on a ticket',
    effect: 'write',
    inputs: { ticket_id: 'text', tag: 'text' },
    outputs: {},
    idempotency: 'read-first',
    scopes: ['agent who may edit tickets'],
    retry: 'unknown-outcome',
    guard: 'the ticket is not closed, and is as it was read',
    readBack: 'the tags of the ticket',
    compensation: 'by hand: take the tag off in Zendesk',
    refusals: ['not-found', 'user-error'],
  },
  {
    name: 'zendesk.set_status',
    summary: 'Move a ticket to open, pending, hold or solved',
    effect: 'write',
    inputs: { ticket_id: 'text', status: 'text' },
    outputs: { status: 'text' },
    idempotency: 'read-first',
    scopes: ['agent who may edit tickets'],
    retry: 'unknown-outcome',
    guard: 'the ticket is not closed, and is as it was read',
    readBack: 'the status of the ticket',
    compensation: 'zendesk.set_status',
    refusals: ['not-found', 'user-error'],
  },
]

const told: Readonly<Record<string, FieldType>> = {
  ticket_id: 'text',
  url: 'text',
  requester_email: 'text',
  order_ref: { optional: 'text' },
  order_id: { optional: 'text' },
  text: 'text',
  attachments: { optional: { list: { map: { name: 'text', url: 'text' } } } },
}

/**
 * What Zendesk tells of, by webhooks whose body the account's triggers write. `order_ref` is what a customer calls the order (`#1142`),
 * `order_id` the shop's id where a field of the ticket holds it, `intent_code` a word such as `return`, `damaged` or `address_change`.
 */
export const zendeskEvents: readonly EventDeclaration[] = [
  { name: 'zendesk.ticket_created', summary: 'A ticket came in whose intent has a code, such as return or damaged', fields: { ...told, intent_code: 'text', created_at: 'instant' } },
  { name: 'zendesk.customer_replied', summary: 'The customer wrote again in a ticket', fields: { ...told, intent_code: { optional: 'text' }, replied_at: 'instant' } },
]
