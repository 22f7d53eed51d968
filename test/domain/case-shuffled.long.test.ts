import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeeper } from '../../domain/arrivals.ts'
import { canonical } from '../../domain/json.ts'
import type { CaseState } from '../../domain/state.ts'
import { aPlan, aTask, HOUR, MINUTE } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { anArrival, awaited, aWait, hasStatus } from './waits.ts'

/** How a parcel goes, in the order in which it does. */
const STATIONS = ['picked', 'sorted', 'out', 'delivered'] as const

/** Waits for each station in turn; whoever has the parcel looks at it in between. */
const plan = aPlan([
  aWait('picked', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: hasStatus('picked') }), outcome: 'came' }] }, routes: { came: { to: 'sorted' } } }),
  aWait('sorted', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: hasStatus('sorted') }), outcome: 'came' }] }, routes: { came: { to: 'look' } } }),
  aTask('look', { routes: { done: { to: 'out' } } }),
  aWait('out', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: hasStatus('out') }), outcome: 'came' }] }, routes: { came: { to: 'delivered' } } }),
  aWait('delivered', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: hasStatus('delivered') }), outcome: 'came' }] }, routes: { came: { finish: 'arrived' } } }),
])
const ORDER = ['picked', 'sorted', 'look', 'out', 'delivered']

type Thing = { readonly status: string; readonly again: boolean } | { readonly wait: number } | 'looked'

/** Every station at least once, some under their first id again and some under a new one, people and time between, in any order. */
const histories = fc.tuple(
  fc.array(fc.record({ status: fc.constantFrom(...STATIONS, 'lost'), again: fc.boolean() }), { maxLength: 8 }),
  fc.array(fc.record({ wait: fc.integer({ min: 0, max: 3 * HOUR }) }), { maxLength: 4 }),
).chain(([more, waits]) => {
  const whole: readonly Thing[] = [...STATIONS.map((status) => ({ status, again: false })), ...more, ...waits, 'looked' as const]
  return fc.shuffledSubarray([...whole], { minLength: whole.length, maxLength: whole.length })
})

/** Plays a history; after each thing the case is held to where it stood before. */
function play(history: readonly Thing[]): CaseState {
  const desk = openDesk(plan)
  const keeper = createKeeper()
  const first = new Map<string, ReturnType<typeof anArrival>>()
  let before = desk.state()
  const settle = (): void => {
    for (let next = keeper.next(desk.state().subscriptions, desk.now()); next; next = keeper.next(desk.state().subscriptions, desk.now())) {
      desk.apply({ type: 'arrived', arrival: next })
      neverBack(before, desk.state())
      before = desk.state()
    }
  }
  for (const thing of [...history, 'looked' as const]) {
    if (thing === 'looked') desk.ask('complete', { step: 'look' })
    else if ('wait' in thing) desk.pass(thing.wait)
    else {
      const known = first.get(thing.status)
      const arrival = thing.again && known ? known : anArrival(desk, 'carrier.scanned', { status: thing.status })
      first.set(thing.status, arrival)
      // The very same event, told twice by whoever keeps them, is nothing new either.
      if (thing.again && known) desk.apply({ type: 'arrived', arrival })
      keeper.receive(arrival)
    }
    settle()
    neverBack(before, desk.state())
    before = desk.state()
  }
  return desk.state()
}

/** What has ended stays as it ended, nothing ends before what leads to it, and a case that is over is over. */
function neverBack(before: CaseState, after: CaseState): void {
  for (const [step, result] of Object.entries(before.results)) expect(after.results[step]).toEqual(result)
  const ended = Object.keys(after.results)
  expect(ended.toSorted()).toEqual(ORDER.slice(0, ended.length).toSorted())
  expect(Object.values(after.visits).every((times) => times === 1)).toBe(true)
  expect(new Set(after.used).size).toBe(after.used.length)
  if (before.outcome !== undefined) expect(after).toEqual(before)
}

describe('events that come out of order', () => {
  it('never take a case back: a thousand histories in any order lead where the one in order leads', { timeout: 120_000 }, () => {
    const ends = new Set<string>()
    let outOfOrder = 0
    fc.assert(fc.property(histories, (history) => {
      const stations = history.flatMap((thing) => (typeof thing === 'object' && 'status' in thing ? [thing.status] : []))
      if (stations.indexOf('delivered') < stations.indexOf('picked')) outOfOrder++
      const { outcome, results } = play(history)
      ends.add(canonical({ outcome: outcome ?? null, steps: Object.fromEntries(Object.entries(results).map(([step, result]) => [step, result.outcome])) }))
    }), { numRuns: 1_000 })

    expect([...ends]).toEqual([canonical({ outcome: 'arrived', steps: Object.fromEntries(ORDER.map((step) => [step, step === 'look' ? 'done' : 'came'])) })])
    expect(outOfOrder).toBeGreaterThan(250)
  })

  it('change nothing of a case that is over', () => {
    const desk = openDesk(plan)
    for (const status of ['picked', 'sorted']) desk.apply({ type: 'arrived', arrival: anArrival(desk, 'carrier.scanned', { status }) })
    desk.ask('complete', { step: 'look' })
    for (const status of ['out', 'delivered']) desk.apply({ type: 'arrived', arrival: anArrival(desk, 'carrier.scanned', { status }) })
    const over = desk.state()
    desk.pass(MINUTE)
    for (const status of [...STATIONS, 'lost']) desk.apply({ type: 'arrived', arrival: anArrival(desk, 'carrier.scanned', { status }) })
    expect(desk.state()).toEqual(over)
  })
})
