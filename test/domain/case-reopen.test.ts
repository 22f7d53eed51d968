import { describe, expect, it } from 'vitest'
import { advance, nextDeadline } from '../../domain/case.ts'
import type { Plan, Reopening } from '../../domain/plan.ts'
import { aFact, anAction, anOrganisation, aPlan, aTask, elapsed, HOUR, is, read, START } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk } from './desk.ts'
import { anArrival, awaited, aWait, hasStatus, tell } from './waits.ts'

const DAY = 24 * HOUR
const again = (change: Partial<Reopening> = {}): Reopening => ({ ...awaited('carrier.scanned'), after: ['expired'], within: elapsed(30 * DAY), at: 'look', ...change })
/** A task that may be visited twice; it asks for the parcel, and without one the case expires. */
const parcels = (change: Partial<Plan> = {}, reopening: Partial<Reopening> = {}): Plan => aPlan([
  aWait('parcel', { atMost: 1, within: elapsed(DAY), routes: { came: { to: 'look' }, timeout: { finish: 'expired' }, too_often: { finish: 'declined' } } }),
  aTask('look', { outcomes: ['done', 'wait'], routes: { done: { finish: 'done' }, wait: { to: 'parcel' } } }),
], { reopen: [again(reopening)], sla: elapsed(10 * DAY), ...change })

describe('a case that has ended', () => {
  it('goes on where the SOP says when its event comes', () => {
    const desk = openDesk(parcels())
    desk.pass(DAY)
    expect(desk.state()).toMatchObject({ outcome: 'expired', subscriptions: [{ id: 'reopen.0', value: '"R-1"', until: START + 31 * DAY }] })
    expect(nextDeadline(desk.state())).toBeUndefined()
    desk.pass(2 * DAY)
    expect(tell(desk, 'carrier.scanned', {}, { id: 'late' })).toBe(true)
    expect(desk.open()).toEqual(['look:task'])
    expect(desk.state()).toMatchObject({ used: ['late'], reopenedAt: START + 3 * DAY, subscriptions: [] })
    expect(desk.state()).not.toHaveProperty('outcome')
    expect(desk.state()).not.toHaveProperty('closedAt')
    expect(desk.find('reopened')).toMatchObject([{ actor: 'integration:carrier', detail: { outcome: 'expired', at: 'look' } }])
    expect(desk.summary()).toMatchObject({ state: 'open', closedAt: null })
  })

  it('has a new clock, counts `at_most` from the start, and never numbers a visit twice', () => {
    const desk = openDesk(parcels())
    desk.pass(DAY)
    desk.pass(DAY)
    tell(desk, 'carrier.scanned')
    expect(desk.state().caseClock).toMatchObject({ startedAt: START + 2 * DAY, dueAt: START + 12 * DAY })
    expect(desk.state().results).toMatchObject({ parcel: { outcome: 'timeout' } })
    desk.ask('complete', { step: 'look', outcome: 'wait' })
    expect(desk.open()).toEqual(['parcel:waiting'])
    expect(desk.instance('parcel').id).toBe('parcel#2')
    expect(desk.state().subscriptions).toMatchObject([{ since: START + DAY }])
    tell(desk, 'carrier.scanned')
    desk.ask('complete', { step: 'look', outcome: 'wait' })
    expect(desk.state().outcome).toBe('declined')
  })

  it('counts open hours anew for its new clock, and keeps a hard deadline that is still to come', () => {
    const organisation = anOrganisation({ calendars: { office: { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'office' } } })
    const deadline = { at: is(START + 9 * DAY), needs: [], then: { route: { finish: 'declined' }, undo: false } } as const
    const desk = openDesk(parcels({ hours: 'office', sla: { unit: 'business', ms: 8 * HOUR }, deadline }), { organisation })
    expect(desk.summary().dueAt).toBe(START + 3 * DAY)
    desk.pass(4 * DAY)
    expect(desk.state()).toMatchObject({ outcome: 'expired', timers: [] })
    tell(desk, 'carrier.scanned')
    expect(desk.state().caseClock).toMatchObject({ startedAt: START + 4 * DAY, dueAt: START + 5 * DAY })
    desk.pass(5 * DAY)
    expect(desk.state().outcome).toBe('declined')
  })

  it('stays ended for another outcome, another event, and once its time is over', () => {
    const other = openDesk(parcels({}, { after: ['done'] }))
    other.pass(DAY)
    expect(other.state().subscriptions).toEqual([])

    const picky = openDesk(parcels({}, { if: hasStatus('delivered') }))
    picky.pass(DAY)
    const ended = picky.state()
    expect(tell(picky, 'carrier.scanned', { status: 'lost' })).toBe(false)
    expect(picky.state()).toEqual(ended)
    picky.pass(30 * DAY)
    expect(tell(picky, 'carrier.scanned', { status: 'delivered' }, { at: START + 31 * DAY })).toBe(true)

    const late = openDesk(parcels())
    late.pass(DAY)
    late.pass(30 * DAY + 1)
    expect(tell(late, 'carrier.scanned')).toBe(false)
    expect(late.state().outcome).toBe('expired')
  })

  it('opens after any outcome where none is named, as often as it ends', () => {
    const desk = openDesk(parcels({}, { after: [] }))
    desk.pass(DAY)
    for (let round = 0; round < 3; round++) {
      expect(tell(desk, 'carrier.scanned')).toBe(true)
      desk.ask('complete', { step: 'look', outcome: 'done' })
      expect(desk.state().outcome).toBe('done')
    }
    expect(desk.state().visits['look']).toBe(3)
  })

  it('asks for nothing and takes nothing else', () => {
    const plan = parcels()
    const desk = openDesk(plan)
    desk.pass(DAY)
    const state = desk.state()
    expect(desk.ask('cancel', { because: 'no' })).toMatchObject({ refused: 'case-closed' })
    for (const event of [{ type: 'deadline-passed' }, { type: 'wound', byMs: 5, by: 'ana' }, { type: 'resolved', resolutions: [] }, { type: 'arrived', arrival: anArrival(desk, 'carrier.lost') }] as const) {
      expect(advance(plan, state, event, START + 2 * DAY)).toEqual({ state, events: [], requests: [], effects: [] })
    }
  })

  it('is looked up by facts that were fetched when it opened', () => {
    const desk = openDesk(aPlan([anAction('note')], {
      facts: { order: aFact('shop.order') }, reopen: [again({ after: ['done'], at: 'note', subscribe: { field: ['order_id'], value: read('facts.order.id') }, needs: ['order'] })],
    }))
    desk.fetched('order', { id: 'O-1' })
    desk.acted('shop.note')
    expect(desk.state().subscriptions).toMatchObject([{ id: 'reopen.0', value: '"O-1"' }])
    expect(tell(desk, 'carrier.scanned', { order_id: 'O-1' })).toBe(true)
    expect(desk.open()).toEqual(['note:acting'])
    expect(desk.ids().at(-1)).toBe('c1/note/2/shop.note/1')
  })
})
