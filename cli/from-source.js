import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The command line put together from its sources into one file, once for each state of them: half a second quicker to start
 * than loading every source by itself.
 * @param {number} newest when the last of the sources was changed, in milliseconds
 * @returns {Promise<string | undefined>} path of the file; undefined where it cannot be written
 */
export async function fromSource(newest) {
  const folder = here('../.data/cli/')
  const file = `${folder}sop-${Math.round(newest)}.mjs`
  if (existsSync(file)) return file
  try {
    mkdirSync(folder, { recursive: true })
    const half = `${file}.${process.pid}`
    const { build } = await import('esbuild')
    await build({ entryPoints: [here('./main.ts')], bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile: half, logLevel: 'silent' })
    for (const old of readdirSync(folder).filter((name) => name.endsWith('.mjs'))) rmSync(folder + old)
    renameSync(half, file)
    return file
  } catch {
    return undefined
  }
}
