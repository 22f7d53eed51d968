import { describe, expect, it } from 'vitest'
import { aField, aMessage, anAction, anOrder, aPlan, aReturn, aTask, HOUR, usd } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'

const cancel = (desk: Desk) => desk.ask('cancel', { by: 'dana', because: 'the customer changed their mind' })
const acts = (desk: Desk) => desk.effects.flatMap((effect) => (effect.kind === 'act' ? [effect.action] : []))

/** A return at one of its points, by what has happened until then. */
const points: readonly { readonly point: string; readonly reach: (desk: Desk) => void; readonly waitsFor?: (desk: Desk) => void; readonly takenBack: readonly string[] }[] = (() => {
  const steps: readonly ((desk: Desk) => void)[] = [
    (desk) => desk.fetched('order', anOrder()),
    (desk) => desk.acted('shop.approve', { label: 'EZ1' }),
    (desk) => desk.ask('complete', { step: 'inspect', outcome: 'graded', form: { grade: 'a' } }),
    (desk) => desk.acted('shop.refund', { id: 're_1' }),
    (desk) => desk.fetched('order', anOrder({ paid_back: usd('80.00') })),
  ]
  const until = (count: number) => (desk: Desk) => steps.slice(0, count).forEach((step) => step(desk))
  return [
    { point: 'while the order is read', reach: until(0), takenBack: [] },
    { point: 'while the return is approved', reach: until(1), waitsFor: steps[1], takenBack: ['shop.close'] },
    { point: 'while the parcel is inspected', reach: until(2), takenBack: ['shop.close'] },
    { point: 'while money is on its way', reach: until(3), waitsFor: steps[3], takenBack: ['shop.charge_back', 'shop.close'] },
    { point: 'while the refund is looked at', reach: until(4), takenBack: ['shop.charge_back', 'shop.close'] },
    { point: 'while the customer is told', reach: until(5), waitsFor: (desk) => desk.sent(), takenBack: ['shop.charge_back', 'shop.close'] },
  ]
})()

describe('a case that is cancelled', () => {
  it.each(points)('$point waits for what is in flight, takes back in reverse order, each once, and ends', ({ reach, waitsFor, takenBack }) => {
    const desk = openDesk(aReturn())
    reach(desk)
    const before = desk.effects.length
    expect(cancel(desk)).toMatchObject({ answer: { done: 'cancel', outcome: 'cancelled' } })
    if (waitsFor) {
      expect(desk.effects).toHaveLength(before)
      expect(desk.state().outcome).toBeUndefined()
      waitsFor(desk)
    }
    for (const action of takenBack) {
      expect(desk.state().effects.map((effect) => effect.kind === 'act' && effect.action)).toEqual([action])
      expect(desk.open()).toMatchObject([expect.stringContaining('undoing')])
      desk.acted(action)
    }
    expect(desk.state()).toMatchObject({ outcome: 'cancelled', open: [], effects: [], undo: [] })
    expect(desk.find('undo_requested').map(({ detail }) => detail['action'])).toEqual(takenBack)
    expect(desk.find('case_closed')).toHaveLength(1)
    expect(new Set(desk.ids()).size).toBe(desk.ids().length)
  })

  it('takes back with what the action was asked and what it answered, under a key of its own', () => {
    const desk = openDesk(aReturn())
    points[2]!.reach(desk)
    cancel(desk)
    expect(desk.effects.at(-1)).toEqual({ kind: 'act', id: 'c1/approve/1/undo.shop.close/1', instance: 'approve#1~undo', action: 'shop.close', with: { id: 'R-1', result: { label: 'EZ1' } }, undoes: 'approve' })
  })

  it('takes back nothing that failed, but first asks a person whether it truly did not happen', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay', routes: { ok: { finish: 'done' }, failed: { finish: 'declined' } } })]))
    cancel(desk)
    desk.fails('shop.pay', 'no-answer')
    expect(desk.state().outcome).toBeUndefined()
    expect(desk.card()).toMatchObject({ kind: 'exception', problem: { code: 'no-answer', step: 'pay' } })
    expect(desk.types()).toContain('effect_failed')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'give_up' })
    expect(desk.state().outcome).toBe('cancelled')
    expect(acts(desk)).toEqual(['shop.pay'])
  })

  it('keeps the task of an action that nobody knows the end of', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay' })]))
    desk.fails('shop.pay', 'no-answer')
    cancel(desk)
    expect(desk.open()).toEqual(['pay:exception'])
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'retry' })
    desk.acted('shop.pay', { id: 1 })
    desk.acted('shop.unpay')
    expect(desk.state().outcome).toBe('cancelled')
  })

  it('drops the task of a decision, a message or a person', () => {
    const task = openDesk(aPlan([aTask('look')]))
    task.ask('cannot', { step: 'look', reason: 'unsafe', note: '' })
    cancel(task)
    const message = openDesk(aPlan([aMessage('tell')]))
    message.fails('news')
    cancel(message)
    expect([task.state().outcome, message.state().outcome]).toEqual(['cancelled', 'cancelled'])
  })

  it('asks a person when something cannot be taken back: again under a new key, by hand without the form of the action, or given up', () => {
    for (const choice of ['retry', 'done_by_hand', 'give_up']) {
      const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay', byHand: [aField('paid', { required: true })], routes: { ok: { to: 'look' } } }), aTask('look')]))
      desk.acted('shop.pay')
      cancel(desk)
      desk.fails('shop.unpay', 'gone')
      expect(desk.card()).toMatchObject({ kind: 'exception', form: [], problem: { code: 'gone' } })
      expect(desk.ask('settle', { step: 'pay', by: 'dana', choice, reference: 'T-1' })).toHaveProperty('answer')
      if (choice === 'retry') desk.acted('shop.unpay')
      expect(desk.state().outcome).toBe('cancelled')
      expect(desk.ids().slice(1)).toEqual(['c1/pay/1/undo.shop.unpay/1', ...(choice === 'retry' ? ['c1/pay/1/undo.shop.unpay/2'] : [])])
    }
  })

  it('asks for what cannot be taken back once, and then a person: nothing goes on trying by itself, and no end is reached without them', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'look' } } }), aTask('look')]))
    desk.acted('shop.pay')
    cancel(desk)
    for (let attempt = 1; attempt <= 3; attempt++) {
      // Every try was answered with 500 until there was no more time: nobody knows whether it happened.
      desk.isNeverAnswered('shop.unpay')
      expect(desk.card()).toMatchObject({ kind: 'exception', instance: expect.stringMatching(/~undo$/), problem: { code: 'no-answer' }, choices: expect.arrayContaining(['retry', 'done_by_hand']) })
      expect(desk.state().effects).toEqual([])
      expect(desk.state().outcome).toBeUndefined()
      expect(acts(desk).filter((action) => action === 'shop.unpay')).toHaveLength(attempt)
      expect(desk.ask('settle', { step: 'pay', by: 'dana', choice: attempt < 3 ? 'retry' : 'done_by_hand', reference: 'T-1' })).toHaveProperty('answer')
    }
    expect(desk.state().outcome).toBe('cancelled')
  })

  it('gives what a person did by hand to a person to take back, and leaves alone what a system did', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'look' } } }), aTask('look')]))
    desk.fails('shop.pay', 'gone')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 'WIRE-7' })
    cancel(desk)
    expect(desk.state().outcome).toBeUndefined()
    expect(desk.card()).toMatchObject({ kind: 'exception', problem: { code: 'done-by-hand', message: 'dana did it by hand (WIRE-7), so a person must take it back' } })
    expect(acts(desk)).toEqual(['shop.pay'])
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 'WIRE-8' })
    expect(desk.state().outcome).toBe('cancelled')
  })

  it('takes back every visit of a step that ran twice, the last first', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'look' } } }), aTask('look', { routes: { done: { to: 'pay' } } })]))
    desk.acted('shop.pay', { n: 1 })
    desk.ask('complete', { step: 'look' })
    desk.acted('shop.pay', { n: 2 })
    cancel(desk)
    desk.acted('shop.unpay')
    desk.acted('shop.unpay')
    expect(desk.state().outcome).toBe('cancelled')
    expect(desk.ids().filter((id) => id.includes('undo'))).toEqual(['c1/pay/2/undo.shop.unpay/1', 'c1/pay/1/undo.shop.unpay/1'])
  })

  it('is cancelled once; who asked first is named', () => {
    const desk = openDesk(aPlan([anAction('pay')]))
    desk.ask('cancel', { by: 'dana', because: 'x', commandId: 'stop' })
    expect(desk.ask('cancel', { by: 'ana', because: 'y' })).toMatchObject({ refused: 'already-cancelled', message: '"dana" has asked to cancel the case already' })
    expect(desk.ask('cancel', { by: 'dana', because: 'x', commandId: 'stop' })).toMatchObject({ answer: { done: 'cancel' } })
    expect(desk.find('case_cancel_requested')).toMatchObject([{ actor: 'person:dana', detail: { because: 'x' } }])
  })

  it('calls nobody any more', () => {
    const desk = openDesk(aReturn())
    points[2]!.reach(desk)
    cancel(desk)
    desk.pass(24 * HOUR)
    expect(desk.types()).not.toContain('escalated')
    expect(desk.ask('complete', { step: 'inspect', outcome: 'graded', form: { grade: 'a' } })).toMatchObject({ refused: 'step-not-open' })
  })
})
