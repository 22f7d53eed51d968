// Outlives the script that started it. When that script ends, killed with -9 for instance, the guardian stops what is
// still running of it and removes its temporary folders. Called as: guardian.mjs RUN_FOLDER [FOLDER…]

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { stopLeftovers } from './processes.mjs'

const self = fileURLToPath(import.meta.url)

/**
 * @param {string} runFolder whose processes are to be stopped when this process dies
 * @param {readonly string[]} [temporary] folders to be removed then
 * @returns {() => void} has it clean up and go now; not needed by a process that ends anyway
 */
export function startGuardian(runFolder, temporary = []) {
  const guardian = spawn(process.execPath, [self, runFolder, ...temporary], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  guardian.unref()
  // The pipe is what tells the guardian that this process is gone; it must not keep this process alive.
  guardian.stdin.on('error', () => undefined)
  const pipe = /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (guardian.stdin))
  pipe.unref()
  return () => { guardian.stdin.end() }
}

async function watch() {
  const [runFolder = '', ...temporary] = process.argv.slice(2)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined)
  process.stdin.resume()
  await once(process.stdin, 'end')
  await stopLeftovers(runFolder)
  for (const folder of temporary) await rm(folder, { recursive: true, force: true })
}

if (process.argv[1] === self) await watch()
