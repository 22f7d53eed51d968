import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../../domain/json.ts'
import { table } from './one-table.ts'

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
