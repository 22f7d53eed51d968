import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { join, relative } from 'node:path'
import { dataFolder, projectFolder } from './paths.mjs'

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} skipped
 * @property {string[]} failures a line each: which test, or what else went wrong
 */

/**
 * @typedef {object} Beside
 * @property {(text: string) => void} say hears the output
 * @property {number} niceness how far the run and all it starts stand back behind others; 0 not at all
 */

const vitest = join(projectFolder, 'node_modules/vitest/vitest.mjs')

/**
 * Runs one project of `vitest.config.ts` and counts from its JSON report.
 * @param {string} project
 * @param {readonly string[]} filters paths or options handed on to vitest
 * @param {Beside} [beside] of a run that is not the only one; without it the output goes to ours
 * @returns {Promise<Tally>}
 */
export async function runProject(project, filters, beside) {
  const report = join(dataFolder, `test/${project}.json`)
  mkdirSync(join(dataFolder, 'test'), { recursive: true })
  rmSync(report, { force: true })
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...filters]
  const ended = await vitestRun(args, 'inherit', beside)
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

/** @param {readonly string[]} args @param {'inherit' | 'ignore'} output @param {Beside} [beside] @returns {Promise<{ code: number | null }>} */
function vitestRun(args, output, beside) {
  return new Promise((resolve) => {
    const to = beside ? 'pipe' : output
    const child = spawn(process.execPath, [vitest, ...args], { cwd: projectFolder, stdio: ['ignore', to, to], env: { ...process.env, ...(beside && colours()) } })
    child.once('error', () => resolve({ code: 1 }))
    child.once('exit', (code) => {
      // What it said may still be on its way, unless something that outlives it holds on to the pipe.
      const late = setTimeout(() => resolve({ code }), 5_000)
      child.once('close', () => { clearTimeout(late); resolve({ code }) })
    })
    if (!beside) return
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', beside.say)
    if (child.pid !== undefined && beside.niceness > 0) setPriority(child.pid, beside.niceness)
  })
}

/** What is said through a pipe keeps the colours that our terminal shows. */
const colours = () => (process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: '1' } : {})

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
