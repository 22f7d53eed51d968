import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { sourceWebhooks } from '../../adapters/sources/webhooks.ts'
import { createPublishedSources } from '../../api/published-sources.ts'
import { secretsOf } from '../../api/secrets.ts'
import { createSource } from '../../api/source.ts'
import type { Source } from '../../domain/organisation.ts'
import { fakes, organisation, NOW } from './fakes.ts'

const portal: Source = {
  secretEnv: 'SUPPLIER_SECRET',
  signature: { header: 'X-Signature', algorithm: 'hmac-sha256', encoding: 'hex' },
  id: ['body', 'delivery_id'],
  events: { eta_changed: { po: 'text', eta: 'date' } },
}
const BODY = '{"delivery_id":"d-1","po":"4711","eta":"2026-12-01"}'
const sign = (body: string, secret = 'hush') => createHmac('sha256', secret).update(body).digest('hex')

/** The API with sources of an organisation that a test may publish again, on a clock that it may move. */
function desk(env: Record<string, string> = { SUPPLIER_SECRET: 'hush, old' }) {
  const world = { now: NOW, sources: { portal } as Record<string, Source>, reads: 0, away: false }
  const publishedSources = createPublishedSources({
    catalogue: {
      organisation: async () => {
        world.reads += 1
        if (world.away) throw new Error('the database is away')
        return { ...organisation, sources: world.sources }
      },
    },
    env,
    now: () => world.now,
    create: (name, declared, secrets) => createSource(sourceWebhooks(name, declared, secrets)),
  })
  const made = fakes({ publishedSources })
  async function post(name: string, body: string, headers: Record<string, string> = { 'X-Signature': sign(body) }) {
    const server = made.app.listen(0)
    try {
      const address = server.address()
      const answer = await fetch(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hooks/${name}`, { method: 'POST', body, headers })
      return { status: answer.status, body: (await answer.json()) as { code?: string; detail?: string; received?: string } }
    } finally {
      server.close()
    }
  }
  return { ...made, world, post }
}

test('a source of the organisation file is taken, under the new secret and under the one before', async () => {
  const { post, asked } = desk()

  expect(await post('portal', BODY)).toEqual({ status: 200, body: { received: 'stored' } })
  expect((await post('portal', BODY, { 'X-Signature': sign(BODY, 'old') })).status).toBe(200)

  expect(asked.stored[0]).toEqual({ source: 'portal', deliveryId: 'd-1', eventId: 'd-1', topic: 'eta_changed', body: BODY, event: { name: 'portal.eta_changed', fields: { po: '4711', eta: '2026-12-01' } } })
})

test('one that is well signed and has a name twice is 400 and stores nothing; a forged one does not learn so much', async () => {
  const { post, asked } = desk()
  const doubled = '{"delivery_id":"d-1","po":"4711","eta":"2026-12-01","po":"4712"}'

  expect(await post('portal', doubled)).toMatchObject({ status: 400, body: { code: 'unreadable-webhook', detail: 'it has "po" twice in one object' } })
  expect(await post('portal', doubled, { 'X-Signature': sign(doubled, 'guess') })).toMatchObject({ status: 401 })
  expect(asked.stored).toEqual([])
})

test('a forged one is 401 and stores nothing', async () => {
  const { post, asked } = desk()

  expect(await post('portal', BODY, { 'X-Signature': sign(BODY, 'guess') })).toMatchObject({ status: 401, body: { code: 'wrong-signature' } })
  expect(await post('portal', BODY, {})).toMatchObject({ status: 401, body: { detail: 'the portal signature is missing; compare the secret here with the sender\'s' } })
  expect(asked.stored).toEqual([])
})

test('one that does not fit its declaration is kept for a person, with the reason', async () => {
  const { post, asked } = desk()
  const body = '{"delivery_id":"d-1","po":"4711"}'

  expect((await post('portal', body)).status).toBe(200)

  expect(asked.stored).toMatchObject([{ deliveryId: 'unreadable:d-1', body, event: { name: 'portal.unreadable', fields: { problem: 'eta_changed: "eta" is missing' } } }])
})

test('without its secret it is off, and the answer says what to set', async () => {
  const { post } = desk({})
  const { post: halfSet } = desk({ SUPPLIER_SECRET: 'hush,' })

  expect(await post('portal', BODY)).toMatchObject({ status: 404, body: { code: 'source-off', detail: 'portal webhooks are off: set "SUPPLIER_SECRET" to the secret of the sender and start again' } })
  expect(await halfSet('portal', BODY)).toMatchObject({ status: 404, body: { code: 'source-off', detail: expect.stringContaining('"SUPPLIER_SECRET" is empty or has an empty member') } })
})

test('a name that the file does not have is unknown, those of every object too', async () => {
  const { post } = desk()

  for (const name of ['warehouse', 'constructor', '__proto__']) expect(await post(name, BODY)).toMatchObject({ status: 404, body: { code: 'unknown-source' } })
})

test('a file that is published again counts within 2 seconds, without a start, and many webhooks read it once', async () => {
  const { post, world } = desk()
  await post('portal', BODY)
  await post('portal', BODY)
  expect(world.reads).toBe(1)

  world.sources = { warehouse: portal }
  world.now += 2_000

  expect((await post('portal', BODY)).status).toBe(404)
  expect((await post('warehouse', BODY)).status).toBe(200)
  expect(world.reads).toBe(2)
})

test('while the database is away nothing is said to be unknown, and it is asked again', async () => {
  const { post, world } = desk()
  world.away = true
  expect((await post('portal', BODY)).status).toBe(500)

  world.away = false

  expect((await post('portal', BODY)).status).toBe(200)
})

test('a body above a megabyte is refused', async () => {
  const { post, asked } = desk()

  expect((await post('portal', JSON.stringify({ delivery_id: 'x'.repeat(1_100_000) }))).status).toBe(413)
  expect(asked.stored).toEqual([])
})

test('secrets are a list, and an empty one is refused', () => {
  expect(secretsOf('S', 'new, old')).toEqual(['new', 'old'])
  for (const text of ['', 'a,,b', ' ']) expect(() => secretsOf('S', text)).toThrow('"S" is empty')
})
