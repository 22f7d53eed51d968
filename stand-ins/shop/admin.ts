import type { IncomingMessage, ServerResponse } from 'node:http'
import { carryOut, faultBody, prepare } from './answer.ts'
import type { Body, Prepared } from './answer.ts'
import type { Fault } from './faults.ts'
import { readBody, sendJson } from './http.ts'
import type { Shop } from './shop.ts'

/** Versions that this shop answers to; the vendor answers 404 to those that never were. */
const VERSIONS = ['2026-01', '2026-04', '2026-07', '2026-10', '2027-01', 'unstable']

/** POST /admin/api/{version}/graphql.json */
export async function admin(shop: Shop, request: IncomingMessage, response: ServerResponse, version: string): Promise<void> {
  const body = await readBody(request)
  const parsed = asRequest(body)
  const prepared = parsed === undefined ? undefined : prepare(parsed)
  const root = prepared !== undefined && 'root' in prepared ? prepared.root : null
  const id = shop.log.add({ kind: 'request', version, operation: root, ...(parsed ?? { body }) })
  const answer = (status: number, value: Body, headers: Record<string, string> = {}): void => {
    shop.log.add({ kind: 'answer', to: id, operation: root, status, ...value })
    sendJson(response, status, value, headers)
  }
  if (request.headers['x-shopify-access-token'] !== shop.settings.accessToken) {
    return answer(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' })
  }
  if (!VERSIONS.includes(version)) return answer(404, { errors: 'Not Found' })
  if (prepared === undefined) return answer(400, { errors: { query: 'Required parameter missing or invalid' } })
  if ('body' in prepared) return answer(200, prepared.body)
  const fault = shop.faults.take(prepared.root)
  if (fault === undefined) return answer(200, carryOut(prepared, shop.carrying(version)))
  shop.log.add({ kind: 'fault', to: id, operation: root, mode: fault.mode })
  await misbehave(shop, { fault, prepared, version, response, id }, answer)
}

function asRequest(body: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Body) : undefined
  } catch {
    return undefined
  }
}

interface Misbehaving {
  readonly fault: Fault
  readonly prepared: Prepared
  readonly version: string
  readonly response: ServerResponse
  readonly id: number
}
type Answer = (status: number, value: Body, headers?: Record<string, string>) => void

async function misbehave(shop: Shop, at: Misbehaving, answer: Answer): Promise<void> {
  const { fault, prepared } = at
  switch (fault.mode) {
    case 'throttled':
    case 'graphql-error':
    case 'user-error': return answer(200, faultBody(fault, prepared, shop.carrying(at.version)))
    case 'rate-limited': return answer(
      429, { errors: 'Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.' },
      { 'Retry-After': fault.retryAfter.toFixed(1) },
    )
    case 'status': return answer(fault.status, { errors: fault.message })
    case 'error-before': return answer(500, { errors: 'Internal Server Error' })
    case 'reset-before': return cut(at.response)
    case 'hang-before': return hang(at)
    case 'slow':
      await pause(fault.ms)
      return answer(200, carryOut(prepared, shop.carrying(at.version)))
    default: return loseAnswer(shop, at, carryOut(prepared, shop.carrying(at.version)), answer)
  }
}

/** The operation is carried out; only its answer goes astray. */
function loseAnswer(shop: Shop, at: Misbehaving, result: Body, answer: Answer): void {
  shop.log.add({ kind: 'lost', to: at.id, operation: at.prepared.root, result })
  switch (at.fault.mode) {
    case 'error-after-commit': return answer(500, { errors: 'Internal Server Error' })
    case 'garbage-after-commit': return void at.response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"data":{"refundCr')
    case 'hang-after-commit': return hang(at)
    case 'kill':
      process.kill(at.fault.pid, 'SIGKILL')
      return cut(at.response)
    default: return cut(at.response)
  }
}

const cut = (response: ServerResponse): void => void response.socket?.resetAndDestroy()

function hang(at: Misbehaving): void {
  const timer = setTimeout(() => cut(at.response), at.fault.ms)
  at.response.on('close', () => clearTimeout(timer))
}

const pause = (ms: number): Promise<void> => new Promise((done) => {
  setTimeout(done, ms)
})
