import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataFolder, projectFolder } from './paths.mjs'
import { run } from './run.mjs'
import { Trouble } from './trouble.mjs'

/**
 * Runs `npm ci`, but only when what is installed is not what the lock file says.
 * @param {(text: string) => void} note
 */
export async function ensureDependencies(note) {
  const wanted = packagesOf(join(projectFolder, 'package-lock.json'))
  if (isInstalled(wanted)) {
    note(`${Object.keys(wanted).length} packages, as locked`)
    return
  }
  note(`installing ${Object.keys(wanted).length} packages (the first time about 30 s)`)
  const logFile = join(dataFolder, 'logs/npm-ci.log')
  const { ok, reason } = await run(...npm(['ci', '--include=dev', '--no-audit', '--no-fund']), { cwd: projectFolder, logFile })
  if (!ok) {
    throw new Trouble(
      `the packages could not be installed (${reason}); npm said:\n${complaints(logFile)}`,
      `See that the package registry can be reached and the disk has 1 GB free, then run the command again. All of it is in "${logFile}".`,
    )
  }
  note(`${Object.keys(wanted).length} packages installed`)
}

/** npm ends its complaints with its manual: the first of them say what is wrong. @param {string} logFile */
const complaints = (logFile) => readFileSync(logFile, 'utf8').split('\n').filter((line) => /^npm error\s+\S/.test(line)).slice(0, 8)
  .map((line) => `    ${line}`).join('\n')

/** @param {readonly string[]} args @returns {[string, string[]]} */
function npm(args) {
  const running = process.env.npm_execpath
  return running?.endsWith('.js') ? [process.execPath, [running, ...args]] : ['npm', [...args]]
}

/** @param {string} lockFile @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(lockFile) {
  const { '': _self, ...packages } = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  return packages
}

/**
 * npm writes down what it installed; an entry that is missing there may only be one for another platform.
 * @param {ReturnType<typeof packagesOf>} wanted
 */
function isInstalled(wanted) {
  const note = join(projectFolder, 'node_modules/.package-lock.json')
  if (!existsSync(note)) return false
  const installed = packagesOf(note)
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    const found = installed[path]
    return found === undefined ? optional === true : found.version === version
  }) && existsSync(join(projectFolder, 'node_modules/typescript7/bin/tsc'))
}
