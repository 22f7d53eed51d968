import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'

/** A request must be there within this time: slow senders hold no socket, and get 408. Milliseconds. */
export interface Patience {
  readonly headersMs: number
  /** Headers and body. A photo over a bad line takes its time. */
  readonly requestMs: number
  /** How often it is looked at. */
  readonly lookMs: number
}

/** What is left alone goes by this. */
export const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, lookMs: 1_000 }
/** How long requests under way may take to end after a SIGTERM. */
const DRAIN_MS = 10_000

/** Listens; rejects with what to do when the address is taken. */
export function serve(app: RequestListener, host: string, port: number, { headersMs, requestMs, lookMs } = PATIENCE): Promise<Server> {
  const server = createServer({ headersTimeout: headersMs, requestTimeout: requestMs, connectionsCheckingInterval: lookMs }, app)
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(`EADDRINUSE: port ${port} of "${host}" is taken; stop who has it, or set another PORT`, { cause: error })
          : error,
      )
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve(server)
    })
  })
}

/** Takes no new requests, lets those under way end, cuts what is left after ten seconds. */
export function drain(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
  // A connection that is kept alive becomes idle only once its answer is out.
  const tidy = setInterval(() => server.closeIdleConnections(), 50)
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut)
      clearInterval(tidy)
      resolve()
    })
  })
}
