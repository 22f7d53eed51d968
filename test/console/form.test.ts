import { describe, expect, it } from 'vitest'
import { isRequired, needInWords, toForm } from '../../console/src/logic/form-values.ts'
import { sayValue } from '../../adapters/words.ts'
import { CANNOT_REASONS } from '../../domain/event.ts'
import { readForm } from '../../domain/form.ts'
import type { FieldKind, FormField } from '../../domain/plan.ts'
import { limitsInWords, CANNOT_WORDS } from '../../domain/task-words.ts'
import { sayAction } from '../../domain/words.ts'

const field = (type: FieldKind, over: Partial<FormField> = {}): FormField => ({ name: 'it', label: 'It', type, required: true, ...over })

describe('a form of the console', () => {
  it.each([
    ['a whole number', { kind: 'whole_number', min: 0 }, ' 2 ', 2],
    ['an amount of money', { kind: 'money', currency: 'USD' }, '12.50', { amount: '12.50', currency: 'USD' }],
    ['yes', { kind: 'yes_no' }, 'yes', true],
    ['a date', { kind: 'date' }, '2026-11-20', '2026-11-20'],
    ['several options', { kind: 'choose_many', options: ['a', 'b'] }, ['a', 'b'], ['a', 'b']],
    ['a note with its spaces', { kind: 'text', max: 20 }, ' a note ', ' a note '],
  ] as const)('sends %s so that the server reads what was meant', (_what, type, typed, meant) => {
    expect(readForm([field(type)], toForm([field(type)], { it: typed }))).toEqual({ ok: { it: meant } })
  })

  it('sends what cannot be read as it was typed, for the server to refuse in its own words, and leaves out what is empty', () => {
    const fields = [field({ kind: 'whole_number' }), field({ kind: 'text', max: 5 }, { name: 'note' })]

    expect(toForm(fields, { it: 'two', note: '' })).toEqual({ it: 'two' })
  })

  it('says which outcomes need a field until one is chosen', () => {
    const grade = field({ kind: 'text', max: 5 }, { required: ['graded', 'pay_part'] })

    expect(needInWords(grade, null)).toBe('needed for graded, pay part')
    expect(needInWords(grade, 'graded')).toBe('')
    expect(needInWords(grade, 'short')).toBe('optional')
    expect([isRequired(grade, 'graded'), isRequired(grade, null)]).toEqual([true, false])
    expect(needInWords(field({ kind: 'date' }, { required: false }), null)).toBe('optional')
  })

  it('states the limits of a field beforehand', () => {
    expect(limitsInWords(field({ kind: 'whole_number', min: 0, max: 9 }))).toBe('a whole number, from 0 to 9')
    expect(limitsInWords(field({ kind: 'money', currency: 'EUR', max: '50.00' }))).toBe('in EUR, at most 50.00')
    expect(limitsInWords(field({ kind: 'date' }))).toBe('')
  })

  it('has words for every reason why somebody cannot do a task', () => {
    expect(Object.keys(CANNOT_WORDS)).toEqual([...CANNOT_REASONS])
  })

  it('writes values as a shop would', () => {
    expect(sayValue({ amount: '1290.50', currency: 'EUR' }, 'en-GB')).toBe('€1,290.50')
    expect(sayValue([true, null, 'a'], 'en-GB')).toBe('yes, none, a')
    expect(sayValue({ lines: [{ sku: 'A', quantity: 2 }] }, 'en-GB')).toBe('lines sku A, quantity 2')
    expect(sayAction('shopify.approve_return')).toBe('Approve return (shopify)')
  })
})
