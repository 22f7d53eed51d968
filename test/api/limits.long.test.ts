import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf } from '../../api/limits.ts'
import { drain, PATIENCE, serve } from '../../api/serve.ts'

const MB = 1024 * 1024
const AS_ANA = { 'X-Evenkeel-Person': 'ana' }
const JSON_BODY = { ...AS_ANA, 'Content-Type': 'application/json' }

describe('what is too much', () => {
  let child: ChildProcess
  let url = ''
  const ask = async (what: string): Promise<number> => {
    child.send(what)
    const [{ rss }] = (await once(child, 'message')) as [{ rss: number }]
    return rss
  }
  beforeAll(async () => {
    child = fork(fileURLToPath(new URL('limits-child.ts', import.meta.url)), { execArgv: ['--import', 'tsx', '--expose-gc'] })
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    url = `http://127.0.0.1:${port}`
    // What is loaded with the first request is not counted against those after it.
    for (let time = 0; time < 20; time++) await fetch(`${url}/api/cases`, { method: 'POST', headers: JSON_BODY, body: '{"sop":"nope"}' }).then((answer) => answer.text())
  }, 60_000)
  afterAll(() => void child.kill())

  const many = (count: number, of: (index: number) => string, between: string): string => Array.from({ length: count }, (_, index) => of(index)).join(between)
  const bodies: readonly (readonly [string, number, string, () => RequestInit])[] = [
    ['a body of 10 MiB', 413, '/api/cases', () => ({ method: 'POST', headers: JSON_BODY, body: Buffer.alloc(10 * MB, 0x20) })],
    ['a body of 10 MiB that does not say how long it is', 413, '/api/cases', () => ({ method: 'POST', headers: JSON_BODY, body: new Blob([Buffer.alloc(10 * MB, 0x20)]).stream(), duplex: 'half' }) as RequestInit],
    ['a webhook of 10 MiB', 413, '/hooks/shop', () => ({ method: 'POST', headers: JSON_BODY, body: Buffer.alloc(10 * MB, 0x61) })],
    ['a small gzip that unpacks to 100 MB', 413, '/api/cases', () => ({ method: 'POST', headers: { ...JSON_BODY, 'Content-Encoding': 'gzip' }, body: gzipSync(Buffer.alloc(100 * MB, 0x20)) })],
    ['a webhook in gzip', 415, '/hooks/shop', () => ({ method: 'POST', headers: { ...JSON_BODY, 'Content-Encoding': 'gzip' }, body: gzipSync('{}') })],
    ['a file of 13 MiB', 413, '/api/evidence', () => ({ method: 'POST', headers: { ...AS_ANA, 'Content-Type': 'image/jpeg' }, body: Buffer.alloc(13 * MB) })],
    ['a form of 100,000 parameters', 415, '/api/cases', () => ({ method: 'POST', headers: { ...AS_ANA, 'Content-Type': 'application/x-www-form-urlencoded' }, body: many(100_000, (index) => `a${index}=1`, '&') })],
    ['JSON of 100,000 fields', 413, '/api/cases', () => ({ method: 'POST', headers: JSON_BODY, body: `{"sop":"returns","fields":{${many(100_000, (index) => `"a${index}":1`, ',')}}}` })],
    ['an address of 100,000 parameters', 431, `/api/cases?${many(100_000, () => 'a=1', '&')}`, () => ({ headers: AS_ANA })],
  ]

  it.each(bodies)('is refused within a second and costs no memory: %s', async (_what, status, path, request) => {
    // A machine that does other things too is slow at times, and not each time.
    const took: number[] = []
    for (let time = 0; time < 3 && !(Math.min(...took) < 1_000); time++) {
      const prepared = request()
      const before = await ask('begin')
      const began = performance.now()
      const answer = await fetch(url + path, prepared).catch(() => undefined)
      took.push(performance.now() - began)
      // Whoever is still sending may hear that nobody listens any more instead of why.
      expect(answer?.status ?? status).toBe(status)
      expect((await ask('end')) - before).toBeLessThan(50 * MB)
    }

    expect(Math.min(...took)).toBeLessThan(1_000)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  }, 20_000)
})

describe('whoever sends slowly', () => {
  const patience = { headersMs: 150, requestMs: 300, lookMs: 20 }

  it.each([
    ['headers that never end', ['GET / HTTP/1.1\r\nHost: x\r\n', ...Array.from({ length: 1_000 }, (_, index) => `X-${index}: y\r\n`)]],
    ['a body that never comes', ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n', ...Array.from({ length: 900 }, () => 'a')]],
  ])('is answered 408 and cut off, while others are served: %s', async (_what, pieces) => {
    const server = await serve((request, response) => void request.on('end', () => response.end('there')).resume(), '127.0.0.1', 0, patience)
    const { port } = server.address() as AddressInfo
    const slow = connect(port, '127.0.0.1')
    slow.on('error', () => undefined)
    let heard = ''
    slow.on('data', (data) => { heard += String(data) })
    const over = once(slow, 'close')
    const drip = setInterval(() => { const piece = pieces.shift(); if (piece !== undefined && slow.writable) slow.write(piece) }, 5)

    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('there')
    await over

    clearInterval(drip)
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    await drain(server)
  })

  it('has ten seconds for the headers and thirty for all, by default', async () => {
    const server = await serve((_request, response) => response.end(), '127.0.0.1', 0)
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 30_000])
    expect(PATIENCE.lookMs).toBeLessThanOrEqual(1_000)
    await drain(server)
  })
})

describe('a limit that cannot be read', () => {
  it.each(['', '1', '1 mb', '1mbb', '1.5mb', '-1mb', '0mb', 'infinity', 'NaN', '1e9mb', 'mb', '99999mb', 'toString'])('refuses the start instead of being none: "%s"', (text) => {
    expect(() => bytesOf(text)).toThrow(`"${text}" is no limit`)
  })

  it('is in no body parser here, because all of them have theirs from one place', () => {
    const folder = fileURLToPath(new URL('../../api', import.meta.url))
    const parsers = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
      .flatMap((name) => readFileSync(join(folder, name), 'utf8').match(/(?:\braw|express\.(?:json|urlencoded|text))\(\{.*/g) ?? [])
    expect(parsers).toHaveLength(5)
    for (const call of parsers) expect(call).toMatch(/limit: LIMITS\.\w+/)
  })
})
