import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { lookup } from 'node:dns'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { createHttp } from '../../../adapters/http/connector.ts'
import { guardedLookup, isPublic } from '../../../adapters/http/guard.ts'
import { parseExactly } from '../../../adapters/http/json.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import type { Connector } from '../../../domain/ports.ts'
import { aCall, failureOf } from '../shopify/call.ts'

let seen: { method: string; path: string; headers: IncomingMessage['headers']; body: string }[]
let reply: (response: ServerResponse) => void
let host: string
let http: Connector
const server = createServer((request, response) => void text(request).then((body) => {
  seen.push({ method: request.method!, path: request.url!, headers: request.headers, body })
  reply(response)
}))
beforeEach(async () => {
  seen = []
  reply = (response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}')
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  http = createHttp({ allowHosts: [host], timeoutMs: 300 })
})
afterEach(() => {
  server.closeAllConnections()
  return new Promise((done) => server.close(done))
})
const get = (url: string) => http.perform(aCall('http.get', { url }))
const post = (url: string, body: Json = { a: 1 }, key = 'k') => http.perform(aCall('http.post', { url, body }, { key }))

describe('calling', () => {
  test('gives the JSON map that comes back, with numbers to the last digit', async () => {
    reply = (response) => response.end('{"id":820982911946154508,"price":12.5,"text":"820982911946154508","big":1e400}')
    expect((await get(`http://${host}/x?y=1`)).outputs).toEqual({
      id: '820982911946154508', price: 12.5, text: '820982911946154508', big: '1e400',
    })
    expect(seen[0]).toMatchObject({ method: 'GET', path: '/x?y=1' })
  })

  test('posts JSON under the same key for every try of one effect', async () => {
    await post(`http://${host}/`)
    await post(`http://${host}/`)
    await post(`http://${host}/`, { a: 1 }, 'other')
    const keys = seen.map((one) => one.headers['idempotency-key'])
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } })
    expect(keys[0]).toBe(keys[1])
    expect(keys[2]).not.toBe(keys[0])
  })

  test.each([['[1,{"a":2}]', { value: [1, { a: 2 }] }], ['"seven"', { value: 'seven' }], ['7', { value: 7 }], ['null', {}], [' ', {}]])('puts %s, which is no map, where it can be read', async (body, outputs) => {
    reply = (response) => response.end(body)
    expect((await get(`http://${host}/`)).outputs).toEqual(outputs)
    expect((await post(`http://${host}/`)).outputs).toEqual(outputs)
  })

  test('takes an empty answer for an empty map, and a post that was taken for done whatever it answers', async () => {
    reply = (response) => response.writeHead(204).end()
    expect((await get(`http://${host}/`)).outputs).toEqual({})
    reply = (response) => response.end('thanks')
    expect((await post(`http://${host}/`)).outputs).toEqual({ value: 'thanks' })
    expect(await failureOf(get(`http://${host}/`))).toMatchObject({ failure: 'refused', code: 'not-json' })
  })

  test.each([
    [400, {}, 'refused', 'http-refused', 'refused'],
    [404, {}, 'refused', 'http-refused', 'refused'],
    [401, {}, 'permission', 'http-permission', 'permission'],
    [429, { 'Retry-After': '3' }, 'transient', 'http-throttled', 'transient'],
    [503, {}, 'transient', 'http-fault', 'unknown-outcome'],
  ])('sorts %d', async (status, headers, onRead, code, onWrite) => {
    reply = (response) => response.writeHead(status, headers).end()
    expect(await failureOf(get(`http://${host}/`))).toMatchObject({ failure: onRead, code })
    expect(await failureOf(post(`http://${host}/`))).toMatchObject({
      failure: onWrite, code, retryAfterMs: status === 429 ? 3000 : undefined,
    })
  })

  test('does not follow a redirect, not even to itself', async () => {
    reply = (response) => response.writeHead(302, { Location: `http://${host}/secret` }).end()
    expect(await failureOf(get(`http://${host}/`))).toMatchObject({ failure: 'refused', code: 'redirected' })
    expect(seen).toHaveLength(1)
  })

  test('stops reading at 1 MiB', async () => {
    reply = (response) => response.end(`"${'x'.repeat(1_100_000)}"`)
    expect(await failureOf(get(`http://${host}/`))).toMatchObject({ failure: 'refused', code: 'too-large' })
  })

  test('takes a post that was taken for done, however long the answer is', async () => {
    reply = (response) => response.end(`"${'x'.repeat(1_100_000)}"`)
    const { outputs } = await post(`http://${host}/`)
    expect(outputs['value'] === `"${'x'.repeat(9_999)}`).toBe(true)
  })

  test('gives up on silence and on a broken line: a read may be repeated, of a write nobody knows', async () => {
    reply = () => undefined
    expect(await failureOf(get(`http://${host}/`))).toMatchObject({ failure: 'transient' })
    reply = (response) => void response.socket!.resetAndDestroy()
    expect(await failureOf(post(`http://${host}/`))).toMatchObject({ failure: 'unknown-outcome' })
    const gone = createHttp({ allowHosts: ['127.0.0.1:1'] })
    expect(await failureOf(
      gone.perform(aCall('http.post', { url: 'http://127.0.0.1:1/', body: null }))
    )).toMatchObject({ failure: 'transient' })
  })
})

describe('what the organisation says of web services', () => {
  const systems = (all: Readonly<Record<string, JsonObject>>) => () =>
    Promise.resolve(Object.fromEntries(Object.entries(all).map(([name, settings]) => [name, { connector: 'http', settings }])))
  const environment: Readonly<Record<string, string>> = { RISK_TOKEN: 's3cret\n', EMPTY: '' }
  const secret = (variable: string): string | undefined => environment[variable]
  const asked = (all: Readonly<Record<string, JsonObject>>) => createHttp({ allowHosts: [host], systems: systems(all), secret })

  test('lets SOPs call the hosts that are listed and no other, the secret with them', async () => {
    const narrow = asked({ http: { hosts: [host, 'stock.example'], secret: 'env RISK_TOKEN' } })
    await narrow.perform(aCall('http.get', { url: `http://${host}/` }))
    expect(seen[0]!.headers['authorization']).toBe('Bearer s3cret')
    for (const url of ['https://other.example/', 'https://stock.example.evil.example/', 'https://stock.example:8443/', 'https://stock.example@other.example/', 'nonsense'])
      expect(await failureOf(narrow.perform(aCall('http.get', { url }))), url).toMatchObject({ code: 'address-refused' })
    expect(seen).toHaveLength(1)
  })

  test('sends no secret where no hosts say to whom', async () => {
    await asked({ http: { secret: 'env RISK_TOKEN' } }).perform(aCall('http.get', { url: `http://${host}/` }))
    expect(seen[0]!.headers).not.toHaveProperty('authorization')
  })

  test('posts what a capability is given to the address that provides it', async () => {
    reply = (response) => response.end('{"score":7}')
    const risk = asked({ risk: { http: `http://${host}/score`, secret: 'env RISK_TOKEN' } })
    expect((await risk.perform(aCall('risk.score', { customer: 'C-1' }))).outputs).toEqual({ score: 7 })
    expect(seen[0]).toMatchObject({
      method: 'POST', path: '/score', body: '{"customer":"C-1"}', headers: { authorization: 'Bearer s3cret', 'evenkeel-action': 'risk.score' },
    })
    expect(await failureOf(risk.perform(aCall('stock.free', {})))).toMatchObject({ failure: 'contract', code: 'unknown-action' })
  })

  test('posts it where the environment says that the system is, and to nobody that the file does not name', async () => {
    const here = createHttp({
      allowHosts: [host], systems: systems({ risk: { http: 'https://risk.example/score', secret: 'env RISK_TOKEN' } }), secret,
      addressOf: (system) => (system === 'risk' || system === 'stock' ? `http://${host}/here` : undefined),
    })
    await here.perform(aCall('risk.score', {}))
    expect(seen).toMatchObject([{ path: '/here', headers: { authorization: 'Bearer s3cret' } }])
    expect(await failureOf(here.perform(aCall('stock.free', {})))).toMatchObject({ failure: 'contract', code: 'unknown-action' })
  })

  test.each(['env EMPTY', 'env MISSING'])('calls nobody when %s is not set', async (named) => {
    const risk = asked({ risk: { http: `http://${host}/score`, secret: named } })
    expect(await failureOf(risk.perform(aCall('risk.score', {})))).toMatchObject({ failure: 'permission', code: 'secret-missing' })
    expect(seen).toEqual([])
  })

  test('never lets a capability reach an address that is not public', async () => {
    const inside = createHttp({ systems: systems({ risk: { http: 'https://127.0.0.1/score' } }) })
    expect(await failureOf(inside.perform(aCall('risk.score', {})))).toMatchObject({ code: 'address-refused' })
  })
})

describe('an address that is not public', () => {
  const urls = (port: string): readonly string[] => [
    `https://127.0.0.1:${port}/`, `https://2130706433:${port}/`, `https://0x7f.1:${port}/`, `https://0177.0.0.1:${port}/`,
    `https://127.1:${port}/`, `https://0:${port}/`,
    `https://[::1]:${port}/`, `https://[::ffff:127.0.0.1]:${port}/`, `https://[::ffff:7f00:1]:${port}/`,
    `https://[64:ff9b::7f00:1]:${port}/`, `https://[::]:${port}/`, 'https://[fd00::1]/', 'https://[fe80::1]/',
    'https://10.0.0.1/', 'https://172.16.0.1/', 'https://192.168.1.1/', 'https://169.254.169.254/latest/meta-data', 'https://100.64.0.1/',
    'https://224.0.0.1/', 'https://255.255.255.255/',
    `https://localhost:${port}/`, `http://example.com/`, 'file:///etc/passwd', 'ftp://example.com/', 'https://user:secret@example.com/',
    'nonsense', '',
  ]

  test('is never reached, however it is spelled', async () => {
    const strict = createHttp({ timeoutMs: 300 })
    for (const url of urls(host.split(':')[1]!)) {
      expect(
        await failureOf(strict.perform(aCall('http.get', { url }))), url,
      ).toMatchObject({ failure: 'refused', code: 'address-refused' })
    }
    expect(seen).toEqual([])
  })

  test('is refused when a name resolves to it, alone or among others, at the moment of connecting', async () => {
    const resolvesTo = (...addresses: string[]): typeof lookup => ((
      _host: string, _options: object, done: (error: null, found: object[]) => void,
    ) =>
      done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))) as unknown as typeof lookup
    const outcome = (...addresses: string[]): Promise<unknown> => new Promise((done) =>
      guardedLookup(resolvesTo(...addresses))('rebind.example', { all: true }, (error, found) => done(error ?? found)))
    expect(await outcome('93.184.215.14')).toEqual([{ address: '93.184.215.14', family: 4 }])
    expect(await outcome('127.0.0.1')).toMatchObject({ code: 'address-refused' })
    expect(await outcome('93.184.215.14', '10.0.0.1')).toMatchObject({ code: 'address-refused' })
    expect(await outcome('::ffff:10.0.0.1')).toMatchObject({ code: 'address-refused' })
    expect(await outcome()).toMatchObject({ code: 'address-refused' })
  })

  test('is told from a public one', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111']) expect(isPublic(address), address).toBe(true)
    fc.assert(fc.property(fc.ipV4(), (address) => {
      if (/^(0|10|127|22[4-9]|2[3-5]\d)\./.test(address)) expect(isPublic(address)).toBe(false)
      expect(isPublic(`::ffff:${address}`)).toBe(false)
    }))
  })
})

test('reading exactly changes nothing that a double can hold', () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: 'grapheme-ascii', maxDepth: 3 }), (value) => {
    const written = JSON.stringify(value)
    const back = JSON.stringify(parseExactly(written))
    expect(back.replace(/"(-?\d[\d.eE+-]*)"/g, '$1')).toBe(written.replace(/"(-?\d[\d.eE+-]*)"/g, '$1'))
  }))
  expect(() => parseExactly('{"a":')).toThrow(SyntaxError)
})
