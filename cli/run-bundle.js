import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { Script } from 'node:vm'

/** Commands that are run at every save and every commit; the others start as they come. */
const OFTEN = ['lint', 'test']

/**
 * Runs the command line out of one file. What V8 made of it is kept beside it for the commands that are run often, by the digest of the
 * file and the version of Node, and V8 itself looks whether it may use it; where it cannot be kept, the next start takes longer.
 * @param {string} file absolute path of the bundle
 * @param {string | undefined} command such as `lint`
 */
export async function runBundle(file, command) {
  // The bundle is ASCII: every byte is a character.
  const text = readFileSync(file, 'latin1')
  const isOften = command !== undefined && OFTEN.includes(command)
  const digest = isOften ? createHash('sha256').update(text, 'latin1').digest('hex').slice(0, 32) : ''
  const kept = isOften ? `${file}.${command}.${process.version}-${process.arch}.${digest}.v8` : undefined
  const cachedData = kept && readIfThere(kept)
  const script = new Script(`(function (exports, require, module, __filename, __dirname) { ${text}\n})`, { filename: file, ...(cachedData && { cachedData }) })
  const loaded = { exports: /** @type {{ main?: (bundled?: { keepAt: string; digest: string }) => Promise<void> }} */ ({}) }
  script.runInThisContext()(loaded.exports, createRequire(file), loaded, file, dirname(file))
  await loaded.exports.main?.(isOften ? { keepAt: `${file}.memory`, digest } : undefined)
  if (kept && (!cachedData || script.cachedDataRejected)) keep(kept, script)
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** @param {string} kept @param {Script} script after its run, so that what it used is in it */
function keep(kept, script) {
  const folder = dirname(kept)
  const half = `${kept}.${process.pid}`
  try {
    writeFileSync(half, script.createCachedData())
    renameSync(half, kept)
    const like = basename(kept).split('.').slice(0, -2).join('.')
    for (const old of readdirSync(folder)) if (old.startsWith(like) && old.endsWith('.v8') && old !== basename(kept)) rmSync(join(folder, old), { force: true })
  } catch {
    // A folder that is not ours to write in: nothing is kept.
  }
}
