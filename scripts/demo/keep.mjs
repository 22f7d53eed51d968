import { setTimeout as pause } from 'node:timers/promises'

/**
 * @typedef {import('../setup/processes.mjs').Started} Started
 * @typedef {object} Kept
 * @property {string} name
 * @property {() => Started | undefined} now the process at this moment; undefined between a death and the next start
 * @property {() => number} restarts
 * @property {() => Promise<void>} stop for good
 */

const firstPauseMs = 500
const longestPauseMs = 5000
// A process that lived this long was well: its next death starts with the short pause again.
const wellMs = 10_000

/**
 * Starts a process again whenever it dies, at once after a long life, ever more patiently after short ones.
 * @param {string} name
 * @param {Started} first started already
 * @param {() => Promise<Started>} start the next one
 * @param {(text: string) => void} say hears of deaths and starts
 * @returns {Kept}
 */
export function keep(name, first, start, say) {
  /** @type {Started | undefined} */
  let current = first
  let restarts = 0
  let stopping = false
  void watch(first)

  /** @param {Started} begun */
  async function watch(begun) {
    let wait = firstPauseMs
    for (let process = begun, since = Date.now(); !stopping;) {
      const { code, signal } = await process.exited
      if (stopping) return
      current = undefined
      wait = Date.now() - since > wellMs ? firstPauseMs : wait
      say(`${name} ended (${signal ?? `code ${code}`}): starting it again`)
      process = await startAgain()
      since = Date.now()
      wait = Math.min(wait * 2, longestPauseMs)
    }

    async function startAgain() {
      for (;;) {
        await pause(wait)
        try {
          const next = await start()
          restarts += 1
          current = next
          if (stopping) await next.stop()
          return next
        } catch (error) {
          if (stopping) return begun
          wait = Math.min(wait * 2, longestPauseMs)
          say(`${name} does not start: ${/** @type {Error} */ (error).message.split('\n')[0]}`)
        }
      }
    }
  }

  return {
    name,
    now: () => current,
    restarts: () => restarts,
    stop: async () => {
      stopping = true
      await current?.stop()
    },
  }
}
