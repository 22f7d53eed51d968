import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import supertest from 'supertest'
import { afterEach, expect, test } from 'vitest'
import type { ApiSettings } from '../../api/deps.ts'
import { fakes, NOW } from './fakes.ts'

const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

const settings = (over: Partial<ApiSettings>) => ({ ...fakes().deps.settings, ...over })

function builtConsole(): string {
  const folder = mkdtempSync(join(tmpdir(), '.console-'))
  undo.push(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Evenkeel</title>')
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'start()')
  return folder
}

test('a link into the console opens it, wherever in it the link leads', async () => {
  const { app } = fakes({ settings: settings({ consoleDir: builtConsole() }) })

  for (const path of ['/', '/cases/7K2M9QXA4D', '/cases/c1/steps/books.goods']) {
    const { text, headers } = await supertest(app).get(path).set('Accept', 'text/html').expect(200)
    expect(text, path).toContain('<title>Evenkeel</title>')
    expect(headers['cache-control'], path).toBe('no-cache')
  }
})

test('what is built under a name of its own is kept by browsers, and a file that is gone is 404 and no page', async () => {
  const { app } = fakes({ settings: settings({ consoleDir: builtConsole() }) })

  const { headers } = await supertest(app).get('/assets/main-abc123.js').expect(200)
  const gone = await supertest(app).get('/assets/main-old.js').expect(404)

  expect(headers['cache-control']).toContain('immutable')
  expect(gone.body).toMatchObject({ code: 'unknown-address' })
})

test('nothing outside the built console is served', async () => {
  const { app } = fakes({ settings: settings({ consoleDir: builtConsole() }) })

  for (const path of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json', '/.env']) {
    const { status } = await supertest(app).get(path)
    expect([400, 403, 404], path).toContain(status)
  }
})

test('a console that is not built says how to build it', async () => {
  const { body } = await supertest(fakes().app).get('/').set('Accept', 'text/html').expect(404)

  expect(body).toMatchObject({ code: 'no-console', detail: expect.stringContaining('npm run build') })
})

test('the strip of the demo is passed on to its supervisor', async () => {
  const asked: string[] = []
  const supervisor = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end(JSON.stringify(request.url === '/return' ? { label: '#2042' } : { alive: true, pid: 7, restarts: 1 }))
  }).listen(0)
  undo.push(() => supervisor.close())
  const { app } = fakes({ settings: settings({ demoControl: `http://127.0.0.1:${(supervisor.address() as AddressInfo).port}` }) })

  const now = await supertest(app).get('/api/demo').expect(200)
  const sent = await supertest(app).post('/api/demo/return').expect(200)
  const worker = await supertest(app).get('/api/demo/worker').expect(200)

  expect(now.body).toEqual({ now: new Date(NOW).toISOString().replace('.000', '') })
  expect([sent.body, worker.body]).toEqual([{ label: '#2042' }, { alive: true, pid: 7, restarts: 1 }])
  expect(asked).toEqual(['POST /return', 'GET /worker'])
})

test('a supervisor that is gone is told as such', async () => {
  const { app } = fakes({ settings: settings({ demoControl: 'http://127.0.0.1:9' }) })

  const { body } = await supertest(app).post('/api/demo/kill-worker').expect(502)

  expect(body).toMatchObject({ code: 'demo-unreachable', detail: expect.stringContaining('/kill-worker') })
})
