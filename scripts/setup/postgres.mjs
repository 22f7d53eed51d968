import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { commandLine } from './identity.mjs'
import { freePort } from './ports.mjs'
import { ownedFolder, postgresPlace } from './postgres-place.mjs'
import { startProcess } from './processes.mjs'
import { run } from './run.mjs'
import { lastLines, Trouble } from './trouble.mjs'

/**
 * @typedef {import('./postgres-place.mjs').Place} Place
 * @typedef {object} Postgres
 * @property {string} url of the database "evenkeel", password included
 * @property {number} port
 * @property {string} data
 * @property {import('./processes.mjs').Started} process
 */

const role = 'evenkeel'
const startMs = 30_000
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'timezone=UTC', 'log_timezone=UTC', 'max_connections=200']
// A test's database is thrown away with the run: nothing is lost when the machine stops.
const forgetful = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

/**
 * Starts a real PostgreSQL on a loopback port, making its cluster the first time. A server that a killed run left on
 * the same data is stopped first.
 * @param {object} wanted
 * @param {string} wanted.runFolder see `startProcess`
 * @param {string} wanted.logFile
 * @param {string} [wanted.data]
 * @param {number} [wanted.port] replaced when busy
 * @param {boolean} [wanted.throwaway] faster, not safe against a crash of the machine
 * @returns {Promise<Postgres>}
 */
export async function startPostgres(wanted) {
  const place = postgresPlace(wanted.data)
  const password = passwordOf(place)
  if (!existsSync(join(place.data, 'PG_VERSION'))) await makeCluster(place, wanted.logFile, wanted.throwaway === true)
  await stopStranger(place.data)
  const port = await freePort(wanted.port)
  const options = [...settings, ...(wanted.throwaway === true ? forgetful : [])].flatMap((setting) => ['-c', setting])
  const server = startProcess({
    name: 'postgres', command: join(place.native, 'bin/postgres'), args: ['-D', place.data, '-p', String(port), ...options],
    runFolder: wanted.runFolder, logFile: wanted.logFile, user: place.user, cwd: '/', signal: 'SIGINT', env: plainEnvironment(),
  })
  const address = `postgres://${role}:${password}@127.0.0.1:${port}`
  await makeDatabase(server, address)
  return { url: `${address}/evenkeel`, port, data: place.data, process: server }
}

/** PG… variables of the caller's shell would change what server and client do; messages are read by people in English. */
function plainEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_'))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

/** @param {Place} place */
const passwordFile = (place) => `${place.data}.password`

/** @param {Place} place @returns {string} */
function passwordOf(place) {
  const file = passwordFile(place)
  mkdirSync(dirname(file), { recursive: true })
  if (!existsSync(file)) {
    // A cluster without its password cannot be used: it is made anew, and said so by the empty console.
    rmSync(place.data, { recursive: true, force: true })
    writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 })
    if (place.user !== undefined) chownSync(file, place.user.uid, place.user.gid)
  }
  return readFileSync(file, 'utf8')
}

/** @param {Place} place @param {string} logFile @param {boolean} throwaway */
async function makeCluster(place, logFile, throwaway) {
  rmSync(place.data, { recursive: true, force: true })
  ownedFolder(place.data, place.user)
  const made = await run(join(place.native, 'bin/initdb'), [
    `--pgdata=${place.data}`, `--username=${role}`, `--pwfile=${passwordFile(place)}`, '--auth=scram-sha-256',
    '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', ...(throwaway ? ['--no-sync'] : []),
  ], { cwd: '/', env: plainEnvironment(), logFile, ...(place.user && { user: place.user }) })
  if (made.ok) return
  rmSync(place.data, { recursive: true, force: true })
  throw new Trouble(
    `PostgreSQL could not make its data folder "${place.data}" (${made.reason}); it said:\n${lastLines(logFile, 5)}`,
    'See that the folder can be written and the disk has 200 MB free, or set DATABASE_URL to a server of yours.',
  )
}

/** @param {string} data */
async function stopStranger(data) {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
  const ours = () => commandLine(pid).includes(data)
  if (ours()) process.kill(pid, 'SIGINT')
  for (let waited = 0; ours() && waited < 10_000; waited += 50) await pause(50)
  if (ours()) process.kill(pid, 'SIGKILL')
  // The number may belong to another process by now, and PostgreSQL would then refuse to start.
  if (!ours()) rmSync(file, { force: true })
}

/** @param {import('./processes.mjs').Started} server @param {string} address */
async function makeDatabase(server, address) {
  const { default: pg } = await import('pg')
  const giveUpAt = Date.now() + startMs
  for (;;) {
    const client = new pg.Client({ connectionString: `${address}/postgres`, connectionTimeoutMillis: 2000 })
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rowCount } = await client.query("select 1 from pg_database where datname = 'evenkeel'")
      if (rowCount === 0) await client.query('create database evenkeel')
      return
    } catch (error) {
      if (!server.alive() || Date.now() > giveUpAt) throw notStarted(server, error)
      await pause(25)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

/** @param {import('./processes.mjs').Started} server @param {unknown} error */
const notStarted = (server, error) => new Trouble(
  `PostgreSQL did not start (${/** @type {Error} */ (error).message}); its last words were:\n${lastLines(server.logFile)}`,
  'Run "npm run demo -- --reset" to begin with an empty database, or set DATABASE_URL to a server of yours.',
)
