import { createHmac } from 'node:crypto'
import { instant, newId } from './ids.ts'
import type { GroundTruth } from './log.ts'
import type { Change, Store, Told } from './state.ts'

/** Where webhooks go and how they are signed; without `url` they are kept and never sent. */
export interface WebhookSettings {
  readonly url: string | null
  readonly secret: string
  readonly retryMs: readonly number[]
}

/** What is told: the object as it is now, and what of it was otherwise before. */
export interface News {
  readonly description: string
  readonly result: object
  readonly before?: object
}

/** The row by which an event is kept, to be committed together with what it tells of. */
export function eventRow({ url }: WebhookSettings, { description, result, before }: News, now: number): Change {
  const id = newId('evt')
  const body = JSON.stringify({
    id, object: 'Event', description, mode: 'test', previous_attributes: before ?? {}, pending_urls: url === null ? [] : [url], completed_urls: [],
    created_at: instant(now), updated_at: instant(now), user_id: 'user_060ab38db3c04ffaa60f262e5781a9be', status: 'pending', result,
  })
  // The vendor's signer writes weights as floats, its sender as they are.
  const signed = body.replaceAll(/("weight":\d+)(?=[,}])/g, '$1.0')
  return { table: 'events', row: { id, description, body, signed, attempts: 0, done: null } }
}

/** The vendor's header: HMAC-SHA256 by the normalised secret. */
export const signature = (signed: string, secret: string): string => `hmac-sha256-hex=${createHmac('sha256', Buffer.from(secret.normalize('NFKD'), 'utf8')).update(signed, 'utf8').digest('hex')}`

/** Sends webhooks as the vendor does: at least once, in no promised order. */
export interface Webhooks {
  /** Begins to try what was kept and not sent. */
  kick(): void
  /** From now on nothing goes out by itself. */
  hold(): void
  /** Sends what was held, in the order given, each so many times; resolves with the answers' statuses. */
  release(order: 'made' | 'reversed', copies: number): Promise<readonly number[]>
  /** Sends an event once more; resolves with the status, 0 for none within 5 s. */
  resend(event: Told): Promise<number>
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
    const status = await post(settings, event, log)
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
    resend: (event) => post(settings, event, log),
    close() {
      closed = true
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** One try; answers the status, 0 when there was none within 5 s. */
async function post(settings: WebhookSettings, event: Told, log: GroundTruth): Promise<number> {
  const headers = { 'Content-Type': 'application/json', 'User-Agent': 'EasyPost/v2', 'X-Hmac-Signature': signature(event.signed, settings.secret) }
  let status = 0
  try {
    const answer = await fetch(settings.url ?? '', { method: 'POST', body: event.body, headers, redirect: 'manual', signal: AbortSignal.timeout(5000) })
    await answer.arrayBuffer()
    status = answer.status
  } catch {
    // no answer: told by status 0
  }
  log.add({ kind: 'webhook', description: event.description, event: event.id, attempt: event.attempts + 1, status })
  return status
}
