import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeeper, KEPT_MS, matches } from '../../domain/arrivals.ts'
import type { Arrival } from '../../domain/event.ts'
import type { Json } from '../../domain/json.ts'
import { canonical } from '../../domain/json.ts'
import type { Plan, WaitStep } from '../../domain/plan.ts'
import type { OutsideEvent, Scenario } from '../../domain/scenario.ts'
import { simulate, type SimulatedCase } from '../../domain/simulate.ts'
import type { Subscription } from '../../domain/state.ts'
import { anOrganisation, aPlan, aTask, elapsed, HOUR, MINUTE, START } from '../harness/plans.ts'
import { awaited, aWait, hasStatus } from './waits.ts'

const DAY = 24 * HOUR
const row = (change: Partial<Subscription> = {}): Subscription => ({ id: 'parcel#1.came', event: 'carrier.scanned', field: 'code', value: '"A"', since: 0, ...change })
const arrival = (change: Partial<Arrival> = {}): Arrival => ({ id: 'e1', name: 'carrier.scanned', fields: { code: 'A' }, at: START, ...change })

describe('a subscription', () => {
  it.each<[string, Partial<Subscription>, Partial<Arrival>, boolean]>([
    ['finds its event', {}, {}, true],
    ['finds none of another name', {}, { name: 'carrier.lost' }, false],
    ['finds none with another value', {}, { fields: { code: 'B' } }, false],
    ['tells a number from its text', { value: '7' }, { fields: { code: '7' } }, false],
    ['finds a number', { value: '7' }, { fields: { code: 7 } }, true],
    ['finds a map whatever the order of its keys', { value: '{"a":1,"b":2}' }, { fields: { code: { b: 2, a: 1 } } }, true],
    ['looks inside', { field: 'order.id' }, { fields: { order: { id: 'A' } } }, true],
    ['finds nothing where there is no field', {}, { fields: {} }, false],
    ['finds nothing by what is not known', { value: 'null' }, { fields: { code: null } }, false],
    ['finds nothing in names that every map has', { field: 'constructor' }, {}, false],
    ['finds what came when the earlier visit ended', { since: START }, {}, true],
    ['finds nothing from before', { since: START + 1 }, {}, false],
    ['finds what came in its last instant', { until: START }, {}, true],
    ['finds nothing after its time', { until: START - 1 }, {}, false],
  ])('%s', (_title, subscription, event, found) => {
    expect(matches(row(subscription), arrival(event))).toBe(found)
  })
})

describe('a keeper of events', () => {
  it('tells of an event whichever comes first, the event or the subscription', () => {
    const eventFirst = createKeeper()
    eventFirst.receive(arrival())
    expect(eventFirst.next([], START)).toBeUndefined()
    expect(eventFirst.next([row()], START + DAY)).toEqual(arrival())
    const waitFirst = createKeeper()
    expect(waitFirst.next([row()], START)).toBeUndefined()
    waitFirst.receive(arrival())
    expect(waitFirst.next([row()], START + DAY)).toEqual(arrival())
  })

  it('tells of one that was not used again only to a new or changed subscription', () => {
    const keeper = createKeeper()
    keeper.receive(arrival())
    expect(keeper.next([row()], START)).toEqual(arrival())
    expect(keeper.next([row()], START)).toBeUndefined()
    expect(keeper.next([row({ since: 5 })], START)).toEqual(arrival())
    expect(keeper.next([row({ since: 5 }), row({ id: 'any.0' })], START)).toEqual(arrival())
    keeper.next([], START)
    expect(keeper.next([row({ id: 'any.0' })], START)).toEqual(arrival())
  })

  it('forgets what was used, and everything after 30 days', () => {
    const keeper = createKeeper()
    keeper.receive(arrival())
    keeper.used(['e1'])
    expect(keeper.next([row()], START)).toBeUndefined()
    keeper.receive(arrival({ id: 'e2' }))
    keeper.next([], START)
    expect(keeper.next([row()], START + KEPT_MS - 1)?.id).toBe('e2')
    expect(keeper.next([row({ id: 'any.0' })], START + KEPT_MS)).toBeUndefined()
  })

  it('never forgets, doubles or makes up an event, in whatever order events and subscriptions come', () => {
    const codes = fc.constantFrom('A', 'B', 'C')
    const happening = fc.oneof(fc.record({ come: codes }), fc.record({ ask: codes }), fc.record({ drop: fc.nat(5) }))
    fc.assert(fc.property(fc.array(happening, { maxLength: 30 }), (happenings) => {
      const keeper = createKeeper()
      let rows: readonly Subscription[] = []
      let number = 0
      const [come, used] = [[] as Arrival[], [] as string[]]
      for (const one of happenings) {
        if ('come' in one) {
          const event = arrival({ id: `e${++number}`, fields: { code: one.come } })
          come.push(event)
          keeper.receive(event)
        } else if ('ask' in one) rows = [...rows, row({ id: `w${++number}#1.came`, value: canonical(one.ask) })]
        else rows = rows.filter((_row, index) => index !== one.drop)
        for (let told = keeper.next(rows, START); told; told = keeper.next(rows, START)) {
          const event = told
          const taker = rows.find((each) => matches(each, event))
          expect(taker).toBeDefined()
          expect(used).not.toContain(event.id)
          used.push(event.id)
          keeper.used([event.id])
          rows = rows.filter((each) => each !== taker)
        }
        expect(come.filter(({ id }) => !used.includes(id)).some((event) => rows.some((each) => matches(each, event))), 'nothing that is asked for is left').toBe(false)
      }
    }))
  })
})

const scenario = (events: readonly OutsideEvent[], change: Partial<Scenario> = {}): Scenario => ({
  name: 'R-1', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', event: { id: 'R-1', kind: 'a' }, facts: {}, systems: {}, people: {}, exceptions: {}, expect: {}, events, ...change,
})
const play = (plan: Plan, ...rest: Parameters<typeof scenario>): SimulatedCase => simulate(plan, anOrganisation(), scenario(...rest))
const come = (afterMs: number, fields: Readonly<Record<string, Json>> = {}): OutsideEvent => ({ afterMs, on: 'carrier.scanned', fields: { return_id: 'R-1', ...fields } })
/** Somebody looks, then the parcel is waited for. */
const lookThenWait = (change: Partial<WaitStep> = {}): Plan => aPlan([aTask('look', { routes: { done: { to: 'parcel' } } }), aWait('parcel', { within: elapsed(10 * DAY), ...change })])
const looksAfter = (after: number): Partial<Scenario> => ({ people: { look: [{ kind: 'complete', after, outcome: 'done', form: {} }] } })

describe('a simulated case', () => {
  it('hears what comes while it waits, and what came before', () => {
    expect(play(lookThenWait(), [come(2 * DAY)], looksAfter(HOUR))).toMatchObject({ outcome: 'came', endedAt: START + 2 * DAY })
    expect(play(lookThenWait(), [come(HOUR)], looksAfter(2 * HOUR))).toMatchObject({ outcome: 'came', endedAt: START + 2 * HOUR })
    expect(play(lookThenWait(), [come(HOUR, { return_id: 'R-2' })], looksAfter(2 * HOUR))).toMatchObject({ outcome: 'timeout', endedAt: START + 2 * HOUR + 10 * DAY })
  })

  it('ends the same way whether its event comes before or after the wait begins', () => {
    const events = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.constantFrom('delivered', 'lost', 'odd')), { maxLength: 5 })
    const plan = lookThenWait({ wait: { for: 'events', events: ['delivered', 'lost'].map((outcome) => ({ ...awaited('carrier.scanned', { if: hasStatus(outcome) }), outcome })) } })
    fc.assert(fc.property(events, fc.integer({ min: 0, max: 20 }), (list, looked) => {
      // No two of them at once, so that there is a first.
      const distinct = list.filter(([at], index) => list.findIndex(([other]) => other === at) === index).map(([at, status]) => come(at * MINUTE * 2, { status }))
      const first = [...distinct].sort((a, b) => a.afterMs - b.afterMs).find(({ fields }) => fields['status'] !== 'odd')
      const result = play(plan, distinct, looksAfter(looked * MINUTE * 2 + MINUTE))
      expect(result.outcome).toBe(first ? first.fields['status'] : 'timeout')
      if (first) expect(result.endedAt).toBe(START + Math.max(first.afterMs, looked * MINUTE * 2 + MINUTE))
    }))
  })

  it('uses each event once, however many visits wait for it', () => {
    const plan = aPlan([aWait('parcel', { atMost: 9, within: elapsed(30 * DAY), routes: { came: { to: 'parcel' }, timeout: { finish: 'timeout' }, too_often: { finish: 'often' } } })])
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }), (hours) => {
      const result = play(plan, hours.map((hour) => come(hour * HOUR)))
      expect(result.outcome).toBe('timeout')
      expect(result.trace.filter(({ type }) => type === 'arrived').map(({ detail }) => detail['id'])).toHaveLength(hours.length)
      expect(new Set(result.state.used).size).toBe(hours.length)
    }))
  })

  it('is opened again by what comes after its end', () => {
    const plan = aPlan([aWait('parcel', { within: elapsed(DAY), routes: { came: { finish: 'done' }, timeout: { finish: 'expired' } } }), aTask('look')], {
      reopen: [{ ...awaited('carrier.scanned'), after: ['expired'], within: elapsed(30 * DAY), at: 'look' }],
    })
    const reopened = play(plan, [], { ...looksAfter(HOUR), reopened: come(5 * DAY) })
    expect(reopened).toMatchObject({ outcome: 'done', endedAt: START + 6 * DAY + HOUR, visited: ['parcel', 'look'] })
    expect(play(plan, [come(3 * DAY)], looksAfter(HOUR))).toMatchObject({ outcome: 'done', endedAt: START + 3 * DAY + HOUR })
    expect(play(plan, [], { reopened: come(5 * DAY) })).toMatchObject({ outcome: null, openAt: ['look'] })
    expect(play(plan, [], { reopened: come(31 * DAY) })).toMatchObject({ outcome: 'expired', endedAt: START + DAY })
  })
})
