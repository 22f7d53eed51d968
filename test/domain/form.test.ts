import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readForm } from '../../domain/form.ts'
import type { Json } from '../../domain/json.ts'
import type { FieldKind } from '../../domain/plan.ts'
import { aField } from '../harness/plans.ts'

/** What becomes of one value in a field of this kind: the value, or the words of the refusal. */
function typed(type: FieldKind, value: Json): Json {
  const reading = readForm([aField('f', { type })], { f: value })
  return 'ok' in reading ? (reading.ok['f'] ?? null) : `refused: ${reading.problems.map(({ message }) => message).join('; ')}`
}

const dollars: FieldKind = { kind: 'money', currency: 'USD', min: '1', max: '100.00' }
const yen: FieldKind = { kind: 'money', currency: 'JPY' }
const pieces: FieldKind = { kind: 'whole_number', min: 1, max: 20 }
const kilos: FieldKind = { kind: 'decimal', min: '0.5', max: '30', places: 2 }
const grade: FieldKind = { kind: 'choose', options: ['a', 'b', 'c'] }
const faults: FieldKind = { kind: 'choose_many', options: ['torn', 'wet'] }

describe('a field of a form', () => {
  it.each<[FieldKind, Json, Json]>([
    [{ kind: 'text', max: 5 }, 'abc', 'abc'], [{ kind: 'text', max: 5 }, '😀😀😀😀😀', '😀😀😀😀😀'], [{ kind: 'text', max: 5 }, '', ''],
    [pieces, 3, 3], [pieces, '3', 3], [pieces, ' 20 ', 20], [{ kind: 'whole_number' }, -4, -4],
    [kilos, 1.25, 1.25], [kilos, '1.25', 1.25], [kilos, ' 1.25 ', 1.25], [kilos, '30', 30],
    [dollars, '15', { amount: '15.00', currency: 'USD' }], [dollars, '15.5 USD', { amount: '15.50', currency: 'USD' }], [dollars, { amount: '100', currency: 'USD' }, { amount: '100.00', currency: 'USD' }],
    [yen, '1500', { amount: '1500', currency: 'JPY' }], [yen, '0', { amount: '0', currency: 'JPY' }],
    [{ kind: 'yes_no' }, true, true], [{ kind: 'yes_no' }, 'no', false], [{ kind: 'date' }, '2028-02-29', '2028-02-29'], [{ kind: 'scan' }, '4006381333931', '4006381333931'],
    [grade, 'b', 'b'], [faults, ['wet', 'torn'], ['wet', 'torn']], [faults, 'wet', ['wet']], [faults, [], null],
  ])('%j takes %j', (kind, value, kept) => expect(typed(kind, value)).toEqual(kept))

  it.each<[FieldKind, Json, string]>([
    [{ kind: 'text', max: 5 }, 'abcdef', 'shorten it to 5 characters; it has 6'], [{ kind: 'text', max: 5 }, 5, 'write text'], [{ kind: 'text', max: 5 }, ['a'], 'write text'],
    [pieces, 0, 'write 1 or more'], [pieces, 21, 'write 20 or less'], [pieces, 1.5, 'write a whole number, such as 2'], [pieces, '1e3', 'write a whole number, such as 2'],
    [pieces, 1e21, 'write a whole number, such as 2'], [pieces, true, 'write a whole number, such as 2'], [pieces, '٣', 'write a whole number, such as 2'],
    [kilos, '1,25', 'write a decimal number with a point, such as 2'], [kilos, '1.255', 'write at most 2 places after the point'], [kilos, 0.4, 'write 0.5 or more'], [kilos, 'NaN', 'write a decimal number with a point, such as 2'],
    [kilos, { toString: 1, valueOf: 1 }, 'write a decimal number with a point, such as 2'],
    [dollars, '-1', 'write 1.00 USD or more'], [dollars, '0', 'write 1.00 USD or more'], [dollars, '100.01', 'write 100.00 USD or less'], [dollars, '10,00', 'write an amount such as 15.00 USD'],
    [dollars, '1e21', 'write an amount such as 15.00 USD'], [dollars, 'NaN', 'write an amount such as 15.00 USD'], [dollars, 15, 'write an amount such as 15.00 USD'], [dollars, '0.1 + 0.2', 'write an amount such as 15.00 USD'],
    [dollars, '15 EUR', 'write the amount in USD, not EUR'], [dollars, { amount: '15', currency: 'JPY' }, 'write the amount in USD, not JPY'], [yen, '10.5', 'write an amount such as 1500 JPY'], [yen, '-1', 'write 0 JPY or more'],
    [{ kind: 'yes_no' }, 'maybe', 'answer yes or no'], [{ kind: 'yes_no' }, 1, 'answer yes or no'],
    [{ kind: 'date' }, '2026-02-30', 'write a date such as 2026-11-20'], [{ kind: 'date' }, '20.11.2026', 'write a date such as 2026-11-20'], [{ kind: 'date' }, 20261120, 'write a date such as 2026-11-20'],
    [grade, 'd', 'choose one of a, b, c'], [grade, 'constructor', 'choose one of a, b, c'], [grade, ['a'], 'choose one of a, b, c'],
    [faults, ['torn', 'torn'], 'choose among torn, wet, each once'], [faults, ['dry'], 'choose among torn, wet, each once'], [faults, [1], 'choose among torn, wet, each once'],
  ])('%j refuses %j in these words', (kind, value, words) => expect(typed(kind, value)).toBe(`refused: ${words}`))

  it('answers every value with a value or with words, and what it took it takes again', () => {
    const kinds = fc.constantFrom<FieldKind>({ kind: 'text', max: 5 }, pieces, kilos, dollars, yen, { kind: 'yes_no' }, { kind: 'date' }, { kind: 'scan' }, grade, faults)
    fc.assert(fc.property(kinds, fc.jsonValue({ maxDepth: 2 }), (kind, value) => {
      const once = typed(kind, value as Json)
      if (typeof once === 'string' && once.startsWith('refused: ')) return
      expect(typed(kind, once)).toEqual(once)
    }))
  })
})

describe('a form', () => {
  const fields = [aField('grade', { label: 'Grade', type: grade, required: ['graded'] }), aField('note'), aField('photo', { label: 'Photo', type: { kind: 'scan' }, required: true })]

  it('asks for a field only when the outcome needs it', () => {
    expect(readForm(fields, { photo: 'p1' }, 'foreign')).toEqual({ ok: { grade: null, note: '', photo: 'p1' } })
    expect(readForm(fields, { photo: 'p1' }, 'graded')).toEqual({ problems: [{ field: 'grade', message: 'fill in "Grade"' }] })
  })

  it('takes an empty text, an empty list and null for not filled in', () => {
    for (const empty of ['', [], null]) expect(readForm([aField('f', { label: 'F', required: true })], { f: empty })).toEqual({ problems: [{ field: 'f', message: 'fill in "F"' }] })
  })

  it('tells every problem at once, each with its field', () => {
    const reading = readForm(fields, { grade: 'z', note: 5, extra: 1 }, 'graded')
    expect('problems' in reading && reading.problems.map(({ field }) => field)).toEqual(['extra', 'grade', 'note', 'photo'])
  })

  it('has only the fields it has, whatever a hostile one is called', () => {
    const hostile = JSON.parse('{"__proto__": "x", "constructor": "y", "photo": "p"}') as Json
    const reading = readForm(fields, hostile, 'foreign')
    expect('problems' in reading && reading.problems.map(({ field }) => field)).toEqual(['__proto__', 'constructor'])
    expect(readForm([], { a: 1 })).toEqual({ problems: [{ field: 'a', message: 'the form has no field "a"; it has no fields' }] })
  })

  it.each([null, [], 'text', 5])('is not %j', (values) => expect(readForm(fields, values)).toEqual({ problems: [{ field: '', message: 'the form is a map of field to value' }] }))
})
