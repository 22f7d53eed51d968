import { describe, expect, it } from 'vitest'
import type { Plan, Step } from '../../domain/plan.ts'
import { factName } from '../../domain/acts.ts'
import { sentence } from '../../domain/story.ts'
import { aCall, aFact, aMessage, anAction, anEach, aPlan, aTask, call, has, is, read } from '../harness/plans.ts'
import { openDesk } from './desk.ts'

const after = aTask('after')
/** A SOP that only others call: approve, then pay. */
const refundPlan = (change: Partial<Plan> = {}, steps?: readonly Step[]): Plan => {
  const { customer: _customer, ...plan } = aPlan(steps ?? [
    aTask('approve', { when: call('>', read('event.amount'), read('parameters.limit')), outcomes: ['approve', 'reject'], routes: { approve: { to: 'pay' }, skipped: { to: 'pay' }, reject: { finish: 'refused' } } }),
    anAction('pay', { with: { amount: read('event.amount') }, undo: 'shop.unpay', routes: { ok: { finish: 'paid' } } }),
  ], {
    sop: 'refund-approval', triggers: [{ kind: 'called', fields: { amount: 'whole_number' } }], outcomes: ['paid', 'refused'],
    parameters: { limit: { value: 50, type: 'whole_number', owner: 'lead' } }, gives: { amount: read('steps.pay.amount'), note: read('form_of.approve.note') }, ...change,
  })
  return plan
}
const refund = aCall('refund', 'refund-approval', { with: { amount: read('event.amount') }, routes: { paid: { to: 'after' }, refused: { finish: 'declined' } } })
const open = (callee = refundPlan(), { amount = 80, steps = [refund, after], more = {} }: { amount?: number; steps?: readonly Step[]; more?: Partial<Plan> } = {}) =>
  openDesk(aPlan(steps, { calls: { 'refund-approval': callee }, ...more }), { event: { id: 'R-1', amount, customer: { email: 'cy@example.com', name: 'Cy' } } })

describe('another SOP inside this one', () => {
  it('runs under the step that calls it and gives its outcome and what it gives', () => {
    const desk = open()
    expect(desk.open()).toEqual(['refund:inside', 'refund/approve:task'])
    desk.ask('complete', { step: 'refund/approve', outcome: 'approve' })
    expect(desk.effects).toMatchObject([{ id: 'c1/refund/pay/1/shop.pay/1', with: { amount: 80 } }])
    desk.acted('shop.pay', { amount: 80 })
    expect(desk.open()).toEqual(['after:task'])
    // The note was never written: what cannot be read is absent.
    expect(desk.state().results['refund']).toMatchObject({ outcome: 'paid', outputs: { amount: 80 } })
    expect(desk.state().results['refund']?.outputs).not.toHaveProperty('note')
    expect(desk.state().frames).toHaveLength(1)
    expect(desk.find('frame_closed').map(sentence)).toEqual(['Title of refund ended: paid'])
  })

  it('has parameters of its own, and skips by them', () => {
    expect(open(refundPlan(), { amount: 20, more: { parameters: { limit: { value: 1, type: 'whole_number', owner: 'lead' } } } }).open()).toEqual(['refund:inside', 'refund/pay:acting'])
  })

  it('is routed by each of its outcomes', () => {
    const desk = open()
    desk.ask('complete', { step: 'refund/approve', outcome: 'reject' })
    expect(desk.state()).toMatchObject({ outcome: 'declined', open: [] })
  })

  it('has facts and lets of its own, forgotten when it ends, and sees nothing of its caller', () => {
    const callee = refundPlan({
      facts: { order: aFact('shop.order', { with: { amount: read('event.amount') } }) }, lets: { twice: { tree: call('*', read('facts.order.n'), is(2)), steps: [] } },
    }, [anAction('pay', { needs: ['order'], with: { n: read('lets.twice') }, routes: { ok: { to: 'look' } } }), aTask('look', { check: [{ text: 'outer', that: has('steps.before') }], routes: { done: { finish: 'paid' } } })])
    const desk = open(callee, { steps: [aTask('before', { needs: ['order'], routes: { done: { to: 'refund' } } }), refund, after], more: { facts: { order: aFact('shop.order') } } })
    desk.fetched('order', { n: 1 })
    desk.ask('complete', { step: 'before' })
    expect(desk.state().effects).toMatchObject([{ kind: 'fetch', fact: 'order', instance: 'refund/pay#1', with: { amount: 80 } }])
    desk.fetched('order', { n: 21 })
    expect(desk.state().facts).toMatchObject({ order: { value: { n: 1 } }, 'refund/order': { value: { n: 21 } } })
    expect(desk.effects.at(-1)).toMatchObject({ with: { n: 42 } })
    desk.acted('shop.pay')
    expect(desk.ask('complete', { step: 'refund/look' })).toMatchObject({ refused: 'check-failed' })
    const done = open(callee)
    done.fetched('order', { n: 1 })
    done.ask('cancel', { by: 'dana', because: 'x' })
    done.acted('shop.pay')
    expect(Object.keys(done.state().facts)).toEqual([])
  })

  it('writes to its caller\'s customer', () => {
    const desk = open(refundPlan({}, [aMessage('tell', { routes: { sent: { finish: 'paid' } } })]))
    expect(desk.effects).toMatchObject([{ kind: 'send', id: 'c1/refund/tell/1/message.news/1', message: { to: { email: 'cy@example.com' } } }])
  })

  it('is a matter for the owner when what it is called with cannot be worked out', () => {
    const desk = open(refundPlan(), { steps: [aCall('refund', 'refund-approval', { ...refund, with: { amount: read('event.gone') } }), after] })
    expect(desk.open()).toEqual(['refund:exception'])
    expect(desk.card()).toMatchObject({ outcomes: ['paid', 'refused'] })
    expect(desk.ask('settle', { step: 'refund', by: 'dana', choice: 'done_by_hand', reference: 'T-1' })).toMatchObject({ refused: 'unknown-outcome' })
    desk.ask('settle', { step: 'refund', by: 'dana', choice: 'done_by_hand', reference: 'T-1', outcome: 'paid' })
    expect(desk.open()).toEqual(['after:task'])
  })

  it('called again it knows nothing of the first time; its visits go on', () => {
    const again = aTask('after', { outcomes: ['more', 'done'], routes: { more: { to: 'refund' }, done: { finish: 'done' } } })
    const callee = refundPlan({}, [aTask('approve', { atMost: 1, outcomes: ['approve', 'retry'], routes: { approve: { finish: 'paid' }, retry: { to: 'approve' }, too_often: { finish: 'paid' } } })])
    const desk = open(callee, { steps: [refund, again] })
    desk.ask('complete', { step: 'refund/approve', outcome: 'retry' })
    expect(desk.open()).toEqual(['after:task'])
    desk.ask('complete', { step: 'after', outcome: 'more' })
    expect(desk.open()).toEqual(['refund:inside', 'refund/approve:task'])
    expect(desk.state().results).not.toHaveProperty('refund/approve')
    expect(desk.instance('refund/approve').id).toBe('refund/approve#3')
  })

  it('is taken back with the case, its frame gone or not', () => {
    for (const ended of [false, true]) {
      const callee = refundPlan({}, [anAction('pay', { undo: 'shop.unpay', routes: { ok: ended ? { finish: 'paid' } : { to: 'hold' } } }), aTask('hold')])
      const desk = open(callee)
      desk.acted('shop.pay')
      desk.ask('cancel', { by: 'dana', because: 'x' })
      desk.fails('shop.unpay')
      expect(desk.card()).toMatchObject({ step: 'refund/pay', kind: 'exception' })
      desk.ask('settle', { step: 'refund/pay', by: 'dana', choice: 'retry' })
      desk.acted('shop.unpay')
      expect(desk.state()).toMatchObject({ outcome: 'cancelled', open: [], undo: [] })
    }
  })
})

describe('a called SOP that was given up', () => {
  it('abandons its caller, unless the caller says where to go on', () => {
    const plain = open(refundPlan(), { amount: 1 })
    plain.fails('shop.pay')
    expect(plain.card()?.ifWrong).toContain('"refund-approval" then ends as abandoned')
    plain.ask('settle', { step: 'refund/pay', by: 'dana', choice: 'give_up' })
    expect(plain.state()).toMatchObject({ outcome: 'abandoned', open: [] })
    const routed = open(refundPlan(), { amount: 1, steps: [aCall('refund', 'refund-approval', { ...refund, routes: { ...refund.routes, abandoned: { to: 'after' } } }), after] })
    routed.fails('shop.pay')
    routed.ask('settle', { step: 'refund/pay', by: 'dana', choice: 'give_up' })
    expect(routed.open()).toEqual(['after:task'])
    expect(routed.state().results['refund']).toMatchObject({ outcome: 'abandoned' })
  })

  it('in a list fails its element', () => {
    const desk = openDesk(aPlan([...anEach('lines', [aCall('refund', 'refund-approval', { with: { amount: read('element.line') }, routes: { paid: { end: true }, refused: { end: true } } })], { routes: { done: { to: 'after' } } }), after], {
      calls: { 'refund-approval': refundPlan() },
    }), { event: { id: 'R-1', lines: [1, 2] } })
    expect(desk.open()).toEqual(['lines:inside', 'lines[0]/refund:inside', 'lines[0]/refund/pay:acting', 'lines[1]/refund:inside', 'lines[1]/refund/pay:acting'])
    desk.fails('shop.pay')
    desk.acted('shop.pay', { amount: 1 })
    desk.ask('settle', { step: 'lines[1]/refund/pay', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['lines:exception'])
    desk.ask('settle', { step: 'lines', by: 'dana', choice: 'done_by_hand', reference: 'T' })
    expect(desk.state().results['lines']?.outputs['results']).toMatchObject([{ outcome: 'paid', refund: { outcome: 'paid', amount: 1 } }, { outcome: 'failed' }])
  })
})

describe('a call in a call', () => {
  it('ends from the inside out', () => {
    const inner = refundPlan({ sop: 'inner' })
    const middle: Plan = { ...aPlan([aCall('deep', 'inner', { with: { amount: read('event.amount') }, routes: { paid: { finish: 'paid' }, refused: { finish: 'refused' } } })], { gives: { amount: read('steps.deep.amount') } }), calls: { inner } }
    const desk = openDesk(aPlan([refund, after], { calls: { 'refund-approval': middle } }), { event: { id: 'R-1', amount: 7 } })
    expect(desk.open()).toEqual(['refund:inside', 'refund/deep:inside', 'refund/deep/pay:acting'])
    desk.acted('shop.pay', { amount: 7 })
    expect(desk.open()).toEqual(['after:task'])
    expect(desk.state().results['refund']?.outputs).toEqual({ amount: 7 })
  })
})

describe('facts of a called SOP in a scenario', () => {
  it.each([
    ['pay#1', 'order'], ['refund/pay#1', 'refund/order'], ['lines[0]/pay#1', 'order'], ['lines[0]/refund/pay#1', 'lines/refund/order'], ['refund/lines[1]/pay#1', 'refund/order'],
  ])('of %s stand under %s', (instance, name) => {
    expect(factName({ instance, fact: 'order' })).toBe(name)
  })
})
