import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fulfilmentRoutes } from './control-fulfilment.ts'
import { readFault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import { apiText } from './money.ts'
import { requestReturn } from './returns.ts'
import { addOrder } from './seed.ts'
import type { Shop } from './shop.ts'
import type { Delivery, Order } from './state.ts'
import { orderCancelledBody, returnRequestBody } from './webhooks.ts'

type Ask = Readonly<Record<string, unknown>>
type Answer = readonly [status: number, value: unknown]
type Handler = (shop: Shop, ask: Ask) => Answer | Promise<Answer>

/** The control API, for tests and the demo; no part of what the vendor offers. */
const routes: Readonly<Record<string, Handler>> = {
  ...fulfilmentRoutes,
  'GET /_control/health': () => [200, { ok: true, pid: process.pid }],
  'GET /_control/log': (shop) => [200, { entries: shop.log.all() }],
  'GET /_control/refunds': (shop) => [200, { refunds: refunds(shop) }],
  'GET /_control/orders': (shop) => [200, { orders: shop.store.all('orders').map(orderView) }],
  'GET /_control/returns': (shop) => [
    200,
    {
      returns: shop.store.all('returns').map((row) => (
        { ...row, id: `gid://shopify/Return/${row.id}`, orderId: `gid://shopify/Order/${row.orderId}` }
      )),
    },
  ],
  'GET /_control/webhooks': (shop) => [
    200,
    {
      webhooks: shop.store.all('deliveries').map((row) => (
        { webhookId: row.id, eventId: row.eventId, topic: row.topic, attempts: row.attempts, done: row.done }
      )),
    },
  ],
  'GET /_control/faults': (shop) => [200, { faults: shop.faults.list() }],
  'POST /_control/faults': (shop, ask) => {
    const fault = readFault(ask)
    if (fault === undefined) {
      return [422, { error: `"${String(ask['mode'])}" is no fault that can be set like this; see stand-ins/README.md` }]
    }
    shop.faults.add(fault)
    return [201, { faults: shop.faults.list() }]
  },
  'DELETE /_control/faults': (shop) => {
    shop.faults.clear()
    return [200, { faults: [] }]
  },
  'POST /_control/forget-keys': (shop) => {
    const keys = shop.store.all('keys')
    shop.store.commit(...keys.map((row) => ({ table: 'keys', drop: row.id }) as const))
    return [200, { forgotten: keys.length }]
  },
  'POST /_control/orders': (shop, ask) => [201, orderView(addOrder(shop.store, ask, Date.now()))],
  'POST /_control/return': (shop, ask) => sendReturn(shop, ask),
  'POST /_control/cancel': (shop, ask) => cancelOrder(shop, ask),
  'POST /_control/resend': (shop, ask) => resend(shop, ask),
}

/** Answers a control request; false when the path is none. */
export async function control(shop: Shop, request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
  const handler = routes[`${request.method ?? ''} ${path}`]
  if (handler === undefined) return false
  const text = request.method === 'POST' ? await readBody(request) : ''
  // A page of another origin cannot send JSON here without asking first, which nothing answers.
  if (text !== '' && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    sendJson(response, 415, { error: 'send application/json' })
    return true
  }
  const [status, value] = await answerTo(handler, shop, text)
  sendJson(response, status, value)
  return true
}

async function answerTo(handler: Handler, shop: Shop, text: string): Promise<Answer> {
  try {
    return await handler(shop, text === '' ? {} : (JSON.parse(text) as Ask))
  } catch (problem) {
    return [422, { error: problem instanceof Error ? problem.message : String(problem) }]
  }
}

/** A customer's return: of the named order, else of the next that has none, else of a new one. */
function sendReturn(shop: Shop, ask: Ask): Answer {
  const order = orderFor(shop, ask['orderName'])
  if (order === undefined) return [404, { error: `no order "${String(ask['orderName'])}"; GET /_control/orders lists them` }]
  const note = typeof ask['note'] === 'string' ? ask['note'] : null
  const asked = requestReturn(
    shop.store, order, { reason: String(ask['reason'] ?? 'unwanted'), note, quantity: Number(ask['quantity'] ?? 1), ...(typeof ask['tracking'] === 'string' ? { tracking: ask['tracking'] } : {}) },
    Date.now(),
  )
  const delivery = ask['deliver'] === false ? null : shop.webhooks.send('returns/request', returnRequestBody(asked, order))
  return [201, {
    id: `gid://shopify/Return/${asked.id}`, name: asked.name, orderId: `gid://shopify/Order/${order.id}`, orderName: order.name,
    customer: `${order.customer.firstName} ${order.customer.lastName}`, webhookId: delivery?.id ?? null, eventId: delivery?.eventId ?? null,
  }]
}

/** The shop's staff or the customer cancels an order; a second time changes nothing and tells nobody. */
function cancelOrder(shop: Shop, ask: Ask): Answer {
  const order = shop.store.all('orders').find((one) => one.name === ask['orderName'])
  if (order === undefined) return [404, { error: `no order "${String(ask['orderName'])}"; GET /_control/orders lists them` }]
  const id = `gid://shopify/Order/${order.id}`
  if (order.cancelled !== undefined) return [200, { id, ...order.cancelled, webhookId: null }]
  const cancelled = { at: new Date().toISOString(), reason: String(ask['reason'] ?? 'customer').toUpperCase() }
  const row = { ...order, cancelled }
  const parts = shop.store.all('fulfilments').filter((part) => part.orderId === order.id && part.status !== 'CLOSED')
  const stopped = parts.map((part) => ({ table: 'fulfilments', row: { ...part, status: 'CANCELLED', holds: [] } }) as const)
  shop.store.commit({ table: 'orders', row }, ...stopped)
  return [201, { id, ...cancelled, webhookId: shop.webhooks.send('orders/cancelled', orderCancelledBody(row, cancelled)).id }]
}

function orderFor(shop: Shop, name: unknown): Order | undefined {
  const orders = shop.store.all('orders')
  if (typeof name === 'string') return orders.find((order) => order.name === name)
  const returned = new Set(shop.store.all('returns').map((row) => row.orderId))
  return orders.find((order) => order.deliveredAt !== null && !returned.has(order.id)) ?? addOrder(shop.store, {}, Date.now())
}

/**
 * Sends a webhook again, at once and once: the same delivery, or with `newDelivery` the same event under another
 * delivery id, or with `body` the same ids over another body. Answers what the receiver said.
 */
async function resend(shop: Shop, ask: Ask): Promise<Answer> {
  const known = shop.store.get('deliveries', String(ask['webhookId']))
  if (known === undefined) return [404, { error: `no webhook "${String(ask['webhookId'])}"; GET /_control/webhooks lists them` }]
  const again: Delivery = {
    ...known, id: ask['newDelivery'] === true ? randomUUID() : known.id, body: typeof ask['body'] === 'string' ? ask['body'] : known.body,
  }
  return [200, { webhookId: again.id, status: await shop.webhooks.resend(again) }]
}

const orderView = (order: Order): object => ({
  id: `gid://shopify/Order/${order.id}`, name: order.name, currency: order.currency, paid: apiText(BigInt(order.paid), order.currency),
  deliveredAt: order.deliveredAt, tags: order.tags, customer: order.customer, lines: order.lines.map((line) => (
    { sku: line.sku, title: line.title, quantity: line.quantity }
  )),
})

function refunds(shop: Shop): readonly object[] {
  return shop.store.all('refunds').map((row) => {
    const order = shop.store.get('orders', row.orderId)
    const currency = order?.currency ?? 'USD'
    return {
      id: `gid://shopify/Refund/${row.id}`, orderId: `gid://shopify/Order/${row.orderId}`, orderName: order?.name ?? '',
      amount: apiText(BigInt(row.amount), currency), currency,
      note: row.note, idempotencyKey: row.idempotencyKey, createdAt: row.createdAt,
    }
  })
}
