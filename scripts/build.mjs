// npm run build: brings dist/ up to date, doing only what is needed.
import './setup/node-version.mjs'

const { ensureDependencies } = await import('./setup/dependencies.mjs')
const { build } = await import('./setup/build.mjs')
const { createProgress } = await import('./setup/progress.mjs')
const { explain } = await import('./setup/trouble.mjs')

const progress = createProgress()
try {
  await progress.step('dependencies', ensureDependencies)
  await progress.step('product', build)
} catch (error) {
  progress.say(`\n${explain(error)}`)
  process.exitCode = 1
}
