import { mkdirSync } from 'node:fs'
import { connect } from 'node:http2'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './ports.mjs'
import { startProcess } from './processes.mjs'
import { lastLines, Trouble } from './trouble.mjs'

/**
 * @typedef {object} Temporal
 * @property {string} address host:port
 * @property {number} port
 * @property {number | undefined} uiPort
 * @property {import('./processes.mjs').Started} process
 */

const startMs = 30_000

/**
 * Starts a Temporal dev server over a database file. WAL with `synchronous=NORMAL` survives a killed process.
 * @param {object} wanted
 * @param {string} wanted.cli the program
 * @param {string} wanted.database one file a version of the CLI: its schema is never migrated
 * @param {string} wanted.runFolder see `startProcess`
 * @param {string} wanted.logFile
 * @param {number} [wanted.port] replaced when busy
 * @param {number} [wanted.uiPort] no Web UI without it; replaced when busy
 * @returns {Promise<Temporal>}
 */
export async function startTemporal(wanted) {
  mkdirSync(dirname(wanted.database), { recursive: true })
  const port = await freePort(wanted.port)
  const uiPort = wanted.uiPort === undefined ? undefined : await freePort(wanted.uiPort, new Set([port]))
  const server = startProcess({
    name: 'temporal', command: wanted.cli, args: serverArguments(wanted.database, port, uiPort),
    runFolder: wanted.runFolder, logFile: wanted.logFile, env: { ...process.env, TZ: 'UTC' },
  })
  await serving(server, port)
  return { address: `127.0.0.1:${port}`, port, uiPort, process: server }
}

/** @param {string} database @param {number} port @param {number | undefined} uiPort */
function serverArguments(database, port, uiPort) {
  return [
    'server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--db-filename', database,
    ...(uiPort === undefined ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL', '--log-level', 'error',
    '--dynamic-config-value', 'frontend.enableServerVersionCheck=false',
    '--dynamic-config-value', 'system.enableActivityEagerExecution=true',
  ]
}

/** @param {import('./processes.mjs').Started} server @param {number} port */
async function serving(server, port) {
  const giveUpAt = Date.now() + startMs
  while (!(await answers(`127.0.0.1:${port}`))) {
    if (!server.alive() || Date.now() > giveUpAt) {
      throw new Trouble(
        `Temporal did not start on port ${port}; its last words were:\n${lastLines(server.logFile)}`,
        'Run "npm run demo -- --reset" to begin with an empty engine, or set TEMPORAL_ADDRESS to a server of yours.',
      )
    }
    await pause(50)
  }
}

// grpc.health.v1.HealthCheckRequest { service = 1 } in its five-byte frame, so that no SDK is needed to ask.
const service = Buffer.from('temporal.api.workflowservice.v1.WorkflowService')
const question = Buffer.concat([Buffer.from([0, 0, 0, 0, service.length + 2, 0x0a, service.length]), service])
const servingAnswer = Buffer.from([0, 0, 0, 0, 2, 0x08, 1])

/**
 * @param {string} address host:port, without TLS
 * @param {number} [patienceMs]
 * @returns {Promise<boolean>} whether a Temporal frontend says it is serving
 */
export function answers(address, patienceMs = 1000) {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`)
    const finish = (/** @type {boolean} */ yes) => {
      clearTimeout(timer)
      session.destroy()
      resolve(yes)
    }
    const timer = setTimeout(() => finish(false), patienceMs)
    session.on('error', () => finish(false))
    const request = session.request({
      ':method': 'POST', ':path': '/grpc.health.v1.Health/Check', 'content-type': 'application/grpc', te: 'trailers',
    })
    request.on('error', () => finish(false))
    request.on('data', (chunk) => finish(servingAnswer.equals(chunk)))
    request.on('end', () => finish(false))
    request.end(question)
  })
}
