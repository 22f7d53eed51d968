#!/usr/bin/env node
import { existsSync, readdirSync, statSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`sop needs Node 20.19 or newer, this is ${process.versions.node}: install a newer one\n`)
  process.exit(3)
}

/** @param {string} path */
const here = (path) => new URL(path, import.meta.url)

/** @param {URL} folder @returns {number} when something in it was last changed */
const newest = (folder) =>
  Math.max(
    0,
    ...readdirSync(folder, { recursive: true })
      .filter((file) => String(file).endsWith('.ts'))
      .map((file) => statSync(new URL(String(file), folder)).mtimeMs),
  )

/** @type {number | undefined} */
let lastChange
const sources = () => (lastChange ??= Math.max(...['../cli/', '../compiler/', '../domain/', '../adapters/'].map((folder) => newest(here(folder)))))

/** In a checkout what was built is right as long as no source is newer. */
function built() {
  if (!existsSync(here('../dist/.product.sha256')) || !existsSync(here('../dist/cli/main.js'))) return false
  const since = statSync(here('../dist/.product.sha256')).mtimeMs
  return sources() <= since
}

/** An installed package has only what was built; this very file is copied there too. */
function program() {
  if (existsSync(here('./main.js'))) return './main.js'
  if (!existsSync(here('./main.ts')) || built()) return '../dist/cli/main.js'
  return './main.ts'
}

/** All of a program in one file, where there is that: what was built has it beside it. @param {string} path */
async function inOneFile(path) {
  if (path.endsWith('.ts')) return (await import('./from-source.js')).fromSource(sources())
  const file = fileURLToPath(here(path.replace('main.js', 'sop.cjs')))
  return existsSync(file) ? file : undefined
}

const path = program()
if (!existsSync(here(path))) {
  process.stderr.write('sop is not built: run "npm run build" in its folder\n')
  process.exit(3)
}
const file = await inOneFile(path)
// An image holds only this file of the sources: what runs a bundle is taken from where the bundle was made from.
if (file !== undefined) await (await import(new URL('./run-bundle.js', here(path)).href)).runBundle(file, process.argv[2])
else {
  if (path.endsWith('.ts')) (await import('tsx/esm/api')).register()
  await (await import(path)).main()
}
