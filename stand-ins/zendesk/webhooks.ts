import { createHmac, randomUUID } from 'node:crypto'
import type { GroundTruth } from './log.ts'
import type { State, Store, Ticket, Told } from './state.ts'

/** Where webhooks go and how they are signed; without `url` they are kept and never sent. */
export interface WebhookSettings {
  readonly url: string | null
  readonly secret: string
  /** Pauses before each further try. */
  readonly retryMs: readonly number[]
}

/** What a trigger of the account writes into the body, as an administrator set it up. */
export function bodyOf(type: 'ticket_created' | 'customer_replied', ticket: Ticket, state: State, text: string, at: string, origin: string): string {
  const email = state.users.find((user) => user.id === ticket.requester_id)?.email ?? ''
  const moment = type === 'ticket_created' ? { created_at: ticket.created_at } : { replied_at: at }
  return JSON.stringify({
    type, ticket_id: String(ticket.id), url: `${origin}/agent/tickets/${ticket.id}`, requester_email: email, order_ref: ticket.order_ref, order_id: ticket.order_id,
    intent_code: ticket.intent, text, ...moment,
  })
}

/** The vendor's signature: base64 of the HMAC over the time and the body. */
export const signature = (secret: string, time: string, body: string): string => createHmac('sha256', secret).update(time + body, 'utf8').digest('base64')

/** Sends webhooks as the vendor does: at least once, in no promised order. */
export interface Webhooks {
  /** Keeps a webhook, and begins to try it. Gives its id. */
  tell(body: string): string
  hold(): void
  /** Sends what was held, in the order given, each so many times; resolves with the answers' statuses. */
  release(order: 'made' | 'reversed', copies: number): Promise<readonly number[]>
  /** Sends once more, signed as of then; resolves with the status, 0 for none within 5 s. */
  resend(id: string, signedAt: number, body?: string): Promise<number>
  close(): void
}

/** Nothing is sent by itself while held. */
export function createWebhooks(settings: WebhookSettings, store: Store, log: GroundTruth): Webhooks {
  const timers = new Set<NodeJS.Timeout>()
  let [held, closed] = [false, false]
  const attempt = async (id: string): Promise<number> => {
    const told = store.state.told.find((one) => one.id === id)
    if (told === undefined || settings.url === null) return 0
    const status = await post(settings, told, Date.now(), told.body, log)
    if (closed) return status
    const pause = settings.retryMs[told.attempts]
    const done = status >= 200 && status < 300 ? 'delivered' : pause === undefined ? 'given-up' : null
    store.state.told = store.state.told.map((one) => (one.id === id ? { ...one, attempts: one.attempts + 1, done } : one))
    store.commit()
    if (done === null && !held) later(id, pause ?? 0)
    return status
  }
  const later = (id: string, ms: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      void attempt(id)
    }, ms)
    timers.add(timer)
  }
  return {
    tell(body) {
      const id = `01${randomUUID().replaceAll('-', '').slice(0, 24).toUpperCase()}`
      store.state.told.push({ id, body, attempts: 0, done: null })
      store.commit()
      if (!held && settings.url !== null) later(id, 0)
      return id
    },
    hold: () => void (held = true),
    async release(order, copies) {
      held = false
      const ids = store.state.told.filter((one) => one.done === null).map((one) => one.id)
      const statuses: number[] = []
      for (const id of (order === 'reversed' ? ids.reverse() : ids).flatMap((one) => Array.from({ length: copies }, () => one))) statuses.push(await attempt(id))
      return statuses
    },
    async resend(id, signedAt, body) {
      const told = store.state.told.find((one) => one.id === id)
      return told === undefined ? 0 : await post(settings, told, signedAt, body ?? told.body, log)
    },
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

async function post(settings: WebhookSettings, told: Told, signedAt: number, body: string, log: GroundTruth): Promise<number> {
  const time = new Date(signedAt).toISOString().replace(/\.\d+Z$/, 'Z')
  const headers = {
    'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Zendesk Webhook', 'X-Zendesk-Account-Id': '1142', 'X-Zendesk-Webhook-Id': '01STANDIN', 'X-Zendesk-Webhook-Invocation-Id': told.id,
    'X-Zendesk-Webhook-Signature': signature(settings.secret, time, body), 'X-Zendesk-Webhook-Signature-Timestamp': time,
  }
  let status = 0
  try {
    const answer = await fetch(settings.url ?? '', { method: 'POST', body, headers, redirect: 'manual', signal: AbortSignal.timeout(5_000) })
    await answer.arrayBuffer()
    status = answer.status
  } catch {
    // no answer: told by status 0
  }
  log.add({ kind: 'webhook', webhook: told.id, attempt: told.attempts + 1, status })
  return status
}
