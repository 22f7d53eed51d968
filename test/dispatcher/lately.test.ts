import { expect, it } from 'vitest'
import { lately } from '../../dispatcher/lately.ts'

it('is read once for all who ask within a while, and again after it', async () => {
  let now = 0
  let reads = 0
  const read = lately(async () => (reads += 1), 1_000, () => now)
  expect(await Promise.all([read(), read()])).toEqual([1, 1])
  now = 999
  expect(await read()).toBe(1)
  now = 1_000
  expect(await read()).toBe(2)
})

it('forgets what could not be read', async () => {
  let away = true
  const read = lately(async () => {
    if (away) throw new Error('the database is away')
    return 'there'
  }, 1_000, () => 0)
  await expect(read()).rejects.toThrow('away')
  away = false
  expect(await read()).toBe('there')
})
