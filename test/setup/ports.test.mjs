import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePort } from '../../scripts/setup/ports.mjs'

it('replaces a port that somebody else has by the next free one', async () => {
  const other = createServer()
  const taken = await new Promise((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (other.address()).port))
  })

  const port = await freePort(taken)
  await new Promise((resolve) => { other.close(resolve) })

  expect(port).not.toBe(taken)
  expect(port).toBeGreaterThan(1023)
})

it('gives no port that was promised to somebody else', async () => {
  const free = await freePort()

  expect(await freePort(free, new Set([free]))).not.toBe(free)
})
