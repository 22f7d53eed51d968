import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { connectEngine } from '../../adapters/temporal/connection.ts'
import { eventually } from '../harness/eventually.ts'
import { SECRET, startSystem, type System } from './system.ts'

const RETURNS = 150
const KILLS = 4
const LANES = 8

describe('what the shop tells us', () => {
  let system: System
  let database: ReturnType<typeof openDatabase>
  beforeAll(async () => {
    // No worker: what is looked at is that each case is opened, not what becomes of it.
    system = await startSystem(['postgres', 'temporal', 'api', 'dispatcher'])
    database = openDatabase(system.databaseUrl())
  })
  afterAll(async () => {
    await database.close()
    await system[Symbol.asyncDispose]()
  })

  /** The items of the inbox for the returns whose numbers begin with this digit, once nothing waits any more. */
  const settled = (digit: string) => eventually(async () => {
    const { rows } = await database.pool.query<{ event_id: string; state: string; case_id: string | null }>('select event_id, state, case_id from inbox where event_id like $1', [`${digit}%`])
    return rows.every(({ state }) => state === 'delivered') ? rows : undefined
  }, 60_000)

  it('opens one case for each return and loses none that was answered, though the API is killed again and again and one of two dispatchers too', async () => {
    await system.start('dispatcher-2')
    const answered: string[] = []
    const waiting = Array.from({ length: RETURNS }, (_, index) => `${10_000 + index}`)
    const lane = async (): Promise<void> => {
      for (let event = waiting.shift(); event !== undefined; event = waiting.shift()) {
        // Every fifth is sent once and never again: nobody promised anything about it, unless it was answered.
        if (await untilAnswered(system, event, Number(event) % 5 === 3 ? 1 : 400)) answered.push(event)
      }
    }
    const sending = Promise.all(Array.from({ length: LANES }, lane))
    for (let kill = 1; kill <= KILLS; kill++) {
      await eventually(() => (answered.length >= (kill * RETURNS) / (KILLS + 2) ? true : undefined), 60_000)
      await system.kill(...(kill === 2 ? (['api', 'dispatcher'] as const) : (['api'] as const)))
      await system.start('api')
    }
    await sending

    const items = await settled('1')
    const stored = items.map(({ event_id }) => event_id)
    expect(answered.length).toBeGreaterThanOrEqual(RETURNS * 0.8)
    expect(answered.filter((event) => !stored.includes(event))).toEqual([])
    expect(new Set(stored).size).toBe(stored.length)
    expect(new Set(items.map(({ case_id }) => case_id)).size).toBe(items.length)
    await eventually(async () => ((await casesInEngine(system)) === items.length ? true : undefined))
  })

  it('is taken within a second while the engine is away, and each return has its case soon after it is back', async () => {
    const before = await casesInEngine(system)
    await system.kill('temporal')
    const events = Array.from({ length: 30 }, (_, index) => `${20_000 + index}`)

    const answers = []
    for (const event of events) {
      const began = performance.now()
      const { status } = await told(system, event)
      answers.push({ status, inTime: performance.now() - began < 1_000 })
    }
    const repeat = await told(system, '20000')
    await system.start('temporal')

    expect(answers).toEqual(events.map(() => ({ status: 200, inTime: true })))
    expect(repeat.status).toBe(200)
    const items = await settled('2')
    expect(items).toHaveLength(events.length)
    await eventually(async () => ((await casesInEngine(system)) === before + events.length ? true : undefined))
  })
})

/** Sends a return as the shop does: the same delivery again until it is answered with 2xx. False when it gave up before. */
async function untilAnswered(system: System, event: string, tries: number): Promise<boolean> {
  const delivery = randomUUID()
  for (let turn = 0; turn < tries; turn++) {
    const ok = await told(system, event, delivery).then((answer) => answer.ok, () => false)
    if (ok) return true
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return false
}

function told(system: System, event: string, delivery: string = randomUUID()): Promise<Response> {
  const body = JSON.stringify({
    admin_graphql_api_id: `gid://shopify/Return/${event}`, name: `#${event}-R1`, order: { admin_graphql_api_id: 'gid://shopify/Order/1' },
    return_line_items: [{ quantity: 1, return_reason: 'unwanted' }],
  })
  return fetch(`${system.api}/hooks/shopify`, {
    method: 'POST', body, signal: AbortSignal.timeout(5_000),
    headers: {
      'Content-Type': 'application/json', 'X-Shopify-Topic': 'returns/request', 'X-Shopify-Webhook-Id': delivery, 'X-Shopify-Event-Id': event,
      'X-Shopify-Hmac-SHA256': createHmac('sha256', SECRET).update(body).digest('base64'),
    },
  })
}

async function casesInEngine(system: System): Promise<number> {
  const engine = connectEngine({ TEMPORAL_ADDRESS: system.temporalAddress })
  try {
    let found = 0
    for await (const { type } of engine.client.workflow.list()) if (type === 'caseWorkflow') found += 1
    return found
  } finally {
    await engine.close()
  }
}
