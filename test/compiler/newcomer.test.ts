import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { isOneSlip } from '../../compiler/nearest.ts'
import { compileAny, fixture } from './world.ts'

/**
 * What people get wrong who write their first SOP: each section changes texts of the small SOP (old, `===`, new), and ends with what is
 * said of it. Signs that cannot be seen are written as escapes. `UPDATE_GOLDEN=1` writes what is said now, to be read before it is kept.
 */
const path = join(import.meta.dirname, 'newcomer.txt')
const sections = readFileSync(path, 'utf8').split(/^### /m).slice(1).map((section) => {
  const [name = '', ...rest] = section.split('\n')
  const body = rest.join('\n')
  const edits = [...body.matchAll(/^<<<\n([\s\S]*?)\n===\n([\s\S]*?)\n?>>>$/gm)]
  return { name, edits: edits.map(([, from = '', to = '']) => [from, shown(to)] as const), head: body.slice(0, body.lastIndexOf('>>>') + 4), said: body.slice(body.lastIndexOf('>>>') + 4) }
})

function shown(text: string): string {
  return text.replace(/\\t/g, '\t').replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
}

function saidOf(edits: readonly (readonly [string, string])[]): string {
  const text = edits.reduce((all, [from, to]) => {
    expect(all).toContain(from)
    return all.replace(from, () => to)
  }, fixture('small.yaml'))
  const { diagnostics, sources } = compileAny('small.yaml', text)
  return diagnostics.map(({ code, file, span, message, help }) => {
    const { line, column } = sources.get(file)!.position(span.start)
    return `${code} ${line}:${column} ${message}\n${help === undefined ? '' : `  ${help}\n`}`
  }).join('')
}

describe('whoever writes a first SOP is told at the place what is wrong, and what to write instead', () => {
  it.each(sections.map((section) => [section.name, section] as const))('%s', (_, section) => {
    const said = saidOf(section.edits)
    expect(said).not.toBe('')
    if (process.env['UPDATE_GOLDEN'] === '1') section.said = `${said}\n`
    expect(section.said.trim()).toBe(said.trim())
  })

  it('says what to do wherever the sentence itself does not', () => {
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, sections.map(({ name, head, said }) => `### ${name}\n${head}${said.trim()}\n\n`).join(''))
    const lines = sections.flatMap(({ said }) => said.trim().split('\n'))
    expect(lines.filter((line, at) => /^SOP\d+ /.test(line) && !/such as|quote it|expected a type:/.test(line) && !lines[at + 1]?.startsWith('  '))).toEqual([])
  })
})

describe('a file that is made to take long', () => {
  it('is refused at once: a page of blanks in a cell of a table', () => {
    const spent = stopwatch()
    expect(saidOf([['"> limit"', `"1 ${' '.repeat(100_000)} x"`]])).toMatch(/^SOP419 24:21 .*this cell is longer than 4000 characters/m)
    expect(saidOf([['"> limit"', `"1 ${' '.repeat(3_900)} x"`]])).toMatch(/^SOP419 /m)
    expect(spent().cpuMs).toBeLessThan(4_000)
  })

  it('says one slip of the fingers from another word in the time it takes to read both', () => {
    expect([['abcd', 'abdc'], ['abcd', 'abc'], ['abc', 'xabc'], ['abcd', 'axcd']].map(([one, other]) => isOneSlip(one!, other!))).toEqual([true, true, true, true])
    expect([['abcd', 'abcd'], ['abcd', 'badc'], ['abcd', 'ab'], ['abcd', 'cbad']].map(([one, other]) => isOneSlip(one!, other!))).toEqual([false, false, false, false])
  })
})
