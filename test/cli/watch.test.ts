import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

/** `sop test --watch` as a process of its own, with a way to wait for what it prints next. */
function watching(folder: string) {
  const child = spawn(process.execPath, [join(ROOT, 'cli/sop.js'), 'test', folder, '--watch'], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } })
  cleanups.push(() => void child.kill('SIGKILL'))
  let out = ''
  let look: () => void = () => undefined
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      look()
    })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return {
    exited,
    interrupt: () => child.kill('SIGINT'),
    /** Resolves with all up to and with the text, which is then behind us. */
    until: (text: string) =>
      new Promise<string>((resolve) => {
        look = () => {
          const end = out.indexOf(text)
          if (end < 0) return
          const seen = out.slice(0, end + text.length)
          out = out.slice(end + text.length)
          look = () => undefined
          resolve(seen)
        }
        look()
      }),
  }
}

test('scenarios run again when a file changes, mistakes end nothing, and Ctrl-C does', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-watch-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(ROOT, 'sops'), folder, { recursive: true, filter: (path) => !path.endsWith('.yaml') || /(organisation|goodwill-refund)(\.test)?\.yaml$/.test(path) })
  const file = join(folder, 'goodwill-refund.test.yaml')
  const text = readFileSync(file, 'utf8')

  const run = watching(folder)
  expect(await run.until('Ctrl-C to end')).toContain(', 0 failed')

  writeFileSync(file, text.replace('outcome: paid, effects', 'outcome: abandoned, effects'))
  const failing = await run.until('Ctrl-C to end')
  expect(failing).toContain('FAIL goodwill-refund')
  expect(failing).toContain(', 1 failed')

  writeFileSync(file, 'scenarios: [')
  expect(await run.until('Ctrl-C to end')).toContain('SOP105')

  writeFileSync(file, text)
  expect(await run.until('Ctrl-C to end')).toContain(', 0 failed')

  run.interrupt()
  expect(await run.exited).toBe(0)
}, 120_000)
