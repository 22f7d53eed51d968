import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from '../setup/build.mjs'
import { startGuardian } from '../setup/guardian.mjs'
import { dataFolder } from '../setup/paths.mjs'
import { runFolder } from './begin.mjs'
import { box } from './box.mjs'
import { serveControl } from './control.mjs'
import { keep } from './keep.mjs'
import { removeNote, writeNote } from './note.mjs'
import { openBrowser } from './open.mjs'
import { clearLogs, migrateDatabase, startProgram } from './product.mjs'
import { ready } from './ready.mjs'
import { database, engine } from './servers.mjs'
import { choosePorts, productEnvironment, standInEnvironments } from './settings.mjs'
import { stopOnSignal } from './stop.mjs'

/**
 * @typedef {import('./keep.mjs').Kept} Kept
 * @typedef {ReturnType<typeof import('../setup/progress.mjs').createProgress>} Progress
 */

const seeded = join(dataFolder, 'sample-sent')
const sampleOrder = '#2041'

/**
 * Starts everything, says where it is, and stays until Ctrl-C.
 * @param {import('./options.mjs').Options} options
 * @param {Progress} progress
 */
export async function runDemo(options, progress) {
  const ports = await choosePorts((text) => progress.say(`  ${text}`))
  writeNote({})
  /** @type {Kept[]} in the order of their start */
  const kept = []
  const dismiss = startGuardian(runFolder)
  const stop = stopOnSignal(kept, progress, () => {
    removeNote()
    dismiss()
  })
  clearLogs(['postgres', 'temporal', 'shop', 'mailbox', 'worker', 'api', 'dispatcher'])
  try {
    const addresses = await startAll(ports, kept, progress)
    await welcome(options, progress, ports, addresses)
  } catch (error) {
    await stop.quietly()
    throw error
  }
}

/**
 * @param {import('./settings.mjs').Ports} ports
 * @param {Kept[]} kept
 * @param {Progress} progress
 * @returns {Promise<{ temporal: string | undefined }>}
 */
async function startAll(ports, kept, progress) {
  const say = (/** @type {string} */ text) => { progress.say(`  ${new Date().toTimeString().slice(0, 8)} ${text}`) }
  const keepServer = (/** @type {string} */ name, /** @type {import('./servers.mjs').Server} */ server) => {
    if (server.process !== undefined) kept.push(keep(name, server.process.first, server.process.again, say))
  }
  const store = await progress.step('database', async (note) => {
    note('starting PostgreSQL')
    const server = await database(ports.postgres)
    keepServer('database', server)
    note(server.said)
    return server
  })
  const temporal = await progress.step('engine', async (note) => {
    const server = await engine(ports, note)
    keepServer('engine', server)
    note(server.said)
    return server
  })
  const keepProgram = (/** @type {string} */ name, /** @type {string} */ main, /** @type {NodeJS.ProcessEnv} */ env) => {
    const first = startProgram(name, main, env)
    kept.push(keep(name, first, async () => startProgram(name, main, env), say))
    return first
  }
  await progress.step('product', async (note) => {
    await build(note)
    note('bringing the tables up to date')
    await migrateDatabase(store.address)
    const env = productEnvironment(ports, store.address, temporal.address)
    note('starting worker, API and dispatcher')
    const worker = keepProgram('worker', 'worker/main.js', env)
    const api = keepProgram('api', 'api/main.js', env)
    const dispatcher = keepProgram('dispatcher', 'dispatcher/main.js', env)
    await serveControl(ports.control, controlOf(ports, () => kept.find(({ name }) => name === 'worker')))
    await ready(`http://127.0.0.1:${ports.console}/readyz`, [api, worker, dispatcher])
    note('worker, API and dispatcher run')
  })
  await progress.step('sample shop', async (note) => {
    const env = standInEnvironments(ports)
    const shop = keepProgram('shop', 'stand-ins/shop/main.js', env.shop)
    const mailbox = keepProgram('mailbox', 'stand-ins/mailbox/main.js', env.mailbox)
    await ready(`http://127.0.0.1:${ports.shop}/_control/health`, [shop])
    await ready(`http://127.0.0.1:${ports.mailbox}/`, [mailbox])
    note('shop and mailbox run')
  })
  return { temporal: temporal.ui }
}

/**
 * @param {import('./settings.mjs').Ports} ports
 * @param {() => Kept | undefined} worker
 * @returns {import('./control.mjs').Control}
 */
function controlOf(ports, worker) {
  const state = () => {
    const process = worker()?.now()
    return { alive: process?.alive() === true, pid: process?.pid ?? null, restarts: worker()?.restarts() ?? 0 }
  }
  return {
    sendReturn: () => sendReturn(ports.shop, {}),
    worker: state,
    killWorker: () => {
      const { alive, pid } = state()
      if (alive && pid !== null) process.kill(pid, 'SIGKILL')
      return { pid }
    },
  }
}

/** @param {number} shopPort @param {{ orderName?: string }} which @returns {Promise<{ label: string }>} */
async function sendReturn(shopPort, which) {
  const answer = await fetch(`http://127.0.0.1:${shopPort}/_control/return`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(which), signal: AbortSignal.timeout(5000),
  })
  const body = /** @type {{ orderName: string, customer: string, error?: string }} */ (await answer.json())
  if (!answer.ok) throw new Error(`the sample shop refused: ${body.error}`)
  return { label: `${body.orderName}: a return of ${body.customer}` }
}

/**
 * @param {import('./options.mjs').Options} options
 * @param {Progress} progress
 * @param {import('./settings.mjs').Ports} ports
 * @param {{ temporal: string | undefined }} addresses
 */
async function welcome(options, progress, ports, addresses) {
  const url = `http://127.0.0.1:${ports.console}`
  const mailbox = `http://127.0.0.1:${ports.mailbox}`
  writeNote({ api: url, mailbox, shop: `http://127.0.0.1:${ports.shop}`, ...(addresses.temporal && { temporal: addresses.temporal }) })
  if (options.once) {
    console.log(`ready ${url}`)
    return
  }
  const first = !existsSync(seeded)
  if (first) {
    await sendReturn(ports.shop, { orderName: sampleOrder })
    writeFileSync(seeded, `${sampleOrder}\n`)
  }
  const next = first
    ? `A return for order ${sampleOrder} has just arrived. Open ${url} and grade the parcel.`
    : `Your cases are where you left them. Open ${url}, or send another return from the strip on top.`
  const lines = [`console   ${url}`, `mailbox   ${mailbox}`, ...(addresses.temporal ? [`Temporal  ${addresses.temporal}`] : []), '', next, '', 'Ctrl-C stops everything. Logs are in .data/logs.']
  progress.say(`\n${box(lines)}\n`)
  if (options.open) openBrowser(url)
}
