import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CODES } from '../../compiler/codes.ts'
import { renderDiagnostic } from '../../compiler/diagnostics.ts'
import { errorsPage, type Example } from '../../compiler/errors-page.ts'
import { compileAny, small } from './world.ts'

const folder = join(import.meta.dirname, 'golden')
const page = join(import.meta.dirname, '../../docs/errors.md')
/** `UPDATE_GOLDEN=1` rewrites the outputs and docs/errors.md; `npm run docs:fix` sets it. */
const update = process.env['UPDATE_GOLDEN'] === '1'

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''))
  .sort()

function compileGolden(name: string): Example & { output: string } {
  const written = readFileSync(join(folder, `${name}.yaml`), 'utf8')
  const text = name === 'too-large' ? written + `${'#'.repeat(99)}\n`.repeat(2_632) : written
  const { diagnostics, sources } = compileAny(`${name}.yaml`, text)
  const output = diagnostics.map((each) => renderDiagnostic(each, sources.get(each.file)!)).join('\n\n') + '\n'
  return { source: sources.get(`${name}.yaml`)!, diagnostics: diagnostics.filter((each) => each.file === `${name}.yaml`), output }
}

const examples = new Map(names.map((name) => [name, compileGolden(name)]))

describe('every mistake of an author has one clear sentence', () => {
  it('finds nothing to say about a SOP without mistakes', () => {
    expect(small().diagnostics).toEqual([])
    expect(small().plan?.steps.map((step) => step.id)).toEqual(['size', 'look', 'pay', 'tell', 'tell_no'])
  })

  it.each(names)('says the same about %s as before', (name) => {
    const expected = join(folder, `${name}.out`)
    const { output } = examples.get(name)!
    if (update) writeFileSync(expected, output)
    expect(existsSync(expected) ? readFileSync(expected, 'utf8') : '').toBe(output)
    expect(output.trim()).not.toBe('')
  })

  it('shows every code in at least one file', () => {
    const shown = new Set([...examples.values()].flatMap((each) => each.diagnostics.map((one) => one.code)))
    expect(Object.keys(CODES).filter((code) => !shown.has(code as keyof typeof CODES))).toEqual([])
  })

  it('keeps docs/errors.md true', () => {
    const text = errorsPage([...examples.values()])
    if (update) writeFileSync(page, text)
    expect(existsSync(page) ? readFileSync(page, 'utf8') : '').toBe(text)
  })
})
