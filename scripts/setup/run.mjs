import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Groups of children that must not outlive this process. */
const running = new Set()

const killAll = () => {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // Ended meanwhile.
    }
  }
}
process.on('exit', killAll)

/**
 * Runs a program to its end with no standard input; its whole group is killed when this process ends first.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile: string, user?: { uid: number, gid: number } }} options everything printed
 *   goes to the log
 * @returns {Promise<{ ok: boolean, reason: string }>} `reason` is blank when it went well
 */
export function run(command, args, options) {
  mkdirSync(dirname(options.logFile), { recursive: true })
  const log = createWriteStream(options.logFile, { flags: 'w' })
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd, env: options.env ?? process.env, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
    })
    const { pid } = child
    if (pid !== undefined) running.add(pid)
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    const finish = (/** @type {boolean} */ ok, /** @type {string} */ reason) => {
      if (pid !== undefined) running.delete(pid)
      log.end(() => resolve({ ok, reason }))
    }
    child.once('error', (error) => finish(false, error.message))
    child.once('close', (code, signal) => finish(code === 0, code === 0 ? '' : `it ended with ${signal ?? `code ${code}`}`))
  })
}
