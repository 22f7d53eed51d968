import { expect, test } from 'vitest'
import { startDeliverLoop } from '../../dispatcher/deliver-loop.ts'
import { holdLease } from '../../dispatcher/lease.ts'
import type { LeaseConnection } from '../../dispatcher/lease.ts'

const NEVER_MS = 3_600_000

test('a pass that took something is followed by another at once, and a wake-up ends a rest', async () => {
  const taken = [50, 3, 0, 1, 0]
  let passes = 0
  const loop = startDeliverLoop({ pass: async () => taken[passes++] ?? 0, pollMs: NEVER_MS, report: () => undefined })

  await expect.poll(() => passes).toBe(3)
  loop.wake()
  await expect.poll(() => passes).toBe(5)
  await loop.stop()
})

test('a pass that fails is told and does not end the loop', async () => {
  const told: unknown[] = []
  let passes = 0
  const loop = startDeliverLoop({
    pass: () => (++passes === 1 ? Promise.reject(new Error('away')) : Promise.resolve(0)),
    pollMs: 1,
    report: (result) => told.push(result),
  })

  await expect.poll(() => passes).toBeGreaterThan(1)
  await loop.stop()

  expect(told).toEqual([new Error('away')])
})

test('stopping waits for the pass under way', async () => {
  let finish = (): void => undefined
  let done = false
  const loop = startDeliverLoop({
    pass: () =>
      new Promise((resolve) => {
        finish = () => {
          done = true
          resolve(0)
        }
      }),
    report: () => undefined,
  })

  const stopped = loop.stop()
  finish()
  await stopped

  expect(done).toBe(true)
})

function connection(locks: boolean) {
  let lose = (): void => undefined
  const lost = new Promise<void>((resolve) => {
    lose = resolve
  })
  const made: LeaseConnection = { tryLock: async () => locks, lost, close: async () => undefined }
  return { made, lose: () => lose() }
}

test('only the one who has the lock works; losing the connection ends the work and it asks again', async () => {
  const first = connection(false)
  const second = connection(true)
  const third = connection(true)
  const connections = [first, second, third]
  const stop = new AbortController()
  const working: string[] = []
  const said: string[] = []
  const work = (over: AbortSignal) =>
    new Promise<void>((resolve) => {
      working.push('begins')
      over.addEventListener('abort', () => {
        working.push('ends')
        resolve()
      })
    })

  const held = holdLease({
    connect: async () => connections.shift()?.made ?? Promise.reject(new Error('away')),
    work,
    stop: stop.signal,
    say: (text) => said.push(text),
    askMs: 1,
  })
  await expect.poll(() => working).toEqual(['begins'])
  second.lose()
  await expect.poll(() => working).toEqual(['begins', 'ends', 'begins'])
  stop.abort()
  await held

  expect(working).toEqual(['begins', 'ends', 'begins', 'ends'])
  expect(said).toEqual([
    'stands by: another one is active',
    'is the active one',
    'is no longer the active one',
    'is the active one',
    'is no longer the active one',
  ])
})

test('a database that is away is waited for and said once', async () => {
  const stop = new AbortController()
  const said: string[] = []
  let tries = 0

  const held = holdLease({
    connect: () => {
      tries++
      return Promise.reject(new Error('refused'))
    },
    work: async () => undefined,
    stop: stop.signal,
    say: (text) => said.push(text),
    askMs: 1,
  })
  await expect.poll(() => tries).toBeGreaterThan(2)
  stop.abort()
  await held

  expect(said).toEqual(['waits for the database: refused'])
})
