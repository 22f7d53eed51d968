import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test, vi } from 'vitest'
import { testDatabase } from '../harness/database.ts'
import { temporalAddress } from '../harness/engine.ts'
import { eventually } from '../harness/eventually.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const SECRET = 'shpss_test'
// Each process takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 90_000 })
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

interface Process {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  said(): string
}

/** One of our processes as it was built, with nothing of this shell's own settings. */
function start(main: string, env: Record<string, string>): Process {
  const child = spawn(process.execPath, [join(ROOT, 'dist', main)], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...env },
  })
  running.push(child)
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  return {
    child,
    ended: new Promise((resolve) => {
      child.on('exit', resolve)
    }),
    said: () => text,
  }
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function api(env: Record<string, string>) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const made = start('api/main.js', { PORT: String(port), PUBLIC_URL: url, EVENKEEL_OPEN_ACCESS: 'yes', ...env })
  await eventually(
    () =>
      fetch(`${url}/healthz`).then(
        ({ ok }) => (ok ? true : undefined),
        () => (made.child.exitCode === null ? undefined : Promise.reject(new Error(made.said()))),
      ),
    60_000,
  )
  return { ...made, url }
}

const ready = (url: string) =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.json() as Promise<{ ready: boolean; checks: { name: string; ok: boolean; detail: string }[] }>,
  )

function webhook(url: string, id: string) {
  const body = JSON.stringify({
    admin_graphql_api_id: `gid://shopify/Return/${id}`,
    name: `#${id}-R1`,
    order: { admin_graphql_api_id: 'gid://shopify/Order/1' },
    return_line_items: [{ quantity: 1, return_reason: 'unwanted' }],
  })
  const signature = createHmac('sha256', SECRET).update(body).digest('base64')
  return fetch(`${url}/hooks/shopify`, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-Shopify-Topic': 'returns/request',
      'X-Shopify-Webhook-Id': randomUUID(),
      'X-Shopify-Event-Id': `event-${id}`,
      'X-Shopify-Hmac-SHA256': signature,
    },
  })
}

test('started on an empty database the API publishes its SOPs, is ready, and ends when told to', async () => {
  await using database = await testDatabase()
  const made = await api({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress() })

  const { sops } = await fetch(`${made.url}/api/sops`, { headers: { 'X-Evenkeel-Person': 'ana' } }).then(
    (answer) => answer.json() as Promise<{ sops: { sop: string }[] }>,
  )
  const state = await ready(made.url)
  made.child.kill('SIGTERM')

  expect(sops.map(({ sop }) => sop)).toContain('returns-standard')
  expect(state).toMatchObject({
    ready: true,
    checks: [
      { name: 'engine', ok: true },
      { name: 'database', ok: true },
      { name: 'migrations', ok: true },
    ],
  })
  expect(await made.ended).toBe(0)
  expect(made.said()).toContain('shopify webhooks are off')
})

test('with the engine stopped intake answers, ready names the engine, and the webhook is delivered once it is back', async () => {
  await using database = await testDatabase()
  const id = String(Math.floor(Math.random() * 1e12))
  const made = await api({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:1', SHOPIFY_WEBHOOK_SECRET: SECRET })
  const away = start('dispatcher/main.js', { DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:1' })

  const first = await webhook(made.url, id)
  const repeat = await webhook(made.url, id)
  const state = await ready(made.url)
  await eventually(() => (away.said().includes('is the active one') ? true : undefined), 60_000)
  away.child.kill('SIGKILL')
  await away.ended
  const back = start('dispatcher/main.js', { DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress() })
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const settled = await eventually(async () => {
    const { rows } = await client.query<{ state: string; case_id: string | null; note: string }>('select state, case_id, note from inbox')
    return rows.every((row) => row.state !== 'waiting') ? rows : undefined
  }, 60_000)
  await client.end()
  back.child.kill('SIGTERM')

  expect([first.status, repeat.status, ((await repeat.json()) as { received: string }).received]).toEqual([200, 200, 'repeat'])
  expect(state.ready).toBe(false)
  expect(state.checks.find(({ name }) => name === 'engine')).toMatchObject({ ok: false, detail: expect.stringContaining('127.0.0.1:1') })
  expect(settled).toMatchObject([{ state: 'delivered', case_id: expect.any(String), note: expect.stringContaining('returns-standard') }])
  expect(await back.ended).toBe(0)
})

test('of two dispatchers one is active, and the other takes over when it is killed', async () => {
  await using database = await testDatabase()
  const env = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress() }
  const first = start('dispatcher/main.js', env)
  await eventually(() => (first.said().includes('is the active one') ? true : undefined), 60_000)
  const second = start('dispatcher/main.js', env)
  await eventually(() => (second.said().includes('stands by') ? true : undefined), 60_000)

  first.child.kill('SIGKILL')
  await eventually(() => (second.said().includes('is the active one') ? true : undefined), 60_000)
  second.child.kill('SIGTERM')

  expect(await second.ended).toBe(0)
})

test('started with its secrets it takes webhooks of a carrier, a bank and a source of its organisation file', async () => {
  await using database = await testDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'sops-'))
  await writeFile(
    join(folder, 'organisation.yaml'),
    `organisation: harbour-goods
zone: UTC
sink: boss
people: { ana: { name: Ana, email: ana@harbour.example }, bo: { name: Bo, email: bo@harbour.example } }
roles: { boss: { accountable_for: everything, people: [ana, bo] } }
sources:
  portal:
    secret: env PORTAL_SECRET
    signature: { header: X-Signature, algorithm: hmac-sha1, encoding: base64 }
    id: header.X-Id
    events: { moved: { po: text } }
`,
  )
  const made = await api({
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporalAddress(),
    SOP_DIR: folder,
    EASYPOST_WEBHOOK_SECRET: SECRET,
    STRIPE_WEBHOOK_SECRET: SECRET,
    ZENDESK_WEBHOOK_SECRET: SECRET,
    PORTAL_SECRET: SECRET,
  })
  const body = '{"id":"evt_1","type":"charge.succeeded","description":"batch.created","po":"1"}'
  const seconds = Math.floor(Date.now() / 1_000)
  const sign = (hash: string, encoding: 'hex' | 'base64', text = body) => createHmac(hash, SECRET).update(text).digest(encoding)
  const post = (source: string, headers: Record<string, string>) => fetch(`${made.url}/hooks/${source}`, { method: 'POST', body, headers }).then(({ status }) => status)

  expect(await post('easypost', { 'X-Hmac-Signature': `hmac-sha256-hex=${sign('sha256', 'hex')}` })).toBe(200)
  expect(await post('stripe', { 'Stripe-Signature': `t=${seconds},v1=${sign('sha256', 'hex', `${seconds}.${body}`)}` })).toBe(200)
  expect(await post('stripe', { 'Stripe-Signature': `t=${seconds - 400},v1=${sign('sha256', 'hex', `${seconds - 400}.${body}`)}` })).toBe(401)
  const time = new Date().toISOString()
  expect(await post('zendesk', { 'X-Zendesk-Webhook-Signature': sign('sha256', 'base64', `${time}${body}`), 'X-Zendesk-Webhook-Signature-Timestamp': time })).toBe(200)
  expect(await post('portal', { 'X-Id': '1', 'X-Signature': sign('sha1', 'base64') })).toBe(200)
  expect(await post('shopify', {})).toBe(404)
  made.child.kill('SIGTERM')
  await made.ended
  await rm(folder, { recursive: true })
})

test.each(['SHOPIFY_WEBHOOK_SECRET', 'STRIPE_WEBHOOK_SECRET'])('with an empty member in %s the API does not start, and says which setting is wrong', async (variable) => {
  const made = start('api/main.js', { DATABASE_URL: 'postgres://nowhere', [variable]: 'a,,b' })

  expect(await made.ended).toBe(2)
  expect(made.said()).toContain(variable)
})

test('a port that is taken ends the start with its name', async () => {
  await using database = await testDatabase()
  const first = await api({ DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress() })

  const second = start('api/main.js', { DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress(), PORT: new URL(first.url).port })

  expect(await second.ended).toBe(3)
  expect(second.said()).toMatch(/EADDRINUSE.*another PORT/)
})
