import { expect, it } from 'vitest'
import { differences, type OurRefund, type TheirRefund } from '../../domain/reconcile.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 20, 10)
const span = { from: NOW - 24 * HOUR, now: NOW }
const usd = (amount: string) => ({ amount, currency: 'USD' })
const theirs = (n: number, change: Partial<TheirRefund> = {}): TheirRefund => ({ reference: `re_${n}`, effect: `e${n}`, amount: usd('5.00'), stands: true, at: NOW - HOUR, ...change })
const ours = (n: number, change: Partial<OurRefund> = {}): OurRefund => ({ effect: `e${n}`, caseId: `C${n}`, reference: `re_${n}`, amount: usd('5.00'), state: 'done', at: NOW - HOUR, ...change })

it('reports both directions of 200 mismatches among 10,000 refunds, and nothing else', () => {
  const there: TheirRefund[] = []
  const here: OurRefund[] = []
  const expected: string[] = []
  for (let n = 0; n < 10_000; n++) {
    const wrong = n % 50 === 0 ? (n / 50) % 6 : -1
    const amount = usd(`${n + 1}.00`)
    if (wrong !== 0) here.push(ours(n, { amount, ...(wrong === 4 ? { state: 'tried', reference: null } : wrong === 5 ? { state: 'refused', reference: null } : {}) }))
    if (wrong !== 1) there.push(theirs(n, { amount: wrong === 2 ? usd('0.01') : amount, ...(wrong === 3 ? { stands: false } : {}), ...(wrong === 0 ? { effect: undefined as never } : {}) }))
    if (wrong >= 0) expected.push(wrong === 0 ? `paid-there re_${n}` : `paid-here ${wrong >= 4 ? `e${n}` : `re_${n}`}`)
  }
  const found = differences('stripe', there, here, span).map(({ direction, reference }) => `${direction} ${reference}`)
  expect(expected).toHaveLength(200)
  expect(found.toSorted()).toEqual(expected.toSorted())
})

it('waits for what is younger than five minutes, leaves what is older than the window, and an unanswered try that never arrived', () => {
  const young = { at: NOW - 4 * 60_000 }
  expect(differences('stripe', [theirs(1, young), theirs(2, { at: NOW - 25 * HOUR })], [ours(3, young), ours(4, { at: NOW - 25 * HOUR }), ours(5, { state: 'tried', reference: null })], span)).toEqual([])
  expect(differences('stripe', [theirs(1)], [], span)[0]?.message).toBe('stripe paid 5.00 USD back as "re_1", and no case knows of it')
  expect(differences('stripe', [], [ours(1)], span)[0]).toMatchObject({ caseId: 'C1', message: 'case C1: the refund of 5.00 USD is paid here, and stripe does not have "re_1"' })
})

it('tells all of it before fifteen minutes are over, when it is compared every two', () => {
  const told = (minutes: number) => differences('stripe', [theirs(1, { at: NOW })], [ours(2, { at: NOW })], { from: NOW + minutes * 60_000 - 24 * HOUR, now: NOW + minutes * 60_000 }).length
  expect([0, 2, 4, 6, 8, 14].map(told)).toEqual([0, 0, 0, 2, 2, 2])
})

it('finds nothing wrong with a further attempt that found the refund of an earlier one', () => {
  expect(differences('stripe', [theirs(1)], [ours(1, { state: 'tried', reference: null }), ours(9, { reference: 're_1' })], span)).toEqual([])
})
