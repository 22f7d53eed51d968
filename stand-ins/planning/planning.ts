import { createHmac, randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { actions, type Input } from './actions.ts'
import { openStore, someLine, type Order, type State, type Store } from './state.ts'

/** How the planning system behaves. Without files it forgets everything when it ends. */
export interface PlanningSettings {
  /** 0 takes any free port. */
  readonly port: number
  readonly host: string
  readonly stateFile: string | null
  readonly logFile: string | null
  /** What `Authorization: Bearer` must carry. */
  readonly token: string
  /** Where sources are told, such as `http://127.0.0.1:3000/hooks`; null for nowhere. */
  readonly hooksUrl: string | null
  /** The key of `X-Signature`, by the name of the source. */
  readonly secrets: Readonly<Record<string, string>>
}

/** What a process has without being told otherwise. */
export const planningDefaults: PlanningSettings = {
  port: 0, host: '127.0.0.1', stateFile: null, logFile: null, token: 'planning-stand-in', hooksUrl: null,
  secrets: { supplier_portal: 'supplier-stand-in', shop_page: 'shop-page-stand-in' },
}

/** A planning system that listens. */
export interface RunningPlanning {
  readonly url: string
  readonly state: () => State
  close(): Promise<void>
}

interface Office {
  readonly settings: PlanningSettings
  readonly store: Store
  readonly log: (entry: Readonly<Record<string, unknown>>) => void
  /** The next requests that go wrong, and how. */
  faults: readonly ('error-before' | 'error-after-commit')[]
}

/** Starts a planning system; resolves once it listens. Rejects when the port is taken or the state file cannot be read. */
export async function startPlanning(given: Partial<PlanningSettings> = {}): Promise<RunningPlanning> {
  const settings = { ...planningDefaults, ...given }
  const log: Office['log'] = (entry) => {
    if (settings.logFile !== null) appendFileSync(settings.logFile, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`)
  }
  const office: Office = { settings, store: openStore(settings.stateFile), log, faults: [] }
  const server = createServer((request, response) => void serve(office, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://${settings.host}:${(server.address() as AddressInfo).port}`, state: office.store.get, close }
}

async function serve(office: Office, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request)
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path.startsWith('/_control/')) return await control(office, `${request.method} ${path.slice('/_control/'.length)}`, body, response)
    answer(office, request, inputOf(body), response)
  } catch (error) {
    send(response, error instanceof RangeError || error instanceof SyntaxError ? 422 : 500, { error: error instanceof Error ? error.message : 'unknown' })
  }
}

/** What is only asked is answered anew each time. */
const READS = new Set(['supply.impact', 'supply.orders'])

/** One request is one action; the same Idempotency-Key again gets the same answer and changes nothing. */
function answer(office: Office, request: IncomingMessage, input: Input, response: ServerResponse): void {
  const { settings, store, log } = office
  if (request.headers.authorization !== `Bearer ${settings.token}`) return send(response, 401, { error: 'the token is wrong' })
  const name = String(request.headers['evenkeel-action'] ?? '')
  const action = actions[name]
  if (!action) return send(response, 404, { error: `there is no action "${name}"` })
  const [fault, ...more] = office.faults
  office.faults = more
  if (fault === 'error-before') return send(response, 503, { error: 'not now' })
  const { 'idempotency-key': header } = request.headers
  const key = typeof header === 'string' && !READS.has(name) ? header : undefined
  const known = key === undefined ? undefined : store.get().answers[key]
  const given = known ?? action(store, input, Date.now())
  if (key !== undefined && known === undefined) store.change((state) => ({ ...state, answers: { ...state.answers, [key]: given } }))
  store.commit()
  log({ kind: known === undefined ? 'done' : 'repeated', action: name, key: key ?? null, input, answer: given })
  return fault === 'error-after-commit' ? send(response, 500, { error: 'lost on the way' }) : send(response, 200, given)
}

async function control(office: Office, what: string, body: string, response: ServerResponse): Promise<void> {
  const { store } = office
  switch (what) {
    case 'GET health': return send(response, 200, { ok: true, pid: process.pid })
    case 'GET state': return send(response, 200, store.get())
    case 'POST line': case 'POST order': {
      add(store, what === 'POST line' ? 'lines' : 'orders', inputOf(body))
      return send(response, 200, { added: true })
    }
    case 'POST tell': return send(response, 200, { status: await tell(office, inputOf(body)) })
    case 'POST faults': {
      const { mode, times = 1 } = inputOf(body)
      if (mode !== 'error-before' && mode !== 'error-after-commit') throw new RangeError('"mode" must be error-before or error-after-commit')
      office.faults = [...office.faults, ...Array.from({ length: Number(times) }, () => mode)]
      return send(response, 200, { faults: office.faults.length })
    }
    default: return send(response, 404, { error: `there is no "${what}"` })
  }
}

/** Takes a line or an order as `state.ts` has it; what is left out of a line is as of `someLine`, of an order a plain one. */
function add(store: Store, kind: 'lines' | 'orders', input: Input): void {
  if (kind === 'orders') {
    const order = { email: 'customer@shop.example', delays: 0, vip: false, value: '40.00', parts: false, state: 'waiting', ...input } as Order
    if ([order.orderId, order.orderName, order.sku, order.promised].some((value) => typeof value !== 'string')) throw new RangeError('an order has orderId, orderName, sku and promised')
    store.change((state) => ({ ...state, orders: [...state.orders, order] }))
  } else {
    const [po, line, sku] = [String(input['po']), String(input['line']), String(input['sku'])]
    store.change((state) => ({ ...state, lines: { ...state.lines, [`${po}/${line}`]: { ...someLine(po, line, sku), ...input } } }))
  }
  store.commit()
}

/** Tells a source, signed as the organisation file of the shop says: `{ source, event, … }`. Resolves with the status. */
async function tell({ settings, log }: Office, { source, ...told }: Input): Promise<number> {
  const secret = settings.secrets[String(source)]
  if (secret === undefined || settings.hooksUrl === null) throw new RangeError(`there is nobody to tell as "${String(source)}"`)
  const body = JSON.stringify({ delivery_id: randomUUID(), received_at: new Date().toISOString(), ...told })
  const signature = createHmac('sha256', secret).update(body, 'utf8').digest('hex')
  const headers = { 'Content-Type': 'application/json', 'X-Signature': signature }
  const { status } = await fetch(`${settings.hooksUrl}/${String(source)}`, { method: 'POST', headers, body, signal: AbortSignal.timeout(5_000) })
  log({ kind: 'webhook', source, body, status })
  return status
}

function inputOf(body: string): Input {
  const value: unknown = JSON.parse(body === '' ? '{}' : body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError('the body must be a JSON map')
  return value as Input
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const whole = Buffer.concat(chunks)
  if (whole.length > 1_048_576) throw new RangeError('the body is larger than 1 MiB')
  return whole.toString('utf8')
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}
