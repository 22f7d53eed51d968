import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import { AGENT } from './state.ts'
import { addTags, Refusal, shown, ticketBy, update } from './tickets.ts'
import type { Account } from './zendesk.ts'

type Answer = readonly [status: number, value: unknown]
type Ask = Readonly<Record<string, unknown>>

interface Operation {
  readonly name: string
  readonly method: string
  readonly path: RegExp
  readonly run: (account: Account, id: number, ask: Ask, query: URLSearchParams) => Answer
}

const operations: readonly Operation[] = [
  {
    name: 'users.me', method: 'GET', path: /^\/api\/v2\/users\/me(?:\.json)?$/,
    run: ({ settings }) => [200, { user: { ...AGENT, email: settings.email, role: settings.role, active: true, verified: true, suspended: false } }],
  },
  {
    name: 'tickets.show', method: 'GET', path: /^\/api\/v2\/tickets\/(\d+)(?:\.json)?$/,
    run: (account, id, _ask, query) => {
      const ticket = ticketBy(account.store.state, id)
      const users = query.get('include')?.split(',').includes('users') ? { users: account.store.state.users.filter((user) => user.id === ticket.requester_id) } : {}
      return [200, { ticket: shown(ticket, account.origin()), ...users }]
    },
  },
  {
    name: 'tickets.update', method: 'PUT', path: /^\/api\/v2\/tickets\/(\d+)(?:\.json)?$/,
    run: (account, id, ask) => {
      const change = ask['ticket']
      if (typeof change !== 'object' || change === null) throw new Refusal(400, { error: { title: 'Invalid attribute', message: 'Ticket is missing' } })
      const changed = update(account.store, ticketBy(account.store.state, id), AGENT, change as Ask)
      return [200, { ticket: shown(changed.ticket, account.origin()), audit: changed.audit }]
    },
  },
  {
    name: 'tickets.tag', method: 'PUT', path: /^\/api\/v2\/tickets\/(\d+)\/tags(?:\.json)?$/,
    run: (account, id, ask) => [200, { tags: addTags(account.store, ticketBy(account.store.state, id), AGENT, ask).tags }],
  },
  {
    name: 'tickets.audits', method: 'GET', path: /^\/api\/v2\/tickets\/(\d+)\/audits(?:\.json)?$/,
    run: (account, id, _ask, query) => {
      ticketBy(account.store.state, id)
      const all = account.store.state.audits.filter((audit) => audit.ticket_id === id)
      const size = Math.min(100, Math.max(1, Number(query.get('page[size]') ?? 100)))
      const from = Number(Buffer.from(query.get('page[after]') ?? '', 'base64url').toString() || 0)
      const cursor = Buffer.from(String(from + size)).toString('base64url')
      return [200, { audits: all.slice(from, from + size), meta: { has_more: from + size < all.length, after_cursor: from + size < all.length ? cursor : null, before_cursor: null }, links: { next: null, prev: null } }]
    },
  },
]

/** Answers a request to the Support API as the vendor does, or goes wrong as it was told to. */
export async function api(account: Account, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const text = await readBody(request)
  const operation = operations.find((one) => one.method === request.method && one.path.test(url.pathname))
  const name = operation?.name ?? 'unknown'
  account.log.add({ kind: 'request', operation: name, method: request.method, path: url.pathname, body: text })
  const answer = (status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void => {
    account.log.add({ kind: 'answer', operation: name, status })
    sendJson(response, status, value, headers)
  }
  if (!signedIn(account, request)) return answer(401, { error: "Couldn't authenticate you" })
  if (operation === undefined) return answer(404, { error: 'InvalidEndpoint', description: 'Not found' })
  const fault = account.faults.take(name)
  if (fault !== undefined) account.log.add({ kind: 'fault', operation: name, mode: fault.mode })
  if (fault !== undefined && (await refusedBy(fault, request, answer))) return
  if (!account.take()) return answer(429, { error: 'TooManyRequests', description: 'You have exceeded your API limit' }, { 'Retry-After': '1' })
  const [status, value] = carriedOut(account, operation, url, text)
  if (fault?.mode.endsWith('after-commit')) return await lose(account, fault, name, request, response, answer)
  answer(status, value)
}

/** What goes wrong before anything is done; true when that was the answer. */
async function refusedBy(fault: Fault, request: IncomingMessage, answer: (status: number, value: unknown, headers?: Readonly<Record<string, string>>) => void): Promise<boolean> {
  if (fault.mode === 'slow') {
    await new Promise((resolve) => setTimeout(resolve, fault.ms))
    return false
  }
  if (fault.mode === 'hang-before') setTimeout(() => request.socket.destroy(), fault.ms).unref()
  else if (fault.mode === 'reset-before') request.socket.destroy()
  else if (fault.mode === 'error-before') answer(500, { error: 'InternalServerError' })
  else if (fault.mode === 'unavailable') answer(503, { error: 'ServiceUnavailable' }, { 'Retry-After': '1' })
  else if (fault.mode === 'rate-limited') answer(429, { error: 'TooManyRequests', description: 'You have exceeded your API limit' }, { 'Retry-After': String(fault.retryAfter) })
  else if (fault.mode === 'conflict') answer(409, { error: 'UpdateConflict', description: 'Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket data and try again.' })
  else return false
  return true
}

/** It happened, and nobody is told. */
async function lose(account: Account, fault: Fault, name: string, request: IncomingMessage, response: ServerResponse, answer: (status: number, value: unknown) => void): Promise<void> {
  account.log.add({ kind: 'lost', operation: name, mode: fault.mode })
  if (fault.mode === 'error-after-commit') return answer(500, { error: 'InternalServerError' })
  if (fault.mode === 'garbage-after-commit') return void response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ticket": {"id')
  if (fault.mode === 'hang-after-commit') await new Promise((resolve) => setTimeout(resolve, fault.ms).unref())
  request.socket.destroy()
}

function carriedOut(account: Account, operation: Operation, url: URL, text: string): Answer {
  try {
    const ask: unknown = text === '' ? {} : JSON.parse(text)
    const id = Number(operation.path.exec(url.pathname)?.[1])
    const answer = operation.run(account, id, typeof ask === 'object' && ask !== null ? (ask as Ask) : {}, url.searchParams)
    account.store.commit()
    return answer
  } catch (problem) {
    if (problem instanceof Refusal) return [problem.status, problem.body]
    if (problem instanceof SyntaxError) return [400, { error: 'InvalidJSON', description: 'The JSON body could not be read' }]
    throw problem
  }
}

function signedIn({ settings }: Account, request: IncomingMessage): boolean {
  const [, given = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
  return Buffer.from(given, 'base64').toString('utf8') === `${settings.email}/token:${settings.apiToken}`
}
