import { describe, expect, it } from 'vitest'
import type { EvidenceRule } from '../../domain/plan.ts'
import { aField, aPlan, aTask, call, is, read } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const rule = (name: string, change: Partial<EvidenceRule> = {}): EvidenceRule => ({ name, label: name, kind: 'photo', atLeast: 1, atMost: 3, required: true, ...change })
const photo = (digit: string, change = {}) => ({ kind: 'photo', sha256: digit.repeat(64), name: `${digit}.jpg`, type: 'image/jpeg', bytes: 5, ...change })
const inspect = (rules: readonly EvidenceRule[], next = 'done') =>
  openDesk(aPlan([aTask('inspect', { outcomes: ['good', 'bad'], evidence: rules, form: [aField('grade')], routes: { good: next === 'done' ? { finish: 'done' } : { to: next }, bad: { finish: 'declined' } } }), aTask('look', {
    assign: { kind: 'expression', tree: { is: 'if', test: call('==', call('size', read('steps.inspect.evidence.photos')), is(2)), then: is('bo'), else: is('ana') } },
  })]))
const good = (evidence: object, form = {}) => ({ step: 'inspect', outcome: 'good', form, evidence: evidence as never })

describe('a completion with evidence', () => {
  it('keeps it with the result and in the record', () => {
    const desk = inspect([rule('photos', { atLeast: 2 })])
    const photos = [photo('a', { original: 'c'.repeat(64) }), photo('b')]
    expect(desk.card()).toMatchObject({ evidence: [{ name: 'photos', kind: 'photo', atLeast: 2, atMost: 3, unless: false }] })
    expect(desk.ask('complete', good({ photos }))).toHaveProperty('answer')
    expect(desk.state().results['inspect']?.evidence).toEqual({ photos })
    expect(desk.find('completed')).toMatchObject([{ detail: { evidence: { photos } } }])
  })

  it('can be read by the steps after it', () => {
    const desk = inspect([rule('photos')], 'look')
    desk.ask('complete', good({ photos: [photo('a'), photo('b')] }))
    expect(desk.instance('look').assignee).toBe('bo')
  })

  it('has an empty list where none was wanted', () => {
    const desk = inspect([rule('photos', { required: ['bad'] })])
    desk.ask('complete', { step: 'inspect', outcome: 'good' })
    expect(desk.state().results['inspect']?.evidence).toEqual({ photos: [] })
  })

  it.each([
    ['none', {}, 'give at least 2 photos; there is none'],
    ['too few', { photos: [photo('a')] }, 'give at least 2 photos; there is 1'],
    ['too many', { photos: ['a', 'b', 'c', 'd'].map((digit) => photo(digit)) }, 'give no more than 3 photos; there are 4'],
    ['the same picture twice', { photos: [photo('a'), photo('a', { name: 'other.jpg' })] }, 'the same one stands here twice'],
    ['a file that is no picture', { photos: [photo('a'), photo('b', { type: 'application/pdf' })] }, /^number 2 is no photo/],
    ['a hash that is none', { photos: [photo('a'), photo('g')] }, /^number 2 is no photo/],
    ['no bytes', { photos: [photo('a', { bytes: 0 }), photo('b')] }, /^number 1 is no photo/],
    ['a link for a photo', { photos: [{ kind: 'link', text: 'https://a.example' }] }, /^number 1 is no photo/],
    ['a text for a list', { photos: 'a' }, 'give a list'],
  ])('is refused with %s', (_what, evidence, message) => {
    const desk = inspect([rule('photos', { atLeast: 2 })])
    expect(desk.ask('complete', good(evidence))).toMatchObject({ refused: 'wrong-form', fields: [{ field: 'evidence.photos', message: typeof message === 'string' ? message : expect.stringMatching(message) }] })
  })

  it('is refused with evidence that the step does not take', () => {
    expect(inspect([]).ask('complete', good({ photos: [photo('a')] }))).toMatchObject({ refused: 'wrong-form', fields: [{ field: 'evidence.photos', message: 'the step takes no evidence "photos"; it takes none' }] })
    expect(inspect([rule('scan', { kind: 'scan' })]).ask('complete', good({ constructor: [] }))).toMatchObject({ refused: 'wrong-form' })
  })

  it.each([
    ['https://track.example/1Z?x=1', true], ['http://track.example', true], ['javascript:alert(1)', false], ['https://', false], ['https://a b', false],
    ['https://me:pass@track.example/', false], ['ftp://track.example', false], [' https://track.example', false],
  ])('takes as a link "%s": %s', (text, fits) => {
    const desk = inspect([rule('tracking', { kind: 'link' })])
    expect('answer' in desk.ask('complete', good({ tracking: [{ kind: 'link', text }] }))).toBe(fits)
  })

  it('keeps of a piece only what belongs to it', () => {
    const desk = inspect([rule('code', { kind: 'scan' })])
    desk.ask('complete', good({ code: [{ kind: 'scan', text: '0042', extra: 'x' }] }))
    expect(desk.state().results['inspect']?.evidence).toEqual({ code: [{ kind: 'scan', text: '0042' }] })
  })
})

describe('evidence that is not always needed', () => {
  const unless = rule('photos', { unless: call('==', read('form.grade'), is('a')) })

  it('may be left out when the exception holds, and not otherwise', () => {
    expect(inspect([unless]).ask('complete', good({}, { grade: 'b' }))).toMatchObject({ refused: 'wrong-form' })
    expect(inspect([unless]).ask('complete', good({}, { grade: 'a' }))).toHaveProperty('answer')
    expect(inspect([unless]).card()).toMatchObject({ evidence: [{ unless: true }] })
  })

  it('is refused when the exception cannot be judged', () => {
    expect(inspect([rule('photos', { unless: call('==', read('event.gone'), is('a')) })]).ask('complete', good({ photos: [photo('a')] })))
      .toMatchObject({ refused: 'check-failed', message: 'whether the evidence is needed cannot be said: "event.gone" is not known' })
  })

  it('is needed for the outcomes that name it', () => {
    const desk = inspect([rule('photos', { required: ['bad'] })])
    expect(desk.ask('complete', { step: 'inspect', outcome: 'bad' })).toMatchObject({ refused: 'wrong-form' })
    expect(desk.ask('complete', { step: 'inspect', outcome: 'good' })).toHaveProperty('answer')
  })
})

it('a repeat is one only with the same evidence', () => {
  const desk = inspect([rule('photos')], 'look')
  const { answer } = desk.ask('complete', good({ photos: [photo('a')] }))
  expect(desk.ask('complete', good({ photos: [photo('a')] }))).toEqual({ answer })
  expect(desk.ask('complete', good({ photos: [photo('b')] }))).toMatchObject({ refused: 'already-finished' })
})
