import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { FindingKind } from '../domain/watchdog/finding.ts'
import { SILENT_MS } from '../domain/watchdog/limits.ts'

/** How the watchdog itself is. Instants are epoch milliseconds. */
export interface Status {
  readonly startedAt: number
  /** Whether this one looks, or another one does and this one stands by. */
  readonly active: boolean
  /** The last round that was done whole; null for none yet. */
  readonly wholeAt: number | null
  readonly tookMs: number | null
  readonly found: ReadonlyMap<FindingKind, number>
}

/** Serves `/healthz` and `/metrics`; well is whoever stands by, and whoever made a whole round within 5 minutes. */
export function serveStatus({ host, port }: { readonly host: string; readonly port: number }, status: () => Status, now: () => number): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') return void response.writeHead(405, { allow: 'GET, HEAD' }).end()
    if (path === '/healthz') {
      const well = isWell(status(), now())
      const { active, wholeAt } = status()
      return void response.writeHead(well ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify({ well, active, lastWholeRound: wholeAt === null ? null : new Date(wholeAt).toISOString() }))
    }
    if (path === '/metrics') return void response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(figures(status()))
    response.writeHead(404).end()
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })
}

const isWell = ({ active, wholeAt, startedAt }: Status, now: number): boolean => !active || now - (wholeAt ?? startedAt) < SILENT_MS

function figures({ active, wholeAt, tookMs, found }: Status): string {
  const gauge = (name: string, help: string, lines: readonly string[]): string => [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n')
  return [
    gauge('evenkeel_watchdog_active', '1 where this process looks, 0 where it stands by', [`evenkeel_watchdog_active ${active ? 1 : 0}`]),
    gauge('evenkeel_watchdog_last_whole_round_seconds', 'when the last round was done whole, in seconds since 1970', wholeAt === null ? [] : [`evenkeel_watchdog_last_whole_round_seconds ${Math.floor(wholeAt / 1_000)}`]),
    gauge('evenkeel_watchdog_round_milliseconds', 'how long the last round took', tookMs === null ? [] : [`evenkeel_watchdog_round_milliseconds ${tookMs}`]),
    gauge('evenkeel_watchdog_findings', 'what is wrong at this moment', [...found].map(([kind, number]) => `evenkeel_watchdog_findings{kind="${kind}"} ${number}`)),
  ].join('')
}
