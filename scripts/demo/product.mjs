import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, projectFolder } from '../setup/paths.mjs'
import { startProcess } from '../setup/processes.mjs'
import { runFolder } from './begin.mjs'

/**
 * Starts one of the built programs under `dist/`.
 * @param {string} name
 * @param {string} main path below `dist`
 * @param {NodeJS.ProcessEnv} env
 * @returns {import('../setup/processes.mjs').Started}
 */
export function startProgram(name, main, env) {
  return startProcess({
    name, command: process.execPath, args: ['--enable-source-maps', join(projectFolder, 'dist', main)],
    env, cwd: projectFolder, runFolder, logFile: join(dataFolder, `logs/${name}.log`),
  })
}

/** Each start has logs of its own, so that the last lines of one belong to what is seen now. @param {readonly string[]} names */
export function clearLogs(names) {
  for (const name of names) rmSync(join(dataFolder, `logs/${name}.log`), { force: true })
}
