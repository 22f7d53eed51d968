import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureChromium } from '../setup/chromium.mjs'
import { startGuardian } from '../setup/guardian.mjs'
import { projectFolder } from '../setup/paths.mjs'
import { stopLeftovers } from '../setup/processes.mjs'
import { searchPath } from '../setup/search-path.mjs'
import { secondDemoStart } from './demo-start.mjs'
import { program, servers } from './servers.mjs'

/**
 * What a bench is given; see `bench/contract.ts`. Everything started is stopped by `close`, or by the guardian when this
 * process is killed.
 * @param {{ quick: boolean, seed: number, bench: { name: string } }} wanted
 * @param {{ say: (text: string) => unknown }} progress
 */
export async function openStage({ quick, seed, bench }, progress) {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'))
  // PostgreSQL runs as another user where we are root, and must be able to pass through.
  chmodSync(folder, 0o711)
  const runFolder = join(folder, 'run')
  mkdirSync(runFolder)
  const dismiss = startGuardian(runFolder, [folder])
  const since = Date.now()
  const note = (/** @type {string} */ text) => progress.say(`  ${String(Math.round((Date.now() - since) / 1000)).padStart(4)} s  ${text}`)
  /** @type {ReturnType<typeof servers> | undefined} */
  let started
  return {
    quick, seed, projectFolder, folder, note,
    chromium: bench.name === 'case' ? await chromium(note) : { missing: 'this bench needs none' },
    servers: () => (started ??= servers(folder, runFolder, note)),
    program: (/** @type {string} */ name, /** @type {string} */ main, /** @type {NodeJS.ProcessEnv} */ env) => program({ name, main, env, folder, runFolder }),
    secondDemoStart: () => secondDemoStart(note),
    close: async () => {
      await stopLeftovers(runFolder)
      await rm(folder, { recursive: true, force: true })
      dismiss()
    },
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** @param {(text: string) => void} note @returns {Promise<{ path: string } | { missing: string }>} */
async function chromium(note) {
  const missing = await ensureChromium(note)
  const path = names.map(searchPath).find((found) => found !== undefined)
  return path === undefined ? { missing: `there is no Chromium on PATH and ${missing ?? 'it could not be found after installing it'}` } : { path }
}
