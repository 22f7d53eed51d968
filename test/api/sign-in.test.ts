import supertest from 'supertest'
import { describe, expect, it, vi } from 'vitest'
import { createSlowDown } from '../../api/sign-in/slow-down.ts'
import { ERP_TOKEN, fakeSignIn, PASSWORD } from './fake-sign-in.ts'
import { fakes, organisation } from './fakes.ts'

/** A shop in which nobody is believed who only says who they are. */
function closed(over: Parameters<typeof fakes>[0] = {}, publicUrl = 'https://ops.shop.test') {
  return fakes({ ...over, settings: { ...fakes().deps.settings, openAccess: false, publicUrl } })
}
type App = ReturnType<typeof fakes>['app']
const signIn = (app: App, name = 'ana', password = PASSWORD) => supertest(app).post('/api/sign-in/password').send({ name, password })
const cookieOf = ({ headers }: { headers: Record<string, string> }): string => (headers['set-cookie'] as unknown as string[])[0]!.split(';')[0]!

describe('somebody signs in', () => {
  it.each(['ana', 'ANA', ' ana@shop.test '])('as %j with their password, and is then known by a cookie that scripts, other hosts and plain lines never see', async (name) => {
    const { app } = closed()

    const { body, headers } = await signIn(app, name).expect(200)

    expect(body).toMatchObject({ person: { id: 'ana' }, people: [{ id: 'ana' }, { id: 'bo' }], signIn: { open: false, password: true } })
    expect(headers['set-cookie']).toEqual(['__Host-evenkeel=secret-1; Path=/; HttpOnly; Secure; SameSite=Lax'])
    await supertest(app).get('/api/tasks').set('Cookie', '__Host-evenkeel=secret-1').expect(200)
  })

  it('with a plainly named cookie at an address of this machine, where there is no https', async () => {
    const { headers } = await signIn(closed({}, 'http://localhost:3000').app).expect(200)
    expect(headers['set-cookie']).toEqual(['evenkeel_session=secret-1; Path=/; HttpOnly; SameSite=Lax'])
  })

  it('acts as themselves and not as whom they name', async () => {
    const { app, asked } = closed()
    const cookie = cookieOf(await signIn(app))
    await supertest(app).post('/api/cases/c1/steps/inspect/claim').set('Cookie', `evenkeel_person=bo; ${cookie}`).send({ commandId: 'x' }).expect(200)
    expect(asked.commands[0]?.command).toMatchObject({ by: 'ana', via: 'console' })
  })
})

describe('nobody is believed who only says who they are', () => {
  it.each([{ 'X-Evenkeel-Person': 'ana' }, { Cookie: 'evenkeel_person=ana' }, { Cookie: '__Host-evenkeel=made-up' }, { Cookie: 'evenkeel_session=secret-1' }, { Authorization: 'Bearer made-up' }, { Authorization: 'Basic YW5hOmFuYQ==' }])('%j', async (headers) => {
    const { app } = closed()
    await signIn(app)
    const { body, headers: answered } = await supertest(app).get('/api/tasks').set(headers).expect(401)
    expect(body.code).toBe('sign-in-needed')
    expect(body.detail).toContain('sign in at the console, or send a token')
    expect(answered['www-authenticate']).toBe('Bearer')
  })

  it('not even by asking to be somebody', async () => {
    const { body } = await supertest(closed().app).post('/api/session').send({ person: 'ana' }).expect(401)
    expect(body.code).toBe('sign-in-needed')
  })

  it('and a stranger learns how to sign in and nothing of who works here', async () => {
    const { body, text } = await supertest(closed().app).get('/api/session').expect(200)
    expect(body).toMatchObject({ person: null, people: [], signIn: { open: false, password: true, mail: false, openid: false } })
    expect(text).not.toContain('ana')
  })
})

describe('a session', () => {
  it('has a new secret at each sign-in, so that one planted before is worth nothing', async () => {
    const { app, signIn: kept } = closed()
    await kept.parts.sessions.begin('bo', 'password', 0)

    const { headers } = await signIn(app).set('Cookie', '__Host-evenkeel=secret-1').expect(200)

    expect(headers['set-cookie']?.[0]).toContain('=secret-2;')
    await supertest(app).get('/api/tasks').set('Cookie', '__Host-evenkeel=secret-1').expect(401)
    const { body } = await supertest(app).get('/api/session').set('Cookie', '__Host-evenkeel=planted').expect(200)
    expect(body.person).toBeNull()
  })

  it('ends with signing out, at the server and in the browser', async () => {
    const { app } = closed()
    const cookie = cookieOf(await signIn(app))
    const { body, headers } = await supertest(app).post('/api/sign-out').set('Cookie', cookie).expect(200)
    expect(body).toEqual({ ended: 1 })
    expect(headers['set-cookie']?.[0]).toMatch(/^__Host-evenkeel=; .*Expires=Thu, 01 Jan 1970/)
    await supertest(app).get('/api/tasks').set('Cookie', cookie).expect(401)
    await supertest(app).post('/api/sign-out').expect(200, { ended: 0 })
  })

  it('ends wherever one is signed in when one asks for that, and for others only by an admin', async () => {
    const admin = { ...organisation, people: { ...organisation.people, bo: { ...organisation.people['bo']!, access: ['staff', 'admin'] as const } } }
    const { app, signIn: kept } = closed({ catalogue: { ...fakes().deps.catalogue, organisation: async () => admin } })
    const [here, there] = [cookieOf(await signIn(app)), cookieOf(await signIn(app))]
    const bo = `__Host-evenkeel=${await kept.parts.sessions.begin('bo', 'password', 0)}`

    await supertest(app).post('/api/people/bo/sign-out').set('Cookie', here).expect(403)
    await supertest(app).post('/api/sign-out').set('Cookie', here).send({ everywhere: true }).expect(200, { ended: 2 })
    await supertest(app).get('/api/tasks').set('Cookie', there).expect(401)
    const again = cookieOf(await signIn(app))
    await supertest(app).post('/api/people/ana/sign-out').set('Cookie', bo).expect(200, { ended: 1 })

    await supertest(app).get('/api/tasks').set('Cookie', again).expect(401)
  })

  it('that ends, ends what its pages are told as well', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const { app, signIn: kept } = closed()
    const cookie = cookieOf(await signIn(app))
    const server = app.listen(0)
    const { port } = server.address() as { port: number }
    const stream = await fetch(`http://127.0.0.1:${port}/api/live`, { headers: { cookie } })
    vi.advanceTimersByTime(20_000)
    kept.sessions.clear()
    vi.advanceTimersByTime(20_000)

    expect(await stream.text()).toMatch(/^retry: 2000\n\n/)
    vi.useRealTimers()
    server.close()
  })

  it('of somebody who leaves ends what its pages are told as well', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const now = { organisation }
    const { app } = closed({ catalogue: { ...fakes().deps.catalogue, organisation: async () => now.organisation } })
    const server = app.listen(0)
    const { port } = server.address() as { port: number }
    const stream = await fetch(`http://127.0.0.1:${port}/api/live`, { headers: { cookie: cookieOf(await signIn(app)) } })
    vi.advanceTimersByTime(20_000)
    now.organisation = { ...organisation, people: { ...organisation.people, ana: { ...organisation.people['ana']!, active: false } } }
    vi.advanceTimersByTime(20_000)

    expect(await stream.text()).toMatch(/^retry: 2000\n\n/)
    vi.useRealTimers()
    server.close()
  })

  it('is worth nothing once its person has left', async () => {
    const { app, signIn: kept } = closed()
    const gone = await kept.parts.sessions.begin('gone', 'password', 0)
    await supertest(app).get('/api/tasks').set('Cookie', `__Host-evenkeel=${gone}`).expect(401)
  })

  it('never makes the page of one person act as the next who signs in', async () => {
    const { app, asked } = closed()
    const cookie = cookieOf(await signIn(app))
    const { body } = await supertest(app).post('/api/cases/c1/steps/inspect/claim').set({ Cookie: cookie, 'X-Evenkeel-Person': 'bo' }).send({ commandId: 'x' }).expect(401)
    expect(body).toMatchObject({ code: 'sign-in-needed', detail: expect.stringContaining('this page belongs to "bo", and "ana" is signed in now') })
    expect(asked.commands).toEqual([])
  })
})

describe('who has an account cannot be found out', () => {
  it('by what is answered, nor by what is done: a wrong password, a stranger, somebody who left and somebody without a password are the same', async () => {
    const { app, signIn: kept } = closed()
    const answers = []
    for (const [name, password] of [['ana', 'wrong'], ['nobody', 'wrong'], ['gone', PASSWORD], ['bo', PASSWORD], ['__proto__', 'x'], ['bo@shop.test', 'x']] as const) {
      const { status, body, headers } = await signIn(app, name, password)
      answers.push({ status, body: { ...body, requestId: '' }, cookie: headers['set-cookie'] })
    }
    expect(new Set(answers.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, body: { code: 'wrong-password', detail: 'the name or the password is wrong' }, cookie: undefined })
    // A password was worked out each time, for a stranger as well.
    expect(kept.checked).toEqual(['ana', null, null, 'bo', null, 'bo'])
  })
})

it('that an id and a mail address are of the same person cannot be told by how slow they have become', async () => {
  const { app, signIn: kept } = closed()
  for (let tries = 0; tries < 6; tries++) await signIn(app, 'ana', 'guess').expect(401)
  expect(kept.waited).toEqual([250])

  await signIn(app, 'ana@shop.test', 'guess').expect(401)
  expect(kept.waited).toEqual([250])
  // However the same name is written, it is as slow: that it is nobody's shows no other way.
  await signIn(app, ' ANA ', 'guess').expect(401)
  for (let tries = 0; tries < 5; tries++) await signIn(app, 'nobody', 'guess').expect(401)
  await signIn(app, ' Nobody', 'guess').expect(401)
  expect(kept.waited).toEqual([250, 500, 250])
})

describe('guessing passwords', () => {
  it('ends in 429 for the address that does it, with when to come back, and costs nobody else anything', async () => {
    const { app } = closed()
    const statuses = []
    for (let tries = 0; tries < 40; tries++) statuses.push((await signIn(app, `person${tries}`, 'guess')).status)
    const { body, headers } = await signIn(app)

    expect(statuses.filter((status) => status === 401)).toHaveLength(30)
    expect(statuses.slice(30).every((status) => status === 429)).toBe(true)
    expect(body.code).toBe('too-many-requests')
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  })

  it('at one account gets slower with each wrong one, and its owner still gets in', async () => {
    const { app, signIn: kept } = closed()
    for (let tries = 0; tries < 12; tries++) await signIn(app, 'ana', 'guess').expect(401)

    await signIn(app).expect(200)

    expect(kept.waited).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
    await signIn(app).expect(200)
    expect(kept.waited).toHaveLength(8)
  })

  it('by many at once waits in a short line, and whoever comes after it is asked to wait', async () => {
    const waits: (() => void)[] = []
    const slow = createSlowDown(() => 0, () => new Promise((resolve) => void waits.push(resolve)))
    for (let tries = 0; tries < 5; tries++) { await slow.enter('ana'); slow.leave('ana', false) }
    const line = Array.from({ length: 12 }, () => slow.enter('ana'))
    waits.forEach((go) => go())

    expect((await Promise.all(line)).filter((in_) => !in_)).toHaveLength(2)
    expect(await slow.enter('bo')).toBe(true)
  })

  it('is forgotten after a quarter of an hour', async () => {
    let now = 0
    const waited: number[] = []
    const slow = createSlowDown(() => now, async (ms) => void waited.push(ms))
    for (let tries = 0; tries < 8; tries++) { await slow.enter('ana'); slow.leave('ana', false) }
    now = 15 * 60_000
    await slow.enter('ana')
    expect(waited).toEqual([250, 500, 1000])
  })
})

describe('a token', () => {
  const erp = { Authorization: `Bearer ${ERP_TOKEN}` }

  it('of another system opens cases for its roles, as itself, and reads those', async () => {
    const { app, asked } = closed({ reader: { ...fakes().deps.reader, case: async () => ({ ...(await fakes().deps.reader.case('c1'))!, summary: { ...(await fakes().deps.reader.case('c1'))!.summary, openedBy: 'integration:erp' } }) } })
    await supertest(app).post('/api/cases').set(erp).send({ sop: 'returns', fields: { return_id: 'R1' } }).expect(201)
    await supertest(app).get('/api/cases/c1').set(erp).expect(200)
    expect(asked.opened[0]).toMatchObject({ openedBy: 'integration:erp' })
  })

  it('opens no case of a SOP that is not for its roles', async () => {
    const { app, signIn: kept } = closed()
    kept.tokens.set('ek_other', { ...kept.tokens.get(ERP_TOKEN)!, roles: ['warehouse'] })
    await supertest(app).post('/api/cases').set({ Authorization: 'Bearer ek_other' }).send({ sop: 'returns', fields: { return_id: 'R1' } }).expect(403)
  })

  it('sees no people, and is refused as a stranger once it is revoked, whatever cookie comes with it', async () => {
    const { app, signIn: kept } = closed()
    const cookie = cookieOf(await signIn(app))
    expect((await supertest(app).get('/api/session').set(erp)).body).toMatchObject({ person: null, people: [] })
    await kept.parts.tokens.revoke('7', 0)
    const { body } = await supertest(app).get('/api/sops').set({ ...erp, Cookie: cookie }).expect(401)
    expect(body.detail).toContain('the token is unknown or was revoked')
  })

  it('of a person acts as that person and through the channel that it says', async () => {
    const { app, signIn: kept, asked } = closed()
    kept.tokens.set('ek_ana', { ...kept.tokens.get(ERP_TOKEN)!, person: 'ana' })
    await supertest(app).post('/api/cases/c1/steps/inspect/claim').set({ Authorization: 'Bearer ek_ana', 'X-Evenkeel-Via': 'cli' }).send({ commandId: 'x' }).expect(200)
    expect(asked.commands[0]?.command).toMatchObject({ by: 'ana', via: 'cli' })
  })

  it('is made and revoked by admins, for roles and people that there are', async () => {
    const admin = { ...organisation, people: { ...organisation.people, ana: { ...organisation.people['ana']!, access: ['admin'] as const } } }
    const { app } = fakes({ catalogue: { ...fakes().deps.catalogue, organisation: async () => admin } })
    const post = (path: string, body: object) => supertest(app).post(path).set('X-Evenkeel-Person', 'ana').send(body)

    expect((await post('/api/tokens', { name: 'wms', roles: ['support'] }).expect(201)).body).toEqual({ id: 'wms', token: 'ek_wms' })
    const { body } = await supertest(app).get('/api/tokens').set('X-Evenkeel-Person', 'ana').expect(200)
    expect(body.tokens).toMatchObject([{ id: '7', name: 'erp', lastUsedAt: null }, { name: 'wms', roles: ['support'] }])
    expect(JSON.stringify(body)).not.toContain('ek_')
    await post('/api/tokens', { name: 'x', roles: ['chief'] }).expect(422)
    await post('/api/tokens', { name: 'x', person: 'gone' }).expect(422)
    await post('/api/tokens/7/revoke', {}).expect(200)
    await post('/api/tokens/7/revoke', {}).expect(404)
  })

  it('that asks ten thousand times a minute is held up with 429, and nobody else is', async () => {
    const { app, signIn: kept } = closed()
    kept.tokens.set('ek_calm', { ...kept.tokens.get(ERP_TOKEN)!, name: 'calm' })
    const server = app.listen(0)
    const statuses: number[] = []
    for (let round = 0; round < 20; round++) statuses.push(...(await Promise.all(Array.from({ length: 35 }, () => supertest(server).get('/api/sops').set(erp)))).map(({ status }) => status))
    const calm = await supertest(server).get('/api/sops').set('Authorization', 'Bearer ek_calm')
    server.close()

    expect(statuses.filter((status) => status === 200)).toHaveLength(600)
    expect(statuses.slice(600).every((status) => status === 429)).toBe(true)
    expect(calm.status).toBe(200)
  })
})

describe('a page of another site', () => {
  const NEIGHBOURS = [{ 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { Origin: 'https://evil.test' }, { Origin: 'https://ops.shop.test.evil.test' }, { Origin: 'http://ops.shop.test:81' }, { Origin: 'null' }]
  it.each(NEIGHBOURS)('acts for nobody who is signed in: %j', async (headers) => {
    const { app, asked } = closed()
    const cookie = cookieOf(await signIn(app))
    const { body } = await supertest(app).post('/api/cases/c1/steps/inspect/claim').set({ Cookie: cookie, ...headers }).send({ commandId: 'x' }).expect(403)
    expect(body.code).toBe('cross-site')
    await supertest(app).post('/api/sign-out').set({ Cookie: cookie, ...headers }).expect(403)
    await signIn(app).set(headers).expect(403)
    expect(asked.commands).toEqual([])
    await supertest(app).get('/api/tasks').set('Cookie', cookie).expect(200)
  })

  it.each([{ Origin: 'https://ops.shop.test' }, { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://localhost:5173' }, {}])('and our own does: %j', async (headers) => {
    const { app } = closed()
    await supertest(app).post('/api/cases/c1/steps/inspect/claim').set({ Cookie: cookieOf(await signIn(app)), ...headers }).send({ commandId: 'x' }).expect(200)
  })

  it('cannot pass a form off as a command either', async () => {
    const { app, asked } = closed()
    const cookie = cookieOf(await signIn(app))
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      await supertest(app).post('/api/cases/c1/steps/inspect/claim').set({ Cookie: cookie, 'Content-Type': type }).send('{"commandId":"x"}').expect(415)
    expect(asked.commands).toEqual([])
  })
})

it('neither a password nor a token reaches the log', async () => {
  const lines: string[] = []
  const log = new Proxy(fakes().deps.log, { get: (target, name) => (name === 'info' || name === 'warn' || name === 'error' ? (...said: unknown[]) => lines.push(JSON.stringify(said)) : Reflect.get(target, name)) })
  const { app } = closed({ log })
  await signIn(app, 'ana', 'canary-password')
  await supertest(app).get('/api/tasks').set('Authorization', 'Bearer canary-token')
  await supertest(app).get('/api/tasks').set('Cookie', '__Host-evenkeel=canary-secret')
  expect(lines.length).toBeGreaterThan(3)
  expect(lines.join()).not.toContain('canary')
})

it('one line of the log is one line, whatever stands in a name', async () => {
  const { app } = closed({ signIn: fakeSignIn().parts })
  const { status, body } = await signIn(app, 'ana\n{"level":30,"msg":"forged"}', 'x')
  expect([status, body.detail]).toEqual([401, 'the name or the password is wrong'])
})
