// npm run bench -- NAME [--quick] [--json]: sets everything up and measures. Exit codes: 0 measured, 2 wrong usage, 3 could not run.
import './setup/node-version.mjs'

const { ensureDependencies } = await import('./setup/dependencies.mjs')
const { build } = await import('./setup/build.mjs')
const { createProgress } = await import('./setup/progress.mjs')
const { explain } = await import('./setup/trouble.mjs')

const WRONG_USAGE = 2
const COULD_NOT_RUN = 3
const progress = createProgress()

try {
  await progress.step('dependencies', ensureDependencies)
  await progress.step('product', build)
  const { runFromBuild } = await import('./bench/run.mjs')
  process.exit(await runFromBuild(process.argv.slice(2), progress, WRONG_USAGE))
} catch (error) {
  progress.say(`\n${explain(error)}`)
  process.exit(COULD_NOT_RUN)
}
