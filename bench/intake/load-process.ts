import { setTimeout as pause } from 'node:timers/promises'
import { quantile } from '../numbers.ts'
import { sentOf, shuffled, type Telling } from './events.ts'
import { openWire, type Wire } from './wire.ts'

/** What the parent hands over as the one argument, in JSON. */
export interface LoadOrder {
  readonly port: number
  readonly telling: Telling
  readonly deliveries: number
  readonly seed: number
  /** So many a second, sent at their time whoever has been answered; without it as fast as `connections` answers come. */
  readonly perSecond?: number
  readonly connections: number
}

/** What came of it. Milliseconds, from the instant at which each was to be sent. */
export interface LoadResult {
  readonly sent: number
  readonly errors: number
  /** What the first of them said. */
  readonly firstError: string
  /** How many were answered with which word. */
  readonly answers: Readonly<Record<string, number>>
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly tookMs: number
  /** How late this process itself was, at most: a generator that lags measures itself. */
  readonly lateMs: number
}

const TELL_EVERY_MS = 2_000

async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '') as LoadOrder
  const result = await (order.perSecond === undefined ? closedLoop(order) : openLoop(order, order.perSecond))
  process.send?.({ result })
  process.disconnect()
}

type Note = Omit<LoadResult, 'p50Ms' | 'p99Ms' | 'maxMs' | 'tookMs' | 'lateMs'>

/** Sends one delivery and notes what came. Whoever sends webhooks tries again what was not answered: here each failure is an error, and its try again is not counted. */
function sender(order: LoadOrder) {
  const { event, copy } = shuffled(order.telling, order.deliveries, order.seed)
  const took = new Float64Array(order.deliveries)
  const note = { sent: 0, errors: 0, firstError: '', answers: {} as Record<string, number> }
  const began = performance.now()
  const timer = setInterval(() => process.send?.({ done: note.sent, of: order.deliveries, ms: performance.now() - began }), TELL_EVERY_MS)
  const failed = (why: string): void => {
    note.errors += 1
    if (note.firstError === '') note.firstError = why
  }
  const once = async (wire: Wire, at: number): Promise<boolean> => {
    try {
      const { status, body } = await wire.post(sentOf(order.telling, event[at]!, copy[at]!))
      const word = status === 200 ? String((JSON.parse(body) as { received?: string }).received) : `status ${status}`
      note.answers[word] = (note.answers[word] ?? 0) + 1
      if (status === 200) return true
      failed(`${status} ${body.slice(0, 200)}`)
    } catch (error) {
      failed(String(error))
    }
    return false
  }
  return {
    began,
    async send(wire: Wire, at: number, since: number): Promise<void> {
      const ok = await once(wire, at)
      took[at] = performance.now() - since
      // It stays the vendor's until it was taken, as with every vendor.
      for (let tries = 0; !ok && tries < 50; tries += 1) {
        await pause(100)
        if (await once(wire, at)) break
      }
      note.sent += 1
    },
    end(lateMs: number): LoadResult {
      clearInterval(timer)
      const sample = [...took]
      return { ...(note satisfies Note), p50Ms: quantile(sample, 0.5), p99Ms: quantile(sample, 0.99), maxMs: quantile(sample, 1), tookMs: performance.now() - began, lateMs }
    },
  }
}

/** Each connection sends the next one as soon as it was answered. */
async function closedLoop(order: LoadOrder): Promise<LoadResult> {
  const { send, end } = sender(order)
  let next = 0
  await Promise.all(Array.from({ length: order.connections }, async () => {
    const wire = openWire(order.port)
    while (next < order.deliveries) await send(wire, next++, performance.now())
    wire.close()
  }))
  return end(0)
}

/** Each is sent at its time over a free connection; what finds none waits for one, and its waiting counts. */
async function openLoop(order: LoadOrder, perSecond: number): Promise<LoadResult> {
  const { send, end, began } = sender(order)
  const free = Array.from({ length: order.connections }, () => openWire(order.port))
  const [wires, queue, pending] = [[...free], [] as number[], new Set<Promise<void>>()]
  const due = (at: number): number => began + (at * 1000) / perSecond
  const pump = (): void => {
    for (let wire = free.at(-1); wire && queue.length > 0; wire = free.at(-1)) {
      const with_ = wire
      free.pop()
      const at = queue.shift() ?? 0
      const sending = send(with_, at, due(at)).then(() => { free.push(with_); pending.delete(sending); pump() })
      pending.add(sending)
    }
  }
  let lateMs = 0
  for (let at = 0; at < order.deliveries;) {
    const now = performance.now()
    for (; at < order.deliveries && due(at) <= now; at += 1) {
      lateMs = Math.max(lateMs, now - due(at))
      queue.push(at)
    }
    pump()
    await pause(1)
  }
  while (pending.size > 0 || queue.length > 0) await pause(5)
  for (const wire of wires) wire.close()
  return end(lateMs)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
})
