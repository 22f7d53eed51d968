import type { Audit, State, Store, Ticket, User } from './state.ts'

/** A refusal in the vendor's words: a status, and the body of its answer. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object
  constructor(status: number, body: object) {
    super(`answered ${status}`)
    this.status = status
    this.body = body
  }
}

const STATUSES = ['new', 'open', 'pending', 'hold', 'solved', 'closed']
const TICKET_KEYS = ['comment', 'status', 'tags', 'metadata', 'safe_update', 'updated_stamp', 'subject', 'priority', 'additional_tags', 'remove_tags']

/** The ticket by its number, or the vendor's 404. */
export function ticketBy(state: State, id: number): Ticket {
  const ticket = state.tickets.find((one) => one.id === id)
  if (ticket === undefined) throw new Refusal(404, { error: 'RecordNotFound', description: 'Not found' })
  return ticket
}

/** `ticket` as the vendor shows it. */
export const shown = (ticket: Ticket, origin: string): object => ({
  url: `${origin}/api/v2/tickets/${ticket.id}.json`, id: ticket.id, external_id: null, created_at: ticket.created_at, updated_at: ticket.updated_at, type: null,
  subject: ticket.subject, raw_subject: ticket.subject, description: ticket.description, priority: null, status: ticket.status, recipient: null,
  requester_id: ticket.requester_id, submitter_id: ticket.requester_id, assignee_id: null, tags: ticket.tags, custom_fields: [], is_public: true,
})

/** What was asked for is not what it was read for any more. */
function refuseOld(ticket: Ticket, safe: unknown, stamp: unknown): void {
  if (safe !== true && safe !== 'true') return
  if (typeof stamp !== 'string' || Date.parse(stamp) < Date.parse(ticket.updated_at))
    throw new Refusal(409, { description: 'Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.', error: 'UpdateConflict' })
}

function refuseClosed(ticket: Ticket): void {
  if (ticket.status === 'closed') throw invalid('status', 'Status: closed prevents ticket update', 'InvalidValue')
}

const invalid = (field: string, description: string, error: string): Refusal =>
  new Refusal(422, { error: 'RecordInvalid', description: 'Record validation errors', details: { [field]: [{ description, error }] } })

/** Changes a ticket as an agent, and gives the entry of its history. */
export function update(store: Store, ticket: Ticket, author: User, change: Readonly<Record<string, unknown>>): { readonly ticket: Ticket; readonly audit: Audit } {
  const unknown = Object.keys(change).find((key) => !TICKET_KEYS.includes(key))
  if (unknown !== undefined) throw new Refusal(400, { error: { title: 'Invalid attribute', message: `You passed an invalid value for the ${unknown} attribute. Unknown attribute` } })
  refuseOld(ticket, change['safe_update'], change['updated_stamp'])
  refuseClosed(ticket)
  const events: Record<string, unknown>[] = []
  const status = change['status']
  if (status !== undefined) {
    if (typeof status !== 'string' || !STATUSES.includes(status)) throw invalid('status', `Status: ${String(status)} is not included in the list`, 'InvalidValue')
    if (status !== ticket.status) events.push({ id: store.id(), type: 'Change', field_name: 'status', value: status, previous_value: ticket.status })
  }
  const comment = change['comment']
  if (comment !== undefined) events.push(commentEvent(store, author, comment))
  const now = instant()
  const changed = { ...ticket, status: typeof status === 'string' ? status : ticket.status, updated_at: now }
  const custom = typeof change['metadata'] === 'object' && change['metadata'] !== null ? (change['metadata'] as Record<string, unknown>) : {}
  const audit = record(store, changed, author, events, custom, now)
  return { ticket: changed, audit }
}

function commentEvent(store: Store, author: User, comment: unknown): Record<string, unknown> {
  const { body, public: open = true } = comment as { body?: unknown; public?: unknown }
  if (typeof body !== 'string' || body.trim() === '') throw invalid('comment', 'Comment: cannot be blank', 'BlankValue')
  if (body.length > 65_535) throw invalid('comment', 'Comment: is too long (maximum is 65535 characters)', 'ValueTooLong')
  return { id: store.id(), type: 'Comment', author_id: author.id, body, public: open !== false, attachments: [] }
}

/** Puts tags on, and keeps those that are there. */
export function addTags(store: Store, ticket: Ticket, author: User, ask: Readonly<Record<string, unknown>>): Ticket {
  const tags = ask['tags']
  if (!Array.isArray(tags) || tags.some((tag) => typeof tag !== 'string')) throw new Refusal(400, { error: { title: 'Invalid attribute', message: 'tags must be a list of strings' } })
  refuseOld(ticket, ask['safe_update'], ask['updated_at'])
  refuseClosed(ticket)
  const now = instant()
  const all = [...new Set([...ticket.tags, ...(tags as string[]).map((tag) => tag.toLowerCase())])]
  const changed = { ...ticket, tags: all, updated_at: now }
  record(store, changed, author, [{ id: store.id(), type: 'Change', field_name: 'tags', value: all, previous_value: ticket.tags }], {}, now)
  return changed
}

/** A customer or an agent writes, without a request of ours. */
export function written(store: Store, ticket: Ticket, author: User, body: string, open: boolean): Audit {
  const now = instant()
  const changed = { ...ticket, updated_at: now, status: author.role === 'end-user' && ['pending', 'solved'].includes(ticket.status) ? 'open' : ticket.status }
  return record(store, changed, author, [{ id: store.id(), type: 'Comment', author_id: author.id, body, public: open, attachments: [] }], {}, now)
}

function record(store: Store, ticket: Ticket, author: User, events: Audit['events'], custom: Record<string, unknown>, now: string): Audit {
  const audit: Audit = { id: store.id(), ticket_id: ticket.id, created_at: now, author_id: author.id, metadata: { system: { client: 'stand-in' }, custom }, events }
  store.state.tickets = [...store.state.tickets.filter((one) => one.id !== ticket.id), ticket]
  store.state.audits.push(audit)
  return audit
}

/** Now, in whole seconds. */
export const instant = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')
