import { describe, expect, it } from 'vitest'
import { asInputs } from '../../compiler/table/analyse.ts'
import { table, type Shape } from './one-table.ts'

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
    const { gaps } = said({ by: { n: 'event.n', m: 'event.m' }, rows })
    expect(gaps).toHaveLength(100)
  })
})
