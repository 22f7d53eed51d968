import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { keep } from '../../scripts/demo/keep.mjs'
import { identity } from '../../scripts/setup/identity.mjs'
import { startProcess, stopLeftovers } from '../../scripts/setup/processes.mjs'
import { temporaryFolder } from './temporary.mjs'

/** @type {(() => unknown)[]} */
const afterwards = []
afterEach(async () => { for (const undo of afterwards.splice(0)) await undo() })

/** @param {string} [script] shell */
function aProcess(script = 'exec sleep 60') {
  const folder = temporaryFolder()
  const start = () => startProcess({ name: 'sleeper', command: '/bin/sh', args: ['-c', script], runFolder: folder, logFile: join(folder, 'sleeper.log') })
  const process = start()
  afterwards.push(() => process.stop())
  return { folder, process, start }
}

it('stops what a killed run has left behind', async () => {
  const { folder, process } = aProcess()

  expect(await stopLeftovers(folder)).toEqual(['sleeper'])

  expect(identity(process.pid)).toBeUndefined()
  expect(readdirSync(folder).filter((file) => file.endsWith('.json'))).toEqual([])
})

it('leaves a stranger alone who was given the number of a process of ours', async () => {
  const { folder, process } = aProcess()
  writeFileSync(join(folder, 'sleeper.json'), JSON.stringify({ name: 'sleeper', pid: process.pid, began: 'at another time', at: 0, signal: 'SIGKILL' }))

  expect(await stopLeftovers(folder)).toEqual([])

  expect(process.alive()).toBe(true)
})

it('keeps what a process said in its log', async () => {
  const { folder, process } = aProcess('echo started; echo trouble >&2')
  await process.exited

  expect(readFileSync(join(folder, 'sleeper.log'), 'utf8')).toBe('started\ntrouble\n')
})

it('starts a kept process again when it is killed, and not once it was stopped', async () => {
  const { process: first, start } = aProcess()
  /** @type {string[]} */
  const said = []
  const kept = keep('sleeper', first, async () => start(), (text) => said.push(text))
  afterwards.push(kept.stop)

  process.kill(first.pid, 'SIGKILL')
  await expect.poll(() => kept.restarts(), { timeout: 5000 }).toBe(1)
  const second = kept.now()
  await kept.stop()

  expect(second?.pid).not.toBe(first.pid)
  expect(said).toEqual(['sleeper ended (SIGKILL): starting it again'])
  expect(second?.alive()).toBe(false)
  expect(kept.restarts()).toBe(1)
})

it('stops everything and removes temporary folders when the script that started it is killed', async () => {
  const folder = temporaryFolder()
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  const setup = (/** @type {string} */ name) => JSON.stringify(pathToFileURL(join(process.cwd(), 'scripts/setup', name)).href)
  const script = `
    import { startGuardian } from ${setup('guardian.mjs')}
    import { startProcess } from ${setup('processes.mjs')}
    startGuardian(${JSON.stringify(folder)}, [${JSON.stringify(temporary)}])
    const started = startProcess({ name: 'sleeper', command: 'sleep', args: ['60'], runFolder: ${JSON.stringify(folder)}, logFile: ${JSON.stringify(join(folder, 'log'))} })
    console.log(started.pid)
    setInterval(() => undefined, 1000)`
  const starter = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number(await new Promise((resolve) => { starter.stdout.once('data', (chunk) => resolve(String(chunk))) }))
  expect(identity(pid)).toBeDefined()

  starter.kill('SIGKILL')

  await expect.poll(() => identity(pid), { timeout: 5000 }).toBeUndefined()
  await expect.poll(() => existsSync(temporary), { timeout: 5000 }).toBe(false)
})
