import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { pino } from 'pino'
import { readSettings } from '../../api/config.ts'
import { readDuration } from '../../api/duration.ts'
import { publish } from '../../api/publish.ts'
import { retrying } from '../../api/retry.ts'
import { drain, serve } from '../../api/serve.ts'
import { SECRETS } from '../../api/log.ts'
import type { Catalogue } from '../../domain/ports.ts'
import { organisation, plan } from './fakes.ts'

const DATABASE_URL = 'postgres://localhost/evenkeel'

test('left alone the API is reached from this machine only', () => {
  expect(readSettings({ DATABASE_URL })).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    sopDir: './sops',
    windable: false,
    hosts: ['127.0.0.1', 'localhost', '[::1]'],
  })
})

test('another host needs a way to sign in, or a word that access is open', () => {
  expect(() => readSettings({ DATABASE_URL, HOST: '0.0.0.0' })).toThrow('EVENKEEL_OPEN_ACCESS=yes')
  expect(readSettings({ DATABASE_URL, HOST: '0.0.0.0', EVENKEEL_OPEN_ACCESS: 'yes' })).toMatchObject({ host: '0.0.0.0', hosts: undefined })
})

test('every wrong setting is named with what to set it to', () => {
  expect(() => readSettings({})).toThrow('"DATABASE_URL" is not set')
  expect(() => readSettings({ DATABASE_URL, PORT: 'http' })).toThrow('"PORT" must be a port number')
  expect(() => readSettings({ DATABASE_URL, PUBLIC_URL: 'shop.test' })).toThrow('"PUBLIC_URL" must be an address')
})

test('an empty variable counts as left out', () => {
  expect(readSettings({ DATABASE_URL, SHOPIFY_WEBHOOK_SECRET: '', PORT: '' })).toMatchObject({
    shopifyWebhookSecret: undefined,
    port: 3000,
  })
})

test.each([
  ['4h', 14_400_000],
  ['90m', 5_400_000],
  ['1h30m', 5_400_000],
  ['2d', 172_800_000],
  ['0h', undefined],
  ['4', undefined],
  ['-4h', undefined],
  ['400d', undefined],
  ['4bh', undefined],
])('the duration %s is %s ms', (text, ms) => {
  expect(readDuration(text)).toBe(ms)
})

test('secrets do not reach the log, however deep in a line they stand', () => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })

  pino({ redact: { paths: [...SECRETS], censor: '[masked]' } }, sink).info(
    { authorization: 'canary', headers: { cookie: 'canary', 'x-shopify-hmac-sha256': 'canary' }, settings: { accessToken: 'canary' } },
    'a line',
  )

  expect(lines.join('')).toContain('[masked]')
  expect(lines.join('')).not.toContain('canary')
})

function catalogue(known: { organisation?: string; sops?: readonly string[] }) {
  const published: string[] = []
  const port: Catalogue = {
    publish: async ({ sop, version }) => void published.push(`${sop} ${version}`),
    publishOrganisation: async ({ version }) => void published.push(version),
    current: async (sop) => (known.sops?.includes(sop) ? plan : undefined),
    all: async () => [],
    publishedAt: async () => ({}),
    organisation: async () =>
      known.organisation ? { ...organisation, version: known.organisation } : Promise.reject(new Error('no organisation is published')),
  }
  return { port, published }
}

const loaded = (over: object = {}) => ({
  organisation,
  organisationText: '',
  plans: [plan, { ...plan, sop: 'other' }],
  texts: new Map(),
  ...over,
})

test('a first start publishes everything, the next one only what changed', async () => {
  const first = catalogue({})
  const second = catalogue({ organisation: 'o1', sops: ['returns'] })

  await publish(first.port, loaded())
  await publish(second.port, loaded())

  expect(first.published).toEqual(['o1', 'returns v1', 'other v1'])
  expect(second.published).toEqual(['other v1'])
})

test('without a good organisation nothing is published, because nothing was checked against it', async () => {
  const { port, published } = catalogue({})

  await publish(port, loaded({ organisation: undefined }))

  expect(published).toEqual([])
})

test('a start waits for what is away and gives up with its reason', async () => {
  let tries = 0
  const told: unknown[] = []

  await expect(
    retrying(
      0,
      (error) => told.push(error),
      () => {
        tries++
        return Promise.reject(new Error('refused'))
      },
    ),
  ).rejects.toThrow('refused')
  expect([tries, told]).toEqual([1, []])
})

test('told to end, it lets the request under way finish and takes no more', async () => {
  let finish = (): void => undefined
  const server = await serve(
    (_request, response) => {
      finish = () => response.end('done')
    },
    '127.0.0.1',
    0,
  )
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`

  const answer = fetch(url)
  await expect.poll(() => finish.toString()).toContain('response.end')
  const drained = drain(server)
  await expect(fetch(url)).rejects.toThrow()
  finish()

  expect(await (await answer).text()).toBe('done')
  await drained
})

test('a port that is taken is an error, not a silent start', async () => {
  const server = await serve((_request, response) => response.end(), '127.0.0.1', 0)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  await expect(serve((_request, response) => response.end(), '127.0.0.1', port)).rejects.toThrow('EADDRINUSE')
  await drain(server)
})
