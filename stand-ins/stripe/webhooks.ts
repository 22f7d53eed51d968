import { createHmac } from 'node:crypto'
import { newId } from './ids.ts'
import type { GroundTruth } from './log.ts'
import type { Outcome } from './operations/operation.ts'
import type { Change, Store, Told } from './state.ts'

/** Where webhooks go and how they are signed; without `url` they are kept and never sent. */
export interface WebhookSettings {
  readonly url: string | null
  readonly secret: string
  readonly apiVersion: string
  /** Pauses before each further try; the vendor goes on for three days. */
  readonly retryMs: readonly number[]
}

/** What asked for the change: its request and key, or nothing where it came by itself. */
export interface Cause {
  readonly id: string | null
  readonly idempotency_key: string | null
}

/** The rows by which events are kept, to be committed together with what they tell of. */
export const eventRows = (settings: WebhookSettings, events: Outcome['events'], now: number, request: Cause): readonly Change[] =>
  (events ?? []).map(({ type, object, before }) => {
    const id = newId('evt')
    const data = { object, ...(before === undefined ? {} : { previous_attributes: before }) }
    const body = JSON.stringify({ id, object: 'event', api_version: settings.apiVersion, created: Math.floor(now / 1000), data, livemode: false, pending_webhooks: 1, request, type }, null, 2)
    return { table: 'events', row: { id, type, body, attempts: 0, done: null } }
  })

/** The vendor's header: the time, and the HMAC of time and body by each secret of a comma list, as while one is rolled. */
export function signature(body: string, secrets: string, now: number): string {
  const time = Math.floor(now / 1000)
  const signed = secrets.split(',').map((secret) => `v1=${createHmac('sha256', secret.trim()).update(`${time}.${body}`, 'utf8').digest('hex')}`)
  return [`t=${time}`, ...signed].join(',')
}

/** Sends webhooks as the vendor does: at least once, in no promised order. */
export interface Webhooks {
  /** Begins to try what was kept and not sent. */
  kick(): void
  /** From now on nothing goes out by itself. */
  hold(): void
  /** Sends what was held, in the order given, each so many times; resolves with the answers' statuses. */
  release(order: 'made' | 'reversed', copies: number): Promise<readonly number[]>
  /** Sends an event once more, signed as of then; resolves with the status, 0 for none within 5 s. */
  resend(event: Told, signedAt: number): Promise<number>
  close(): void
}

/** Nothing is sent until `kick`. */
export function createWebhooks(settings: WebhookSettings, store: Store, log: GroundTruth): Webhooks {
  const timers = new Set<NodeJS.Timeout>()
  const underWay = new Set<string>()
  let [held, closed] = [false, false]
  const attempt = async (id: string): Promise<number> => {
    const event = store.get('events', id)
    if (event === undefined || settings.url === null) return 0
    const status = await post(settings, event, Date.now(), log)
    if (closed) return status
    const pause = settings.retryMs[event.attempts]
    const done = status >= 200 && status < 300 ? 'delivered' : pause === undefined ? 'given-up' : null
    store.commit({ table: 'events', row: { ...event, attempts: event.attempts + 1, done } })
    if (done === null && !held) later(id, pause ?? 0)
    else underWay.delete(id)
    return status
  }
  const later = (id: string, ms: number): void => {
    underWay.add(id)
    const timer = setTimeout(() => {
      timers.delete(timer)
      void attempt(id)
    }, ms)
    timers.add(timer)
  }
  const waiting = (): readonly Told[] => store.all('events').filter((event) => event.done === null && !underWay.has(event.id))
  return {
    kick() {
      if (!held && settings.url !== null) for (const event of waiting()) later(event.id, 0)
    },
    hold: () => void (held = true),
    async release(order, copies) {
      held = false
      const ids = waiting().map((event) => event.id)
      const ordered = order === 'reversed' ? ids.reverse() : ids
      const statuses: number[] = []
      for (const id of ordered.flatMap((one) => Array.from({ length: copies }, () => one))) statuses.push(await attempt(id))
      return statuses
    },
    resend: (event, signedAt) => post(settings, event, signedAt, log),
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** One try; answers the status, 0 when there was none within 5 s. */
async function post(settings: WebhookSettings, event: Told, signedAt: number, log: GroundTruth): Promise<number> {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', 'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)', 'Stripe-Signature': signature(event.body, settings.secret, signedAt) }
  let status = 0
  try {
    const answer = await fetch(settings.url ?? '', { method: 'POST', body: event.body, headers, redirect: 'manual', signal: AbortSignal.timeout(5000) })
    await answer.arrayBuffer()
    status = answer.status
  } catch {
    // no answer: told by status 0
  }
  log.add({ kind: 'webhook', type: event.type, event: event.id, attempt: event.attempts + 1, status })
  return status
}
