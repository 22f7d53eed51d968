import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { projectFolder } from '../setup/paths.mjs'
import { freePort } from '../setup/ports.mjs'
import { startPostgres } from '../setup/postgres.mjs'
import { startProcess } from '../setup/processes.mjs'
import { findTemporalCli } from '../setup/temporal-cli.mjs'
import { startTemporal } from '../setup/temporal-server.mjs'

/**
 * @typedef {import('../setup/processes.mjs').Started} Started
 * @typedef {object} Server see `bench/contract.ts`
 * @property {string} name
 * @property {string} logFile
 * @property {() => Promise<void>} killAndRestart
 * @property {() => Promise<void>} kill
 * @property {() => Promise<void>} start
 */

/**
 * A PostgreSQL that commits to disk, as in production, and a Temporal dev server with the pragmas of the demo.
 * @param {string} folder
 * @param {string} runFolder
 * @param {(text: string) => void} note
 * @returns {Promise<{ databaseUrl: string, temporalAddress: string, postgres: Server, temporal: Server }>}
 */
export async function servers(folder, runFolder, note) {
  const cli = await findTemporalCli(note)
  note(`starting PostgreSQL and Temporal ${cli.version} of the run's own`)
  const postgresOn = (/** @type {number | undefined} */ port) =>
    startPostgres({ runFolder, logFile: join(folder, 'postgres.log'), data: join(folder, 'postgres'), ...(port === undefined ? {} : { port }) })
  const temporalOn = (/** @type {number | undefined} */ port) =>
    startTemporal({ cli: cli.path, database: join(folder, 'temporal.db'), runFolder, logFile: join(folder, 'temporal.log'), ...(port === undefined ? {} : { port }) })
  const [postgres, temporal] = await Promise.all([postgresOn(undefined), temporalOn(undefined)])
  return {
    databaseUrl: postgres.url,
    temporalAddress: temporal.address,
    postgres: restartable(postgres.process, () => atPort(postgres.port, postgresOn)),
    temporal: restartable(temporal.process, () => atPort(temporal.port, temporalOn)),
  }
}

/**
 * A program of `dist/`.
 * @param {{ name: string, main: string, env: NodeJS.ProcessEnv, folder: string, runFolder: string }} wanted
 * @returns {Server}
 */
export function program({ name, main, env, folder, runFolder }) {
  const start = () => startProcess({
    name, command: process.execPath, args: [join(projectFolder, 'dist', main)], cwd: projectFolder, runFolder,
    logFile: join(folder, `${name}.log`), env: { ...process.env, ...env },
  })
  return restartable(start(), async () => start())
}

/** @param {Started} first @param {() => Promise<Started>} again @returns {Server} */
function restartable(first, again) {
  let now = first
  const kill = async () => {
    process.kill(now.pid, 'SIGKILL')
    await now.exited
  }
  const start = async () => { now = await again() }
  return {
    name: first.name,
    logFile: first.logFile,
    kill,
    start,
    killAndRestart: async () => {
      await kill()
      await start()
    },
  }
}

/**
 * A killed process may hold its port for a moment, and everybody knows that port.
 * @param {number} port
 * @param {(port: number) => Promise<{ port: number, process: Started }>} start
 */
async function atPort(port, start) {
  for (let tries = 1; ; tries += 1) {
    while ((await freePort(port)) !== port) await pause(10)
    try {
      return (await start(port)).process
    } catch (error) {
      // Killed in the middle of work, PostgreSQL leaves processes behind for a moment, and no other one starts beside them.
      if (tries === RESTARTS) throw error
      await pause(200)
    }
  }
}

const RESTARTS = 20
