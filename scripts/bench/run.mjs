import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { projectFolder } from '../setup/paths.mjs'
import { openStage } from './stage.mjs'

/**
 * Runs one bench of `dist/bench`.
 * @param {readonly string[]} args
 * @param {ReturnType<typeof import('../setup/progress.mjs').createProgress>} progress
 * @param {number} wrongUsage
 * @returns {Promise<number>} the exit code
 */
export async function runFromBuild(args, progress, wrongUsage) {
  const { read, measure } = await import(pathToFileURL(join(projectFolder, 'dist/bench/run.js')).href)
  const wanted = read(args)
  if ('text' in wanted) {
    if (wanted.exitCode === wrongUsage) progress.say(wanted.text)
    else console.log(wanted.text)
    return wanted.exitCode
  }
  const stage = await openStage(wanted, progress)
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, () => { void stage.close().finally(() => process.exit(130)) })
  try {
    await measure(wanted, stage)
    return 0
  } finally {
    await stage.close()
  }
}
