import { own, type Json, type JsonObject } from '../../domain/json.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { inputText } from '../vendors/inputs.ts'
import type { ZendeskClient } from './client.ts'
import { unreadable } from './failures.ts'
import { objectAt, objectsAt, refuseClosed, ticketOf, updateTicket } from './tickets.ts'

const HISTORY = { name: 'tickets.audits', write: false, method: 'GET' } as const
const NOTE = { name: 'tickets.update', write: true } as const

/** What the vendor takes as one comment. */
const LONGEST = 65_535
const PAGE = 100
const MOST_PAGES = 20

/**
 * Leaves a note that the customer does not see. Its business key is kept in the metadata of the ticket's own history, which no agent
 * edits; a note that is there already under the key is found and not written twice.
 */
export async function leaveNote(client: ZendeskClient, call: ConnectorCall): Promise<ConnectorResult> {
  const text = inputText(call, 'text')
  if (text.length > LONGEST) throw refused('user-error', `the note has ${text.length} characters, and Zendesk takes ${LONGEST}`)
  const ticket = await ticketOf(client, call)
  const before = await noteUnder(client, call, ticket.id)
  if (before !== undefined) return { outputs: { note_id: before }, reference: before }
  refuseClosed(ticket)
  // Whoever wrote since the history was read changed the stamp, our own lost try included: then it is read again.
  const answer = await updateTicket(client, call, ticket, { comment: { body: text, public: false }, metadata: { evenkeel: call.key, evenkeel_case: call.caseId } })
  const id = commentIn(objectAt(answer, 'audit'))
  if (id === undefined) throw unreadable(NOTE)
  return { outputs: { note_id: id }, reference: id }
}

/** The note that was left under the key; undefined where there is none. */
async function noteUnder(client: ZendeskClient, call: ConnectorCall, ticket: string): Promise<string | undefined> {
  let after: string | undefined
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { 'page[size]': String(PAGE), ...(after === undefined ? {} : { 'page[after]': after }) }
    const answer = await client.ask({ ...HISTORY, path: `tickets/${ticket}/audits.json`, query }, call.signal)
    if (!Array.isArray(own(answer, 'audits'))) throw unreadable(HISTORY)
    const ours = objectsAt(answer, 'audits').find((audit) => own(objectAt(objectAt(audit, 'metadata'), 'custom'), 'evenkeel') === call.key)
    if (ours !== undefined) return commentIn(ours) ?? textOf(own(ours, 'id'))
    const meta = objectAt(answer, 'meta')
    after = textOf(own(meta, 'after_cursor'))
    if (own(meta, 'has_more') !== true || after === undefined) return undefined
  }
  throw refused('user-error', `the ticket ${ticket} has more history than can be looked through; leave the note by hand`)
}

const commentIn = (audit: JsonObject): string | undefined => textOf(own(objectsAt(audit, 'events').find((event) => own(event, 'type') === 'Comment') ?? {}, 'id'))

/** Ids are numbers at the vendor; beyond what a double holds exactly they come as text. */
function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
