import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.js'

const folder = fileURLToPath(new URL('../.data/cli/', import.meta.url))

/**
 * The command line in one file, put together once for each state of its sources.
 * @param {number} newest when the last of the sources was changed, in milliseconds
 * @returns {Promise<string | undefined>} path of the file; undefined where it cannot be written
 */
export async function fromSource(newest) {
  const name = `sop-${Math.round(newest)}.cjs`
  const file = join(folder, name)
  if (existsSync(file)) return file
  try {
    await bundle(file)
    for (const old of readdirSync(folder).filter((each) => !each.startsWith(name))) rmSync(join(folder, old), { force: true })
    return file
  } catch {
    return undefined
  }
}
