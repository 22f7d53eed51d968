import { describe, expect, it } from 'vitest'
import { nextDeadline } from '../../domain/case.ts'
import type { WaitStep } from '../../domain/plan.ts'
import { aFact, anOrder, aPlan, aTask, call, elapsed, HOUR, is, read, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { awaited, aWait, hasStatus, tell } from './waits.ts'

const DAY = 24 * HOUR
const scanned = (change: Partial<WaitStep> = {}, ...events: readonly string[]): WaitStep =>
  aWait('parcel', { wait: { for: 'events', events: (events.length > 0 ? events : ['scanned']).map((outcome) => ({ ...awaited(`carrier.${outcome}`), outcome })) }, ...change })

describe('a case that waits for an event', () => {
  it('says what it waits for, and goes on with the event in hand', () => {
    const desk = openDesk(aPlan([scanned({ routes: { scanned: { to: 'look' }, timeout: { finish: 'expired' } } }), aTask('look', { task: ['Look at ', read('steps.parcel.event.bin')] })]))
    expect(desk.state().subscriptions).toEqual([{ id: 'parcel#1.scanned', event: 'carrier.scanned', field: 'return_id', value: '"R-1"', since: 0 }])
    expect(desk.open()).toEqual(['parcel:waiting'])
    expect(desk.summary().standing).toBe('Waits for news from outside: Title of parcel')
    desk.pass(HOUR)
    expect(tell(desk, 'carrier.scanned', { bin: 'B7' }, { id: 'in-9' })).toBe(true)
    expect(desk.card()).toMatchObject({ title: 'Look at B7' })
    expect(desk.state()).toMatchObject({ subscriptions: [], used: ['in-9'], results: { parcel: { outcome: 'scanned', at: START + HOUR, outputs: { event: { bin: 'B7', return_id: 'R-1' } } } } })
    expect(desk.find('arrived')).toMatchObject([{ step: 'parcel', actor: 'integration:carrier', detail: { event: 'carrier.scanned', id: 'in-9', outcome: 'scanned', fields: { bin: 'B7' } } }])
  })

  it('takes no event of another case, of another name, without the field, or whose `if` does not hold or cannot be told', () => {
    const desk = openDesk(aPlan([aWait('parcel', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: hasStatus('delivered') }), outcome: 'came' }] } })]))
    const before = desk.state()
    expect(tell(desk, 'carrier.scanned', { return_id: 'R-2', status: 'delivered' })).toBe(false)
    expect(tell(desk, 'carrier.lost', { status: 'delivered' })).toBe(false)
    expect(tell(desk, 'carrier.scanned', { return_id: null, status: 'delivered' })).toBe(false)
    expect(tell(desk, 'carrier.scanned', { status: 'in transit' })).toBe(false)
    expect(tell(desk, 'carrier.scanned')).toBe(false)
    expect(desk.state()).toEqual(before)
    expect(tell(desk, 'carrier.scanned', { status: 'delivered' })).toBe(true)
  })

  it('never hears the very event that opened it, and hears the next of its kind', () => {
    const desk = openDesk(aPlan([scanned()]), { arrival: 'in-1' })
    expect(tell(desk, 'carrier.scanned', {}, { id: 'in-1' })).toBe(false)
    expect(desk.open()).toEqual(['parcel:waiting'])
    expect(tell(desk, 'carrier.scanned', {}, { id: 'in-2' })).toBe(true)
  })

  it('ends with the outcome of the event that came first, whatever else it waited for', () => {
    const desk = openDesk(aPlan([scanned({}, 'scanned', 'lost')]))
    expect(tell(desk, 'carrier.lost')).toBe(true)
    expect(desk.state().outcome).toBe('lost')
  })

  it('tells events of one name apart by their own condition, in the order of the file', () => {
    const events = ['works', 'fails'].map((outcome) => ({ ...awaited('portal.answered', { if: hasStatus(outcome) }), outcome }))
    const desk = openDesk(aPlan([aWait('answer', { wait: { for: 'events', events } })]))
    tell(desk, 'portal.answered', { status: 'fails' })
    expect(desk.state().outcome).toBe('fails')
  })

  it('is told of what opened it as the trigger, while the event is the one that came', () => {
    const same = call('==', read('event.kind'), read('trigger.kind'))
    const desk = openDesk(aPlan([aWait('parcel', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: same }), outcome: 'came' }] } })]))
    expect(tell(desk, 'carrier.scanned', { kind: 'b' })).toBe(false)
    expect(tell(desk, 'carrier.scanned', { kind: 'a' })).toBe(true)
  })

  it('looks up by a fact only once that is known', () => {
    const events = [{ ...awaited('carrier.scanned', { subscribe: { field: ['order', 'id'], value: read('facts.order.id') }, needs: ['order'] }), outcome: 'came' }]
    const desk = openDesk(aPlan([aWait('parcel', { wait: { for: 'events', events } })], { facts: { order: aFact('shop.order') } }))
    expect(desk.state().subscriptions).toEqual([])
    desk.fetched('order', anOrder({ id: 7 }))
    expect(desk.state().subscriptions).toMatchObject([{ field: 'order.id', value: '7' }])
    expect(tell(desk, 'carrier.scanned', { order: { id: '7' } })).toBe(false)
    expect(tell(desk, 'carrier.scanned', { order: { id: 7 } })).toBe(true)
  })

  it('is given to a person when what it is looked up by is not known', () => {
    const events = [{ ...awaited('carrier.scanned', { subscribe: { field: ['id'], value: read('event.gone') } }), outcome: 'came' }]
    const desk = openDesk(aPlan([aWait('parcel', { wait: { for: 'events', events }, within: elapsed(DAY) })]))
    expect(desk.open()).toEqual(['parcel:exception'])
    expect(desk.state().subscriptions).toEqual([])
    desk.pass(2 * DAY)
    expect(desk.open()).toEqual(['parcel:exception'])
  })

  it('is given to a person when that is an empty text, as a shop gives it for a parcel without a label', () => {
    const desk = openDesk(aPlan([scanned({ wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { subscribe: { field: ['code'], value: is('') } }), outcome: 'came' }] } })]))
    expect(desk.open()).toEqual(['parcel:exception'])
    expect(tell(desk, 'carrier.scanned', { code: '' })).toBe(false)
  })
})

describe('an event', () => {
  const twice = aPlan([
    scanned({ atMost: 3, routes: { scanned: { to: 'look' }, timeout: { to: 'look' }, too_often: { finish: 'done' } }, within: elapsed(DAY) }),
    aTask('look', { outcomes: ['again', 'done'], routes: { again: { to: 'parcel' }, done: { finish: 'done' } } }),
  ])

  it('is used once', () => {
    const desk = openDesk(twice)
    tell(desk, 'carrier.scanned', {}, { id: 'one' })
    desk.ask('complete', { step: 'look', outcome: 'again' })
    const before = desk.state()
    tell(desk, 'carrier.scanned', {}, { id: 'one' })
    expect(desk.state()).toEqual(before)
    expect(tell(desk, 'carrier.scanned', {}, { id: 'two' })).toBe(true)
  })

  it('counts for a later visit only when it was received after the earlier one ended', () => {
    const desk = openDesk(twice)
    desk.pass(HOUR)
    tell(desk, 'carrier.scanned')
    desk.pass(HOUR)
    desk.ask('complete', { step: 'look', outcome: 'again' })
    expect(desk.state().subscriptions).toMatchObject([{ id: 'parcel#2.scanned', since: START + HOUR }])
    expect(tell(desk, 'carrier.scanned', {}, { at: START + HOUR - 1 })).toBe(false)
    expect(tell(desk, 'carrier.scanned', {}, { at: START + HOUR + 1 })).toBe(true)
  })

  it('that was received when the time was up already comes too late, even if it is told first', () => {
    const desk = openDesk(twice)
    desk.outage(DAY + HOUR)
    expect(tell(desk, 'carrier.scanned')).toBe(false)
    expect(desk.find('timed_out')).toMatchObject([{ detail: { dueAt: START + DAY } }])
    expect(desk.open()).toEqual(['look:task'])
  })

  it('that was received in time is in time, however late it is told', () => {
    const desk = openDesk(twice)
    desk.outage(DAY + HOUR)
    expect(tell(desk, 'carrier.scanned', {}, { at: START + DAY })).toBe(true)
    expect(desk.state().results['parcel']).toMatchObject({ outcome: 'scanned' })
  })

  it('that nobody waits for is recorded nowhere', () => {
    const desk = openDesk(aPlan([aTask('look')]))
    const before = [desk.state(), desk.events.length]
    tell(desk, 'carrier.scanned')
    expect([desk.state(), desk.events.length]).toEqual(before)
  })
})

describe('a wait with a limit', () => {
  it('goes on by `timeout` at the very instant, and reminds the customer before', () => {
    const remind = { after: [elapsed(DAY), elapsed(2 * DAY)], message: 'news', to: { kind: 'customer' }, with: {} } as const
    const desk = openDesk(aPlan([scanned({ within: elapsed(3 * DAY), remind })]))
    desk.pass(DAY)
    desk.sent('news')
    desk.pass(DAY)
    desk.sent('news')
    expect(desk.find('message_sent').map(({ at, detail }) => [at - START, detail['to']])).toEqual([[DAY, 'cy@example.com'], [2 * DAY, 'cy@example.com']])
    expect(desk.ids()).toEqual(['c1/parcel/1/remind.news.1/1', 'c1/parcel/1/remind.news.2/1'])
    desk.pass(DAY - 1)
    expect(desk.open()).toEqual(['parcel:waiting'])
    desk.pass(1)
    expect(desk.state().outcome).toBe('timeout')
    expect(desk.find('timed_out')).toMatchObject([{ at: START + 3 * DAY, actor: 'timer' }])
  })

  it('stands still for nothing: a reminder that fails, cannot be written or is still on its way ends no wait', () => {
    const remind = { after: [elapsed(HOUR), elapsed(2 * HOUR)], message: 'news', to: { kind: 'address', tree: read('event.customer.email') }, with: {} } as const
    const desk = openDesk(aPlan([scanned({ remind, routes: { scanned: { to: 'look' }, timeout: { finish: 'expired' } } }), aTask('look')]))
    desk.pass(HOUR)
    desk.fails('news')
    expect(desk.find('effect_failed')).toMatchObject([{ step: 'parcel', detail: { during: 'sending' } }])
    desk.pass(HOUR)
    tell(desk, 'carrier.scanned')
    desk.sent('news')
    expect(desk.find('message_sent')).toMatchObject([{ step: 'parcel', instance: 'parcel#1' }])
    expect(desk.open()).toEqual(['look:task'])

    const nobody = openDesk(aPlan([scanned({ remind: { ...remind, to: { kind: 'address', tree: read('event.gone') } } })]))
    nobody.pass(3 * HOUR)
    expect(nobody.find('effect_failed')).toHaveLength(2)
    expect(nobody.open()).toEqual(['parcel:waiting'])
    expect(nextDeadline(nobody.state())).toBeUndefined()
  })
})

describe('a wait for an instant', () => {
  const until = (at: number | string) => openDesk(aPlan([aWait('hold', { wait: { for: 'instant', until: is(at) } })]))

  it('is over at that instant', () => {
    const desk = until(START + HOUR)
    expect(desk.summary().standing).toBe('Waits for its time: Title of hold')
    desk.pass(HOUR - 1)
    expect(desk.open()).toEqual(['hold:waiting'])
    desk.pass(1)
    expect(desk.state()).toMatchObject({ outcome: 'reached', closedAt: START + HOUR })
  })

  it('is over at once when that is past', () => {
    expect(until(START).state().outcome).toBe('reached')
    expect(until(START - 1).state().outcome).toBe('reached')
    expect(until('2026-11-20T09:00:00Z').state().outcome).toBe('reached')
  })

  it('is given to a person when that is no instant', () => {
    expect(until('soon').open()).toEqual(['hold:exception'])
  })
})
