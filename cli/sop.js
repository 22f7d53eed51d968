#!/usr/bin/env node
import { existsSync } from 'node:fs'
import process from 'node:process'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`sop needs Node 20.19 or newer, this is ${process.versions.node}: install a newer one\n`)
  process.exit(3)
}

// In a checkout the sources are what counts; an installed package has only what was built.
const program = ['./main.ts', './main.js', '../dist/cli/main.js'].find((path) => existsSync(new URL(path, import.meta.url)))
if (program === undefined) {
  process.stderr.write('sop is not built: run "npm run build" in its folder\n')
  process.exit(3)
}
if (program.endsWith('.ts')) (await import('tsx/esm/api')).register()
const { main } = await import(program)
await main()
