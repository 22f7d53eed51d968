import type { IncomingMessage, ServerResponse } from 'node:http'
import { readFault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import { AGENT, type Store, type Ticket, type User } from './state.ts'
import { instant, ticketBy, written } from './tickets.ts'
import { bodyOf } from './webhooks.ts'
import type { Account } from './zendesk.ts'

type Ask = Readonly<Record<string, unknown>>
type Answer = readonly [status: number, value: unknown]

/** The control API, for tests and the demo; no part of what the vendor offers. */
const routes: Readonly<Record<string, (account: Account, ask: Ask) => Answer | Promise<Answer>>> = {
  'GET /_control/health': () => [200, { ok: true, pid: process.pid }],
  'GET /_control/log': ({ log }) => [200, { entries: log.all() }],
  'GET /_control/tickets': ({ store: { state } }) => [200, { tickets: state.tickets.map((ticket) => ({ ...ticket, audits: state.audits.filter((audit) => audit.ticket_id === ticket.id) })) }],
  'GET /_control/webhooks': ({ store: { state } }) => [200, { webhooks: state.told }],
  'GET /_control/faults': ({ faults }) => [200, { faults: faults.list() }],
  'POST /_control/faults': ({ faults }, ask) => {
    const fault = readFault(ask)
    if (fault === undefined) return [422, { error: `"${String(ask['mode'])}" is no fault; see stand-ins/README.md` }]
    faults.add(fault)
    return [201, { faults: faults.list() }]
  },
  'DELETE /_control/faults': ({ faults }) => {
    faults.clear()
    return [200, { faults: [] }]
  },
  'POST /_control/tickets': (account, ask) => newTicket(account, ask),
  'POST /_control/reply': (account, ask) => reply(account, ask),
  'POST /_control/ticket/status': ({ store }, ask) => {
    const ticket = ticketBy(store.state, Number(ask['ticket']))
    store.state.tickets = store.state.tickets.map((one) => (one === ticket ? { ...one, status: String(ask['status']), updated_at: instant() } : one))
    store.commit()
    return [200, {}]
  },
  'POST /_control/webhooks/hold': ({ webhooks }) => {
    webhooks.hold()
    return [200, {}]
  },
  'POST /_control/webhooks/release': async ({ webhooks }, ask) => [200, { statuses: await webhooks.release(ask['order'] === 'reversed' ? 'reversed' : 'made', Number(ask['copies'] ?? 1)) }],
  'POST /_control/resend': async ({ webhooks }, ask) => [
    200, { status: await webhooks.resend(String(ask['webhook']), Date.now() - Number(ask['signedSecondsAgo'] ?? 0) * 1_000, ask['body'] === undefined ? undefined : String(ask['body'])) },
  ],
}

/** Answers a control request; false when the path is none. */
export async function control(account: Account, request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  const handler = routes[`${request.method ?? ''} ${path}`]
  if (handler === undefined) return false
  const text = request.method === 'POST' ? await readBody(request) : ''
  // A page of another origin cannot send JSON here without asking first, which nothing answers.
  if (text !== '' && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    sendJson(response, 415, { error: 'send application/json' })
    return true
  }
  try {
    const [status, value] = await handler(account, text === '' ? {} : (JSON.parse(text) as Ask))
    sendJson(response, status, value)
  } catch (problem) {
    sendJson(response, 422, { error: problem instanceof Error ? problem.message : String(problem) })
  }
  return true
}

/** A customer writes for the first time. */
function newTicket(account: Account, ask: Ask): Answer {
  const { store, webhooks } = account
  const requester = userBy(store, String(ask['email'] ?? 'ada@example.com'))
  const now = instant()
  const text = String(ask['text'] ?? 'arrived in pieces')
  const ticket: Ticket = {
    id: Number(ask['id'] ?? store.state.tickets.length + 88_213), subject: String(ask['subject'] ?? 'My order'), description: text, status: 'new', tags: [], requester_id: requester.id,
    order_ref: String(ask['orderRef'] ?? ''), order_id: String(ask['orderId'] ?? ''), intent: String(ask['intent'] ?? 'damaged'), created_at: now, updated_at: now,
  }
  written(store, ticket, requester, text, true)
  store.commit()
  const webhook = ask['deliver'] === false ? null : webhooks.tell(bodyOf('ticket_created', ticket, store.state, text, now, account.origin()))
  return [201, { ticket: ticket.id, webhook }]
}

/** The customer writes again, or an agent does so in the help desk, which no webhook tells. */
function reply(account: Account, ask: Ask): Answer {
  const { store, webhooks } = account
  const ticket = ticketBy(store.state, Number(ask['ticket']))
  const agent = ask['as'] === 'agent'
  const author = agent ? AGENT : (store.state.users.find((user) => user.id === ticket.requester_id) ?? AGENT)
  const audit = written(store, ticket, author, String(ask['text'] ?? 'here they are'), ask['public'] !== false)
  store.commit()
  const webhook = agent ? null : webhooks.tell(bodyOf('customer_replied', ticket, store.state, String(ask['text'] ?? 'here they are'), audit.created_at, account.origin()))
  return [201, { audit: audit.id, webhook }]
}

function userBy(store: Store, email: string): User {
  const known = store.state.users.find((user) => user.email === email)
  if (known !== undefined) return known
  const user: User = { id: store.id(), name: email.split('@')[0] ?? email, email, role: 'end-user' }
  store.state.users.push(user)
  return user
}
