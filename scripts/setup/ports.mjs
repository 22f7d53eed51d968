import { createServer } from 'node:net'

/**
 * @param {number} port 0 asks for any
 * @returns {Promise<number | undefined>} the port when it could be bound on the loopback address, else undefined
 */
function tryPort(port) {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined))
    })
  })
}

/**
 * A free loopback port: the wanted one, one of the next twenty, or any.
 * @param {number} [wanted] 0 or nothing: any
 * @param {ReadonlySet<number>} [except] ports promised to somebody else
 * @returns {Promise<number>}
 */
export async function freePort(wanted = 0, except = new Set()) {
  const candidates = wanted === 0 ? [] : Array.from({ length: 21 }, (_, offset) => wanted + offset)
  for (const candidate of candidates) {
    if (candidate < 65_536 && !except.has(candidate) && (await tryPort(candidate)) !== undefined) return candidate
  }
  for (;;) {
    const port = await tryPort(0)
    if (port !== undefined && !except.has(port)) return port
  }
}
