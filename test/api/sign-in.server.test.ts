import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDesk } from '../../adapters/postgres/desk.ts'
import { openDatabase } from '../../adapters/postgres/database.ts'
import { testDatabase, type TestDatabase } from '../harness/database.ts'
import { temporalAddress } from '../harness/engine.ts'
import { eventually } from '../harness/eventually.ts'
import { sop } from '../cli/io.ts'

// Each process takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })
const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PASSWORD = 'correct horse battery'

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

describe('the API as it is started for a shop', () => {
  let database: TestDatabase
  let child: ChildProcess
  let url = ''
  let said = ''
  const start = async () => {
    child = spawn(process.execPath, ['dist/api/main.js'], {
      cwd: ROOT, env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', DATABASE_URL: database.url, TEMPORAL_ADDRESS: temporalAddress(), PORT: new URL(url).port, PUBLIC_URL: url },
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { said += chunk.toString() })
    await eventually(() => fetch(`${url}/healthz`).then(({ ok }) => (ok ? true : undefined), () => (child.exitCode === null ? undefined : Promise.reject(new Error(said)))), 60_000)
  }
  const stop = () => new Promise((resolve) => { child.once('exit', resolve); child.kill('SIGTERM') })
  const run = (args: readonly string[], stdin = '', env: Record<string, string> = {}) =>
    sop(args, { stdin: () => stdin, desk: async (address) => openDesk(address), env: { DATABASE_URL: database.url, EVENKEEL_URL: url, ...env }, now: () => Date.now() })
  const signIn = (name: string, password: string) => fetch(`${url}/api/sign-in/password`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password }) })
  const cases = (headers: Record<string, string>) => fetch(`${url}/api/cases`, { headers }).then(({ status }) => status)

  beforeAll(async () => {
    database = await testDatabase()
    url = `http://127.0.0.1:${await freePort()}`
    await start()
  })
  afterAll(async () => {
    child.kill('SIGKILL')
    await database[Symbol.asyncDispose]()
  })

  it('believes nobody, says who can get in, and lets in whom the operator gave a password; a restart ends no session', async () => {
    await expect.poll(() => said, { timeout: 20_000 }).toContain('nobody has a password yet: give people theirs with \\"sop person password PERSON\\"')
    expect(await cases({ 'x-evenkeel-person': 'ana' })).toBe(401)
    expect((await run(['person', 'password', 'ana'], `${PASSWORD}\n`)).code).toBe(0)

    expect((await signIn('ana', 'wrong password')).status).toBe(401)
    const cookie = (await signIn('ana', PASSWORD)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(await cases({ cookie })).toBe(200)
    await stop()
    await start()
    expect(await cases({ cookie })).toBe(200)

    expect((await run(['person', 'sign-out', 'ana'])).err).toContain('1 session')
    expect(await cases({ cookie })).toBe(401)
  })

  it('lets a token do what it is for until it is revoked', async () => {
    const erp = JSON.parse((await run(['token', 'create', 'erp', '--role', 'warehouse_lead', '--json'])).out) as { id: string; token: string }
    const ana = (await run(['token', 'create', 'laptop', '--person', 'ana'])).out

    expect((await run(['cases'], '', { EVENKEEL_TOKEN: ana })).code).toBe(0)
    expect(await cases({ authorization: `Bearer ${erp.token}` })).toBe(403)
    expect((await run(['token', 'revoke', erp.id])).code).toBe(0)
    expect(await cases({ authorization: `Bearer ${erp.token}` })).toBe(401)
  })

  it('keeps a refusal of its table of rights with the case that it was about', async () => {
    const own = openDatabase(database.url)
    await own.pool.query("insert into case_head (case_id) values ('c1')").catch(() => undefined)
    const token = (await run(['token', 'create', 'bo', '--person', 'bo'])).out
    const { status } = await fetch(`${url}/api/cases/c1/cancel`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"commandId":"x","because":"y"}' })
    const { rows } = await own.pool.query<{ event: string }>('select event from refusal')
    await own.close()

    expect(status).toBe(403)
    expect(rows.map(({ event }) => JSON.parse(event) as object)).toMatchObject([{ type: 'refused', actor: 'person:bo', detail: { code: 'not-allowed', asked: 'cancel' } }])
  })
})
