import type { IncomingMessage, ServerResponse } from 'node:http'
import { ApiProblem } from './errors.ts'
import { readFault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import { newDispute } from './objects.ts'
import { disputeOf, ended } from './operations/disputes.ts'
import type { Outcome } from './operations/operation.ts'
import { moveRefund } from './operations/refunds.ts'
import { addPayment } from './seed.ts'
import type { Metadata, Refund } from './state.ts'
import type { Account } from './stripe.ts'
import { eventRows } from './webhooks.ts'

type Ask = Readonly<Record<string, unknown>>
type Answer = readonly [status: number, value: unknown]
type Handler = (account: Account, ask: Ask) => Answer | Promise<Answer>

/** The control API, for tests and the demo; no part of what the vendor offers. */
const routes: Readonly<Record<string, Handler>> = {
  'GET /_control/health': () => [200, { ok: true, pid: process.pid }],
  'GET /_control/log': ({ log }) => [200, { entries: log.all() }],
  'GET /_control/charges': ({ store }) => [200, { charges: store.all('charges') }],
  'GET /_control/refunds': ({ store }) => [200, { refunds: store.all('refunds') }],
  'GET /_control/disputes': ({ store }) => [200, { disputes: store.all('disputes') }],
  'GET /_control/webhooks': ({ store }) => [200, { webhooks: store.all('events').map(({ id, type, attempts, done }) => ({ id, type, attempts, done })) }],
  'GET /_control/faults': ({ faults }) => [200, { faults: faults.list() }],
  'POST /_control/faults': ({ faults }, ask) => {
    const fault = readFault(ask)
    if (fault === undefined) return [422, { error: `"${String(ask['mode'])}" is no fault that can be set like this; see stand-ins/README.md` }]
    faults.add(fault)
    return [201, { faults: faults.list() }]
  },
  'DELETE /_control/faults': ({ faults }) => {
    faults.clear()
    return [200, { faults: [] }]
  },
  'POST /_control/forget-keys': ({ store }) => {
    const keys = store.all('keys')
    store.commit(...keys.map((row) => ({ table: 'keys', drop: row.id }) as const))
    return [200, { forgotten: keys.length }]
  },
  'POST /_control/charges': ({ store }, ask) => [201, addPayment(store, {
    amount: Number(ask['amount'] ?? 8_000), currency: String(ask['currency'] ?? 'usd'), metadata: (ask['metadata'] ?? {}) as Metadata, daysAgo: Number(ask['daysAgo'] ?? 9),
    ...(ask['refundStatus'] === undefined ? {} : { refundStatus: ask['refundStatus'] as Refund['status'] }),
  }, Date.now())],
  'POST /_control/refund': (account, ask) => [200, happened(account, moveRefund(account.store, String(ask['refund']), String(ask['status'] ?? 'failed') as Refund['status'], String(ask['failureReason'] ?? 'expired_or_canceled_card')))],
  'POST /_control/dispute': dispute,
  'POST /_control/dispute/end': (account, ask) => [200, happened(account, ended(disputeOf(account.store, String(ask['dispute'])), String(ask['status'] ?? 'lost')))],
  'POST /_control/webhooks/hold': ({ webhooks }) => {
    webhooks.hold()
    return [200, {}]
  },
  'POST /_control/webhooks/release': async ({ webhooks }, ask) => [200, { statuses: await webhooks.release(ask['order'] === 'reversed' ? 'reversed' : 'made', Number(ask['copies'] ?? 1)) }],
  'POST /_control/resend': async ({ store, webhooks }, ask) => {
    const event = store.get('events', String(ask['event']))
    if (event === undefined) return [404, { error: `no event "${String(ask['event'])}"; GET /_control/webhooks lists them` }]
    return [200, { status: await webhooks.resend(event, Date.now() - Number(ask['signedSecondsAgo'] ?? 0) * 1000) }]
  },
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
  const [status, value] = await answerTo(handler, account, text)
  sendJson(response, status, value)
  return true
}

async function answerTo(handler: Handler, account: Account, text: string): Promise<Answer> {
  try {
    return await handler(account, text === '' ? {} : (JSON.parse(text) as Ask))
  } catch (problem) {
    return [problem instanceof ApiProblem ? problem.status : 422, { error: problem instanceof Error ? problem.message : String(problem) }]
  }
}

/** Keeps what happened by itself, and tells of it. */
function happened(account: Account, { body, changes, events }: Outcome): object {
  account.store.commit(...(changes ?? []), ...eventRows(account.hooks, events, Date.now(), { id: null, idempotency_key: null }))
  account.webhooks.kick()
  return body
}

/** A customer disputes a charge; an inquiry takes no money yet, and can still be refunded. */
function dispute(account: Account, ask: Ask): Answer {
  const charge = account.store.get('charges', String(ask['charge']))
  if (charge === undefined) return [404, { error: `no charge "${String(ask['charge'])}"; GET /_control/charges lists them` }]
  const now = Date.now()
  const inquiry = ask['caseType'] === 'inquiry'
  const due = ask['dueInDays'] === null ? null : Math.floor(now / 1000) + Math.round(Number(ask['dueInDays'] ?? 9) * 86_400)
  const row = newDispute(charge, {
    amount: Number(ask['amount'] ?? charge.amount), created: Math.floor(now / 1000), dueBy: due, reason: String(ask['reason'] ?? 'product_not_received'),
    status: inquiry ? 'warning_needs_response' : 'needs_response', caseType: inquiry ? 'inquiry' : 'chargeback', refundable: inquiry,
  })
  const withdrawn = inquiry ? [] : [{ type: 'charge.dispute.funds_withdrawn', object: row }]
  const changes = [{ table: 'disputes', row }, { table: 'charges', row: { ...charge, disputed: true } }] as const
  return [201, happened(account, { body: row, changes, events: [{ type: 'charge.dispute.created', object: row }, ...withdrawn] })]
}
