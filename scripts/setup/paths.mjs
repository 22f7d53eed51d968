import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the checkout, absolute, without a trailing slash. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** What the demo keeps between two starts, `.data` unless EVENKEEL_DATA names another folder; `--reset` empties it. */
export const dataFolder = resolve(process.env.EVENKEEL_DATA || join(projectFolder, '.data'))

/**
 * What may be shared by every checkout of this user, such as the Temporal command line.
 * @returns {string} a folder that may not exist yet
 */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'evenkeel')
}
