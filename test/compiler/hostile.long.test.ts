import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { renderDiagnostic } from '../../compiler/diagnostics.ts'
import { compileAny, fixture } from './world.ts'

const runs = Number(process.env['FUZZ_RUNS'] ?? 60)

/** Either the file is usable, or there is an error; and every complaint has its place. */
function compilesOrComplains(path: string, text: string): void {
  const globals = Object.getOwnPropertyNames(Object.prototype).length
  const { diagnostics, sources } = compileAny(path, text)
  for (const each of diagnostics) {
    const source = sources.get(each.file)!
    const { line, column } = source.position(each.span.start)
    expect(line).toBeGreaterThanOrEqual(1)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(each.span.end).toBeGreaterThanOrEqual(each.span.start)
    expect(each.message).not.toMatch(/\n|undefined|\[object/)
    expect(renderDiagnostic(each, source)).toContain(`${each.file}:${line}:${column}`)
  }
  expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(globals)
}

const pieces = [
  '{',
  '}',
  '[',
  ']',
  ': ',
  '- ',
  '? ',
  ', ',
  '|',
  '>',
  '"',
  "'",
  '\n',
  '  ',
  '\t',
  '#',
  '&a',
  '*a',
  '!!str',
  '<<',
  '%',
  '---',
  '\u0000',
  '\uFEFF',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'has(',
  'steps.',
  'form_of.',
  'facts.order',
  'event',
  '{{',
  '}}',
  'null',
  '.inf',
  '1e999',
  '99999999999999999999',
  '15.00 USD',
  '4h',
  '2bd',
  '30',
  'true',
  'x.map(y, z)',
  'a ? b : c',
  '😀',
  '\uD800',
  '((((((((',
  '[[[[[[[[',
  '&& !',
  '== "',
  '..',
  'not(',
  '<= ',
]

describe('hostile text', { timeout: 60_000 }, () => {
  it.each(['small.yaml', 'lines.yaml'])('never crashes the compiler when %s is cut, doubled and stuffed at random', (name) => {
    const good = fixture(name)
    const edit = fc.record({
      at: fc.nat(good.length),
      drop: fc.nat(40),
      add: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 12, unit: 'binary' })),
    })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
        const text = edits.reduce((all, { at, drop, add }) => all.slice(0, at) + add + all.slice(at + drop), good)
        compilesOrComplains(name, text)
      }),
      { numRuns: runs },
    )
  })

  it.each(['small.yaml', 'lines.yaml'])('never crashes the compiler when a line of %s is moved or given to another key', (name) => {
    const lines = fixture(name).split('\n')
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.nat(lines.length - 1), fc.boolean(), (from, to, keep) => {
        const changed = keep ? [...lines] : lines.filter((_, at) => at !== from)
        changed.splice(to, 0, lines[from] ?? '')
        compilesOrComplains(name, changed.join('\n'))
      }),
      { numRuns: runs },
    )
  })

  it('never crashes on text that is no SOP at all', () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 8 })), { maxLength: 60 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, fc.constantFrom('', 'sop: x\n', 'organisation: x\n', 'scenarios:\n'), (body, head) =>
        compilesOrComplains('x.yaml', head + body),
      ),
      { numRuns: runs },
    )
  })

  it('never crashes on an expression, whatever it holds', () => {
    const words = [
      'facts.order.value',
      'event.reason',
      'steps.pay',
      'has(',
      ')',
      '(',
      '[',
      ']',
      '{',
      '}',
      ',',
      '.',
      ' ? ',
      ' : ',
      ' && ',
      ' || ',
      '!',
      '-',
      ' == ',
      ' < ',
      ' in ',
      '"x"',
      '1',
      '1.5',
      'money(',
      'exists(',
      'map(',
      'x',
      'constructor',
      '__proto__',
      'dyn(',
      'type(',
      'matches(',
      'null',
      'true',
      'b"x"',
      '1u',
      'duration(',
      'limit',
      '.all(i, ',
      'cel.bind(a, 1, a)',
    ]
    const good = fixture('small.yaml')
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 14 }), (parts) => {
        const expression = JSON.stringify(parts.join(''))
        compilesOrComplains(
          'small.yaml',
          good.replace('amount: facts.order.value', `amount: ${expression}`).replace('"> limit"', expression),
        )
      }),
      { numRuns: runs },
    )
  })

  it('refuses the nesting that aborts Node 20, again and again in one process', () => {
    const script = `
      import { compileSop } from '${import.meta.dirname}/../../compiler/compile.ts'
      import { sourceFile } from '${import.meta.dirname}/../../compiler/source.ts'
      const world = { vocabulary: { actions: [], events: [] }, organisation: undefined, messages: () => [], sop: () => ({ kind: 'missing' }) }
      for (const text of ['['.repeat(1000), '['.repeat(5000), '{'.repeat(5000), '- '.repeat(5000), '? '.repeat(5000), '}'.repeat(100000)])
        console.log(compileSop(sourceFile('x.yaml', text), world).diagnostics.map((each) => each.code).join())`
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: `${import.meta.dirname}/../..`,
    })
    expect(child.stderr).toBe('')
    expect(child.stdout.trim().split('\n')).toEqual(['SOP102', 'SOP102', 'SOP102', 'SOP102', 'SOP102', 'SOP105'])
    expect(child.status).toBe(0)
  })

  it('accepts a BOM and CRLF, and counts lines and columns as an editor does', () => {
    const windows = `\uFEFF${fixture('small.yaml').replace(/\n/g, '\r\n')}`
    expect(compileAny('small.yaml', windows).diagnostics).toEqual([])
    const { diagnostics, sources } = compileAny('small.yaml', windows.replace('assign: cx_lead', 'assign: cx_laed'))
    expect(sources.get('small.yaml')!.position(diagnostics[0]!.span.start)).toEqual({ line: 30, column: 13 })
  })

  it('answers a file of the largest size within two seconds of work', () => {
    const filler = Array.from({ length: 9_000 }, (_, at) => `  p${at}: { value: 1, owner: cx_lead }`)
      .join('\n')
      .slice(0, 250_000)
    const spent = stopwatch()
    const { diagnostics } = compileAny(
      'small.yaml',
      fixture('small.yaml').replace('parameters:\n', `parameters:\n${filler.slice(0, filler.lastIndexOf('\n'))}\n`),
    )
    expect(diagnostics.map((each) => each.code)).toEqual(['SOP203'])
    expect(spent().cpuMs).toBeLessThan(4_000)
  })
})
