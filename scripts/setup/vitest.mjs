import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { dataFolder, projectFolder } from './paths.mjs'

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} skipped
 * @property {string[]} failures a line each: which test, or what else went wrong
 */

const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs')

/**
 * Runs one project of `vitest.config.ts`, its output on ours, and counts from its JSON report.
 * @param {string} project
 * @param {readonly string[]} filters paths or options handed on to vitest
 * @returns {Promise<Tally>}
 */
export async function runProject(project, filters) {
  const report = join(dataFolder, `test/${project}.json`)
  mkdirSync(join(dataFolder, 'test'), { recursive: true })
  rmSync(report, { force: true })
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const ended = await vitestRun(args, 'inherit')
  return tallyOf(project, report, ended.code)
}

/**
 * @param {string} project
 * @param {readonly string[]} filters
 * @returns {Promise<string[]>} the names of its tests, without running them
 */
export async function namesOf(project, filters) {
  const target = join(dataFolder, `test/${project}.list.json`)
  mkdirSync(join(dataFolder, 'test'), { recursive: true })
  rmSync(target, { force: true })
  await vitestRun(['list', '--project', project, `--json=${target}`, ...filters], 'ignore')
  return readJson(target, []).map((/** @type {{ file: string, name: string }} */ test) => `${relative(projectFolder, test.file)} > ${test.name}`)
}

/** @param {readonly string[]} args @param {'inherit' | 'ignore'} output @returns {Promise<{ code: number | null }>} */
function vitestRun(args, output) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, ...args], { cwd: projectFolder, stdio: ['ignore', output, output] })
    child.once('error', () => resolve({ code: 1 }))
    child.once('exit', (code) => resolve({ code }))
  })
}

/** @param {string} project @param {string} report @param {number | null} code @returns {Tally} */
function tallyOf(project, report, code) {
  const result = readJson(report, undefined)
  if (result === undefined) return { passed: 0, skipped: 0, failures: [`${project}: vitest ended with code ${code} before it could report`] }
  const files = /** @type {TestFile[]} */ (result.testResults)
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
  const failures = [
    ...files.flatMap((file) => file.assertionResults.filter((test) => test.status === 'failed').map((test) => `${nameOf(file)} > ${test.fullName}`)),
    ...broken.map((file) => `${nameOf(file)}: the file could not be run`),
  ]
  // A rejection that belongs to no test, or a server that did not start, still makes the run a failure.
  if (code !== 0 && failures.length === 0) failures.push(`${project}: vitest ended with code ${code}, see above`)
  return { passed: result.numPassedTests, skipped: result.numPendingTests + result.numTodoTests, failures }
}

/**
 * @typedef {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} TestFile
 * @param {TestFile} file
 */
const nameOf = (file) => relative(projectFolder, file.name)

/** @param {string} file @param {any} otherwise @returns {any} */
function readJson(file, otherwise) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return otherwise
  }
}
