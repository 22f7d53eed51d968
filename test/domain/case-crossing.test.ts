import { describe, expect, it } from 'vitest'
import type { Interrupt, Plan, Route } from '../../domain/plan.ts'
import { aFact, anAction, anOrder, aPlan, aReturn, aStep, aTask, call, elapsed, HOUR, is, read, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { awaited, aWait, tell } from './waits.ts'

const crossing = (change: Partial<Interrupt> = {}, route: Route = { finish: 'frozen' }, undo = false): Interrupt => ({ ...awaited('bank.disputed'), then: { route, undo }, ...change })
const byOrder = { subscribe: { field: ['order_id'], value: read('facts.order.id') }, needs: ['order'] }
const withOrder = (change: Partial<Plan> = {}): Partial<Plan> => ({ facts: { order: aFact('shop.order', { with: { id: read('event.id') } }) }, ...change })

describe('an event that crosses a case', () => {
  it('ends it, whatever a person is doing', () => {
    const desk = openDesk(aPlan([aTask('look')], { atAnyTime: [crossing()] }))
    expect(desk.state().subscriptions).toEqual([{ id: 'any.0', event: 'bank.disputed', field: 'return_id', value: '"R-1"', since: 0 }])
    expect(tell(desk, 'bank.disputed', { amount: 3 }, { id: 'in-1' })).toBe(true)
    expect(desk.state()).toMatchObject({ outcome: 'frozen', open: [], subscriptions: [], used: ['in-1'] })
    expect(desk.types().slice(-3)).toEqual(['arrived', 'crossed', 'case_closed'])
    expect(desk.find('crossed')).toMatchObject([{ actor: 'integration:bank', detail: { event: 'bank.disputed', finish: 'frozen', undo: false } }])
    expect(desk.find('arrived')).toMatchObject([{ detail: { id: 'in-1', fields: { amount: 3 } } }])
  })

  it('leads to a step, from which the case goes on', () => {
    const desk = openDesk(aPlan([aTask('look'), aTask('call', { routes: { done: { to: 'look' } } })], { atAnyTime: [crossing({}, { to: 'call' })] }))
    tell(desk, 'bank.disputed')
    expect(desk.open()).toEqual(['call:task'])
    expect(tell(desk, 'bank.disputed')).toBe(true)
    expect(desk.instance('call').visit).toBe(2)
    expect(desk.ask('complete', { step: 'look' })).toMatchObject({ refused: 'step-not-open' })
  })

  it('waits for what has left, then takes back what was done, newest first, then goes on', () => {
    const desk = openDesk(aPlan([
      anAction('pay', { undo: 'shop.charge', routes: { ok: { to: 'ship' } } }), anAction('ship', { undo: 'shop.recall', routes: { ok: { to: 'look' } } }), aTask('look'),
    ], { atAnyTime: [crossing({}, { finish: 'cancelled' }, true)] }))
    desk.acted('shop.pay')
    tell(desk, 'bank.disputed')
    expect(desk.open()).toEqual(['ship:acting'])
    expect(desk.state().subscriptions).toEqual([])
    desk.acted('shop.ship')
    expect(desk.open()).toEqual(['ship:undoing'])
    desk.acted('shop.recall')
    desk.acted('shop.charge')
    expect(desk.state().outcome).toBe('cancelled')
    expect(desk.find('undo_requested').map(({ detail }) => detail['action'])).toEqual(['shop.recall', 'shop.charge'])
  })

  it('that leads on to another step can be cancelled on its way, and one that ends the case cannot', () => {
    const plan = (then: { to: string } | { finish: string }) =>
      aPlan([anAction('pay', { undo: 'shop.charge', routes: { ok: { to: 'ship' } } }), anAction('ship', { routes: { ok: { to: 'look' } } }), aTask('look')], { atAnyTime: [crossing({}, then, true)] })
    const leadsOn = openDesk(plan({ to: 'look' }))
    leadsOn.acted('shop.pay')
    tell(leadsOn, 'bank.disputed')
    expect(leadsOn.ask('cancel', { by: 'dana', because: 'the customer asked' })).toHaveProperty('answer')
    leadsOn.acted('shop.ship')
    leadsOn.acted('shop.charge')
    expect(leadsOn.state().outcome).toBe('cancelled')

    const ends = openDesk(plan({ finish: 'frozen' }))
    ends.acted('shop.pay')
    tell(ends, 'bank.disputed')
    expect(ends.ask('cancel', { by: 'dana', because: 'the customer asked' })).toMatchObject({ refused: 'already-cancelled' })
  })

  it('takes nothing back unless it says so', () => {
    const desk = openDesk(aPlan([anAction('pay', { undo: 'shop.charge', routes: { ok: { to: 'look' } } }), aTask('look')], { atAnyTime: [crossing()] }))
    desk.acted('shop.pay')
    tell(desk, 'bank.disputed')
    expect(desk.state().outcome).toBe('frozen')
    expect(desk.find('undo_requested')).toEqual([])
  })

  it('is kept while the case is being left already, and crosses what comes after', () => {
    const desk = openDesk(aPlan([anAction('pay', { routes: { ok: { to: 'look' } } }), aTask('look')], { atAnyTime: [crossing({}, { to: 'look' })] }))
    expect(tell(desk, 'bank.disputed', {}, { id: 'first' })).toBe(true)
    expect(tell(desk, 'bank.disputed', {}, { id: 'second' })).toBe(false)
    desk.acted('shop.pay')
    expect(desk.open()).toEqual(['look:task'])
    expect(desk.state().subscriptions).toHaveLength(1)
    expect(tell(desk, 'bank.disputed', {}, { id: 'second' })).toBe(true)
    expect(desk.instance('look').visit).toBe(2)
  })

  it('cancels branches and everything that waits in them', () => {
    const inside = (branch: string) => ({ holder: { step: 'both', branch }, routes: { came: { end: true }, timeout: { end: true } } }) as const
    const desk = openDesk(aPlan([
      { ...aStep('both'), kind: 'parallel', branches: [{ name: 'a', first: 'one' }, { name: 'b', first: 'two' }], waitFor: 'all', routes: { done: { finish: 'done' }, failed: { finish: 'done' } } },
      aWait('one', inside('a')), aWait('two', { ...inside('b'), within: elapsed(HOUR) }),
    ], { atAnyTime: [crossing()] }))
    expect(desk.state().subscriptions).toHaveLength(3)
    tell(desk, 'bank.disputed')
    expect(desk.state()).toMatchObject({ outcome: 'frozen', open: [], subscriptions: [] })
  })

  it('changes nothing once the deadline of the case has passed, though nobody looked yet', () => {
    const deadline = { at: is(START + HOUR), needs: [], then: { route: { finish: 'expired' }, undo: false } } as const
    const desk = openDesk(aPlan([anAction('pay')], { atAnyTime: [crossing()], deadline }))
    desk.outage(2 * HOUR)
    expect(tell(desk, 'bank.disputed')).toBe(false)
    desk.acted('shop.pay')
    expect(desk.state().outcome).toBe('expired')
  })

  it('crosses nothing that was over when it came, though nobody looked yet', () => {
    const desk = openDesk(aPlan([aWait('parcel', { within: elapsed(HOUR) })], { atAnyTime: [crossing({}, { to: 'parcel' })] }))
    desk.outage(2 * HOUR)
    expect(tell(desk, 'bank.disputed')).toBe(false)
    expect(desk.state()).toMatchObject({ outcome: 'timeout', open: [] })
  })

  it('does not lose sight of a reminder that is on its way', () => {
    const remind = { after: [elapsed(HOUR)], message: 'news', to: { kind: 'customer' }, with: {} } as const
    const desk = openDesk(aPlan([aWait('parcel', { remind }), aTask('look')], { atAnyTime: [crossing({}, { to: 'look' })] }))
    desk.pass(HOUR)
    tell(desk, 'bank.disputed')
    desk.sent('news')
    expect(desk.find('message_sent')).toHaveLength(1)
  })

  it('comes after a wait for the same event', () => {
    const desk = openDesk(aPlan([aWait('dispute', { wait: { for: 'events', events: [{ ...awaited('bank.disputed'), outcome: 'came' }] } })], { atAnyTime: [crossing()] }))
    tell(desk, 'bank.disputed')
    expect(desk.state().outcome).toBe('came')
  })
})

describe('what a crossing is looked up by', () => {
  it('is fetched when the case opens, and no step waits for it', () => {
    const desk = openDesk(aPlan([aTask('look')], withOrder({ atAnyTime: [crossing(byOrder)] })))
    expect(desk.open()).toEqual(['look:task'])
    expect(desk.state()).toMatchObject({ subscriptions: [], effects: [{ kind: 'fetch', instance: '', fact: 'order', action: 'shop.order', with: { id: 'R-1' } }] })
    desk.fetched('order', anOrder({ id: 'O-1' }))
    expect(desk.state().subscriptions).toMatchObject([{ id: 'any.0', field: 'order_id', value: '"O-1"' }])
    expect(tell(desk, 'bank.disputed', { order_id: 'O-1' })).toBe(true)
  })

  it('is read once, for the case and the step that needs it', () => {
    const first = openDesk(aReturn({ atAnyTime: [crossing(byOrder)] }))
    expect(first.ids()).toHaveLength(1)
    const later = openDesk(aPlan([anAction('note', { routes: { ok: { to: 'look' } } }), aTask('look', { needs: ['order'] })], withOrder({ atAnyTime: [crossing(byOrder)] })))
    later.acted('shop.note')
    expect(later.open()).toEqual(['look:gathering'])
    expect(later.ids()).toHaveLength(2)
    later.fetched('order', anOrder())
    expect(later.open()).toEqual(['look:task'])
  })

  it('may stay unknown: that is recorded once, and a step that needs it asks for itself', () => {
    const desk = openDesk(aPlan([anAction('note', { routes: { ok: { to: 'look' } } }), aTask('look', { needs: ['order'] })], withOrder({ atAnyTime: [crossing(byOrder)] })))
    desk.fails('order')
    expect(desk.state()).toMatchObject({ subscriptions: [], unread: ['order'], open: [{ phase: 'acting' }] })
    expect(desk.find('effect_failed')).toMatchObject([{ detail: { title: 'the fact order' } }])
    expect(desk.state().effects).toMatchObject([{ kind: 'act' }])
    desk.acted('shop.note')
    desk.fetched('order', anOrder({ id: 'O-1' }))
    expect(desk.state().subscriptions).toMatchObject([{ value: '"O-1"' }])
  })

  it('follows the case when a fact or a step changes it', () => {
    const byBox = crossing({ subscribe: { field: ['box'], value: read('form_of.look.box') } })
    const look = aTask('look', { atMost: 9, form: [{ name: 'box', label: 'box', type: { kind: 'text', max: 9 }, required: true }], routes: { done: { to: 'look' }, too_often: { finish: 'done' } } })
    const desk = openDesk(aPlan([look], { atAnyTime: [byBox] }))
    expect(desk.state().subscriptions).toEqual([])
    desk.ask('complete', { step: 'look', form: { box: 'B1' } })
    expect(desk.state().subscriptions).toMatchObject([{ value: '"B1"' }])
    desk.ask('complete', { step: 'look', form: { box: 'B2' } })
    expect(desk.state().subscriptions).toMatchObject([{ value: '"B2"' }])
    expect(tell(desk, 'bank.disputed', { box: 'B1' })).toBe(false)
    expect(tell(desk, 'bank.disputed', { box: 'B2' })).toBe(true)
  })

  it('asks for what it is made from first', () => {
    const facts = { order: aFact('shop.order'), buyer: aFact('shop.buyer', { with: { id: read('facts.order.customer.email') }, needs: ['order'] }) }
    const desk = openDesk(aPlan([aTask('look')], { facts, atAnyTime: [crossing({ subscribe: { field: ['buyer'], value: read('facts.buyer.id') }, needs: ['buyer', 'order'] })] }))
    desk.fetched('order', anOrder())
    desk.fetched('buyer', { id: 4 })
    expect(desk.state().subscriptions).toMatchObject([{ value: '4' }])
  })

  it('does not freeze what is computed from it later', () => {
    const desk = openDesk(aPlan([aTask('look')], { lets: { key: { tree: is('K'), steps: [] } }, atAnyTime: [crossing({ subscribe: { field: ['k'], value: read('lets.key') }, if: call('==', read('lets.key'), is('no')) })] }))
    expect(desk.state().subscriptions).toMatchObject([{ value: '"K"' }])
    expect(tell(desk, 'bank.disputed', { k: 'K' })).toBe(false)
    expect(desk.state().lets).toEqual({})
  })
})
