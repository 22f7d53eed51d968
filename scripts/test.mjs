// npm test [-- FILTERS]: sets everything up, runs every project of vitest.config.ts and counts.
// npm run test:fast: only what needs no server and no patience.
import { availableParallelism } from 'node:os'
import './setup/node-version.mjs'

const { ensureDependencies } = await import('./setup/dependencies.mjs')
const { build } = await import('./setup/build.mjs')
const { ensureChromium } = await import('./setup/chromium.mjs')
const { createProgress, duration } = await import('./setup/progress.mjs')
const { findTemporalCli } = await import('./setup/temporal-cli.mjs')
const { explain } = await import('./setup/trouble.mjs')
const { createTurns } = await import('./setup/turns.mjs')
const { namesOf, runProject } = await import('./setup/vitest.mjs')

const since = Date.now()
const progress = createProgress()
const onlyFast = process.argv.includes('--fast')
const filters = process.argv.slice(2).filter((argument) => argument !== '--fast')
/** @type {import('./setup/vitest.mjs').Tally} */
const total = { passed: 0, skipped: 0, failures: [] }
let interrupted = false
process.on('SIGINT', () => { interrupted = true })

/**
 * @param {string} name
 * @param {(note: (text: string) => void) => Promise<unknown>} work
 * @returns {Promise<boolean>} whether it went well; what did not is said, and counts as a failure
 */
async function prepare(name, work) {
  try {
    await progress.step(name, work)
    return true
  } catch (error) {
    progress.say(`\n${explain(error)}\n`)
    total.failures.push(`set-up of ${name}`)
    return false
  }
}

/** @param {string} project @param {import('./setup/vitest.mjs').Beside} [beside] */
async function test(project, beside) {
  if (interrupted) return
  if (!beside) progress.say(`\n  ${project} tests`)
  const tally = await runProject(project, filters, beside)
  total.passed += tally.passed
  total.skipped += tally.skipped
  total.failures.push(...tally.failures)
}

const begin = createTurns((text) => { process.stdout.write(text) })
/** So far that tests which wait for a deadline get their core when they want it, whoever else computes. */
const BACK = 10

/**
 * Runs projects one after the other, beside others that may be running.
 * @param {number} niceness @param {readonly string[]} projects
 */
async function row(niceness, ...projects) {
  for (const project of projects) {
    const { say, end } = begin()
    say(`\n  ${project} tests\n`)
    await test(project, { say, niceness })
    end()
  }
}

/** @returns {Promise<string[]>} the projects that can run in a browser here; what cannot is named and counted */
async function inBrowser() {
  const found = { reason: /** @type {string | undefined} */ (undefined) }
  await prepare('chromium', async (note) => { found.reason = await ensureChromium(note) })
  if (found.reason === undefined) return ['browser']
  const names = await namesOf('browser', filters)
  progress.say(`\n  skipped, because there is no Chromium on PATH and ${found.reason}:`)
  for (const name of names) progress.say(`    - ${name}`)
  total.skipped += names.length
  return []
}

/** Half of these compute and the other half wait: side by side they take two cores half as long as one by one. */
async function testTheRest() {
  const rest = [['long', 'server'], ['fault', ...(await inBrowser())]]
  if (availableParallelism() > 1) await Promise.all(rest.map((projects, index) => row(index === 0 ? BACK : 0, ...projects)))
  else for (const project of rest.flat()) await test(project)
}

if (await prepare('dependencies', ensureDependencies)) {
  const built = await prepare('product', build)
  await test('fast')
  if (!onlyFast) {
    const engine = built && await prepare('engine', async (note) => {
      const cli = await findTemporalCli(note)
      note(`Temporal command line ${cli.version} from ${cli.from}`)
    })
    await (engine ? testTheRest() : test('long'))
  }
}

progress.say('')
for (const failure of total.failures) progress.say(`  ✗ ${failure}`)
progress.say(`  after ${duration(Date.now() - since)}`)
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
console.log(`${total.passed} passed, ${total.failures.length} failed${skipped}`)
process.exitCode = interrupted ? 130 : Math.min(1, total.failures.length)
