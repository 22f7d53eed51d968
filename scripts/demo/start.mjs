import { build } from '../setup/build.mjs'
import { serveControl } from './control.mjs'
import { productEnvironment } from './environment.mjs'
import { keep } from './keep.mjs'
import { startProgram } from './product.mjs'
import { ready } from './ready.mjs'
import { sendReturn } from './sample.mjs'
import { database, engine } from './servers.mjs'
import { standInNames, standIns } from './stand-ins.mjs'

/**
 * @typedef {import('./keep.mjs').Kept} Kept
 * @typedef {import('./settings.mjs').Ports} Ports
 * @typedef {ReturnType<typeof import('../setup/progress.mjs').createProgress>} Progress
 */

/**
 * Starts servers, build and programs, as much of it side by side as can be.
 * @param {Ports} ports
 * @param {Kept[]} kept receives what was started, in that order
 * @param {Progress} progress
 * @returns {Promise<{ temporal: string | undefined }>} address of Temporal's pages, where they are ours
 */
export async function startAll(ports, kept, progress) {
  const say = (/** @type {string} */ text) => { progress.say(`  ${new Date().toTimeString().slice(0, 8)} ${text}`) }
  /** @param {string} name @param {(note: (text: string) => void) => Promise<import('./servers.mjs').Server>} start */
  const server = (name, start) => progress.begin(name, async (note) => {
    const started = await start(note)
    if (started.process !== undefined) kept.push(keep(name, started.process.first, started.process.again, say))
    note(started.said)
    return started
  })
  /** @param {string} name @param {string} main @param {NodeJS.ProcessEnv} env */
  const program = (name, main, env) => {
    const first = startProgram(name, main, env)
    kept.push(keep(name, first, async () => startProgram(name, main, env), say))
    return first
  }
  const store = server('database', (note) => database(ports.postgres, note))
  const temporal = server('engine', (note) => engine(ports, note))
  /** @type {Promise<void> | undefined} */
  let built
  const product = progress.begin('product', async (note) => {
    await (built = build(note))
    const env = productEnvironment(ports, (await store.started).address, (await temporal.started).address)
    note('starting worker, API, dispatcher and watchdog')
    const worker = program('worker', 'worker/main.js', env)
    const api = program('api', 'api/main.js', env)
    await serveControl(ports.control, controlOf(ports, () => kept.find(({ name }) => name === 'worker')))
    await ready(`http://127.0.0.1:${ports.console}/readyz`, [api, worker])
    // The API has brought the tables up to date by now.
    // Letters about tasks must not invite answers that nobody reads.
    program('dispatcher', 'dispatcher/main.js', env.IMAP_URL ? env : { ...env, REPLY_ADDRESS: '' })
    program('watchdog', 'watchdog/main.js', env)
    // Answers by mail need a mailbox, which the sample one is not.
    if (env.IMAP_URL) program('answers', 'mailbox/main.js', env)
    note('worker, API, dispatcher and watchdog run')
  })
  const around = progress.begin('stand-ins', async (note) => {
    await built
    note('starting the systems around it')
    await Promise.all(standIns(ports).map(({ name, main, env, health }) => ready(health, [program(name, main, env)])))
    note(Object.values(standInNames).join(', '))
  })
  await store.show()
  await temporal.show()
  await product.show()
  await around.show()
  return { temporal: (await temporal.started).ui }
}

/**
 * @param {Ports} ports
 * @param {() => Kept | undefined} worker
 * @returns {import('./control.mjs').Control}
 */
function controlOf(ports, worker) {
  const state = () => {
    const process = worker()?.now()
    return { alive: process?.alive() === true, pid: process?.pid ?? null, restarts: worker()?.restarts() ?? 0 }
  }
  return {
    sendReturn: () => sendReturn(ports.shop),
    worker: state,
    killWorker: () => {
      const { alive, pid } = state()
      if (alive && pid !== null) process.kill(pid, 'SIGKILL')
      return { pid }
    },
  }
}
