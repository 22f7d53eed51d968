import { describe, expect, it } from 'vitest'
import { advance } from '../../domain/case.ts'
import { aFact, aField, aMessage, anAction, aPlan, aTable, aTask, call, HOUR, read, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

describe('an action that fails', () => {
  const pay = anAction('pay', { byHand: [aField('paid', { required: true })] })

  it('takes the route the SOP gives, with the code to read', () => {
    const desk = openDesk(aPlan([{ ...pay, routes: { ok: { finish: 'done' }, failed: { to: 'call' } } }, aTask('call', { task: ['why: ', read('steps.pay.code')] })]))
    desk.fails('shop.pay', 'card-closed')
    expect(desk.open()).toEqual(['call:task'])
    expect(desk.card()?.title).toBe('why: card-closed')
  })

  it('takes the route of the very refusal before the one for any failure', () => {
    const desk = openDesk(aPlan([{ ...pay, routes: { ok: { finish: 'done' }, card_closed: { to: 'call' }, failed: { finish: 'declined' } } }, aTask('call', { task: ['why: ', read('steps.pay.outcome')] })]))
    desk.fails('shop.pay', 'card-closed')
    expect(desk.card()?.title).toBe('why: card_closed')

    const other = openDesk(aPlan([{ ...pay, routes: { ok: { finish: 'done' }, card_closed: { to: 'call' }, failed: { finish: 'declined' } } }, aTask('call')]))
    other.fails('shop.pay', 'over-limit')
    expect(other.state().outcome).toBe('declined')
  })

  it('is given to its owner when the refusal has a route and nobody knows whether it happened', () => {
    const desk = openDesk(aPlan([{ ...pay, routes: { ok: { finish: 'done' }, not_reached: { finish: 'declined' } } }]))
    desk.isNeverAnswered('shop.pay')
    expect(desk.open()).toEqual(['pay:exception'])
  })

  it.each(['ok', 'too-often', 'skipped'])('does not count as done because its system says "%s"', (code) => {
    const desk = openDesk(aPlan([{ ...pay, at_most: 2, routes: { ok: { finish: 'done' }, too_often: { finish: 'declined' }, skipped: { finish: 'declined' } } } as typeof pay]))
    desk.fails('shop.pay', code)
    expect(desk.open()).toEqual(['pay:exception'])
  })

  it('becomes a task for the owner, with what happened and three ways on', () => {
    const desk = openDesk(aPlan([pay]))
    desk.fails('shop.pay', 'card-closed')
    expect(desk.instance('pay')).toMatchObject({ phase: 'exception', assignee: 'dana', epoch: 2, exception: { code: 'card-closed', during: 'acting' } })
    expect(desk.card()).toMatchObject({ kind: 'exception', forWhom: 'lead', dueAt: START + 4 * HOUR, form: pay.byHand, outcomes: [], problem: { message: 'shop.pay said card-closed' } })
    expect(desk.ask('complete', { step: 'pay' })).toMatchObject({ refused: 'step-not-open' })
  })

  it('is tried again under a new key, because a person looked first', () => {
    const desk = openDesk(aPlan([pay]))
    desk.fails('shop.pay')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    desk.fails('shop.pay')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    expect(desk.ids()).toEqual(['c1/pay/1/shop.pay/1', 'c1/pay/1/shop.pay/2', 'c1/pay/1/shop.pay/3'])
    expect(desk.instance('pay')).toMatchObject({ attempt: 3, level: 0, phase: 'acting' })
    expect(desk.instance('pay')).not.toHaveProperty('assignee')
    desk.acted('shop.pay')
    expect(desk.state().outcome).toBe('done')
  })

  it('is done by hand only with a reference and what the SOP goes on to read', () => {
    const desk = openDesk(aPlan([pay]))
    desk.fails('shop.pay')
    const by = { step: 'pay', by: 'dana', choice: 'done_by_hand' }
    expect(desk.ask('settle', { ...by, form: { paid: 'yes' } })).toMatchObject({ refused: 'wrong-form', fields: [{ field: 'reference' }] })
    expect(desk.ask('settle', { ...by, reference: 'T-1' })).toMatchObject({ refused: 'wrong-form', fields: [{ field: 'paid' }] })
    expect(desk.ask('settle', { ...by, reference: 'T-1', form: { paid: 'yes' }, outcome: 'nonsense' })).toMatchObject({ refused: 'unknown-outcome' })
    expect(desk.ask('settle', { ...by, reference: 'T-1', form: { paid: 'yes' } })).toMatchObject({ answer: { outcome: 'done_by_hand' } })
    expect(desk.state()).toMatchObject({ outcome: 'done', results: { pay: { outcome: 'ok', by: 'dana', outputs: { paid: 'yes', reference: 'T-1' } } } })
  })

  it('is given up, and the case ends as abandoned', () => {
    const desk = openDesk(aPlan([pay]))
    desk.fails('shop.pay')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'give_up' })
    expect(desk.state()).toMatchObject({ outcome: 'abandoned', open: [] })
  })

  it('before it was asked for, for want of a value, reads its facts again when tried again', () => {
    const desk = openDesk(aPlan([{ ...pay, needs: ['order'], with: { amount: read('facts.order.value') } }], { facts: { order: aFact('shop.order') } }))
    desk.fetched('order', {})
    expect(desk.card()?.problem?.message).toBe('"facts.order.value" is not known')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    desk.fetched('order', { value: 5 })
    expect(desk.effects.at(-1)).toMatchObject({ kind: 'act', id: 'c1/pay/1/shop.pay/2', with: { amount: 5 } })
  })

  it('answers late, after somebody settled it: nothing changes', () => {
    const desk = openDesk(aPlan([pay, aTask('next')]))
    desk.fails('shop.pay')
    const before = desk.state()
    desk.apply({ type: 'acted', effect: 'c1/pay/1/shop.pay/1', result: {} })
    desk.apply({ type: 'sent', effect: 'unknown' })
    expect(desk.state()).toEqual(before)
  })
})

describe('an action that is looked at afterwards', () => {
  const plan = aPlan([
    anAction('pay', { needs: ['order'], verify: call('==', read('facts.order.paid'), read('result.paid')), verifyNeeds: ['order'] }),
  ], { facts: { order: aFact('shop.order') } })
  const paid = () => {
    const desk = openDesk(plan)
    desk.fetched('order', { paid: 0 })
    desk.acted('shop.pay', { paid: 5 })
    return desk
  }

  it('is done when the system shows it, on values read after the action', () => {
    const desk = paid()
    expect(desk.open()).toEqual(['pay:verifying'])
    desk.fetched('order', { paid: 5 })
    expect(desk.state()).toMatchObject({ outcome: 'done', results: { pay: { outputs: { paid: 5 } } } })
    expect(desk.types()).toContain('verified')
  })

  it('goes to a person when the system says yes and shows no, and trying again looks again and never pays again', () => {
    const desk = paid()
    desk.fetched('order', { paid: 0 })
    expect(desk.card()?.problem).toMatchObject({ code: 'verify-failed', message: 'shop.pay answered ok, but the system does not show it' })
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    expect(desk.open()).toEqual(['pay:verifying'])
    desk.fetched('order', { paid: 5 })
    expect(desk.state().outcome).toBe('done')
    expect(desk.effects.filter((effect) => effect.kind === 'act')).toHaveLength(1)
  })

  it('is not paid again either when the system could not be looked at', () => {
    const desk = paid()
    desk.fails('order', 'timeout')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    desk.fetched('order', { paid: 5 })
    expect(desk.effects.filter((effect) => effect.kind === 'act')).toHaveLength(1)
    expect(desk.state().outcome).toBe('done')
  })
})

describe('a step that is done by hand', () => {
  it('has the outcome a person chooses where it has several', () => {
    const desk = openDesk(aPlan([aTable('sort', { b: 'declined', c: 'done' })]))
    expect(desk.card()?.outcomes).toEqual(['declined', 'done'])
    const by = { step: 'sort', by: 'dana', choice: 'done_by_hand', reference: 'looked' }
    expect(desk.ask('settle', by)).toMatchObject({ refused: 'unknown-outcome' })
    desk.ask('settle', { ...by, outcome: 'declined' })
    expect(desk.state().outcome).toBe('declined')
  })

  it('collects or does not, as the person says', () => {
    const collect = aTable('sort', { a: 'x' }, { hit: 'collect', inputs: [{ name: 'kind', tree: read('event.gone') }], routes: { matched: { finish: 'done' }, none: { finish: 'declined' } } })
    const desk = openDesk(aPlan([collect]))
    desk.ask('settle', { step: 'sort', by: 'dana', choice: 'done_by_hand', reference: 'looked', outcome: 'none' })
    expect(desk.state().outcome).toBe('declined')
  })

  it('of a message is sent, of a task carries its form', () => {
    const message = openDesk(aPlan([aMessage('tell')]))
    message.fails('news')
    message.ask('settle', { step: 'tell', by: 'dana', choice: 'done_by_hand', reference: 'phoned' })
    expect(message.state().outcome).toBe('done')
    const task = openDesk(aPlan([aTask('look', { form: [aField('seen')] })]))
    task.ask('cannot', { step: 'look', reason: 'unsafe', note: 'leaks' })
    expect(task.card()?.problem).toMatchObject({ code: 'unsafe', message: 'ana cannot do it: leaks' })
    task.ask('settle', { step: 'look', by: 'dana', choice: 'done_by_hand', reference: 'r', outcome: 'done', form: { seen: 'x' } })
    expect(task.state().results['look']).toMatchObject({ outcome: 'done', by: 'dana', form: { seen: 'x' } })
  })

  it('takes the route for what cannot be done where the SOP gives one', () => {
    const desk = openDesk(aPlan([aTask('look', { routes: { done: { finish: 'done' }, cannot_do: { finish: 'declined' } } })]))
    desk.ask('cannot', { step: 'look', reason: 'missing_data', note: '' })
    expect(desk.state()).toMatchObject({ outcome: 'declined', results: { look: { outputs: { reason: 'missing_data', note: '' } } } })
  })
})

describe('an action whose route for failed pays in another way', () => {
  const plan = aPlan([anAction('pay', { routes: { ok: { finish: 'done' }, failed: { to: 'credit' } } }), anAction('credit')])

  it('takes that route when the system refused, because then nothing was paid', () => {
    const desk = openDesk(plan)
    desk.fails('shop.pay')
    expect(desk.open()).toEqual(['credit:acting'])
  })

  it('asks a person when nobody knows whether it was paid, so that the customer is not paid twice', () => {
    const desk = openDesk(plan)
    desk.isNeverAnswered('shop.pay')
    expect(desk.open()).toEqual(['pay:exception'])
  })

  it('still asks a person when it is to be tried again and what it needs is gone by then', () => {
    const desk = openDesk(plan)
    desk.isNeverAnswered('shop.pay')
    const needsMore = aPlan([anAction('pay', { with: { amount: read('event.gone') }, routes: { ok: { finish: 'done' }, failed: { to: 'credit' } } }), anAction('credit')])

    const again = advance(needsMore, desk.state(), { type: 'command', command: desk.commandOf('settle', { step: 'pay', by: 'dana', choice: 'retry' }) }, desk.now())

    expect(again.answer).toBeDefined()
    expect(again.state.open).toMatchObject([{ step: 'pay', phase: 'exception', exception: { code: 'unknown-value', unknown: true } }])
  })
})
