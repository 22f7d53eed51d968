import { setTimeout as pause } from 'node:timers/promises'
import { lastLines, Trouble } from '../setup/trouble.mjs'

/**
 * Waits until a page answers 200, and stops waiting as soon as the process that should serve it has ended.
 * @param {string} url
 * @param {readonly import('../setup/processes.mjs').Started[]} processes
 * @param {number} [patienceMs]
 */
export async function ready(url, processes, patienceMs = 60_000) {
  const giveUpAt = Date.now() + patienceMs
  let last = 'no answer'
  while (Date.now() < giveUpAt) {
    expectAlive(processes)
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2000) })
      const text = await response.text()
      if (response.ok) return
      last = `${response.status} ${text.slice(0, 300)}`
    } catch (error) {
      last = String(/** @type {Error} */ (error).cause ?? error)
    }
    await pause(50)
  }
  throw new Trouble(
    `${processes.map(({ name }) => name).join(', ')}: ${url} did not become ready in ${patienceMs / 1000} s; the last answer was ${last}\n` +
    processes.map(({ logFile }) => lastLines(logFile)).join('\n'),
    'Look at the rest of the logs in .data/logs, or begin anew with "npm run demo -- --reset".',
  )
}

/** @param {readonly import('../setup/processes.mjs').Started[]} processes throws when one has ended */
export function expectAlive(processes) {
  const dead = processes.find((process) => !process.alive())
  if (dead === undefined) return
  throw new Trouble(
    `the ${dead.name} ended while it started; its last words were:\n${lastLines(dead.logFile)}`,
    `All of it is in "${dead.logFile}". "npm run demo -- --reset" begins anew.`,
  )
}
