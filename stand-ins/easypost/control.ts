import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from './easypost.ts'
import { ApiProblem } from './errors.ts'
import { readFault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import { moved } from './operations/claims.ts'
import type { Outcome } from './operations/operation.ts'
import { bought, newShipment, shipmentOf } from './operations/shipments.ts'
import { newTracker, scanned } from './operations/trackers.ts'
import type { Tracker } from './state.ts'
import { eventRow } from './webhooks.ts'

type Ask = Readonly<Record<string, unknown>>
type Answer = readonly [status: number, value: unknown]
type Handler = (account: Account, ask: Ask) => Answer | Promise<Answer>

const HOME = { company: 'Harbour Goods', street1: '10 Pier Rd', city: 'Chicago', state: 'IL', zip: '60601', country: 'US' }
const CUSTOMER = { name: 'Ada Low', street1: '18 Mill Ln', city: 'Austin', state: 'TX', zip: '78704', country: 'US', email: 'ada@example.com' }

/** The control API, for tests and the demo; no part of what the vendor offers. */
const routes: Readonly<Record<string, Handler>> = {
  'GET /_control/health': () => [200, { ok: true, pid: process.pid }],
  'GET /_control/log': ({ log }) => [200, { entries: log.all() }],
  'GET /_control/shipments': ({ store }) => [200, { shipments: store.all('shipments') }],
  'GET /_control/trackers': ({ store }) => [200, { trackers: store.all('trackers') }],
  'GET /_control/claims': ({ store }) => [200, { claims: store.all('claims') }],
  'GET /_control/webhooks': ({ store }) => [200, { webhooks: store.all('events').map(({ id, description, attempts, done }) => ({ id, description, attempts, done })) }],
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
  'POST /_control/parcel': parcel,
  'POST /_control/tracker': (account, ask) => {
    const row = newTracker(String(ask['trackingCode']), String(ask['carrier'] ?? 'UPS'), ago(ask))
    return [201, happened(account, { body: row, changes: [{ table: 'trackers', row }] })]
  },
  'POST /_control/scan': (account, ask) => [200, happened(account, scanned(trackerOf(account, ask), ask, Date.now()))],
  'POST /_control/label-refund': (account, ask) => {
    const row = { ...shipmentOf(account.store, String(ask['shipment'])), refund_status: String(ask['status'] ?? 'refunded') }
    return [200, happened(account, { body: row, changes: [{ table: 'shipments', row }] })]
  },
  'POST /_control/claim': (account, ask) => {
    const claim = account.store.get('claims', String(ask['claim']))
    if (claim === undefined) return [404, { error: `no claim "${String(ask['claim'])}"; GET /_control/claims lists them` }]
    return [200, happened(account, moved(claim, String(ask['status'] ?? 'approved'), Date.now(), typeof ask['approved'] === 'string' ? ask['approved'] : null))]
  },
  'POST /_control/webhooks/hold': ({ webhooks }) => {
    webhooks.hold()
    return [200, {}]
  },
  'POST /_control/webhooks/release': async ({ webhooks }, ask) => [200, { statuses: await webhooks.release(ask['order'] === 'reversed' ? 'reversed' : 'made', Number(ask['copies'] ?? 1)) }],
  'POST /_control/resend': async ({ store, webhooks }, ask) => {
    const event = store.get('events', String(ask['event']))
    if (event === undefined) return [404, { error: `no event "${String(ask['event'])}"; GET /_control/webhooks lists them` }]
    return [200, { status: await webhooks.resend(event) }]
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
function happened(account: Account, { body, changes, news }: Outcome): object {
  account.store.commit(...(changes ?? []), ...(news ?? []).map((one) => eventRow(account.hooks, one, Date.now())))
  account.webhooks.kick()
  return body
}

const ago = (ask: Ask): number => Date.now() - Number(ask['daysAgo'] ?? 0) * 86_400_000

/** A parcel with its label, on the way to a customer; the cheapest rate unless a carrier is named. */
function parcel(account: Account, ask: Ask): Answer {
  const shipment = newShipment(account.store, { to_address: CUSTOMER, from_address: HOME, parcel: { weight: 10 }, reference: ask['reference'] ?? null }, ago(ask))
  const rate = shipment.rates.find((one) => one.carrier === (ask['carrier'] ?? one.carrier))
  const places = [shipment.to_address, shipment.from_address].map((row) => ({ table: 'addresses', row }) as const)
  const outcome = bought(shipment, rate?.id, ask['insurance'], ago(ask))
  return [201, happened(account, { ...outcome, changes: [...places, ...(outcome.changes ?? [])] })]
}

function trackerOf({ store }: Account, ask: Ask): Tracker {
  const found = store.get('trackers', String(ask['tracker'])) ?? store.all('trackers').findLast((one) => one.tracking_code === ask['tracker'])
  if (found === undefined) throw new ApiProblem(404, 'NOT_FOUND', `no tracker "${String(ask['tracker'])}"; GET /_control/trackers lists them`)
  return found
}
