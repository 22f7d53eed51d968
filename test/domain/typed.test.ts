import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { exactAt, exactNumber, exactText, parseExact } from '../../domain/exact.ts'
import { readTyped } from '../../domain/typed.ts'
import type { FieldType } from '../../domain/plan.ts'

const read = (type: FieldType, json: string) => {
  const typed = readTyped({ it: type }, parseExact(`{"it":${json}}`))
  return 'problem' in typed ? typed.problem : typed.fields['it']
}

describe('JSON from outside', () => {
  test('keeps every number as it was written', () => {
    const body = parseExact('{"a":90071992547409931,"b":[1.10,1e3],"c":"n5","1":-0.5,"d":"a \\"1\\" b"}')

    expect(exactNumber(exactAt(body, 'a'))).toBe('90071992547409931')
    expect(exactAt(body, 'b')).toEqual(['n1.10', 'n1e3'])
    expect(exactText(exactAt(body, 'c'))).toBe('n5')
    expect(exactNumber(exactAt(body, 'c'))).toBeUndefined()
    expect(exactNumber(exactAt(body, '1'))).toBe('-0.5')
    expect(exactText(exactAt(body, 'd'))).toBe('a "1" b')
  })

  test.each(['{1:2}', '01', '{"a":1,}', '', 'NaN', '"'])('%j is none', (text) => {
    expect(() => parseExact(text)).toThrow(SyntaxError)
  })

  test('may hold a text of a megabyte', () => {
    const text = '\\"x1'.repeat(250_000)

    expect(exactText(exactAt(parseExact(`{"a":"${text}"}`), 'a'))).toHaveLength(750_000)
  })

  test('gives each text back, whatever it is', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (name, text) => {
      expect(exactText(exactAt(parseExact(JSON.stringify({ [name]: text })), name))).toBe(text)
    }))
  })
})

describe('a declared field', () => {
  test.each<[FieldType, string, unknown]>([
    ['text', '"PO-1"', 'PO-1'],
    ['text', '90071992547409931', '90071992547409931'],
    ['whole_number', '12', 12],
    ['decimal', '1.25', 1.25],
    ['money', '{"amount":"15","currency":"USD"}', { amount: '15.00', currency: 'USD' }],
    ['money', '{"amount":9007199254740.93,"currency":"usd"}', { amount: '9007199254740.93', currency: 'USD' }],
    ['money', '"1500 JPY"', { amount: '1500', currency: 'JPY' }],
    ['money', '"0.005 KWD"', { amount: '0.005', currency: 'KWD' }],
    ['yes_no', 'false', false],
    ['date', '"2028-02-29"', '2028-02-29'],
    ['instant', '"2026-11-20T10:00:00+01:00"', '2026-11-20T09:00:00Z'],
    [{ choose: ['late', '3'] }, '3', '3'],
    [{ optional: 'text' }, 'null', null],
    [{ list: { map: { sku: 'text', quantity: 'whole_number' } } }, '[{"sku":"S-1","quantity":2,"secret":"x"}]', [{ sku: 'S-1', quantity: 2 }]],
    ['any', '{"a":[1,12345678901234567890,"x",null]}', { a: [1, '12345678901234567890', 'x', null] }],
  ])('%j reads %s', (type, json, value) => {
    expect(read(type, json)).toEqual(value)
  })

  test.each<[FieldType, string, string]>([
    ['text', 'null', '"it" is missing'],
    ['text', 'true', '"it" is true, not text'],
    ['whole_number', '9007199254740993', '"it" is 9007199254740993, not a whole number below 9007199254740992 (declare ids as text)'],
    ['whole_number', '1.5', '"it" is 1.5, not a whole number'],
    ['whole_number', '"2"', '"it" is "2", not a whole number'],
    ['decimal', '0.1234567890123456', 'not a number of at most 15 digits'],
    ['decimal', '1e999', 'not a number of at most 15 digits'],
    ['money', '15.00', 'not money such as'],
    ['money', '"10,00 EUR"', 'not money such as'],
    ['money', '{"amount":"1.5","currency":"JPY"}', '"it" is a map, not money'],
    ['money', '{"amount":1e3,"currency":"USD"}', 'not money'],
    ['yes_no', '"yes"', 'not true or false'],
    ['date', '"2026-02-29"', 'not a date such as'],
    ['date', '"2026-11-20T10:00:00Z"', 'not a date such as'],
    ['instant', '"2026-11-20T10:00:00"', 'not an instant with its offset'],
    ['instant', '1700000000', 'not an instant with its offset'],
    [{ choose: ['late'] }, '"early"', '"it" is "early", not one of late'],
    [{ list: 'text' }, '"a"', '"it" is "a", not a list'],
    [{ list: { map: { sku: 'text' } } }, '[{"sku":"a"},{}]', '"it[1].sku" is missing'],
    [{ map: { sku: 'text' } }, '[]', '"it" is a list, not a map'],
  ])('%j refuses %s and says why', (type, json, why) => {
    expect(read(type, json)).toContain(why)
  })

  test('is never taken from the prototype, and one by such a name is data', () => {
    const odd = Object.fromEntries([['constructor', 'text' as const]])

    expect(readTyped(odd, parseExact('{}'))).toEqual({ problem: '"constructor" is missing' })
    expect(readTyped(odd, parseExact('{"constructor":"x","__proto__":{"a":1}}'))).toEqual({ fields: { constructor: 'x' } })
  })

  test('is one of a modest number', () => {
    expect(readTyped({ all: { list: 'whole_number' } }, parseExact(`{"all":[${'1,'.repeat(10_000)}1]}`))).toEqual({ problem: expect.stringContaining('10,000') })
  })
})
