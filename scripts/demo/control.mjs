import { createServer } from 'node:http'

/**
 * @typedef {object} Control
 * @property {() => Promise<{ label: string }>} sendReturn
 * @property {() => { pid: number | null }} killWorker
 * @property {() => { alive: boolean, pid: number | null, restarts: number }} worker
 */

/**
 * Serves the demo's strip on the loopback address, for the API alone: a page in a browser names its origin and is refused.
 * @param {number} port
 * @param {Control} control
 * @returns {Promise<() => Promise<void>>} closes it
 */
export function serveControl(port, control) {
  /** @type {Record<string, () => unknown>} */
  const routes = { 'POST /return': control.sendReturn, 'POST /kill-worker': control.killWorker, 'GET /worker': control.worker }
  const serve = async (/** @type {import('node:http').IncomingMessage} */ request, /** @type {import('node:http').ServerResponse} */ response) => {
    const answer = (/** @type {number} */ status, /** @type {unknown} */ body) =>
      response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body))
    request.resume()
    const route = routes[`${request.method} ${request.url}`]
    if (request.headers.origin !== undefined || !/^(127\.0\.0\.1|localhost)(:|$)/.test(request.headers.host ?? '')) return answer(403, { message: 'only for the API' })
    if (route === undefined) return answer(404, { message: `no such control: ${request.method} ${request.url}` })
    try {
      return answer(200, await route())
    } catch (error) {
      return answer(502, { message: /** @type {Error} */ (error).message })
    }
  }
  const server = createServer((request, response) => { void serve(request, response) })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      // Asked for by nobody who should keep the demo from ending.
      server.unref()
      resolve(() => new Promise((done) => { server.close(() => done()) }))
    })
  })
}
