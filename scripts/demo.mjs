// npm run demo [-- --reset --day --no-open --once]: the whole product with a sample shop and a mailbox, on this machine.
import './setup/node-version.mjs'

const { explain } = await import('./setup/trouble.mjs')
const { createProgress } = await import('./setup/progress.mjs')
const { parse } = await import('./demo/options.mjs')

const progress = createProgress()
try {
  const options = parse(process.argv.slice(2))
  const { ensureDependencies } = await import('./setup/dependencies.mjs')
  const { runningDemo } = await import('./demo/note.mjs')
  const running = options.day && !options.reset ? runningDemo() : undefined
  if (running !== undefined) {
    const { dayTo } = await import('./demo/day.mjs')
    process.exit((await dayTo(running, progress)) ? 0 : 1)
  }
  const { begin } = await import('./demo/begin.mjs')
  await begin(options, progress)
  progress.say('')
  await progress.step('dependencies', ensureDependencies)
  const { runDemo } = await import('./demo/run.mjs')
  await runDemo(options, progress)
} catch (error) {
  progress.say(`\n${explain(error)}`)
  process.exit(error instanceof RangeError ? 2 : 3)
}
