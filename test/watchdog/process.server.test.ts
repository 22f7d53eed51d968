import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer as createPort } from 'node:net'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { afterEach, expect, test, vi } from 'vitest'
import { databaseLab } from '../adapters/postgres/lab.ts'
import { temporalAddress } from '../harness/engine.ts'
import { eventually } from '../harness/eventually.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
// Each process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 120_000 })
const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

const freePort = () => new Promise<number>((resolve) => {
  const server = createPort().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resolve(port))
  })
})

async function watchdog(env: Record<string, string>) {
  const port = await freePort()
  const child = spawn(process.execPath, ['dist/watchdog/main.js'], { cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', TEMPORAL_ADDRESS: temporalAddress(), EVENKEEL_WATCHDOG_PORT: String(port), ...env } })
  running.push(child)
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then(async (answer) => ({ status: answer.status, text: await answer.text() }), () => undefined)
  return { child, ask, isActive: async () => /^evenkeel_watchdog_active 1$/m.test((await ask('/metrics'))?.text ?? '') }
}

/** A mail server and a web server of somebody else. */
async function ears() {
  const mails: string[] = []
  const smtp = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], onData(stream, _session, done) {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    stream.on('end', () => { mails.push(Buffer.concat(parts).toString()); done() })
  } })
  await new Promise<void>((resolve) => { smtp.listen(0, '127.0.0.1', () => resolve()) })
  const asked: { readonly method: string; readonly path: string; readonly body: string }[] = []
  const web = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => { body += part.toString() })
    request.on('end', () => { asked.push({ method: request.method ?? '', path: request.url ?? '', body }); response.end('ok') })
  })
  await new Promise<void>((resolve) => { web.listen(0, '127.0.0.1', () => resolve()) })
  return {
    mails, asked, smtpUrl: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`, url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      web.closeAllConnections()
      await Promise.all([new Promise<void>((resolve) => { smtp.close(() => resolve()) }), new Promise((resolve) => { web.close(resolve) })])
    },
  }
}

test('one of two watchdogs looks, tells by mail and webhook of its own and pings; when it dies, the other one takes over', async () => {
  await using database = await databaseLab()
  await using world = await ears()
  await database.pool.query("insert into inbox (source, delivery_id, event_id, topic, body, received_at) values ('shopify', 'lost-one', 'e1', 'returns/request', '', now() - interval '10 minutes')")
  const env = {
    DATABASE_URL: database.url, EVENKEEL_WATCHDOG_MAIL_TO: 'duty@shop.test', EVENKEEL_WATCHDOG_SMTP_URL: world.smtpUrl, EVENKEEL_WATCHDOG_MAIL_FROM: 'Watch <watch@shop.test>',
    EVENKEEL_WATCHDOG_WEBHOOK_URL: `${world.url}/found`, EVENKEEL_WATCHDOG_HEARTBEAT_URL: `${world.url}/alive`,
  }
  const first = await watchdog(env)
  await eventually(async () => (await first.isActive()) || undefined, 60_000)
  const second = await watchdog(env)
  await eventually(async () => ((await second.ask('/healthz'))?.status === 200 ? true : undefined), 60_000)

  await eventually(() => (world.asked.some(({ path }) => path === '/alive') ? true : undefined), 30_000)
  expect(world.mails[0]).toMatch(/^To: duty@shop\.test$/m)
  expect(world.mails[0]).toMatch(/^Subject: Evenkeel watchdog: \d+ found/m)
  expect(world.mails[0]?.replaceAll('=\r\n', '')).toContain('The webhook "shopify lost-one" has waited to be delivered since')
  const posted = JSON.parse(world.asked.find(({ method, path }) => method === 'POST' && path === '/found')?.body ?? '{}') as { text: string; findings: { kind: string; is: string }[] }
  expect(posted.findings).toContainEqual(expect.objectContaining({ kind: 'inbox-stuck', is: 'new', subject: '1' }))
  expect((await first.ask('/metrics'))?.text).toContain('evenkeel_watchdog_findings{kind="inbox-stuck"} 1')
  expect(await second.isActive()).toBe(false)

  first.child.kill('SIGKILL')
  await eventually(async () => (await second.isActive()) || undefined, 30_000)
  await eventually(async () => ((await second.ask('/metrics'))?.text.includes('evenkeel_watchdog_findings{kind="inbox-stuck"} 1') ? true : undefined), 30_000)
  // What the first one has told is not told again.
  expect(world.mails).toHaveLength(1)

  const ended = new Promise((resolve) => { second.child.on('exit', resolve) })
  second.child.kill('SIGTERM')
  expect(await ended).toBe(0)
})
