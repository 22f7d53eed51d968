import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import supertest from 'supertest'
import { afterEach, expect, test } from 'vitest'
import type { Server } from 'node:http'
import { doubledKey } from '../../api/doubled-key.ts'
import { jsonErrorOffset } from '../../api/json-error.ts'
import { openapi } from '../../api/openapi.ts'
import { Away } from '../../domain/away.ts'
import { fakes, signed } from './fakes.ts'

const AS_ANA = { 'X-Evenkeel-Person': 'ana' }
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const post = (app: Parameters<typeof supertest>[0], body: string, headers: object = {}) =>
  supertest(app)
    .post('/api/cases')
    .set(AS_ANA)
    .set({ 'Content-Type': 'application/json', ...headers })
    .send(body)

test.each([
  ['{"sop": }', 8],
  ['{"sop":"a",}', 11],
  ['[1,2', 4],
  ['{"a":"b', 7],
  ['nope', 1],
  ['{"a":1}x', 7],
  ['{"a":-}', 6],
])('malformed JSON %s is placed at its first wrong character', (text, offset) => {
  expect(jsonErrorOffset(text)).toBe(offset)
})

test('malformed JSON is 400 and says where it goes wrong', async () => {
  const { body } = await post(fakes().app, '{"sop":\n "a",}').expect(400)

  expect(body).toMatchObject({ code: 'malformed-json' })
  expect(body.detail).toBe('the body is not JSON: unexpected "}" at position 13 (line 2, column 6)')
})

test.each(['null', '"sop"', '7'])('JSON that is no object, such as %s, is not said to end too early', async (text) => {
  const { body } = await post(fakes().app, text).expect(400)

  expect(body).toMatchObject({ code: 'malformed-json', detail: expect.stringContaining('is JSON and no object') })
})

test('a body over 1 MiB is 413, and a small gzip that unpacks to more is too', async () => {
  const { gzipSync } = await import('node:zlib')
  const { app } = fakes()

  const plain = await post(app, JSON.stringify({ sop: 'x'.repeat(1_100_000) })).expect(413)
  const bomb = await supertest(app)
    .post('/api/cases')
    .set(AS_ANA)
    .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
    .serialize((value) => value as never)
    .send(gzipSync(Buffer.alloc(20_000_000, 0x20)) as never)
    .expect(413)

  expect(plain.body.code).toBe('body-too-large')
  expect(bomb.body.code).toBe('body-too-large')
})

test('a body that is no JSON is 415, also when it could pass for a form', async () => {
  const { body } = await post(fakes().app, 'sop=returns', { 'Content-Type': 'application/x-www-form-urlencoded' }).expect(415)

  expect(body.code).toBe('unsupported-media-type')
})

test('JSON nested a hundred thousand deep is 400 and the process lives', async () => {
  const { app } = fakes()

  const { body } = await post(app, '['.repeat(100_000) + ']'.repeat(100_000)).expect(400)

  expect(body.code).toBe('too-deep')
  await supertest(app).get('/healthz').expect(200)
})

test('JSON in another encoding than UTF-8 is 415, because its depth could not be seen', async () => {
  const body = Buffer.from(`{"sop":"a \\" b","fields":{"x":${'['.repeat(100)}${']'.repeat(100)}}}`, 'utf16le')
  const answer = await supertest(fakes().app)
    .post('/api/cases')
    .set(AS_ANA)
    .set('Content-Type', 'application/json; charset=utf-16le')
    .serialize((value) => value as never)
    .send(body as never)
    .expect(415)

  expect(answer.body.code).toBe('unsupported-media-type')
})

test('another site’s page can ask for nothing, not even without a body', async () => {
  const { app } = fakes()

  const { body } = await supertest(app).post('/api/demo/kill-worker').set('Sec-Fetch-Site', 'cross-site').expect(403)

  expect(body.code).toBe('cross-site')
  await supertest(app).get('/api/session').set('Sec-Fetch-Site', 'cross-site').expect(200)
  await supertest(app).post('/api/session').set('Sec-Fetch-Site', 'same-origin').send({ person: 'ana' }).expect(200)
})

test.each(['/api/cases/a%00b', '/api/cases/c1/steps/a%00b', '/api/cases?sop=%00', '/api/cases?assignee=%00', '/api/cases?before=%00'])(
  'a NUL is in no name: %s is 422 and asks nobody',
  async (path) => {
    const { app, asked } = fakes()

    const { body } = await supertest(app).get(path).set(AS_ANA).expect(422)

    expect(body.code).toBe('wrong-request')
    expect(asked.filters).toEqual([])
  },
)

test.each([
  ['{"sop":"returns","fields":{},"sop":"refunds"}', 'sop'],
  ['{"sop":"returns","fields":{"a":1,"b":[{"c":1,"c" : 1}]}}', 'c'],
  ['{"sop":"returns","fields":{},"s\\u006fp":"refunds"}', 'sop'],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
])('a name that stands twice in one object is 400, for nobody knows which was meant: %s', async (text, name) => {
  const { app, asked } = fakes()

  const { body } = await post(app, text).expect(400)

  expect(body).toMatchObject({ code: 'doubled-name', detail: `the body has "${name}" twice in one object: send it once` })
  expect(asked.opened).toEqual([])
})

test.each(['{"a":{"c":1},"b":{"c":1}}', '{"a":"\\",\\"a\\":","b":"a"}', '[{"a":1},{"a":1},["a","a"]]', '{"a":"a","b":["b","b"]}', '{}', '"a"'])('the same name in other objects, in lists and in texts is no second one: %s', (text) => {
  expect(JSON.parse(text)).toBeDefined()
  expect(doubledKey(text)).toBeUndefined()
})

test('names are looked through as far as a body may be long, quickly', () => {
  const began = process.cpuUsage()
  for (const text of ['{"a":'.repeat(170_000), '"\\u0061'.repeat(120_000), `{${Array.from({ length: 90_000 }, (_none, index) => `"k${index}":1`).join()}}`, `{"a"${' '.repeat(1_000_000)}`]) expect(doubledKey(text)).toBeUndefined()
  const { user, system } = process.cpuUsage(began)
  expect((user + system) / 1_000).toBeLessThan(2_000)
})

test('brackets inside text are text', async () => {
  const { body } = await post(fakes().app, JSON.stringify({ sop: '['.repeat(60) })).expect(404)

  expect(body.code).toBe('unknown-sop')
})

test('names of the prototype are plain names', async () => {
  const { app } = fakes()

  await post(app, '{"sop":"returns","fields":{"__proto__":{"polluted":1}}}')
  await post(app, '{"sop":"constructor"}').expect(404)

  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test.each([
  ['PUT', '/api/cases'],
  ['DELETE', '/api/cases/c1'],
  ['GET', '/api/cases/c1/cancel'],
  ['HEAD', '/hooks/shop'],
  ['TRACE', '/hooks/shop'],
  ['POST', '/healthz'],
])('%s %s is 405 with what is allowed', async (method, path) => {
  const server = fakes().app.listen(0)
  servers.push(server)

  const { status, allow } = await new Promise<{ status: number | undefined; allow: string | undefined }>((resolve, reject) => {
    httpRequest({ port: (server.address() as AddressInfo).port, method, path, headers: AS_ANA }, (answer) =>
      resolve({ status: answer.statusCode, allow: answer.headers.allow }),
    )
      .on('error', reject)
      .end()
  })

  expect(status).toBe(405)
  expect(allow).toMatch(/GET|POST/)
})

test.each(['/api/nothing', '/api//cases', '/api/cases/c1/steps', '/hooks/shop/', '/hooks/SHOP', '/hooks/shop;x', '/hooks/shop%2e'])(
  '%s leads nowhere',
  async (path) => {
    const answer = await supertest(fakes().app).post(path).set(AS_ANA).set('Content-Type', 'application/json').send('{}')

    expect(answer.status).toBe(404)
  },
)

test.each([
  '/api/cases', '/API/cases', '//api/cases', '/api/cases/', '/api/cases.', '/api/cases.json', '/api/cases;.js', '/api/cases%00', '/api/%63ases', '/api/./cases', '/api/cases/configs', '/api/session/../cases',
  '/healthz/../api/cases', '/hooks/../api/cases', '/hooks/%2e%2e/api/cases', '/hooks/..%2fapi/cases', '/assets/../api/cases', '/api/cases/c1', '/api/cases/c1.js', '/api/cases/%2e%2e/tasks', '/api/tasks?x=/api/session',
])('%s tells nothing to whoever has not signed in, however it is spelled', async (path) => {
  const { app, asked } = fakes()
  const server = app.listen(0)
  servers.push(server)

  // As it stands: other clients tidy an address up before they send it.
  const { status, text } = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    httpRequest({ port: (server.address() as AddressInfo).port, path }, (answer) => {
      let body = ''
      answer.on('data', (part: Buffer) => { body += part.toString() }).on('end', () => resolve({ status: answer.statusCode, text: body }))
    }).on('error', reject).end()
  })

  expect([400, 401, 404]).toContain(status)
  expect(text).toContain('"code"')
  expect(asked.filters).toEqual([])
})

test('an address that cannot be decoded is 400, not 500', async () => {
  await supertest(fakes().app).get('/api/cases/%E0%A4%A').set(AS_ANA).expect(400)
})

test('every route is described, and every description has its route', () => {
  const described = Object.entries(openapi().paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item ?? {}).map((method) => `${method} ${path}`),
  )
  const served = routesOf(fakes().app.router.stack as unknown as Layer[]).map((route) => route.replace(/:(\w+)/g, '{$1}'))

  expect([...new Set(served)].toSorted()).toEqual(described.toSorted())
})

interface Layer {
  route?: { path: string; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
  matchers?: ((path: string) => unknown)[]
}
/** Routers are mounted at these; Express 5 keeps no text of it. */
function routesOf(stack: Layer[], prefix = ''): string[] {
  return stack.flatMap((layer) => {
    if (layer.route)
      return Object.keys(layer.route.methods)
        .filter((method) => method !== '_all')
        .map((method) => `${method} ${prefix}${layer.route?.path}`)
    const mounted = ['/api', '/hooks'].find((at) => layer.matchers?.[0]?.(at) && !layer.matchers[0]('/elsewhere')) ?? ''
    return layer.handle.stack ? routesOf(layer.handle.stack, prefix + mounted) : []
  })
}

test('the description is OpenAPI 3.1', async () => {
  const { body } = await supertest(fakes().app).get('/api/openapi.json').expect(200)

  expect(body.openapi).toBe('3.1.0')
  expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(['Case', 'Task', 'Problem']))
})

test('a name that is not ours is refused, because it may be somebody else’s page', async () => {
  const { app } = fakes({ settings: { ...fakes().deps.settings, hosts: ['127.0.0.1', 'localhost'] } })

  await supertest(app).get('/healthz').set('Host', 'localhost:3000').expect(200)
  const { body } = await supertest(app).get('/healthz').set('Host', 'evil.test').expect(421)

  expect(body.code).toBe('wrong-host')
})

test('pages may load nothing from elsewhere and nobody may frame them', async () => {
  const { headers } = await supertest(fakes().app).get('/healthz').expect(200)

  expect(headers['content-security-policy']).toContain("default-src 'self'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
  expect(headers['x-powered-by']).toBeUndefined()
})

test('ready names each thing that is not', async () => {
  const checks = {
    engine: async () => 'answers',
    database: async () => {
      throw new Error('out of reach')
    },
    migrations: async () => 'up to date',
  }

  const { body } = await supertest(fakes({ checks }).app).get('/readyz').expect(503)

  expect(body).toEqual({
    ready: false,
    checks: [
      { name: 'engine', ok: true, detail: 'answers' },
      { name: 'database', ok: false, detail: 'out of reach' },
      { name: 'migrations', ok: true, detail: 'up to date' },
    ],
  })
})

test('metrics count by the pattern of an address, never by the address', async () => {
  const { app } = fakes()
  await supertest(app).get('/api/cases/c1').set(AS_ANA)

  const { text } = await supertest(app).get('/metrics').expect(200)

  expect(text).toContain('route="/api/cases/:caseId"')
  expect(text).not.toContain('c1"')
})

test('without a demo its addresses do not exist', async () => {
  const { body } = await supertest(fakes().app).get('/api/demo').expect(404)

  expect(body.code).toBe('no-demo')
})

test('a page that listens is told which case changed, and is forgotten when it leaves', async () => {
  const { app, tell, listening } = fakes()
  const server = app.listen(0)
  servers.push(server)
  const leave = new AbortController()

  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/live`, { signal: leave.signal, headers: AS_ANA })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  await reader.read()
  tell('c7')
  const { value } = await reader.read()
  leave.abort()
  await expect.poll(listening).toBe(0)

  expect(answer.headers.get('content-type')).toContain('text/event-stream')
  expect(value).toBe('event: changed\ndata: {"caseId":"c7"}\n\n')
})

test('a page that stopped reading is let go, and comes back when it reads again', async () => {
  const { app, tell, listening } = fakes()
  const server = app.listen(0)
  servers.push(server)
  const request = httpRequest({ port: (server.address() as AddressInfo).port, path: '/api/live', headers: AS_ANA })
  const response = await new Promise<IncomingMessage>((resolve) => request.on('response', resolve).end())
  response.on('error', () => undefined).pause()

  for (let told = 0; told < 500 && listening() > 0; told++) {
    tell('c'.repeat(100_000))
    await new Promise((resolve) => setImmediate(resolve))
  }

  expect(listening()).toBe(0)
})

test('after a gap the streams end, because a page that reconnects reads everything again', async () => {
  const { app, tell } = fakes()
  const server = app.listen(0)
  servers.push(server)

  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/live`, { headers: AS_ANA })
  tell(undefined)

  expect(await answer.text()).toBe('retry: 2000\n\n')
})

test('what changes while a stream is ending ends no process', async () => {
  const { app, tell } = fakes()
  const server = app.listen(0)
  servers.push(server)
  const thrown: unknown[] = []
  const caught = (error: unknown): void => void thrown.push(error)
  process.prependOnceListener('uncaughtException', caught)

  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/live`, { headers: AS_ANA })
  tell(undefined)
  tell('c7')
  await answer.text()
  process.off('uncaughtException', caught)

  expect(thrown).toEqual([])
})

test('a signed webhook is stored and answered; again it is a repeat', async () => {
  const { app, asked } = fakes()
  const send = () =>
    supertest(app)
      .post('/hooks/shop')
      .set({ 'Content-Type': 'application/json', 'X-Sign': signed('{"id": 820982911946154508}'), 'X-Id': 'd1' })
      .send('{"id": 820982911946154508}')

  expect((await send().expect(200)).body).toEqual({ received: 'stored' })
  expect((await send().expect(200)).body).toEqual({ received: 'repeat' })
  expect(asked.stored[0]?.body).toBe('{"id": 820982911946154508}')
})

test('a wrong or missing signature is 401 and stores nothing', async () => {
  const { app, asked } = fakes()

  await supertest(app).post('/hooks/shop').set('X-Sign', signed('{}')).send('{ }').expect(401)
  await supertest(app).post('/hooks/shop').expect(401)

  expect(asked.stored).toEqual([])
})

test('a webhook over 1 MiB is 413, a compressed one 415, one for a source that is off says how to have it on', async () => {
  const { app } = fakes()

  await supertest(app).post('/hooks/shop').set('Content-Type', 'application/json').send('x'.repeat(1_100_000)).expect(413)
  await supertest(app).post('/hooks/shop').set({ 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' }).send('{}').expect(415)
  const off = await supertest(app).post('/hooks/shopify').send('{}').expect(404)

  expect(off.body).toMatchObject({ code: 'source-off', detail: 'shopify webhooks are off: set "SHOPIFY_WEBHOOK_SECRET"' })
})

test('before an organisation is published everybody is told that this is what is missing', async () => {
  const organisation = () => Promise.reject(Object.assign(new Away('database', 'no organisation is published'), { code: 'no-organisation' }))
  const catalogue = { all: async () => [], publishedAt: async () => ({}), current: async () => undefined, organisation }

  const { body } = await supertest(fakes({ catalogue }).app).get('/api/session').expect(503)

  expect(body).toMatchObject({ code: 'no-organisation', detail: 'no organisation is published' })
})

test('nothing is answered 2xx that the database did not keep', async () => {
  const inbox = {
    store: async () => {
      throw new Away('database', 'the database is read-only: nothing was kept')
    },
  }

  const { body } = await supertest(fakes({ inbox }).app)
    .post('/hooks/shop')
    .set('X-Sign', signed('{}'))
    .set('Content-Type', 'application/json')
    .send('{}')
    .expect(503)

  expect(body).toMatchObject({ code: 'database-unreachable', detail: 'the database is read-only: nothing was kept' })
})
