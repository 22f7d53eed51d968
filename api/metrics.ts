import type { RequestHandler } from 'express'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Deliveries } from '../domain/deliveries/port.ts'
import type { Alarm } from '../domain/ports.ts'

/** What this process counts, for Prometheus. */
export interface Metrics {
  readonly measure: RequestHandler
  intake(source: string, result: string): void
  text(): Promise<string>
  readonly contentType: string
}

/** A registry of its own, so that two apps in one process do not count together. `alarms` and what waits to be told are looked up whenever somebody asks. */
export function createMetrics(alarms: () => Promise<readonly Alarm[]>, backlog: Deliveries['backlog']): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'evenkeel_http_request_seconds',
    help: 'time to answer, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  })
  const intake = new Counter({
    name: 'evenkeel_intake_total',
    help: 'webhooks by source and what became of them',
    labelNames: ['source', 'result'],
    registers: [registry],
  })
  countAlarms(registry, alarms)
  countWaiting(registry, backlog)
  return {
    measure: (request, response, next) => {
      const stop = requests.startTimer()
      response.on('finish', () => stop({ method: request.method, route: routeOf(request), status: response.statusCode }))
      next()
    },
    intake: (source, result) => intake.inc({ source, result }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** How many things need somebody, by kind. While the database is away there is no number, and the rest is told all the same. */
function countAlarms(registry: Registry, alarms: () => Promise<readonly Alarm[]>): void {
  const kinds: readonly Alarm['kind'][] = ['payments-differ', 'case-stands-still', 'webhook-parked', 'message-undelivered', 'channel-down', 'mail-parked', 'interaction-parked', 'undo-failed', 'watchdog-found', 'watchdog-silent', 'checkpoint-missing']
  new Gauge({
    name: 'evenkeel_alarms',
    help: 'things that somebody must look at, found in the last 7 days (at most 200)',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      this.reset()
      const found = await alarms().catch(() => undefined)
      if (found) for (const kind of kinds) this.set({ kind }, found.filter((alarm) => alarm.kind === kind).length)
    },
  })
}

/** How many messages to staff wait, and for how long the oldest of those that are due has; missing while the database is away. */
function countWaiting(registry: Registry, backlog: Deliveries['backlog']): void {
  new Gauge({
    name: 'evenkeel_messages_waiting',
    help: 'messages to staff on their way: all, and the urgent ones among them',
    labelNames: ['which'],
    registers: [registry],
    async collect() {
      this.reset()
      const found = await backlog().catch(() => undefined)
      if (!found) return
      this.set({ which: 'all' }, found.due)
      this.set({ which: 'urgent' }, found.urgent)
    },
  })
  new Gauge({
    name: 'evenkeel_messages_oldest_seconds',
    help: 'how long ago the oldest message to staff fell due that has not gone out',
    registers: [registry],
    async collect() {
      this.remove()
      const found = await backlog().catch(() => undefined)
      if (found) this.set(found.oldestMs / 1000)
    },
  })
}

/** The pattern, never the address: ids would make a series each. */
function routeOf(request: { readonly baseUrl: string; readonly route?: unknown }): string {
  const { route } = request
  const path = typeof route === 'object' && route !== null && 'path' in route ? String(route.path) : undefined
  return path === undefined ? 'other' : `${request.baseUrl}${path}`
}
