import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evenkeel-bundle-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bundle = (): string => join(folder, 'sop.cjs')
const says = (text: string): void => writeFileSync(bundle(), `exports.main = async () => { console.log(${JSON.stringify(text)}) }`)
const kept = (): readonly string[] => readdirSync(folder).filter((each) => each.endsWith('.v8'))

/** The bundle as `sop` runs it, in a process of its own. */
function run(command: string | undefined): string {
  const script = `const { runBundle } = await import(${JSON.stringify(join(ROOT, 'cli/run-bundle.js'))}); await runBundle(${JSON.stringify(bundle())}, ${JSON.stringify(command)})`
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim()
}

describe('the command line in one file', () => {
  it('keeps what V8 made of it for the commands that are run often, and runs the same with it', () => {
    says('first')

    expect(run('lint')).toBe('first')
    const [file = ''] = kept()
    const since = statSync(join(folder, file)).mtimeMs
    expect(run('lint')).toBe('first')
    expect(kept()).toEqual([file])
    expect(statSync(join(folder, file)).mtimeMs).toBe(since)
  })

  it('never runs what was kept of another text, even of one as long', () => {
    says('first')
    run('lint')
    const [before] = kept()
    says('other')

    expect(run('lint')).toBe('other')
    expect(kept()).toHaveLength(1)
    expect(kept()[0]).not.toBe(before)
  })

  it('runs all the same when what was kept is broken, and keeps it anew', () => {
    says('first')
    run('test')
    const [file = ''] = kept()
    const whole = readFileSync(join(folder, file))
    for (const broken of [Buffer.alloc(0), Buffer.from('nonsense'), whole.subarray(0, whole.length / 2)]) {
      writeFileSync(join(folder, file), broken)
      expect(run('test')).toBe('first')
      expect(readFileSync(join(folder, file)).length).toBe(whole.length)
    }
  })

  it('keeps nothing for other commands', () => {
    says('first')

    expect(run('cases')).toBe('first')
    expect(run(undefined)).toBe('first')
    expect(kept()).toEqual([])
  })
})
