import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedExpression, wildExpression } from '../../bench/expressions/generate.ts'
import { BUDGET_MS, difference, globals, judgeExpression } from '../../bench/expressions/judge.ts'
import { numbersFrom } from '../../bench/numbers.ts'

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('twenty thousand made-up expressions', { timeout: 120_000 }, () => {
  it('escape nowhere, change nothing around them and stay within their budget', () => {
    const before = globals()
    let values = 0
    fc.assert(
      fc.property(seeds, (seed) => {
        const expression = wildExpression(numbersFrom(seed))
        const { escape, cpuMs, value } = judgeExpression(expression)
        expect([expression, escape]).toEqual([expression, undefined])
        expect(cpuMs).toBeLessThan(BUDGET_MS)
        if (value) values++
      }),
      { numRuns: 16_000, seed: 1 },
    )
    expect(globals()).toBe(before)
    expect(values).toBeGreaterThan(500)
  })

  it('mean what the CEL library says where both know the words', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const expression = sharedExpression(numbersFrom(seed))
        expect(judgeExpression(expression)).toMatchObject({ escape: undefined, value: true })
        expect(difference(expression)).toBeUndefined()
      }),
      { numRuns: 4_000, seed: 1 },
    )
  })

  it('would be seen if one got out', () => {
    const before = globals()
    Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true })
    expect(globals()).not.toBe(before)
    delete (Object.prototype as { polluted?: number }).polluted
    expect(globals()).toBe(before)
  })
})
