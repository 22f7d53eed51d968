import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileSop } from '../../compiler/compile.ts'
import { sourceFile } from '../../compiler/source.ts'
import { asInputs } from '../../compiler/table/analyse.ts'
import type { AnalysedTable } from '../../compiler/table/analyse.ts'
import type { Json } from '../../domain/json.ts'
import { world } from './world.ts'

interface Shape {
  readonly hit?: 'first' | 'unique' | 'collect'
  readonly by: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** A SOP around one table over the fields of a form, with a money parameter and a whole one. */
function table({ hit, by, rows }: Shape): { table: AnalysedTable | undefined; plan: ReturnType<typeof compileSop>['plan']; codes: readonly string[] } {
  const cell = (value: unknown): string => JSON.stringify(value)
  const written = rows.map((row) => `        - { ${Object.entries(row).map(([key, value]) => `${key}: ${cell(value)}`).join(', ')} }`)
  const text = `sop: t
title: A table
why: To look at one table.
owner: cx_lead
trigger:
  - manual: [cx_lead]
    key: event.note
    form:
      n: { whole_number: {}, required: true }
      m: { whole_number: {}, required: true }
      d: { decimal: {}, required: true }
      flag: { yes_no: true, required: true }
      grade: { choose: [a, b, c], required: true }
      day: { date: true, required: true }
      cost: { money: { currency: USD }, required: true }
      note: { text: 50, required: true }
parameters:
  limit: { value: 20.00 USD, owner: cx_lead }
  window: { value: 30, owner: cx_lead }
steps:
  - id: pick
    decide:
      hit: ${hit ?? 'first'}
      by: ${cell(by)}
      rules:
${written.join('\n')}
    next: stop
  - { id: stop, decide: { by: { flag: event.flag }, rules: [{ flag: true, then: go }, { flag: false, then: go }] }, finish: done }
outcomes: [done]
`
  const { tables, diagnostics, plan } = compileSop(sourceFile('t.yaml', text), world)
  return { table: tables?.get('pick'), plan, codes: diagnostics.map((each) => each.code).filter((code) => code !== 'SOP408') }
}

function said(shape: Shape) {
  const { table: found, codes } = table(shape)
  const { findings, columns } = found!
  return {
    gaps: findings!.gaps.map((each) => asInputs(each, columns)),
    overlaps: findings!.overlaps().map(({ rows, witness }) => ({ rows: rows.map((row) => row + 1), witness: asInputs(witness, columns) })),
    unreachable: [...findings!.unreached.keys()].map((row) => row + 1),
    codes,
  }
}

const usd = (amount: string) => ({ amount, currency: 'USD' })

describe('the analysis of a table', () => {
  it('finds every stretch of numbers that no row takes', () => {
    expect(said({ by: { n: 'event.n' }, rows: [{ n: '1..5', then: 'go' }, { n: '[10..20)', then: 'go' }, { n: '(20..30]', then: 'go' }] }).gaps).toEqual([{ n: 20 }, { n: 0 }, { n: 6 }, { n: 31 }])
  })

  it('knows open and closed ends', () => {
    const gaps = (...cells: readonly string[]) => said({ by: { d: 'event.d' }, rows: cells.map((d) => ({ d, then: 'go' })) }).gaps
    expect(gaps('< 10', '[10..60)', '>= 60')).toEqual([])
    expect(gaps('< 10', '(10..60)', '>= 60')).toEqual([{ d: 10 }])
    expect(gaps('< 10', '10..60', '> 60')).toEqual([])
    expect(gaps('<= 10', '(10..60]', 'not(<= 60)')).toEqual([])
  })

  it('looks at whole numbers only where a column has no others', () => {
    expect(said({ by: { n: 'event.n' }, rows: [{ n: '< 1.5', then: 'go' }, { n: '> 1.5', then: 'go' }] }).gaps).toEqual([])
    expect(said({ by: { n: 'event.n' }, rows: [{ n: '<= 3', then: 'go' }, { n: '>= 4', then: 'go' }] }).gaps).toEqual([])
    expect(said({ by: { d: 'event.d' }, rows: [{ d: '<= 3', then: 'go' }, { d: '>= 4', then: 'go' }] }).gaps).toEqual([{ d: 3.5 }])
  })

  it('works parameters out, and cents, days, words and choices', () => {
    expect(said({ by: { cost: 'event.cost' }, rows: [{ cost: '<= limit', then: 'go' }, { cost: '> 20.01 USD', then: 'go' }] }).gaps).toEqual([{ cost: usd('20.01') }])
    expect(said({ by: { n: 'event.n' }, rows: [{ n: '<= window + 7', then: 'go' }, { n: '>= 39', then: 'go' }] }).gaps).toEqual([{ n: 38 }])
    expect(said({ by: { day: 'event.day' }, rows: [{ day: '<= 2026-02-28', then: 'go' }, { day: '>= 2026-03-02', then: 'go' }] }).gaps).toEqual([{ day: '2026-03-01' }])
    expect(said({ by: { note: 'event.note' }, rows: [{ note: 'a, b', then: 'go' }, { note: 'not(a, b, "anything else")', then: 'go' }] }).gaps).toEqual([{ note: 'anything else' }])
    expect(said({ by: { note: 'event.note' }, rows: [{ note: '< "m"', then: 'go' }, { note: '> "m"', then: 'go' }] }).gaps).toEqual([{ note: 'm' }])
    expect(said({ by: { grade: 'event.grade' }, rows: [{ grade: 'a, b', then: 'go' }] }).gaps).toEqual([{ grade: 'c' }])
  })

  it('finds the rows that never decide, also when only several others together take their cases', () => {
    expect(said({ by: { n: 'event.n' }, rows: [{ n: '<= 5', then: 'go' }, { n: '> 5', then: 'go' }, { n: '3..8', then: 'no' }, { otherwise: true, then: 'no' }] })).toMatchObject({ gaps: [], unreachable: [3, 4] })
    expect(said({ by: { n: 'event.n' }, rows: [{ n: '60..10', then: 'no' }, { otherwise: true, then: 'go' }] })).toMatchObject({ gaps: [], unreachable: [1] })
  })

  it('finds overlaps under unique, and not with the row for all others', () => {
    const found = said({ hit: 'unique', by: { n: 'event.n', flag: 'event.flag' }, rows: [{ n: '<= 5', then: 'go' }, { n: '>= 5', flag: true, then: 'go' }, { otherwise: true, then: 'no' }] })
    expect(found).toMatchObject({ gaps: [], unreachable: [], overlaps: [{ rows: [1, 2], witness: { n: 5, flag: true } }], codes: ['SOP418'] })
  })

  it('finds what a collecting table does not collect, which is no mistake', () => {
    expect(said({ hit: 'collect', by: { n: 'event.n' }, rows: [{ n: '<= 5', label: 'low' }, { n: '>= 5', label: 'high' }, { n: '7..6', label: 'odd' }] })).toMatchObject({
      gaps: [], overlaps: [{ rows: [1, 2], witness: { n: 5 } }], unreachable: [3], codes: ['SOP417'],
    })
    expect(said({ hit: 'collect', by: { n: 'event.n' }, rows: [{ n: '<= 5', label: 'low' }] }).gaps).toEqual([{ n: 6 }])
  })

  it('refuses two currencies in a column, and half a bracket', () => {
    expect(table({ by: { cost: 'event.cost' }, rows: [{ cost: '<= limit', then: 'go' }, { cost: '> 20 EUR', then: 'go' }] }).codes).toContain('SOP423')
    expect(table({ by: { n: 'event.n' }, rows: [{ n: '[1..5', then: 'go' }, { otherwise: true, then: 'go' }] }).codes).toEqual(['SOP419'])
    expect(table({ by: { n: 'event.n' }, rows: [{ n: '1..', then: 'go' }, { otherwise: true, then: 'go' }] }).codes).toContain('SOP419')
  })

  it('answers for large tables, and says so when one is too entangled', () => {
    const rows = Array.from({ length: 300 }, (_, at) => ({ n: `[${at}..${at + 1})`, m: at % 2 === 0 ? '> 3' : '<= 3', then: 'go' }))
    const started = performance.now()
    const { gaps } = said({ by: { n: 'event.n', m: 'event.m' }, rows })
    expect(gaps).toHaveLength(100)
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})

const numberCell = (least: number, most: number): fc.Arbitrary<string> => {
  const point = fc.integer({ min: least, max: most })
  const range = fc.tuple(fc.constantFrom('', '[', '('), point, fc.nat(3)).map(([open, from, length]) => `${open}${from}..${from + length}${open === '' ? '' : open === '[' ? ')' : ']'}`)
  const simple = fc.oneof(point.map(String), fc.tuple(fc.constantFrom('<', '<=', '>', '>=', '!='), point).map(([sign, at]) => `${sign} ${at}`), range, fc.tuple(point, point).map((pair) => pair.join(', ')))
  return fc.oneof(simple, simple.map((inner) => `not(${inner})`))
}

const gridRow = fc.record({ n: fc.option(numberCell(0, 6)), m: fc.option(numberCell(0, 6)), grade: fc.option(fc.constantFrom('a', 'b, c', 'not(a)')), flag: fc.option(fc.boolean()) })
const GRID = Array.from({ length: 10 }, (_, at) => at - 1).flatMap((n) =>
  Array.from({ length: 10 }, (_, at) => at - 1).flatMap((m) => ['a', 'b', 'c'].flatMap((grade) => [true, false].map((flag) => ({ n, m, grade, flag })))))

describe('beside a look at every single case', () => {
  const rows = fc.array(gridRow, { minLength: 1, maxLength: 7 }).map((all) => all.filter((row) => Object.values(row).some((cell) => cell !== null)))

  it.each(['first', 'unique', 'collect'] as const)('the analysis of %s tables finds the same gaps, overlaps and rows never reached', (hit) => {
    fc.assert(
      fc.property(rows, (drawn) => {
        fc.pre(drawn.length > 0)
        const by = { n: 'event.n', m: 'event.m', grade: 'event.grade', flag: 'event.flag' }
        const { table: found } = table({ hit, by, rows: drawn.map((row) => ({ ...Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== null)), ...(hit === 'collect' ? { label: 'x' } : { then: 'go' }) })) })
        const { findings } = found!
        const tests = testsOf(drawn, by)
        const taken = GRID.map((each) => tests.flatMap((test, at) => (test(each) ? [at] : [])))
        expect(findings!.gaps.length > 0).toBe(taken.some((each) => each.length === 0))
        for (const gap of findings!.gaps) expect(tests.some((test) => test(asCase(gap)))).toBe(false)
        const pairs = new Set(taken.flatMap((each) => each.flatMap((one, at) => each.slice(at + 1).map((other) => `${one} ${other}`))))
        expect(new Set(findings!.overlaps().map(({ rows: pair }) => pair.join(' ')))).toEqual(pairs)
        for (const { rows: [one, other], witness } of findings!.overlaps()) expect([tests[one]!(asCase(witness)), tests[other]!(asCase(witness))]).toEqual([true, true])
        const reached = new Set(taken.flatMap((each) => (hit === 'first' ? each.slice(0, 1) : each)))
        expect([...findings!.unreached.keys()]).toEqual(drawn.flatMap((_, at) => (reached.has(at) ? [] : [at])))
      }),
      { numRuns: 120, seed: 1 },
    )
  })
})

const asCase = ([n, m, grade, flag]: readonly Json[]) => ({ n: n as number, m: m as number, grade: grade as string, flag: flag as boolean })

/** Rows as plain functions, read from their cells by hand. */
function testsOf(rows: readonly Readonly<Record<string, unknown>>[], by: Readonly<Record<string, string>>) {
  return rows.map((row) => (each: ReturnType<typeof asCase>): boolean =>
    Object.keys(by).every((name) => (row[name] ?? null) === null || cellTakes(row[name], each[name as keyof typeof each])))
}

function cellTakes(cell: unknown, given: number | string | boolean): boolean {
  const value = given as number
  if (typeof cell !== 'string') return cell === given
  const not = /^not\((.*)\)$/.exec(cell)
  if (not) return !cellTakes(not[1], given)
  const range = /^([[(]?)(-?\d+)\.\.(-?\d+)([\])]?)$/.exec(cell)
  if (range) return (range[1] === '(' ? value > Number(range[2]) : value >= Number(range[2])) && (range[4] === ')' ? value < Number(range[3]) : value <= Number(range[3]))
  const sign = /^(<=|>=|!=|<|>) (-?\d+)$/.exec(cell)
  if (sign) return { '<': value < Number(sign[2]), '<=': value <= Number(sign[2]), '>': value > Number(sign[2]), '>=': value >= Number(sign[2]), '!=': value !== Number(sign[2]) }[sign[1]!]!
  return cell.split(', ').some((each) => each === String(given))
}
