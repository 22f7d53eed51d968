import { describe, expect, it } from 'vitest'
import type { Pairing, Plan, Step } from '../../domain/plan.ts'
import { sentence } from '../../domain/story.ts'
import { aCall, aField, anAction, anEach, aParallel, aPlan, aTask, call, has, is, read } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'

const pairing: Pairing = { when: 'shop.pay', also: ['shop.note', 'shop.dispose'], waiver: 'chief' }
const note = anAction('note', { with: { of: read('steps.pay.n') }, routes: { ok: { to: 'dispose' } } })
const dispose = anAction('dispose', { with: { id: read('event.id') }, routes: { ok: { finish: 'refunded' } } })
const pay = anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'look' } } })
/** After the money a person decides whether the books are done the usual way. */
const look = aTask('look', { outcomes: ['books', 'end', 'again'], routes: { books: { to: 'note' }, end: { finish: 'declined' }, again: { to: 'pay' } } })
const open = (change: Partial<Plan> = {}, steps: readonly Step[] = [pay, look, note, dispose]) => openDesk(aPlan(steps, { together: [pairing], ...change }))
const acts = (desk: Desk) => desk.effects.flatMap((effect) => (effect.kind === 'act' ? [effect.action] : []))
const paid = (change: Partial<Plan> = {}, steps?: readonly Step[]) => {
  const desk = open(change, steps)
  desk.acted('shop.pay', { n: 1 })
  return desk
}
const end = (desk: Desk, outcome = 'end') => desk.ask('complete', { step: 'look', outcome })

describe('what may never be done without the other', () => {
  it('is owed and paid by the steps as they come', () => {
    const desk = paid()
    end(desk, 'books')
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('refunded')
    expect(acts(desk)).toEqual(['shop.pay', 'shop.note', 'shop.dispose'])
  })

  it('is run before the end where the SOP went another way, as its steps are written, one after the other', () => {
    const desk = paid()
    end(desk)
    expect(desk.state().outcome).toBeUndefined()
    expect(desk.open()).toEqual(['note:acting'])
    expect(desk.effects.at(-1)).toMatchObject({ id: 'c1/note/1/shop.note/1', with: { of: 1 } })
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.state()).toMatchObject({ outcome: 'declined', open: [] })
    expect(acts(desk)).toEqual(['shop.pay', 'shop.note', 'shop.dispose'])
  })

  it('is run even where its step would have been skipped', () => {
    const desk = paid({}, [pay, look, { ...note, when: is(false) } as Step, dispose])
    end(desk)
    expect(desk.open()).toEqual(['note:acting'])
  })

  it('owes nothing when the money never went', () => {
    const desk = open({}, [anAction('pay', { routes: { ok: { to: 'look' }, failed: { finish: 'declined' } } }), look, note, dispose])
    desk.fails('shop.pay')
    expect(desk.state().outcome).toBe('declined')
  })

  it('is owed for what a person did by hand, too', () => {
    const desk = open()
    desk.fails('shop.pay')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 'T-1' })
    end(desk)
    expect(desk.open()).toEqual(['note:exception'])
    // "of" is the result that nobody has written down: the owner of the note says how it was done.
    desk.ask('settle', { step: 'note', by: 'dana', choice: 'done_by_hand', reference: 'T-2' })
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('declined')
  })

  it('is owed once a visit: two payments need two notes', () => {
    const desk = paid()
    end(desk, 'again')
    desk.acted('shop.pay', { n: 2 })
    end(desk)
    for (const action of ['shop.note', 'shop.dispose', 'shop.note', 'shop.dispose']) desk.acted(action)
    expect(desk.state().outcome).toBe('declined')
    expect(new Set(desk.ids()).size).toBe(desk.ids().length)
  })

  it('is owed for what was done and looks wrong, when somebody gives it up', () => {
    const desk = open({}, [anAction('pay', { verify: is(false), routes: { ok: { to: 'look' } } }), look, note, dispose])
    desk.acted('shop.pay', { n: 1 })
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['note:exception'])
    desk.ask('settle', { step: 'note', by: 'dana', choice: 'done_by_hand', reference: 'T' })
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('abandoned')
  })

  it('counts an action once that was done and looked at, and then settled by hand', () => {
    const desk = open({}, [anAction('pay', { verify: is(false), routes: { ok: { to: 'look' } } }), look, note, dispose])
    desk.acted('shop.pay', { n: 1 })
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 'T' })
    expect(desk.state().paired).toHaveLength(1)
  })
})

describe('what is owed and cannot be done', () => {
  const stuck = (change: Partial<Plan> = {}) => {
    const desk = paid(change)
    end(desk)
    desk.fails('shop.note', 'closed')
    return desk
  }
  const giveUp = (desk: Desk, fields: object) => desk.ask('settle', { step: 'note', choice: 'give_up', ...fields })

  it('is given to the owner of its step, also where the step would have had a way out', () => {
    const routed = paid({}, [pay, look, { ...note, routes: { ...note.routes, failed: { finish: 'done' } } } as Step, dispose])
    end(routed)
    routed.fails('shop.note')
    expect(routed.open()).toEqual(['note:exception'])
    const desk = stuck()
    expect(desk.card()).toMatchObject({ step: 'note', assignee: 'dana', kind: 'exception' })
    expect(desk.card()?.ifWrong).toContain('it is owed since shop.pay was done, only somebody in the role chief may')
  })

  it('is tried again under a new key', () => {
    const desk = stuck()
    desk.ask('settle', { step: 'note', by: 'dana', choice: 'retry' })
    expect(desk.effects.at(-1)?.id).toBe('c1/note/1/shop.note/2')
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('declined')
  })

  it('is given up only by a holder of the waiver, by name and with a reason', () => {
    const desk = stuck()
    expect(giveUp(desk, { by: 'dana', reference: 'not needed' })).toMatchObject({ refused: 'not-allowed', message: expect.stringContaining('only somebody in the role "chief"') })
    expect(giveUp(desk, { by: 'dana', roles: ['lead'], reference: 'not needed' })).toMatchObject({ refused: 'not-allowed' })
    expect(giveUp(desk, { by: 'olu', roles: ['chief'], reference: ' ' })).toMatchObject({ refused: 'wrong-form' })
    expect(giveUp(desk, { by: 'olu', roles: ['chief'], reference: 'the ledger is closed' })).toHaveProperty('answer')
    expect(desk.open()).toEqual(['dispose:acting'])
    expect(desk.find('waived')).toMatchObject([{ actor: 'person:olu', detail: { action: 'shop.note', when: 'shop.pay', because: 'the ledger is closed', waiver: 'chief' } }])
    expect(desk.find('waived').map(sentence)).toEqual(['olu waived shop.note, which shop.pay needs: the ledger is closed'])
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('declined')
  })

  it('is given up by nobody where the SOP names no waiver', () => {
    const desk = stuck({ together: [{ when: 'shop.pay', also: ['shop.note'] }] })
    expect(giveUp(desk, { by: 'olu', roles: ['chief'], reference: 'x' })).toMatchObject({ refused: 'not-allowed', message: expect.stringContaining('the SOP lets nobody give it up') })
    expect(desk.card()?.ifWrong).toContain('the SOP lets nobody')
    desk.ask('settle', { step: 'note', by: 'dana', choice: 'done_by_hand', reference: 'T-9' })
    expect(desk.state().outcome).toBe('declined')
  })

  it('is a person\'s when its values cannot be worked out, or its step stands in a list', () => {
    const unknown = paid({}, [pay, look, anAction('note', { with: { x: read('event.gone') } }), dispose])
    end(unknown)
    expect(unknown.card()).toMatchObject({ step: 'note', problem: { code: 'unknown-value' } })
    const listed = paid({ together: [{ when: 'shop.pay', also: ['shop.note'], waiver: 'chief' }] }, [pay, look, ...anEach('lines', [anAction('note', { byHand: [aField('x', { required: true })] })])])
    end(listed)
    expect(listed.card()).toMatchObject({ problem: { message: expect.stringContaining('no step that does it can be run by itself') } })
    listed.ask('settle', { step: 'note', by: 'dana', choice: 'retry' })
    expect(acts(listed)).toEqual(['shop.pay'])
    listed.ask('settle', { step: 'note', by: 'olu', roles: ['chief'], choice: 'give_up', reference: 'no lines' })
    expect(listed.state().outcome).toBe('declined')
  })

  it('is run when the case is abandoned', () => {
    const desk = paid()
    desk.ask('cannot', { step: 'look', reason: 'unsafe', note: '' })
    desk.ask('settle', { step: 'look', by: 'dana', choice: 'give_up' })
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('abandoned')
  })
})

describe('a case that is cancelled', () => {
  it('owes nothing for what was taken back', () => {
    const desk = paid()
    desk.ask('cancel', { by: 'dana', because: 'x' })
    desk.acted('shop.unpay')
    expect(desk.state()).toMatchObject({ outcome: 'cancelled', paired: [] })
    expect(acts(desk)).toEqual(['shop.pay', 'shop.unpay'])
  })

  it('does what is owed for what cannot be taken back', () => {
    const { undo: _undo, ...forGood } = pay
    const desk = paid({}, [forGood, look, note, dispose])
    desk.ask('cancel', { by: 'dana', because: 'x' })
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('cancelled')
  })

  it('owes again what it has just taken back, when the money itself stays', () => {
    const { undo: _undo, ...forGood } = pay
    const desk = paid({ together: [{ when: 'shop.pay', also: ['shop.note'] }] }, [forGood, look, { ...note, undo: 'shop.unnote', routes: { ok: { to: 'hold' } } } as Step, dispose, aTask('hold')])
    end(desk, 'books')
    desk.acted('shop.note')
    desk.ask('cancel', { by: 'dana', because: 'x' })
    desk.acted('shop.unnote')
    expect(desk.open()).toEqual(['note:acting'])
    desk.acted('shop.note')
    expect(desk.state().outcome).toBe('cancelled')
    expect(new Set(desk.ids()).size).toBe(desk.ids().length)
  })

  it('while it settles what is owed still ends as cancelled', () => {
    const desk = paid()
    end(desk)
    desk.ask('cancel', { by: 'dana', because: 'x' })
    expect(desk.open()).toEqual(['note:acting'])
    desk.acted('shop.note')
    desk.acted('shop.unpay')
    expect(desk.state()).toMatchObject({ outcome: 'cancelled', open: [] })
  })

  it('an undo that was given up leaves the debt', () => {
    const desk = paid()
    desk.ask('cancel', { by: 'dana', because: 'x' })
    desk.fails('shop.unpay')
    desk.ask('settle', { step: 'pay', by: 'dana', choice: 'give_up' })
    expect(desk.open()).toEqual(['note:acting'])
    const byHand = paid()
    byHand.ask('cancel', { by: 'dana', because: 'x' })
    byHand.fails('shop.unpay')
    byHand.ask('settle', { step: 'pay', by: 'dana', choice: 'done_by_hand', reference: 'T' })
    expect(byHand.state().outcome).toBe('cancelled')
  })
})

describe('pairings across SOPs and branches', () => {
  const callee = (change: Partial<Plan> = {}): Plan => aPlan([anAction('pay', { routes: { ok: { finish: 'done' } } })], { sop: 'refund-approval', ...change })

  it('of the caller hold for what a called SOP does', () => {
    const desk = openDesk(aPlan([aCall('refund', 'refund-approval', { routes: { done: { finish: 'refunded' } } }), anAction('note')], { calls: { 'refund-approval': callee() }, together: [{ when: 'shop.pay', also: ['shop.note'] }] }))
    desk.acted('shop.pay')
    expect(desk.open()).toEqual(['note:acting'])
    desk.acted('shop.note')
    expect(desk.state().outcome).toBe('refunded')
  })

  it('of the called SOP are settled before it ends, with its own values', () => {
    const called = callee({ steps: [anAction('pay', { routes: { ok: { finish: 'done' } } }), anAction('note', { with: { of: read('event.amount') } })], together: [{ when: 'shop.pay', also: ['shop.note'] }] })
    const desk = openDesk(aPlan([aCall('refund', 'refund-approval', { with: { amount: is(7) }, routes: { done: { to: 'after' } } }), aTask('after')], { calls: { 'refund-approval': called } }))
    desk.acted('shop.pay')
    expect(desk.open()).toEqual(['refund:inside', 'refund/note:acting'])
    expect(desk.effects.at(-1)).toMatchObject({ id: 'c1/refund/note/1/shop.note/1', with: { of: 7 } })
    desk.acted('shop.note')
    expect(desk.open()).toEqual(['after:task'])
  })

  it('of a called SOP that lost are settled by whoever called it', () => {
    const called = callee({ steps: [anAction('pay', { routes: { ok: { to: 'hold' } } }), aTask('hold'), anAction('note')], together: [{ when: 'shop.pay', also: ['shop.note'], waiver: 'chief' }] })
    const desk = openDesk(aPlan([...aParallel('books', { one: [aCall('refund', 'refund-approval')], two: [aTask('other')] }, { waitFor: 1 })], { calls: { 'refund-approval': called } }))
    desk.acted('shop.pay')
    desk.ask('complete', { step: 'other' })
    expect(desk.open()).toEqual(['refund/note:exception'])
    expect(acts(desk)).toEqual(['shop.pay'])
    desk.ask('settle', { step: 'refund/note', by: 'olu', roles: ['chief'], choice: 'give_up', reference: 'noted on paper' })
    expect(desk.state().outcome).toBe('done')
  })

  it('are paid in any branch, and owed by a loser that could not be taken back', () => {
    const steps = [...aParallel('books', { one: [anAction('pay', { routes: { ok: { to: 'hold' } } }), aTask('hold')], two: [aTask('other')] }, { waitFor: 1 }), anAction('note')]
    const desk = openDesk(aPlan(steps, { together: [{ when: 'shop.pay', also: ['shop.note'] }] }))
    desk.acted('shop.pay')
    desk.ask('complete', { step: 'other' })
    expect(desk.open()).toEqual(['note:acting'])
    desk.acted('shop.note')
    expect(desk.state().outcome).toBe('done')
  })

  it('that lead back to each other come to an end', () => {
    const both = [{ when: 'shop.pay', also: ['shop.note'] }, { when: 'shop.note', also: ['shop.dispose'] }, { when: 'shop.dispose', also: ['shop.pay'] }]
    const desk = paid({ together: both })
    end(desk)
    desk.acted('shop.note')
    desk.acted('shop.dispose')
    expect(desk.state().outcome).toBe('declined')
    expect(acts(desk)).toEqual(['shop.pay', 'shop.note', 'shop.dispose'])
  })

  it('owe nothing for what was done before, and each of it counts once', () => {
    const first = anAction('note', { routes: { ok: { to: 'pay' } } })
    const then = anAction('pay', { undo: 'shop.unpay', routes: { ok: { to: 'look' } } })
    const desk = openDesk(aPlan([first, then, look, dispose], { together: [{ when: 'shop.pay', also: ['shop.note'] }] }))
    desk.acted('shop.note')
    desk.acted('shop.pay')
    end(desk, 'again')
    desk.acted('shop.pay')
    end(desk)
    expect(desk.open()).toEqual(['note:acting'])
    desk.acted('shop.note')
    expect(desk.state().outcome).toBe('declined')
    expect(acts(desk)).toEqual(['shop.note', 'shop.pay', 'shop.pay', 'shop.note'])
  })

  it('pay nobody twice where the second half names the first', () => {
    const desk = openDesk(aPlan([anAction('pay', { routes: { ok: { to: 'note' } } }), anAction('note')], { together: [{ when: 'shop.note', also: ['shop.pay'] }] }))
    desk.acted('shop.pay')
    desk.acted('shop.note')
    expect(desk.state()).toMatchObject({ outcome: 'done', spare: [] })
    expect(acts(desk)).toEqual(['shop.pay', 'shop.note'])
  })

  it('count nothing that was taken back before', () => {
    const books = aParallel('books', { one: [anAction('note', { undo: 'shop.unnote', routes: { ok: { to: 'hold' } } }), aTask('hold')], two: [aTask('other')] }, { waitFor: 1, routes: { done: { to: 'pay' } } })
    const desk = openDesk(aPlan([...books, anAction('pay')], { together: [{ when: 'shop.pay', also: ['shop.note'] }] }))
    desk.acted('shop.note')
    desk.ask('complete', { step: 'other' })
    desk.acted('shop.unnote')
    desk.acted('shop.pay')
    expect(desk.open()).toEqual(['note:acting'])
  })

  it('read nothing of another SOP: what only a called SOP can do is a person\'s', () => {
    const desk = openDesk(aPlan([anAction('book', { routes: { ok: { to: 'choose' } } }), aTask('choose'), aCall('refund', 'refund-approval')], {
      calls: { 'refund-approval': callee({ steps: [anAction('pay', { with: { id: read('event.id') }, when: call('!', has('event.id')), routes: { ok: { finish: 'done' } } })] }) }, together: [{ when: 'shop.book', also: ['shop.pay'], waiver: 'chief' }],
    }))
    desk.acted('shop.book')
    desk.ask('complete', { step: 'choose' })
    expect(desk.open()).toEqual(['refund/pay:exception'])
    expect(acts(desk)).toEqual(['shop.book'])
  })
})
