import { describe, expect, it } from 'vitest'
import { refuse } from '../../domain/case.ts'
import type { Command } from '../../domain/event.ts'
import { writeInstant } from '../../domain/instant.ts'
import { aField, anAction, aPlan, aTask, call, elapsed, HOUR, is, MINUTE, read, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const grading = aTask('grade', {
  outcomes: ['graded', 'foreign'], form: [aField('mark', { type: { kind: 'whole_number', min: 1, max: 5 }, required: ['graded'] }), aField('note')], sla: { acknowledge: elapsed(HOUR), finish: elapsed(4 * HOUR) },
  check: [{ text: 'a human looked at it' }, { text: 'a five needs a note', that: { is: 'or', all: [call('!=', read('outcome'), is('graded')), call('<', read('form.mark'), is(5)), call('!=', read('form.note'), is(''))] } }],
  routes: { graded: { to: 'look' }, foreign: { finish: 'declined' } },
})
const plan = aPlan([grading, aTask('look')])
const graded = { step: 'grade', outcome: 'graded', form: { mark: 3 } }

describe('a person who finishes a step', () => {
  it('is told what became of it, and the record says who, how and through what', () => {
    const desk = openDesk(plan)
    expect(desk.ask('complete', graded)).toEqual({ answer: { caseId: 'c1', step: 'grade', instance: 'grade#1', outcome: 'graded', done: 'complete' } })
    expect(desk.find('completed')).toMatchObject([{ actor: 'person:ana', via: 'console', step: 'grade', instance: 'grade#1', detail: { outcome: 'graded', form: { mark: 3, note: '' }, owner: 'ana' } }])
    expect(desk.open()).toEqual(['look:task'])
  })

  it.each([
    ['an outcome the step does not have', { outcome: 'lost' }, 'unknown-outcome', '"grade" has no outcome "lost"; it has graded, foreign'],
    ['an outcome every object has', { outcome: 'constructor' }, 'unknown-outcome', '"grade" has no outcome "constructor"; it has graded, foreign'],
    ['a form without what the outcome needs', { form: {} }, 'wrong-form', 'mark: fill in "mark"'],
    ['a value out of bounds', { form: { mark: 6 } }, 'wrong-form', 'mark: write 5 or less'],
    ['a field that the form does not have', { form: { mark: 3, price: 1 } }, 'wrong-form', 'price: the form has no field "price"; it has "mark", "note"'],
    ['what a check forbids', { form: { mark: 5 } }, 'check-failed', 'a five needs a note'],
    ['an older look at the step', { epoch: 7 }, 'stale-step', 'the step has changed since you saw it; "ana" has held it since 2026-11-20T10:00:00Z, look again'],
    ['another visit', { instance: 'grade#2' }, 'stale-step', 'the step has changed since you saw it; "ana" has held it since 2026-11-20T10:00:00Z, look again'],
    ['a step that is not open', { step: 'look' }, 'step-not-open', '"look" is not open now'],
    ['a step that does not exist', { step: 'nowhere' }, 'unknown-step', 'the SOP has no step "nowhere"'],
  ])('is refused %s, and nothing changes', (_what, change, refused, message) => {
    const desk = openDesk(plan)
    const before = desk.state()
    expect(desk.ask('complete', { ...graded, ...change })).toMatchObject({ refused, message })
    desk.apply({ type: 'command', command: desk.commandOf('complete', { ...graded, ...change }) })
    expect(desk.state()).toEqual(before)
  })

  it('is refused when a check cannot be made, and told why', () => {
    const desk = openDesk(aPlan([aTask('grade', { check: [{ text: 'it is ours', that: call('==', read('event.gone'), is(1)) }] })]))
    expect(desk.ask('complete', { step: 'grade' })).toMatchObject({ refused: 'check-failed', message: 'the check "it is ours" cannot be made: "event.gone" is not known' })
  })

  it('is told who was faster, and when', () => {
    const desk = openDesk(plan)
    desk.ask('complete', graded)
    expect(desk.ask('complete', { ...graded, by: 'bo' })).toMatchObject({ refused: 'already-finished', message: `"ana" finished "grade" with "graded" at ${writeInstant(START)}` })
    expect(desk.ask('complete', { ...graded, form: { mark: 4 } })).toMatchObject({ refused: 'already-finished' })
  })

  it('is told that a step waits for a system', () => {
    expect(openDesk(aPlan([anAction('pay')])).ask('complete', { step: 'pay' })).toMatchObject({ refused: 'step-not-open', message: '"pay" waits for a system, not for a person' })
  })

  it('is told that the case has ended', () => {
    const desk = openDesk(plan)
    desk.ask('complete', { ...graded, outcome: 'foreign', form: {} })
    for (const word of ['complete', 'claim', 'cancel'] as const) expect(desk.ask(word, { ...graded, because: 'x', by: 'bo' })).toMatchObject({ refused: 'case-closed', message: `the case ended with "declined" at ${writeInstant(START)}; nothing more can be done in it` })
  })
})

describe('the same answer sent again', () => {
  it('a hundred times, by any channel, is one completion with one answer', () => {
    const desk = openDesk(plan)
    const { answer } = desk.ask('complete', { ...graded, commandId: 'click' })
    for (let again = 0; again < 100; again++) expect(desk.ask('complete', { ...graded, commandId: 'click', via: again % 2 ? 'slack' : 'email' })).toEqual({ answer })
    expect(desk.find('completed')).toHaveLength(1)
    expect(desk.state().answered).toHaveLength(1)
  })

  it('without its id, typed as text or typed as a number, is known by what it says', () => {
    const desk = openDesk(plan)
    const { answer } = desk.ask('complete', { ...graded, instance: 'grade#1' })
    expect(desk.ask('complete', { ...graded, form: { mark: '3', note: '' }, via: 'slack', instance: 'grade#1', epoch: 1 })).toEqual({ answer })
    expect(desk.ask('complete', { ...graded, instance: 'grade#0' })).toMatchObject({ refused: 'already-finished' })
  })

  it('is known after the case has ended', () => {
    const desk = openDesk(plan)
    const foreign = { step: 'grade', outcome: 'foreign', form: {}, commandId: 'click' }
    const { answer } = desk.ask('complete', foreign)
    const closed = desk.state()
    expect(desk.ask('complete', foreign)).toEqual({ answer })
    expect(desk.ask('complete', { ...foreign, commandId: 'other' })).toEqual({ answer })
    expect(desk.state()).toEqual(closed)
  })

  it('with another answer under the same id is a conflict', () => {
    const desk = openDesk(plan)
    desk.ask('complete', { ...graded, commandId: 'click' })
    for (const change of [{ form: { mark: 4 } }, { outcome: 'foreign' }, { by: 'bo' }, { step: 'look' }]) {
      expect(desk.ask('complete', { ...graded, commandId: 'click', ...change })).toMatchObject({ refused: 'command-reused' })
    }
  })

  it('for a second visit is a new answer', () => {
    const desk = openDesk(aPlan([{ ...grading, routes: { ...grading.routes, graded: { to: 'grade' } } }]))
    desk.ask('complete', graded)
    expect(desk.ask('complete', graded)).toMatchObject({ answer: { instance: 'grade#2' } })
    expect(desk.instance('grade').id).toBe('grade#3')
  })
})

describe('a step that is taken', () => {
  it('by its assignee stops the clock for taking and not the one for finishing', () => {
    const desk = openDesk(plan)
    desk.pass(30 * MINUTE)
    expect(desk.ask('claim', { step: 'grade', by: 'ana' })).toMatchObject({ answer: { done: 'claim' } })
    expect(desk.instance('grade')).toMatchObject({ claimedBy: 'ana', assignee: 'ana', epoch: 1 })
    desk.pass(5 * HOUR)
    expect(desk.find('acknowledge_missed')).toEqual([])
    expect(desk.find('breached')).toMatchObject([{ at: START + 4 * HOUR }])
  })

  it('by somebody else makes them the owner; what was seen before is stale', () => {
    const desk = openDesk(plan)
    desk.pass(MINUTE)
    desk.ask('claim', { step: 'grade', by: 'bo', epoch: 1 })
    desk.pass(MINUTE)
    expect(desk.instance('grade')).toMatchObject({ claimedBy: 'bo', assignee: 'bo', why: 'took it', epoch: 2 })
    expect(desk.ask('complete', { ...graded, epoch: 1 })).toMatchObject({ refused: 'stale-step', message: 'the step has changed since you saw it; "bo" has held it since 2026-11-20T10:01:00Z, look again' })
  })

  it('has one winner, and the loser is told who, and since when, whatever has happened to the step meanwhile', () => {
    const desk = openDesk(plan)
    desk.pass(MINUTE)
    desk.ask('claim', { step: 'grade', by: 'bo' })
    desk.pass(5 * HOUR)
    expect(desk.find('breached')).toHaveLength(1)
    for (const word of ['claim', 'release', 'complete'] as const) expect(desk.ask(word, { ...graded, by: 'ana' })).toMatchObject({ refused: 'claimed-by-other', message: '"bo" took this step at 2026-11-20T10:01:00Z; ask them to give it back' })
    expect(desk.ask('cannot', { step: 'grade', by: 'ana', reason: 'unsafe', note: '' })).toMatchObject({ refused: 'claimed-by-other' })
    expect(desk.ask('complete', { ...graded, by: 'bo' })).toHaveProperty('answer')
  })

  it('keeps no trace of who had it once it is given back, but when', () => {
    const desk = openDesk(plan)
    desk.ask('claim', { step: 'grade', by: 'bo' })
    desk.pass(MINUTE)
    desk.ask('release', { step: 'grade', by: 'bo' })
    expect(desk.instance('grade')).not.toHaveProperty('claimedAt')
    expect(desk.instance('grade')).toMatchObject({ changedAt: START + MINUTE })
  })

  it('can be given back, and taken by another', () => {
    const desk = openDesk(plan)
    expect(desk.ask('release', { step: 'grade' })).toMatchObject({ refused: 'not-claimed' })
    desk.ask('claim', { step: 'grade', by: 'bo' })
    desk.ask('release', { step: 'grade', by: 'bo' })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', epoch: 3 })
    expect(desk.instance('grade')).not.toHaveProperty('claimedBy')
    expect(desk.ask('claim', { step: 'grade', by: 'ana' })).toHaveProperty('answer')
    expect(desk.types().filter((type) => type === 'acknowledged' || type === 'released')).toEqual(['acknowledged', 'released', 'acknowledged'])
  })

  it('keeps its taker when an old answer of the organisation arrives late', () => {
    const desk = openDesk(plan)
    desk.ask('claim', { step: 'grade', by: 'bo' })
    const request = { id: 'grade#1@1.0', purpose: 'assign', caseId: 'c1', instance: 'grade#1', step: 'grade', epoch: 1, level: 0, target: 'clerk', takesOver: true, at: START, dueAt: START } as const
    desk.apply({ type: 'resolved', resolutions: [{ request, people: ['ana'], why: 'late', considered: [], organisationVersion: 'o1', fallback: false }] })
    expect(desk.instance('grade')).toMatchObject({ assignee: 'bo', claimedBy: 'bo' })
  })
})

describe('what is no command', () => {
  const good = { do: 'complete', commandId: 'x', by: 'ana', via: 'api', step: 'grade', outcome: 'graded', form: { mark: 3 } }
  it.each([
    [null], ['complete'], [[]], [{}], [{ ...good, do: 'delete' }], [{ ...good, do: 'constructor' }], [{ ...good, commandId: '' }], [{ ...good, commandId: 5 }], [{ ...good, by: null }], [{ ...good, via: undefined }],
    [{ ...good, step: 5 }], [{ ...good, step: '' }], [{ ...good, outcome: 5 }], [{ ...good, form: null }], [{ ...good, form: [] }], [{ ...good, do: 'cannot', reason: 'tired', note: '' }], [{ ...good, do: 'cannot', reason: 'unsafe' }],
    [{ ...good, do: 'settle', choice: 'wait', reference: '' }], [{ ...good, do: 'settle', choice: 'retry', form: {} }], [{ ...good, do: 'settle', choice: 'retry', reference: '', form: 'x' }], [{ ...good, do: 'cancel' }], [{ ...good, do: 'cancel', because: '' }],
  ])('%j is refused and the case is neither stuck nor dead', (command) => {
    const desk = openDesk(plan)
    expect(refuse(plan, desk.state(), command as unknown as Command, desk.now())?.code).toBe('bad-command')
    const before = desk.state()
    expect(desk.apply({ type: 'command', command: command as unknown as Command })).toBeUndefined()
    expect(desk.state()).toEqual(before)
    expect(desk.ask('complete', graded)).toHaveProperty('answer')
  })

  it('and another reason than the listed ones needs words', () => {
    const desk = openDesk(plan)
    expect(desk.ask('cannot', { step: 'grade', reason: 'other', note: ' ' })).toMatchObject({ refused: 'wrong-form', fields: [{ field: 'note' }] })
    expect(desk.ask('settle', { step: 'grade', choice: 'retry' })).toMatchObject({ refused: 'step-not-open' })
  })
})

describe('a command that no honest client sends', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`)

  it.each([
    ['a form deeper than anything a form holds', { form: { note: nested(4_000) } }],
    ['a field nobody knows, as deep', { extra: nested(4_000) }],
    ['a form of ten thousand fields', { form: Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`f${index}`, 1])) }],
    ['a person with a NUL in the name', { by: 'an\0a' }],
    ['a person with half a character in the name', { by: 'an\ud800a' }],
    ['an id without end', { commandId: 'x'.repeat(501) }],
  ])('is refused and changes nothing: %s', (_what, change) => {
    const plan = aPlan([aTask('look')])
    const desk = openDesk(plan)
    const command = { do: 'complete', commandId: 'c1', by: 'ana', via: 'api', step: 'look', outcome: 'done', form: {}, ...change } as never

    expect(refuse(plan, desk.state(), command, desk.now())).toMatchObject({ code: 'bad-command' })
  })
})
