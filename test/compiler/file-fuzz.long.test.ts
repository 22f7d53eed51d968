import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fuzzInput } from '../../bench/lint/inputs.ts'
import { createJudge, PATIENCE_MS, seedFiles } from '../../bench/lint/judge.ts'
import { sopOfBytes } from '../../bench/lint/sops.ts'
import { numbersFrom } from '../../bench/numbers.ts'

const seeds = seedFiles(join(import.meta.dirname, '../..'))
/** The bench begins with longer ones too, which take more time and break in no other way. */
const short = seeds.filter(({ path, text }) => text.length <= 6_000 || path === 'organisation.yaml')
/** It counts CPU: other tests run beside this one. */
const judge = createJudge(seeds)

describe('files that mean harm', { timeout: 300_000 }, () => {
  it('never crash the compiler, each of two thousand, and none keeps it busy', () => {
    const { pid } = process
    const slow: string[] = []
    for (let at = 0; at < 2_000; at++) {
      const input = fuzzInput(numbersFrom(at), short)
      try {
        const { cpuMs } = judge(input)
        if (cpuMs > PATIENCE_MS) slow.push(`input ${at}: ${cpuMs} ms`)
      } catch (error) {
        throw new Error(`input ${at} of ${input.path}: ${JSON.stringify(input.text.slice(0, 500))}`, { cause: error })
      }
    }
    expect(slow).toEqual([])
    expect(process.pid).toBe(pid)
  })

  it('are answered in time when they are full of unknown keys, at any depth', () => {
    const keys = (indent: string, many: number) => Array.from({ length: many }, (_, at) => `${indent}k${at}: ${at}\n`).join('')
    const flat = `sop: x\n${keys('', 20_000)}`
    const nested = `sop: x\nsteps:\n${Array.from({ length: 400 }, (_, at) => `  - id: s${at}\n    task: Do it\n    sla: 4h\n${keys('    ', 50)}`).join('')}`
    for (const text of [flat, nested]) expect(judge({ path: 'generated.yaml', text: text.slice(0, 260_000) }).cpuMs).toBeLessThan(PATIENCE_MS)
  })

  it('are quoted in one line of a few words, however much stands where a name belongs', () => {
    const [start = ''] = seeds.filter(({ path }) => path === 'generated.yaml').map(({ text }) => text)
    expect(() => judge({ path: 'generated.yaml', text: start.replace('owner: lead', `owner: "a\n\n  b ${'c'.repeat(5_000)}"`) })).not.toThrow()
  })

  it('take time in proportion to their size', () => {
    const cost = (kib: number): number => Math.min(...[1, 2, 3].map(() => judge({ path: 'generated.yaml', text: sopOfBytes('generated', kib * 1024) }).cpuMs))
    cost(32)
    expect(cost(240) / cost(60)).toBeLessThan(10)
  })
})
