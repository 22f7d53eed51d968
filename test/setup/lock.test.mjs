import { readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { identity } from '../../scripts/setup/identity.mjs'
import { alone } from '../../scripts/setup/lock.mjs'
import { temporaryFolder } from './temporary.mjs'

const freshLock = () => join(temporaryFolder(), 'build.lock')

it('lets one builder work at a time and the next one afterwards', async () => {
  const lock = freshLock()
  /** @type {string[]} */
  const seen = []
  let finishFirst = () => {}
  const first = alone(lock, () => undefined, () => new Promise((resolve) => { finishFirst = () => resolve(undefined) }))
    .then(() => seen.push('first'))

  const second = new Promise((waiting) => {
    void alone(lock, () => waiting(undefined), async () => { seen.push('second') }).then(() => seen.push('done'))
  })
  await second
  finishFirst()
  await first

  await expect.poll(() => seen).toEqual(['first', 'second', 'done'])
})

it('takes over from a builder that died', async () => {
  const lock = freshLock()
  writeFileSync(lock, `${process.pid} another-beginning`)

  expect(await alone(lock, () => undefined, async () => readFileSync(lock, 'utf8'))).toBe(`${process.pid} ${identity(process.pid)}`)
})

it('takes over from a builder that has been silent for long, wherever it ran', async () => {
  const lock = freshLock()
  writeFileSync(lock, `${process.pid} ${identity(process.pid)}`)
  utimesSync(lock, new Date(0), new Date(0))

  expect(await alone(lock, () => undefined, async () => 'mine')).toBe('mine')
})

it('frees the lock when the work fails', async () => {
  const lock = freshLock()

  await expect(alone(lock, () => undefined, async () => { throw new RangeError('no disk') })).rejects.toThrow('no disk')

  expect(await alone(lock, () => expect.fail('waited'), async () => 'next')).toBe('next')
})
