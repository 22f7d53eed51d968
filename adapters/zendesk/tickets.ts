import { isObject, own, type Json, type JsonObject } from '../../domain/json.ts'
import type { ConnectorCall, ConnectorResult } from '../../domain/ports.ts'
import { refused } from '../vendors/failures.ts'
import { inputText } from '../vendors/inputs.ts'
import type { ZendeskClient } from './client.ts'
import { unreadable } from './failures.ts'

const READ = { name: 'tickets.show', write: false, method: 'GET' } as const
const UPDATE = { name: 'tickets.update', write: true, method: 'PUT' } as const
const TAG = { name: 'tickets.tag', write: true, method: 'PUT' } as const

/** A ticket as it is now, by which an update can say what it was written for. */
export interface Ticket {
  readonly id: string
  readonly updatedAt: string
  readonly status: string
  readonly tags: readonly string[]
  readonly row: JsonObject
  readonly requester: JsonObject | undefined
}

/** What can be said of a ticket; the vendor has `deleted` and `closed` besides, which nobody sets. */
const SETTABLE = ['open', 'pending', 'hold', 'solved']

/** Who asks, and where it stands. */
export async function readTicket(client: ZendeskClient, call: ConnectorCall): Promise<ConnectorResult> {
  const ticket = await ticketOf(client, call)
  const email = ticket.requester === undefined ? undefined : own(ticket.requester, 'email')
  const subject = own(ticket.row, 'subject')
  return {
    outputs: {
      ticket_id: ticket.id, url: pageOf(client, ticket.id), requester_email: typeof email === 'string' ? email : '',
      subject: typeof subject === 'string' ? subject : '', status: ticket.status, tags: ticket.tags,
    },
    reference: ticket.id,
  }
}

/** Puts a tag on; one that is there already is left alone. */
export async function tagTicket(client: ZendeskClient, call: ConnectorCall): Promise<ConnectorResult> {
  const tag = inputText(call, 'tag').toLowerCase().replaceAll(/\s+/g, '_')
  // Zendesk splits a tag at every other sign and keeps the pieces, which nobody would find again.
  if (!/^[\p{L}\p{N}_:/.-]{1,80}$/u.test(tag)) throw refused('user-error', `${JSON.stringify(tag)} is no tag of Zendesk; use letters, digits, "_" and "-"`)
  const ticket = await ticketOf(client, call)
  if (!ticket.tags.includes(tag)) {
    refuseClosed(ticket)
    const answer = await client.ask({ ...TAG, path: `tickets/${ticket.id}/tags.json`, body: { tags: [tag], updated_at: ticket.updatedAt, safe_update: 'true' } }, call.signal)
    const tags = own(answer, 'tags')
    if (!Array.isArray(tags) || !tags.includes(tag)) throw unreadable(TAG)
  }
  return { outputs: {}, reference: ticket.id }
}

/** Moves a ticket on; one that stands there already is left alone. */
export async function setStatus(client: ZendeskClient, call: ConnectorCall): Promise<ConnectorResult> {
  const status = inputText(call, 'status')
  if (!SETTABLE.includes(status)) throw refused('user-error', `"${status}" is no status that can be set; use one of ${SETTABLE.join(', ')}`)
  const ticket = await ticketOf(client, call)
  if (ticket.status !== status) {
    refuseClosed(ticket)
    const answer = await updateTicket(client, call, ticket, { status })
    const now = own(objectAt(answer, 'ticket'), 'status')
    // Solving can be held back by a trigger of the account: then the ticket says so, and it is no success.
    if (now !== status) throw refused('user-error', `Zendesk took it, and the ticket is "${typeof now === 'string' ? now : 'unknown'}"; look at the account's triggers`)
  }
  return { outputs: { status }, reference: ticket.id }
}

/** Changes a ticket as long as it is still as it was read; throws `ConnectorError` `zendesk-changed` when it is not. */
export const updateTicket = (client: ZendeskClient, call: ConnectorCall, ticket: Ticket, change: JsonObject): Promise<JsonObject> =>
  client.ask({ ...UPDATE, path: `tickets/${ticket.id}.json`, body: { ticket: { ...change, updated_stamp: ticket.updatedAt, safe_update: true } } }, call.signal)

/** A closed ticket cannot be changed any more, by nobody. */
export function refuseClosed(ticket: Ticket): void {
  if (ticket.status === 'closed') throw refused('user-error', `the ticket ${ticket.id} is closed and cannot be changed; write in a follow-up of it`)
}

/** Reads the ticket that a call names, with whoever asks in it. */
export async function ticketOf(client: ZendeskClient, call: ConnectorCall): Promise<Ticket> {
  const id = inputText(call, 'ticket_id')
  // It becomes part of an address, so nothing else than a number passes.
  if (!/^[1-9]\d{0,17}$/.test(id)) throw refused('not-found', `${JSON.stringify(id)} is no number of a ticket; check "ticket_id"`)
  const answer = await client.ask({ ...READ, path: `tickets/${id}.json`, query: { include: 'users' } }, call.signal)
  const row = objectAt(answer, 'ticket')
  const [updatedAt, status, tags] = [own(row, 'updated_at'), own(row, 'status'), own(row, 'tags')]
  if (typeof updatedAt !== 'string' || typeof status !== 'string') throw unreadable(READ)
  return {
    id, updatedAt, status, row,
    tags: Array.isArray(tags) ? (tags as readonly Json[]).filter((tag): tag is string => typeof tag === 'string') : [],
    requester: objectsAt(answer, 'users').find((user) => own(user, 'id') !== undefined && own(user, 'id') === own(row, 'requester_id')),
  }
}

/** Where agents see the ticket. */
export const pageOf = (client: ZendeskClient, id: string): string => `${client.origin}/agent/tickets/${id}`

/** The object of a field; empty where there is none. */
export function objectAt(value: JsonObject, name: string): JsonObject {
  const found = own(value, name)
  return isObject(found) ? found : {}
}

/** The objects of a list; empty where there is none. */
export function objectsAt(value: JsonObject, name: string): readonly JsonObject[] {
  const found = own(value, name)
  return Array.isArray(found) ? (found as readonly Json[]).filter(isObject) : []
}
