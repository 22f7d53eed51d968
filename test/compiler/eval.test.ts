import { describe, expect, it } from 'vitest'
import { evaluateOver } from '../../compiler/eval.ts'
import type { Json } from '../../domain/json.ts'

const usd = (amount: string) => ({ amount, currency: 'USD' })
const eur = (amount: string) => ({ amount, currency: 'EUR' })

/** The error's code and column, or the value. */
function answer(expression: string, data: Json = {}): unknown {
  const said = evaluateOver(expression, data)
  return 'error' in said ? [said.error.code, said.error.column] : said
}

describe('an expression over data', () => {
  it.each<[string, Json, Json, string]>([
    ['1 + 2', {}, 3, 'whole_number'], ['5 / 2', {}, 2.5, 'decimal'], ['"a" + "b"', {}, 'ab', 'text'], ['true ? "a" : "b"', {}, 'a', 'text'],
    ['event.amount > money("10 USD")', { event: { amount: usd('15.00') } }, true, 'yes_no'],
    ['amount', { amount: usd('15') }, usd('15.00'), 'money'],
    ['percent_of(amount, 12.5)', { amount: usd('10.00') }, usd('1.25'), 'money'],
    ['min(a, b)', { a: usd('2.00'), b: usd('1.00') }, usd('1.00'), 'money'], ['max([3, 1, 2])', {}, 3, 'whole_number'],
    ['round(2.5)', {}, 3, 'whole_number'], ['round(2.456, 2)', {}, 2.46, 'decimal'], ['round(a)', { a: usd('1') }, usd('1.00'), 'money'],
    ['duration("4h") * 2', {}, 28_800_000, 'duration'], ['at - at', { at: '2026-11-20T10:00:00Z' }, 0, 'duration'],
    ['event.at + duration("4h")', { event: { at: '2026-10-18T15:00:00+02:00' } }, '2026-10-18T17:00:00Z', 'instant'],
    ['times.map(t, t + duration("1h"))', { times: ['2026-10-18T15:00:00Z'] }, ['2026-10-18T16:00:00Z'], 'list'],
    ['times[0] < times[1]', { times: ['2026-10-18T15:00:00Z', '2026-10-18T16:30:00+01:00'] }, true, 'yes_no'],
    ['days_between(order.at, opened)', { order: { at: '2026-10-18T15:00:00Z' }, opened: '2026-11-20T10:00:00Z' }, 33, 'whole_number'],
    ['days_between(day, date("2026-11-20"))', { day: '2026-11-01' }, 19, 'whole_number'],
    ['day', { day: '2026-11-01' }, '2026-11-01', 'date'], ['day == "2026-11-01"', { day: '2026-11-01' }, true, 'yes_no'],
    ['has(event.note) ? event.note : "none"', { event: {} }, 'none', 'text'], ['has(event.note) ? event.note : "none"', { event: { note: null } }, 'none', 'text'],
    ['has(event.a.b)', { event: {} }, false, 'yes_no'], ['has(note)', { note: null }, false, 'yes_no'],
    ['lines.filter(l, l.n > 1).map(l, l.sku)', { lines: [{ n: 1, sku: 'a' }, { n: 2, sku: 'b' }] }, ['b'], 'list'],
    ['lines.exists(l, l.n > 1) && !lines.all(l, l.n > 1)', { lines: [{ n: 1 }, { n: 2 }] }, true, 'yes_no'],
    ['rows.filter(r, has(r.word) && r.word == "b").map(r, r.n)', { rows: [{ n: 1, word: null }, { n: 2, word: 'b' }, { n: 3 }] }, [2], 'list'],
    ['rows.all(r, r.parts.exists(r, has(r.a)))', { rows: [{ parts: [{ a: 1 }] }, { parts: [{ b: 1 }] }] }, false, 'yes_no'],
    ['size(text)', { text: 'a😀' }, 2, 'whole_number'], ['"b" in names', { names: ['a', 'b'] }, true, 'yes_no'], ['event', { event: { a: [] } }, { a: [] }, 'map'],
  ])('%s over %j is %j, %s', (expression, data, value, type) => expect(answer(expression, data)).toEqual({ value, type }))

  it.each<[string, Json, string, number]>([
    ['1 +', {}, 'SOP411', 4], ['evnt.a', { event: { a: 1 } }, 'SOP307', 1], ['1 + event.b', { event: { a: 1 } }, 'SOP307', 5], ['1 == "a"', {}, 'SOP412', 1],
    ['event.note == "x"', { event: { note: null } }, 'SOP413', 1], ['foo(1)', {}, 'SOP414', 1], ['exists([1], x, x == 1)', {}, 'SOP414', 1], ['has(evnt.a)', { event: {} }, 'SOP307', 5], ['x.matches("a")', { x: 'a' }, 'SOP414', 1],
    ['date("2026-02-30")', {}, 'SOP205', 6], ['money("1 USD") + money("1 EUR")', {}, 'SOP423', 1], ['2 * money("1 USD") == money("1 EUR")', {}, 'SOP423', 1],
    ['min(money("1 USD"), money("1 EUR"))', {}, 'SOP423', 1], ['money("1 USD") in [money("1 EUR")]', {}, 'SOP423', 1],
    ['a == b', { a: usd('1'), b: eur('1') }, 'two-currencies', 1], ['a > money("1 USD")', { a: eur('1') }, 'two-currencies', 1],
    ['lines.all(l, l.n > 1)', { lines: [{ n: 2 }, { sku: 'b' }] }, 'not-known', 1], ['1 / 0', {}, 'cannot-evaluate', 1], ['x', { x: null }, 'not-known', 1],
    ['l.all(a, l.all(b, l.all(c, a + b + c >= 0)))', { l: Array.from({ length: 100 }, (_, at) => at) }, 'over-budget', 1],
  ])('%s over %j is refused with %s at column %i', (expression, data, code, column) => expect(answer(expression, data)).toEqual([code, column]))

  it('finds nothing of the prototype, and nothing but the data', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length', '__proto__']) {
      expect(answer(`event.${name}`, { event: {} })).toEqual(['SOP307', 1])
      expect(answer(`has(event.${name})`, { event: {} })).toEqual({ value: false, type: 'yes_no' })
      expect(answer(`event["${name}"]`, { event: { a: 1 } })).toEqual(['SOP307', 1])
    }
    expect(answer('event.__proto__.polluted', JSON.parse('{"event":{"__proto__":{"polluted":true}}}') as Json)).toEqual({ value: true, type: 'yes_no' })
    expect(Object.prototype).not.toHaveProperty('polluted')
  })

  it('answers data that is too deep, too large or inexact, and expressions that are too long', () => {
    const deep = JSON.parse(`{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`) as Json
    expect(answer('1', deep)).toEqual(['bad-data', 1])
    expect(answer('1', [1])).toEqual(['bad-data', 1])
    expect(answer('n', { n: 2 ** 53 })).toEqual(['bad-data', 1])
    expect(answer(`${'('.repeat(50_000)}1`)).toEqual(['SOP411', 1])
    expect(answer(Array.from({ length: 900 }, () => '1').join('+'))).toMatchObject({ type: 'whole_number' })
    const list = { l: Array.from({ length: 100_000 }, (_, at) => at) }
    expect(answer('size(l)', list)).toEqual({ value: 100_000, type: 'whole_number' })
    expect(answer('l.all(x, l.all(y, x + y >= 0))', list)).toEqual(['over-budget', 1])
  })
})
