import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dataFolder } from '../setup/paths.mjs'
import { freePort } from '../setup/ports.mjs'
import { startPostgres } from '../setup/postgres.mjs'
import { findTemporalCli } from '../setup/temporal-cli.mjs'
import { answers, startTemporal } from '../setup/temporal-server.mjs'
import { Trouble } from '../setup/trouble.mjs'
import { runFolder } from './begin.mjs'

/**
 * @typedef {import('../setup/processes.mjs').Started} Started
 * @typedef {object} Server
 * @property {string} address what the product connects to
 * @property {string} said what to show for it
 * @property {string} [ui]
 * @property {{ first: Started, again: () => Promise<Started> }} [process] absent when the server is somebody else's
 */

const logFile = (/** @type {string} */ name) => join(dataFolder, `logs/${name}.log`)

/** A process that died may hold its port for a moment, and the product knows that port. @param {number} port */
async function waitForPort(port) {
  for (let tries = 0; tries < 100 && (await freePort(port)) !== port; tries += 1) await pause(100)
}

/**
 * @param {number} port
 * @param {(text: string) => void} note
 * @returns {Promise<Server>}
 */
export async function database(port, note) {
  note('starting PostgreSQL')
  const given = process.env.DATABASE_URL
  if (given) return { address: given, said: 'PostgreSQL of DATABASE_URL' }
  const start = () => startPostgres({ runFolder, logFile: logFile('postgres'), port })
  const server = await start()
  const again = async () => {
    await waitForPort(port)
    return (await start()).process
  }
  return { address: server.url, said: `PostgreSQL on port ${server.port}`, process: { first: server.process, again } }
}

/**
 * @param {{ temporal: number, temporalUi: number }} ports
 * @param {(text: string) => void} note
 * @returns {Promise<Server>}
 */
export async function engine(ports, note) {
  const given = process.env.TEMPORAL_ADDRESS
  if (given) {
    await expectAnswer(given)
    return { address: given, said: `Temporal at ${given}` }
  }
  const cli = await findTemporalCli(note)
  note('starting Temporal')
  const database = join(dataFolder, `temporal/${cli.version}.db`)
  const start = () => startTemporal({ cli: cli.path, database, runFolder, logFile: logFile('temporal'), port: ports.temporal, uiPort: ports.temporalUi })
  const server = await start()
  const again = async () => {
    await waitForPort(ports.temporal)
    await waitForPort(ports.temporalUi)
    return (await start()).process
  }
  const ui = `http://127.0.0.1:${server.uiPort}`
  return { address: server.address, said: `Temporal ${cli.version} from ${cli.from}, port ${server.port}`, ui, process: { first: server.process, again } }
}

/** @param {string} address */
async function expectAnswer(address) {
  const secure = process.env.TEMPORAL_TLS || process.env.TEMPORAL_API_KEY || process.env.TEMPORAL_TLS_CLIENT_CERT_PATH
  if (secure || (await answers(address, 5000))) return
  throw new Trouble(
    `no Temporal server answers at "${address}" (TEMPORAL_ADDRESS).`,
    'Start it, correct TEMPORAL_ADDRESS, or unset it so that the demo starts a server of its own.',
  )
}
