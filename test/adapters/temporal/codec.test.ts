import { defaultPayloadConverter } from '@temporalio/common'
import { temporal } from '@temporalio/proto'
import { expect, test } from 'vitest'
import { gzipCodec } from '../../../adapters/temporal/codec.ts'
import { tokensIn } from '../../../adapters/temporal/histories.ts'

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value)

test('a large payload is compressed and comes back as it was', async () => {
  const plan = { steps: Array.from({ length: 400 }, (_, at) => ({ id: `step-${at}`, title: 'Inspect the parcel' })) }

  const [packed] = await gzipCodec.encode([payload(plan)])
  const [unpacked] = await gzipCodec.decode([packed!])

  expect(Buffer.from(packed!.metadata!['encoding']!).toString()).toBe('binary/gzip')
  expect(packed!.data!.length).toBeLessThan(payload(plan).data!.length / 5)
  expect(defaultPayloadConverter.fromPayload(unpacked!)).toEqual(plan)
})

test('a small payload stays readable in the engine’s own pages', async () => {
  const [small] = await gzipCodec.encode([payload({ answer: 'yes' })])

  expect(Buffer.from(small!.metadata!['encoding']!).toString()).toBe('json/plain')
})

test('what cannot be unpacked, a bomb among it, is left to be refused and stops nothing else', async () => {
  const { gzipSync } = await import('node:zlib')
  const packed = (data: Buffer) => ({ metadata: { encoding: Buffer.from('binary/gzip') }, data })
  const hostile = [packed(gzipSync(Buffer.alloc(80 * 1024 * 1024))), packed(Buffer.from('no gzip')), packed(gzipSync(Buffer.from([255, 255])))]

  const [good, ...left] = await gzipCodec.decode([payload('good'), ...hostile])

  expect(defaultPayloadConverter.fromPayload(good!)).toBe('good')
  expect(left).toEqual(hostile)
  for (const one of left) expect(() => defaultPayloadConverter.fromPayload(one)).toThrow()
})

test('tokens are read from markers and from ordinary records, compressed or not, and from nothing else', async () => {
  const recorded = (turn: number, more: object = {}) =>
    payload({ token: { runId: 'r', turn, token: `t${turn}` }, resolutions: [], ...more })
  const [large] = await gzipCodec.encode([recorded(1, { resolutions: 'x'.repeat(2000) })])
  const marker = (result: unknown, markerName = 'core_local_activity') => ({
    markerRecordedEventAttributes: { markerName, details: { data: { payloads: [payload({ seq: 1 })] }, result: { payloads: [result] } } },
  })
  const events = [
    marker(large),
    marker(recorded(9), 'Version'),
    { activityTaskCompletedEventAttributes: { result: { payloads: [recorded(2)] } } },
    { activityTaskCompletedEventAttributes: { result: { payloads: [payload({ reference: 'refund-1' })] } } },
    marker(recorded(3)),
  ] as temporal.api.history.v1.IHistoryEvent[]

  expect((await tokensIn(events, [gzipCodec])).map(({ turn }) => turn)).toEqual([1, 2, 3])
})
