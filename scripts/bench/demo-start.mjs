import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { dataFolder, projectFolder } from '../setup/paths.mjs'
import { Trouble } from '../setup/trouble.mjs'

const patienceMs = 15 * 60_000

/**
 * Starts the demo, ends it as Ctrl-C would, starts it again.
 * @param {(text: string) => void} note
 * @returns {Promise<number>} milliseconds from the second command to its first page
 */
export async function secondDemoStart(note) {
  note('the demo, first start')
  await startOnce()
  note('the demo, second start')
  return startOnce()
}

/** @returns {Promise<number>} */
async function startOnce() {
  const since = performance.now()
  const child = spawn('npm', ['run', 'demo', '--', '--once', '--no-open'], { cwd: projectFolder, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise((resolve) => { child.once('exit', resolve) })
  let said = ''
  let runs = false
  child.stderr.on('data', (chunk) => { said = (said + chunk).slice(-2000) })
  const timer = setTimeout(() => child.kill('SIGTERM'), patienceMs)
  try {
    const url = await ready(child)
    if (url === undefined) throw new Trouble(`the demo ended before its first page, saying: ${said.trim().split('\n').slice(-3).join(' ').slice(-300)}`, 'Run "npm run demo" by itself to see what it lacks.')
    runs = true
    const page = await fetch(url)
    await page.text()
    if (!page.ok) throw new Trouble(`the first page of the demo answered ${page.status}.`, 'Run "npm run demo" by itself and look at its logs.')
    return performance.now() - since
  } finally {
    clearTimeout(timer)
    if (runs) interruptDemo()
    await exited
  }
}

/** To the demo itself: npm may keep the signal, or hand on a second one, which the demo takes for impatience. */
function interruptDemo() {
  const { pid } = JSON.parse(readFileSync(join(dataFolder, 'demo.json'), 'utf8'))
  process.kill(pid, 'SIGINT')
}

/** @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child @returns {Promise<string | undefined>} */
async function ready(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /^ready (\S+)$/.exec(line)
    if (found) return found[1]
  }
  return undefined
}
