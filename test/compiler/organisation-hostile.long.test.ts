import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stopwatch } from '../../bench/numbers.ts'
import { compile, complaints, shop, whole } from './organisations.ts'

const lines = whole.split('\n')

/** Compiles, and reads what is worked out late. */
const survives = (text: string): void => {
  const { organisation, diagnostics } = compile(text)
  if (organisation) expect(organisation.version).toMatch(/^[0-9a-f]{64}$/)
  else expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true)
  for (const { span } of diagnostics) expect(span.start <= span.end && span.end <= text.length).toBe(true)
}

describe('a hostile organisation file', () => {
  it('never crashes the compiler when it is cut and doubled at random', () => {
    const at = fc.nat(lines.length - 1)
    fc.assert(
      fc.property(at, at, at, (from, to, after) => {
        const moved = lines.slice(Math.min(from, to), Math.max(from, to))
        survives([...lines.slice(0, after), ...moved, ...lines.slice(after)].join('\n'))
        survives(lines.filter((line) => !moved.includes(line)).join('\n'))
      }),
      { seed: 1, numRuns: 60 },
    )
  }, 30_000)

  it('never crashes the compiler when a value is anything', () => {
    const odd = fc.constantFrom('null', '[]', '{}', '-1', '1e99', '""', 'true', '[[[]]]', '{ constructor: 1 }', '2026-02-30 25:99', '24x7', 'env X', '"\\u0000"', '${x}', '99999999999999 hours')
    fc.assert(
      fc.property(fc.nat(lines.length - 1), odd, (at, value) => {
        survives(lines.map((line, index) => (index === at ? line.replace(/: [^:{}[\]]+?( [,}]|,|$)/, `: ${value}$1`) : line)).join('\n'))
      }),
      { seed: 2, numRuns: 200 },
    )
  }, 30_000)

  it.each(['constructor', 'tostring', 'hasownproperty', 'valueof'])('takes "%s" for a name like any other', (name) => {
    expect(complaints(shop().replaceAll('sam', name))).toEqual([])
    expect(complaints(shop().replace('people: [dana, sam]', `people: [dana, ${name}]`))).toEqual([`SOP302 there is no person "${name}"`])
    expect(complaints(shop().replace('cx_lead, takes_over', `${name}, takes_over`))).toEqual([`SOP302 there is no role, person or roster "${name}"`])
  })

  it('is checked in reasonable time when it has as many absences as it may', () => {
    const absences = Array.from({ length: 2000 }, (_, index) => {
      const day = String(1 + (index % 28)).padStart(2, '0')
      return `  - { person: ${index % 2 === 0 ? 'ana' : 'bo'}, from: 2026-12-${day} 00:00, to: 2026-12-${day} 0${index % 9}:59 }\n`
    })
    const spent = stopwatch()
    expect(compile(shop(`absences:\n${absences.join('')}`)).organisation?.absences).toHaveLength(2000)
    expect(spent().cpuMs).toBeLessThan(10_000)
  }, 20_000)

  it('says once that there are too many', () => {
    const absences = Array.from({ length: 2001 }, () => '  - { person: ana, from: 2026-12-01 00:00, to: 2026-12-02 00:00 }\n')
    expect(complaints(shop(`absences:\n${absences.join('')}`))).toEqual(['SOP203 "absences": expected at most 2000 absences'])
  })
})
