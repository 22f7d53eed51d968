import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { bundle as bundleCommands } from '../../cli/bundle.js'
import { bundleWorkflows } from './bundle.mjs'
import { alone } from './lock.mjs'
import { dataFolder, projectFolder } from './paths.mjs'
import { run } from './run.mjs'
import { digest, filesBelow } from './sources.mjs'
import { lastLines, Trouble } from './trouble.mjs'

const dist = join(projectFolder, 'dist')
const common = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {() => readonly string[]} sources absolute paths of what it is made from
 * @property {readonly string[]} makes absolute paths that must be there afterwards
 * @property {() => Promise<void>} make
 */

/**
 * Builds what is not up to date: the product (tsc), the command line in one file, the console (vite), the bundle of workflow code.
 * @param {(text: string) => void} note
 */
export async function build(note) {
  const waiting = () => note('another run is building: waiting for it')
  await alone(join(dist, '.build.lock'), waiting, async () => {
    const made = []
    for (const part of [product, commandLine, consolePages, workflowBundle]) if (await makePart(part, note)) made.push(part.name)
    note(made.length === 0 ? 'built already' : `built: ${made.join(', ')}`)
  })
}

/** @param {Part} part @param {(text: string) => void} note @returns {Promise<boolean>} whether there was something to do */
async function makePart(part, note) {
  const stamp = join(dist, `.${part.name}.sha256`)
  const now = digest(projectFolder, part.sources())
  if (part.makes.every((file) => existsSync(file)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return false
  note(`building the ${part.name}`)
  rmSync(stamp, { force: true })
  await part.make()
  writeFileSync(stamp, now)
  return true
}

/** @returns {string[]} */
const productFolders = () => JSON.parse(readFileSync(join(projectFolder, 'tsconfig.build.json'), 'utf8')).include

/** @param {readonly string[]} folders */
const filesOf = (folders) => folders.flatMap((folder) => filesBelow(join(projectFolder, folder)))

/** @type {Part} */
const product = {
  name: 'product',
  // A bench draws its cases as a test does, so parts of the tests are built with it.
  sources: () => [...common.map((file) => join(projectFolder, file)), ...filesOf([...productFolders(), 'test/harness', 'test/domain'])],
  makes: [join(dist, 'domain')],
  make: async () => {
    for (const folder of [...productFolders(), 'test']) rmSync(join(dist, folder), { recursive: true, force: true })
    await tool('tsc', ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.build.json'])
    const assets = filesOf(productFolders()).filter((file) => !/\.(ts|tsx|md)$/.test(file))
    for (const asset of assets) copyInto(join(dist, relative(projectFolder, asset)), asset)
  },
}

/** @param {string} target @param {string} source */
function copyInto(target, source) {
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(source, target)
}

/** @type {Part} */
const commandLine = {
  name: 'commands',
  sources: () => [...common.map((file) => join(projectFolder, file)), ...filesOf(['cli', 'compiler', 'domain', 'adapters'])],
  makes: [join(dist, 'cli/sop.cjs')],
  make: () => bundleCommands(join(dist, 'cli/sop.cjs')),
}

/** @type {Part} */
const consolePages = {
  name: 'console',
  sources: () => [...common.map((file) => join(projectFolder, file)), ...filesOf(['console', 'domain'])],
  makes: [join(dist, 'console/index.html')],
  make: () => tool('vite', ['node_modules/vite/bin/vite.js', 'build', 'console', '--outDir', join(dist, 'console'), '--emptyOutDir']),
}

/** @type {Part} */
const workflowBundle = {
  name: 'workflows',
  sources: () => [join(projectFolder, 'package-lock.json'), ...filesBelow(join(dist, 'workflows')), ...filesBelow(join(dist, 'domain'))],
  makes: [join(dist, 'workflow-bundle.js')],
  make: () => bundleWorkflows(
    join(dist, 'workflows/index.js'),
    filesBelow(join(dist, 'workflows')).filter((file) => file.endsWith('.cjs')),
    join(dist, 'workflow-bundle.js'),
  ),
}

/** @param {string} name @param {readonly string[]} args of Node */
async function tool(name, args) {
  const logFile = join(dataFolder, `logs/build-${name}.log`)
  const { ok, reason } = await run(process.execPath, args, { cwd: projectFolder, logFile })
  if (ok) return
  throw new Trouble(
    `the build failed in ${name} (${reason}); its last words were:\n${lastLines(logFile, 25)}`,
    `Correct what it names, or go back to a clean checkout. All of it is in "${logFile}".`,
  )
}
