import { createHmac, randomUUID } from 'node:crypto'
import type { GroundTruth } from './log.ts'
import type { Delivery, Order, Return, Store } from './state.ts'

/** Where webhooks go and how they are signed; without `url` they are kept and never sent. */
export interface WebhookSettings {
  readonly url: string | null
  readonly secret: string
  readonly shopDomain: string
  readonly apiVersion: string
  /** Pauses before each further try; the vendor has eight of them within four hours. */
  readonly retryMs: readonly number[]
}

/** Numbers too large for a double are written digit by digit, as the vendor does. */
const exact = (value: unknown): string => JSON.stringify(value).replace(/"digits:(\d+)"/g, '$1')
const number = (id: string): string => `digits:${id}`

/** The body of `returns/request`: ids, reasons and quantities, and no prices, titles or dates. */
export function returnRequestBody(asked: Return, order: Order): string {
  const lines = asked.lines.map((line) => ({
    id: number(line.id),
    admin_graphql_api_id: `gid://shopify/ReturnLineItem/${line.id}`,
    fulfillment_line_item: {
      id: number(order.lines.find((sold) => sold.id === line.lineId)?.fulfillmentLineId ?? '0'),
      line_item: { id: number(line.lineId), admin_graphql_api_id: `gid://shopify/LineItem/${line.lineId}` },
    },
    quantity: line.quantity,
    return_reason: line.reason,
    return_reason_note: '',
    customer_note: line.note,
  }))
  return exact({
    id: number(asked.id),
    admin_graphql_api_id: `gid://shopify/Return/${asked.id}`,
    status: asked.status.toLowerCase(),
    name: asked.name,
    order: { id: number(order.id), admin_graphql_api_id: `gid://shopify/Order/${order.id}` },
    total_return_line_items: asked.lines.reduce((sum, line) => sum + line.quantity, 0),
    return_line_items: lines,
    customer: {
      id: number(order.customer.id),
      admin_graphql_api_id: `gid://shopify/Customer/${order.customer.id}`,
      email: order.customer.email,
      first_name: order.customer.firstName,
      last_name: order.customer.lastName,
    },
  })
}

/** The body of `orders/cancelled`: the order, of which only what tells of the cancelling is here. The instant is in the shop's zone. */
export function orderCancelledBody(order: Order, cancelled: NonNullable<Order['cancelled']>): string {
  const inNewYork = new Date(Date.parse(cancelled.at) - 5 * 3_600_000).toISOString().replace(/\.\d+Z$/, '-05:00')
  return exact({
    id: number(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    name: order.name,
    email: order.customer.email,
    currency: order.currency,
    cancelled_at: inNewYork,
    cancel_reason: cancelled.reason.toLowerCase(),
    customer: { id: number(order.customer.id), admin_graphql_api_id: `gid://shopify/Customer/${order.customer.id}` },
  })
}

/** Sends webhooks as the vendor does: at least once, several times if need be, in no promised order. */
export interface Webhooks {
  /** Stores the delivery and begins to try. With `eventId` it tells an earlier event once more, under a new delivery id. */
  send(topic: string, body: string, eventId?: string): Delivery
  /** Sends a delivery once more under its old ids, now; resolves with the status, 0 when there was no answer within 5 s. */
  resend(delivery: Delivery): Promise<number>
  /** Begins to try what was under way when the process ended. */
  resume(): void
  close(): void
}

/** Nothing is sent until `send` or `resume`. Each delivery is in the store before its first try. */
export function createWebhooks(settings: WebhookSettings, store: Store, log: GroundTruth): Webhooks {
  const timers = new Set<NodeJS.Timeout>()
  let closed = false
  const attempt = async (id: string): Promise<void> => {
    const delivery = store.get('deliveries', id)
    if (delivery === undefined || settings.url === null) return
    const status = await post(settings, delivery, log)
    // A try that outlives the shop counts for nothing: the next start makes it again.
    if (closed) return
    const delivered = status >= 200 && status < 300
    const attempts = delivery.attempts + 1
    const pause = settings.retryMs[delivery.attempts]
    const done = delivered ? 'delivered' : pause === undefined ? 'given-up' : null
    store.commit({ table: 'deliveries', row: { ...delivery, attempts, done } })
    if (done === null) later(id, pause ?? 0)
  }
  const later = (id: string, ms: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void attempt(id)
    }, ms)
    timers.add(timer)
  }
  return {
    send(topic, body, eventId = randomUUID()) {
      const delivery: Delivery = { id: randomUUID(), eventId, topic, body, triggeredAt: new Date().toISOString(), attempts: 0, done: null }
      store.commit({ table: 'deliveries', row: delivery })
      later(delivery.id, 0)
      return delivery
    },
    resend: (delivery) => post(settings, delivery, log),
    resume() {
      for (const delivery of store.all('deliveries')) if (delivery.done === null) later(delivery.id, 0)
    },
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** One try; answers the status, 0 when there was none within 5 s. */
async function post(settings: WebhookSettings, delivery: Delivery, log: GroundTruth): Promise<number> {
  const headers = webhookHeaders(settings, delivery)
  let status = 0
  try {
    const answer = await fetch(
      settings.url ?? '', { method: 'POST', body: delivery.body, headers, redirect: 'manual', signal: AbortSignal.timeout(5000) },
    )
    await answer.arrayBuffer()
    status = answer.status
  } catch {
    // no answer: told by status 0
  }
  log.add({
    kind: 'webhook', topic: delivery.topic, webhookId: delivery.id, eventId: delivery.eventId, attempt: delivery.attempts + 1, status,
  })
  return status
}

/** The vendor's headers; the signature is over the exact bytes of the body. */
export function webhookHeaders(
  settings: Pick<WebhookSettings, 'secret' | 'shopDomain' | 'apiVersion'>, delivery: Pick<Delivery,
  'id' | 'eventId' | 'topic' | 'body' | 'triggeredAt'>,
): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': delivery.topic,
    'X-Shopify-Hmac-SHA256': createHmac('sha256', settings.secret).update(delivery.body, 'utf8').digest('base64'),
    'X-Shopify-Shop-Domain': settings.shopDomain,
    'X-Shopify-API-Version': settings.apiVersion,
    'X-Shopify-Webhook-Id': delivery.id,
    'X-Shopify-Event-Id': delivery.eventId,
    'X-Shopify-Triggered-At': delivery.triggeredAt,
  }
}
