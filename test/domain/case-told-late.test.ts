import { describe, expect, it } from 'vitest'
import { advance, nextDeadline } from '../../domain/case.ts'
import type { Arrival } from '../../domain/event.ts'
import type { WaitStep } from '../../domain/plan.ts'
import { aPlan, aTask, elapsed, HOUR, is, START } from '../harness/plans.ts'
import { openDesk, type Desk } from './desk.ts'
import { anArrival, awaited, aWait, hasStatus, tell } from './waits.ts'

const DAY = 24 * HOUR

/** An event reaches the inbox after so long, and nobody tells the case of it. */
function received(desk: Desk, after: number, name = 'carrier.scanned', fields: Parameters<typeof anArrival>[2] = {}): Arrival {
  const arrival = anArrival(desk, name, fields, { at: START + after })
  desk.untold.push(arrival)
  return arrival
}

const silence: WaitStep['wait'] = { for: 'silence', of: awaited('carrier.scanned'), lasting: elapsed(DAY) }

describe('an event that was received in time and told late', () => {
  it('satisfies the wait, which does not time out', () => {
    const desk = openDesk(aPlan([aWait('parcel', { within: elapsed(DAY) })]))
    const { id } = received(desk, 23 * HOUR)
    desk.pass(DAY)
    expect(desk.state()).toMatchObject({ outcome: 'came', used: [id] })
    expect(desk.types()).not.toContain('timed_out')
    // The teller comes back.
    const before = desk.state()
    desk.apply({ type: 'arrived', arrival: { ...desk.untold[0]! } })
    expect(desk.state()).toEqual(before)
  })

  it('counts when it came in the very millisecond of the end, and one later does not', () => {
    const inTime = openDesk(aPlan([aWait('parcel', { within: elapsed(DAY) })]))
    received(inTime, DAY)
    inTime.pass(DAY)
    expect(inTime.state().outcome).toBe('came')

    const tooLate = openDesk(aPlan([aWait('parcel', { within: elapsed(DAY) })]))
    received(tooLate, DAY + 1)
    tooLate.outage(2 * DAY)
    tooLate.wakeUp()
    expect(tooLate.state().outcome).toBe('timeout')
    expect(tooLate.find('timed_out')).toMatchObject([{ detail: { dueAt: START + DAY } }])
  })

  it('is nothing to a wait whose `if` it does not fit, or of another case', () => {
    const fussy = aWait('parcel', { within: elapsed(DAY), wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: hasStatus('delivered') }), outcome: 'came' }] } })
    const desk = openDesk(aPlan([fussy]))
    received(desk, HOUR, 'carrier.scanned', { status: 'in transit' })
    received(desk, HOUR, 'carrier.scanned', { status: 'delivered', return_id: 'R-2' })
    desk.pass(DAY)
    expect(desk.state()).toMatchObject({ outcome: 'timeout', used: [] })
  })

  it('breaks a silence at the instant at which it came', () => {
    const desk = openDesk(aPlan([aWait('quiet', { wait: silence, within: elapsed(5 * DAY) })]))
    received(desk, 20 * HOUR)
    desk.pass(DAY + 19 * HOUR)
    expect(desk.open()).toEqual(['quiet:waiting'])
    desk.pass(HOUR)
    expect(desk.state()).toMatchObject({ outcome: 'silent' })
    expect(desk.find('step_finished').at(-1)).toMatchObject({ detail: { dueAt: START + 44 * HOUR } })
  })

  it('crosses the case before a step of it expires', () => {
    const desk = openDesk(aPlan([aTask('look', { deadline: { at: is('2026-11-21T10:00:00Z'), needs: [] }, routes: { done: { finish: 'done' }, expired: { finish: 'expired' } } })], {
      atAnyTime: [{ ...awaited('carrier.lost'), then: { route: { finish: 'declined' }, undo: false } }],
    }))
    const end = Date.parse('2026-11-21T10:00:00Z')
    received(desk, end - START - 1, 'carrier.lost')
    desk.pass(end - START)
    expect(desk.state().outcome).toBe('declined')
    expect(desk.types()).not.toContain('expired')
  })

  it('decides between several ends that an outage has left behind, each in its turn', () => {
    const plan = aPlan([
      aWait('first', { within: elapsed(HOUR), routes: { came: { finish: 'came' }, timeout: { to: 'second' } } }),
      aWait('second', { within: elapsed(HOUR), routes: { came: { finish: 'second' }, timeout: { finish: 'timeout' } } }),
    ])
    const desk = openDesk(plan)
    desk.outage(5 * HOUR)
    // Received after the first wait was over, so it is the second one's.
    received(desk, 2 * HOUR)
    desk.wakeUp()
    expect(desk.find('timed_out')).toMatchObject([{ step: 'first', detail: { dueAt: START + HOUR } }])
    expect(desk.state().outcome).toBe('second')
  })
})

describe('a case that asks what was received', () => {
  const plan = aPlan([aWait('parcel', { within: elapsed(DAY), routes: { came: { finish: 'came' }, timeout: { to: 'look' } } }), aTask('look')])
  const asking = () => {
    const desk = openDesk(plan)
    const asked = advance(plan, desk.state(), { type: 'deadline-passed' }, START + DAY + HOUR)
    return { asked, request: asked.requests[0]! }
  }
  const answered = (request: ReturnType<typeof asking>['request'], arrivals: readonly Arrival[] = []) =>
    ({ type: 'resolved', resolutions: [{ request, people: [], why: '', considered: [], organisationVersion: 'o', fallback: false, arrivals }] }) as const
  const event = (at: number, id: string): Arrival => ({ id, name: 'carrier.scanned', fields: { return_id: 'R-1' }, at })

  it('asks once, changes nothing meanwhile and has no timer before the answer', () => {
    const { asked, request } = asking()
    expect(asked.requests).toMatchObject([{ purpose: 'arrivals', id: `case@arrivals.${START + DAY + HOUR}`, until: START + DAY + HOUR }])
    expect(asked.events).toEqual([])
    expect(nextDeadline(asked.state)).toBeUndefined()
    const again = advance(plan, asked.state, { type: 'deadline-passed' }, START + DAY + 2 * HOUR)
    expect(again).toMatchObject({ requests: [], events: [] })
    const { state } = advance(plan, again.state, answered(request), START + DAY + 2 * HOUR)
    expect(state.open).toMatchObject([{ step: 'look' }])
    expect(state).not.toHaveProperty('asked')
  })

  it('takes an event that is told meanwhile, if it came in time, and keeps one that did not until it has the answer', () => {
    const { asked, request } = asking()
    expect(advance(plan, asked.state, { type: 'arrived', arrival: event(START + DAY, 'in') }, START + DAY + 2 * HOUR).state).toMatchObject({ outcome: 'came', used: ['in'] })

    const late = advance(plan, asked.state, { type: 'arrived', arrival: event(START + DAY + 1, 'out') }, START + DAY + 2 * HOUR)
    expect(late.state).toMatchObject({ untold: [{ id: 'out' }], used: [] })
    expect(advance(plan, late.state, answered(request), START + DAY + 2 * HOUR).state).toMatchObject({ used: [], open: [{ step: 'look' }] })
    const both = advance(plan, late.state, answered(request, [event(START + HOUR, 'in')]), START + DAY + 2 * HOUR)
    expect(both.state).toMatchObject({ outcome: 'came', used: ['in'] })
    expect(both.state).not.toHaveProperty('untold')
  })

  it('never asks where it waits for nothing outside', () => {
    const alone = aPlan([aTask('look', { deadline: { at: is('2026-11-21T10:00:00Z'), needs: [] }, routes: { done: { finish: 'done' }, expired: { finish: 'expired' } } })])
    const desk = openDesk(alone)
    expect(advance(alone, desk.state(), { type: 'deadline-passed' }, START + 10 * DAY)).toMatchObject({ requests: [], state: { outcome: 'expired' } })
  })

  it('may be ended meanwhile, and is opened again with nothing left of the question', () => {
    const reopening = aPlan(plan.steps, { reopen: [{ ...awaited('carrier.found'), after: [], within: elapsed(30 * DAY), at: 'look' }] })
    const desk = openDesk(reopening)
    const asked = advance(reopening, desk.state(), { type: 'deadline-passed' }, START + DAY)
    const ended = advance(reopening, asked.state, { type: 'command', command: { do: 'cancel', commandId: 'x', by: 'ana', via: 'api', because: 'no' } }, START + DAY)
    expect(ended.state.outcome).toBe('cancelled')
    const after = advance(reopening, ended.state, answered(asked.requests[0]!), START + DAY)
    const again = advance(reopening, after.state, { type: 'arrived', arrival: { ...event(START + 2 * DAY, 'f'), name: 'carrier.found' } }, START + 2 * DAY)
    expect(again.state.open).toMatchObject([{ step: 'look' }])
    expect(again.state).not.toHaveProperty('asked')
  })
})

it('an event that is told after the end, before any timer, waits for what else was received', () => {
  const desk = openDesk(aPlan([aWait('parcel', { within: elapsed(DAY) })]))
  received(desk, HOUR)
  desk.outage(2 * DAY)
  tell(desk, 'carrier.scanned', {}, { id: 'late' })
  expect(desk.state().outcome).toBe('came')
  expect(desk.state().used).not.toContain('late')
})
