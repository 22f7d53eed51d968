import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder } from './paths.mjs'
import { run } from './run.mjs'
import { searchPath } from './search-path.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Sees to a Chromium for the browser tests: from PATH, else the system's package where we may install one.
 * @param {(text: string) => void} note
 * @returns {Promise<string | undefined>} why there is none, undefined when there is one
 */
export async function ensureChromium(note) {
  const found = names.map(searchPath).find((path) => path !== undefined)
  if (found !== undefined) {
    note(found)
    return undefined
  }
  const reason = existsSync('/etc/debian_version') && process.getuid?.() === 0 ? await install(note) : 'only root on Debian can install it here'
  if (reason !== undefined) note('none: the browser tests will be skipped')
  return reason
}

/** @param {(text: string) => void} note @returns {Promise<string | undefined>} */
async function install(note) {
  note('installing the package "chromium" (about 110 MB, 1 min)')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const logFile = join(dataFolder, 'logs/chromium.log')
  const first = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, logFile })
  if (first.ok) return undefined
  await run('apt-get', ['update'], { env, logFile })
  const second = await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, logFile })
  return second.ok ? undefined : `apt-get could not install it (${second.reason}), see .data/logs/chromium.log`
}
