import { describe, expect, it } from 'vitest'
import type { FactPlan, Plan } from '../../domain/plan.ts'
import { aFact, aField, anAction, aPlan, aTask, call, HOUR, is, read, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const risk = (change: Partial<Extract<FactPlan, { kind: 'from' }>> = {}): FactPlan =>
  aFact('risk.score', { unknown: { do: 'ask', role: 'clerk' }, fields: [aField('score', { required: true, type: { kind: 'whole_number', min: 0, max: 100 } })], ...change })
const open = (facts: Plan['facts'] = { risk: risk() }) =>
  openDesk(aPlan([anAction('hold', { needs: Object.keys(facts), with: { score: read('facts.risk.score') } })], { facts }))

describe('a fact that no system knows', () => {
  it('is asked of a person, with the form of the fact', () => {
    const desk = open()
    desk.fails('risk', 'timeout')
    expect(desk.open()).toEqual(['hold:asking'])
    expect(desk.card()).toMatchObject({ kind: 'question', title: 'Title of hold: what is risk?', forWhom: 'clerk', assignee: 'ana', dueAt: START + 4 * HOUR, question: { fact: 'risk' }, form: [{ name: 'score' }] })
    expect(desk.find('fact_asked')).toMatchObject([{ detail: { fact: 'risk', role: 'clerk', because: 'risk said timeout' } }])
    expect(desk.types()).not.toContain('exception_opened')
  })

  it('has the answer as its value, and from whom', () => {
    const desk = open()
    desk.fails('risk')
    desk.ask('answer', { step: 'hold', form: { score: '70' } })
    expect(desk.state().facts['risk']).toEqual({ value: { score: 70 }, source: 'person:ana', at: START })
    expect(desk.find('fact_answered')).toMatchObject([{ actor: 'person:ana', detail: { fact: 'risk', value: { score: 70 } } }])
    expect(desk.effects.at(-1)).toMatchObject({ kind: 'act', with: { score: 70 } })
    expect(desk.instance('hold')).not.toHaveProperty('assignee')
    expect(desk.instance('hold')).not.toHaveProperty('clock')
  })

  it('is asked too when the system answers with nothing', () => {
    const desk = open()
    desk.fetched('risk', null)
    expect(desk.open()).toEqual(['hold:asking'])
  })

  it('has the value that the SOP names when the system answers with nothing', () => {
    const desk = open({ risk: risk({ unknown: { do: 'use', value: { score: 1 } } }) })
    desk.fetched('risk', null)
    expect(desk.effects.at(-1)).toMatchObject({ with: { score: 1 } })
  })

  it('is asked again when it is too old for a later step', () => {
    const desk = openDesk(aPlan([
      anAction('hold', { needs: ['risk'], routes: { ok: { to: 'look' } } }), aTask('look', { routes: { done: { to: 'free' } } }), anAction('free', { needs: ['risk'] }),
    ], { facts: { risk: risk({ freshForMs: HOUR }) } }))
    desk.fails('risk')
    desk.ask('answer', { step: 'hold', form: { score: 7 } })
    desk.acted('shop.hold')
    desk.pass(2 * HOUR)
    desk.ask('complete', { step: 'look' })
    expect(desk.open()).toEqual(['free:gathering'])
  })

  it('is followed by the next that nobody knows', () => {
    const desk = open({ risk: risk(), debt: risk() })
    desk.fails('risk')
    desk.fails('debt')
    expect(desk.find('fact_asked')).toHaveLength(1)
    desk.ask('answer', { step: 'hold', form: { score: 7 } })
    desk.fails('debt')
    expect(desk.instance('hold')).toMatchObject({ phase: 'asking', asked: 'debt' })
    desk.ask('answer', { step: 'hold', form: { score: 8 } })
    expect(desk.open()).toEqual(['hold:acting'])
  })

  it('is the owner’s when the person cannot say either', () => {
    const desk = open()
    desk.fails('risk')
    desk.ask('cannot', { step: 'hold', reason: 'missing_data', note: 'no file' })
    expect(desk.instance('hold')).toMatchObject({ phase: 'exception', assignee: 'dana', exception: { code: 'missing_data', during: 'gathering' } })
    desk.ask('settle', { step: 'hold', by: 'dana', choice: 'retry' })
    expect(desk.open()).toEqual(['hold:gathering'])
  })

  it('is asked while an action is looked at, which is not done again', () => {
    const desk = openDesk(aPlan([anAction('hold', { verify: call('==', read('facts.risk.score'), is(7)), verifyNeeds: ['risk'] })], { facts: { risk: risk() } }))
    desk.acted('shop.hold')
    desk.fails('risk')
    expect(desk.open()).toEqual(['hold:asking'])
    desk.ask('answer', { step: 'hold', form: { score: 7 } })
    expect(desk.state().outcome).toBe('done')
    expect(desk.effects.filter(({ kind }) => kind === 'act')).toHaveLength(1)
  })

  it.each([
    ['a form without what is asked', { form: {} }, 'wrong-form'],
    ['a value out of bounds', { form: { score: 101 } }, 'wrong-form'],
    ['no form', { form: 5 as never }, 'bad-command'],
    ['an older look', { form: { score: 1 }, epoch: 1 }, 'stale-step'],
  ])('is not answered by %s', (_what, fields, refused) => {
    const desk = open()
    desk.fails('risk')
    expect(desk.ask('answer', { step: 'hold', ...fields })).toMatchObject({ refused })
  })

  it('is answered once', () => {
    const desk = open()
    desk.fails('risk')
    const { answer } = desk.ask('answer', { step: 'hold', form: { score: 1 }, commandId: 'click' })
    expect(desk.ask('answer', { step: 'hold', form: { score: 1 }, commandId: 'click' })).toEqual({ answer })
    expect(desk.ask('answer', { step: 'hold', form: { score: 2 } })).toMatchObject({ refused: 'step-not-open' })
  })
})
