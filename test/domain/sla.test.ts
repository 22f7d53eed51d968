import { describe, expect, it } from 'vitest'
import { calendar } from './calendars.ts'
import { OFFICE, tell } from './sla-lab.ts'

const FRIDAY_9 = '2026-01-16T15:00:00Z'
const FRIDAY_16 = '2026-01-16T22:00:00Z'
const SATURDAY = '2026-01-17T18:00:00Z'
const MONDAY_9 = '2026-01-19T15:00:00Z'
const MONDAY_10 = '2026-01-19T16:00:00Z'
const PERCENT = [{ percent: 50 }, { percent: 75 }, { percent: 90 }]

describe('an SLA clock', () => {
  it('plays a pause over a weekend, a shorter goal, a stop and a reopening that goes on', () => {
    const support = calendar('America/Chicago', { 'mon-fri': '08:00-20:00', sat: ['09:00-12:00', '13:00-14:00'] })

    expect(tell({
      on: support, goal: '4bh', start: FRIDAY_9, until: '2026-01-19T18:00:00Z', honours: ['waiting_supplier'], warn: PERCENT,
      events: [
        ['2026-01-16T16:00:00Z', { pause: 'waiting_supplier' }], ['2026-01-19T10:00:00Z', { resume: 'waiting_supplier' }],
        ['2026-01-19T10:30:00Z', { goal: '2bh' }], ['2026-01-19T11:00:00Z', 'stop'], ['2026-01-19T12:00:00Z', { reopen: 'resume' }],
      ],
    })).toMatchObject({
      state: 'breached', pausedFor: [], due: '2026-01-19T15:00:00Z', originalDue: '2026-01-16T19:00:00Z', elapsedHours: 5, pausedHours: 14,
      remainingHours: -3, breachedAt: '2026-01-19T15:00:00Z', refused: [],
      warned: ['0 2026-01-19T10:30:00Z', '1 2026-01-19T14:30:00Z', '2 2026-01-19T14:48:00Z'],
    })
  })

  it('has not started before its start', () => {
    expect(tell({ on: OFFICE, goal: '4bh', start: FRIDAY_9, until: '2026-01-16T14:00:00Z' })).toMatchObject({
      state: 'not_started', due: null, originalDue: null, elapsedHours: 0, remainingHours: 4,
    })
  })

  it('runs, is out of hours, and runs again', () => {
    const at = (until: string) => tell({ on: OFFICE, goal: '4bh', start: FRIDAY_16, until }).state

    expect([at(FRIDAY_16), at('2026-01-16T22:59:59.999Z'), at('2026-01-16T23:00:00Z'), at('2026-01-19T14:59:00Z'), at(MONDAY_9)])
      .toEqual(['running', 'running', 'out_of_hours', 'out_of_hours', 'running'])
  })

  it('is never out of hours when it counts elapsed time', () => {
    expect(tell({ on: OFFICE, goal: '4d', start: FRIDAY_16, until: SATURDAY })).toMatchObject({ state: 'running', elapsedHours: 20 })
  })

  it('is paused rather than out of hours, and breached rather than paused', () => {
    const paused = [[FRIDAY_16, { pause: 'carrier' }]] as const

    expect(tell({ on: OFFICE, goal: '4bh', start: FRIDAY_9, until: SATURDAY, events: [['2026-01-16T16:00:00Z', { pause: 'carrier' }]] })).toMatchObject({ state: 'paused', pausedFor: ['carrier'], due: null })
    expect(tell({ on: OFFICE, goal: '4bh', start: FRIDAY_9, until: SATURDAY, events: paused })).toMatchObject({ state: 'breached', pausedFor: ['carrier'] })
  })

  it('stands still while any reason holds', () => {
    expect(tell({
      goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T05:00:00Z',
      events: [
        ['2026-01-16T01:00:00Z', { pause: 'customer' }], ['2026-01-16T02:00:00Z', { pause: 'carrier' }],
        ['2026-01-16T03:00:00Z', { resume: 'customer' }], ['2026-01-16T04:00:00Z', { resume: 'carrier' }],
      ],
    })).toMatchObject({ state: 'running', elapsedHours: 2, pausedHours: 3, due: '2026-01-16T07:00:00Z', originalDue: '2026-01-16T04:00:00Z' })
  })

  it('goes on by itself when what it waits for was expected, and says so', () => {
    expect(tell({
      goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T05:00:00Z',
      events: [['2026-01-16T01:00:00Z', { pause: 'customer', until: '2026-01-16T02:30:00Z' }]],
    })).toMatchObject({ state: 'running', elapsedHours: 3.5, due: '2026-01-16T05:30:00Z', notices: ['2026-01-16T02:30:00Z resumed'] })
  })

  it('takes a resumption at the very instant at which the pause ends by itself, and a pause that follows at once', () => {
    const events = [['2026-01-16T01:00:00Z', { pause: 'customer', until: '2026-01-16T02:00:00Z' }]] as const
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:00:00Z' }

    expect(tell({ ...story, events: [...events, ['2026-01-16T02:00:00Z', { resume: 'customer' }]] })).toMatchObject({ refused: [], elapsedHours: 2 })
    expect(tell({ ...story, events: [...events, ['2026-01-16T02:00:00Z', { pause: 'customer' }]] })).toMatchObject({ refused: [], elapsedHours: 1, state: 'paused' })
  })

  it('expects an end later when it is paused anew for the same reason', () => {
    expect(tell({
      goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T04:00:00Z',
      events: [
        ['2026-01-16T01:00:00Z', { pause: 'customer', until: '2026-01-16T02:00:00Z' }],
        ['2026-01-16T01:30:00Z', { pause: 'customer', until: '2026-01-16T03:00:00Z' }],
      ],
    })).toMatchObject({ refused: [], elapsedHours: 2, pausedHours: 2 })
  })

  it('has no due from before until it first runs, when it starts paused', () => {
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', events: [['2026-01-16T00:00:00Z', { pause: 'carrier' }], ['2026-01-16T03:00:00Z', { resume: 'carrier' }]] } as const

    expect(tell({ ...story, until: '2026-01-16T02:00:00Z' })).toMatchObject({ state: 'paused', due: null, originalDue: null, elapsedHours: 0, pausedHours: 2 })
    expect(tell({ ...story, until: '2026-01-16T04:00:00Z' })).toMatchObject({ state: 'running', due: '2026-01-16T07:00:00Z', originalDue: '2026-01-16T07:00:00Z' })
  })

  it('is met when it stops at the very instant of due, and due stays as it was', () => {
    expect(tell({ on: OFFICE, goal: '4bh', start: FRIDAY_9, until: MONDAY_9, warn: PERCENT, events: [['2026-01-16T19:00:00Z', 'stop']] })).toMatchObject({
      state: 'met', due: '2026-01-16T19:00:00Z', breachedAt: null, remainingHours: 0, elapsedHours: 4,
    })
    expect(tell({ on: OFFICE, goal: '4bh', start: FRIDAY_9, until: MONDAY_9, events: [['2026-01-16T19:00:00.001Z', 'stop']] })).toMatchObject({
      state: 'breached', breachedAt: '2026-01-16T19:00:00Z',
    })
  })

  it('is breached at the instant of due whatever begins then: a pause or more time comes too late', () => {
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T06:00:00Z' }

    expect(tell({ ...story, events: [['2026-01-16T04:00:00Z', { pause: 'carrier' }]] }).breachedAt).toBe('2026-01-16T04:00:00Z')
    expect(tell({ ...story, events: [['2026-01-16T04:00:00Z', { goal: '9h' }]] })).toMatchObject({ breachedAt: '2026-01-16T04:00:00Z', state: 'breached', due: '2026-01-16T09:00:00Z' })
    expect(tell({ ...story, events: [['2026-01-16T04:00:00Z', { goal: '9h' }], ['2026-01-16T04:00:00Z', 'stop']] })).toMatchObject({ state: 'met', refused: ['0: the clock has stopped'] })
  })

  it('is not paused by a pause that ends when it begins', () => {
    expect(tell({ goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:00:00Z', events: [['2026-01-16T01:00:00Z', { pause: 'a' }], ['2026-01-16T01:00:00Z', { resume: 'a' }]] }))
      .toMatchObject({ state: 'running', elapsedHours: 3, refused: [] })
  })

  it('begins a pause before it ends another at one instant, so that it never runs in between', () => {
    const story = { on: OFFICE, goal: '1bd', start: FRIDAY_9, until: '2026-01-19T20:00:00Z' }

    expect(tell({ ...story, events: [[FRIDAY_16, { pause: 'a' }], [MONDAY_9, { resume: 'a' }], [MONDAY_9, { pause: 'b' }]] })).toMatchObject({ state: 'paused', pausedFor: ['b'], elapsedHours: 7 })
  })

  it('refuses what does not fit, says why, and changes nothing', () => {
    expect(tell({
      goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:00:00Z',
      events: [
        ['2026-01-15T23:00:00Z', 'stop'], ['2026-01-16T01:00:00Z', { resume: 'carrier' }], ['2026-01-16T01:10:00Z', { reopen: 'resume' }],
        ['2026-01-16T01:20:00Z', { pause: 'a' }], ['2026-01-16T01:25:00Z', { pause: 'a' }], ['2026-01-16T01:30:00Z', { pause: 'b', until: '2026-01-16T01:30:00Z' }],
        ['2026-01-16T01:40:00Z', { resume: 'a' }], ['2026-01-16T02:00:00Z', 'stop'], ['2026-01-16T02:10:00Z', 'stop'],
        ['2026-01-16T02:20:00Z', { goal: '1h' }], ['2026-01-16T02:30:00Z', { pause: 'a' }],
      ],
    })).toMatchObject({
      state: 'met', pausedHours: 1 / 3,
      refused: [
        '0: the clock has not started', '1: the clock is not paused for "carrier"', '2: the clock has not stopped', '4: the clock is paused for "a" already',
        '5: a pause ends after it begins', '8: the clock has stopped', '9: the clock has stopped', '10: the clock has stopped',
      ],
    })
  })

  it('is cancelled, keeps a breach that was, and takes nothing more', () => {
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T09:00:00Z' }

    expect(tell({ ...story, events: [['2026-01-16T01:00:00Z', 'cancel'], ['2026-01-16T02:00:00Z', { reopen: 'restart' }]] }))
      .toMatchObject({ state: 'cancelled', elapsedHours: 1, breachedAt: null, refused: ['1: the clock was cancelled'] })
    expect(tell({ ...story, events: [['2026-01-16T05:00:00Z', 'cancel']] })).toMatchObject({ state: 'cancelled', breachedAt: '2026-01-16T04:00:00Z' })
  })

  it('knows nothing of what comes after the report, and applies what comes with it', () => {
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', events: [['2026-01-16T02:00:00Z', 'stop']] } as const

    expect(tell({ ...story, until: '2026-01-16T01:59:59Z' }).state).toBe('running')
    expect(tell({ ...story, until: '2026-01-16T02:00:00Z' }).state).toBe('met')
    expect(tell({ ...story, events: [], until: '2026-01-16T04:00:00Z' }).state).toBe('breached')
  })
})

describe('a changed goal', () => {
  it('keeps elapsed time and pauses', () => {
    expect(tell({
      goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T04:00:00Z',
      events: [['2026-01-16T01:00:00Z', { pause: 'a' }], ['2026-01-16T02:00:00Z', { resume: 'a' }], ['2026-01-16T03:00:00Z', { goal: '6h' }]],
    })).toMatchObject({ due: '2026-01-16T07:00:00Z', originalDue: '2026-01-16T04:00:00Z', elapsedHours: 3, pausedHours: 1 })
  })

  it('breaches at once, once, and because of the change, when that much is used already, paused or not', () => {
    const story = { goal: '8h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T05:00:00Z', warn: PERCENT }

    expect(tell({ ...story, events: [['2026-01-16T03:00:00Z', { goal: '2h' }]] })).toMatchObject({
      breachedAt: '2026-01-16T03:00:00Z', notices: ['2026-01-16T03:00:00Z breached by goal_changed'], due: '2026-01-16T02:00:00Z', warned: [],
    })
    expect(tell({ ...story, events: [['2026-01-16T03:00:00Z', { pause: 'a' }], ['2026-01-16T04:00:00Z', { goal: '3h' }]] })).toMatchObject({ breachedAt: '2026-01-16T04:00:00Z' })
  })

  it('warns at once when a share is used already, by the highest only', () => {
    expect(tell({ goal: '8h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:30:00Z', warn: PERCENT, events: [['2026-01-16T03:15:00Z', { goal: '4h' }]] }).warned)
      .toEqual(['1 2026-01-16T03:15:00Z'])
  })

  it('measures again from the start when it goes from business to elapsed time or back', () => {
    const story = { on: OFFICE, start: FRIDAY_16, until: MONDAY_10 }

    expect(tell({ ...story, goal: '4bh', events: [[MONDAY_9, { goal: '72h' }]] })).toMatchObject({ elapsedHours: 66, due: '2026-01-19T22:00:00Z', breachedAt: null })
    expect(tell({ ...story, goal: '72h', events: [[SATURDAY, { pause: 'a' }], [MONDAY_9, { resume: 'a' }], [MONDAY_9, { goal: '4bh' }]] }))
      .toMatchObject({ elapsedHours: 2, pausedHours: 0, due: '2026-01-19T18:00:00Z' })
  })

  it('counts business days from the start of the cycle', () => {
    const short = calendar('America/Chicago', { 'mon-fri': '09:00-17:00' }, { special: { '2026-01-19': '09:00-12:00' } })

    expect(tell({ on: short, goal: '20bh', start: FRIDAY_16, until: '2026-01-20T16:00:00Z', events: [['2026-01-20T15:00:00Z', { goal: '3bd' }]] }).due).toBe('2026-01-21T22:00:00Z')
  })
})

describe('a reopened clock', () => {
  const story = { goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T07:00:00Z' }

  it('is a new cycle with the goal as it was changed, and the earlier one stays as it ended', () => {
    const { cycles, ...current } = tell({ ...story, events: [['2026-01-16T00:30:00Z', { goal: '2h' }], ['2026-01-16T01:00:00Z', 'stop'], ['2026-01-16T06:00:00Z', { reopen: 'restart' }]] })

    expect(current).toMatchObject({ state: 'running', elapsedHours: 1, due: '2026-01-16T08:00:00Z', originalDue: '2026-01-16T08:00:00Z' })
    expect(cycles).toMatchObject([{ state: 'met', elapsedHours: 1, due: '2026-01-16T02:00:00Z', originalDue: '2026-01-16T04:00:00Z' }, { state: 'running' }])
  })

  it('goes on in the same cycle without the time that it was closed, which is no pause', () => {
    expect(tell({ ...story, events: [['2026-01-16T01:00:00Z', 'stop'], ['2026-01-16T06:00:00Z', { reopen: 'resume' }]] }))
      .toMatchObject({ state: 'running', elapsedHours: 2, pausedHours: 0, due: '2026-01-16T09:00:00Z', originalDue: '2026-01-16T04:00:00Z', cycles: [{}] })
  })

  it('can be breached once in each cycle and once in one that goes on', () => {
    const twice = tell({ ...story, until: '2026-01-17T00:00:00Z', events: [['2026-01-16T05:00:00Z', 'stop'], ['2026-01-16T06:00:00Z', { reopen: 'restart' }]] })
    const once = tell({ ...story, until: '2026-01-17T00:00:00Z', events: [['2026-01-16T05:00:00Z', 'stop'], ['2026-01-16T06:00:00Z', { reopen: 'resume' }]] })

    expect(twice.notices).toEqual(['2026-01-16T04:00:00Z breached by time', '2026-01-16T10:00:00Z breached by time'])
    expect(once).toMatchObject({ notices: ['2026-01-16T04:00:00Z breached by time'], state: 'breached' })
  })

  it('counts business days of a new cycle from its own start', () => {
    expect(tell({ on: OFFICE, goal: '1bd', start: FRIDAY_9, until: '2026-01-20T16:00:00Z', events: [[FRIDAY_16, 'stop'], [MONDAY_10, { reopen: 'restart' }]] }).due).toBe('2026-01-20T16:00:00Z')
  })
})

describe('business days', () => {
  it('are due at an opening, not when the last of them closed, and met up to then', () => {
    const story = { on: OFFICE, goal: '1bd', start: SATURDAY, until: '2026-01-21T00:00:00Z' }

    expect(tell(story)).toMatchObject({ due: '2026-01-20T15:00:00Z', breachedAt: '2026-01-20T15:00:00Z' })
    expect(tell({ ...story, until: '2026-01-20T14:00:00Z' })).toMatchObject({ state: 'out_of_hours', remainingHours: 0, breachedAt: null })
    expect(tell({ ...story, events: [['2026-01-20T15:00:00Z', 'stop']] }).state).toBe('met')
  })

  it('are due at an opening even when one began before another', () => {
    const dock = calendar('America/Chicago', { 'mon-fri': '07:00-19:00' })

    expect(tell({ on: dock, goal: '2bd', start: '2026-01-14T10:00:00Z', until: '2026-01-14T11:00:00Z' }).due).toBe('2026-01-16T13:00:00Z')
  })

  it('move on with a pause to the latest instant that uses no more', () => {
    const story = { on: OFFICE, goal: '1bd', start: SATURDAY, until: '2026-01-23T00:00:00Z' }

    expect(tell({ ...story, events: [['2026-01-19T16:00:00Z', { pause: 'a' }], ['2026-01-19T18:00:00Z', { resume: 'a' }]] }).due).toBe('2026-01-20T17:00:00Z')
    expect(tell({ ...story, events: [['2026-01-20T00:00:00Z', { pause: 'a' }], ['2026-01-20T18:30:00Z', { resume: 'a' }]] })).toMatchObject({ breachedAt: '2026-01-20T18:30:00Z' })
  })

  it('warn of lower shares at the earliest instant, and never of all of it', () => {
    expect(tell({ on: OFFICE, goal: '1bd', start: SATURDAY, until: '2026-01-20T16:00:00Z', warn: [{ percent: 50 }, { percent: 100 }] }).warned).toEqual(['0 2026-01-19T19:00:00Z'])
  })
})

describe('bugs that others had', () => {
  it('a hold from closing to opening does not move due by the sixteen hours of the night', () => {
    expect(tell({ on: OFFICE, goal: '10bh', start: '2026-01-14T15:00:00Z', until: '2026-01-15T16:00:00Z', events: [['2026-01-14T23:00:00Z', { pause: 'a' }], ['2026-01-15T15:00:00Z', { resume: 'a' }]] }))
      .toMatchObject({ due: '2026-01-15T17:00:00Z', originalDue: '2026-01-15T17:00:00Z', pausedHours: 0 })
  })

  it('a pause over a weekend is not credited with the weekend', () => {
    expect(tell({ on: OFFICE, goal: '4bh', start: FRIDAY_16, until: MONDAY_10, events: [[FRIDAY_16, { pause: 'a' }], [MONDAY_9, { resume: 'a' }]] })).toMatchObject({ due: '2026-01-19T19:00:00Z', pausedHours: 1 })
  })

  it('the SLA of a team with a lunch break does not run at lunch', () => {
    const split = calendar('UTC', { 'mon-fri': ['09:00-12:00', '13:00-17:00'] })

    expect(tell({ on: split, goal: '2bh', start: '2026-01-16T11:00:00Z', until: '2026-01-16T12:30:00Z' })).toMatchObject({ state: 'out_of_hours', due: '2026-01-16T14:00:00Z' })
  })

  it('99.951 percent is no breach: nothing is rounded', () => {
    expect(tell({ goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:59:59.999Z' })).toMatchObject({ state: 'running', breachedAt: null })
    expect(tell({ goal: '7s', start: '2026-01-16T00:00:00Z', until: '2026-01-16T00:00:06Z', warn: [{ percent: 33 }] }).warned).toEqual(['0 2026-01-16T00:00:02.310Z'])
  })

  it('a pause that overlaps the start pauses the clock and does not cancel it', () => {
    expect(tell({ goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:00:00Z', events: [['2026-01-15T22:00:00Z', { pause: 'a' }], ['2026-01-16T02:00:00Z', { resume: 'a' }]] }))
      .toMatchObject({ state: 'running', elapsedHours: 1, pausedHours: 2, due: '2026-01-16T06:00:00Z', originalDue: '2026-01-16T06:00:00Z' })
  })

  it('time to own ignores pauses that time to resolve honours', () => {
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T05:00:00Z', events: [['2026-01-16T01:00:00Z', { pause: 'customer' }], ['2026-01-16T03:00:00Z', { resume: 'customer' }]] } as const

    expect(tell({ ...story, honours: [] })).toMatchObject({ state: 'breached', pausedHours: 0, refused: [] })
    expect(tell({ ...story, honours: ['customer'] })).toMatchObject({ state: 'running', elapsedHours: 3 })
  })

  it('a new priority does not forget the pauses that were', () => {
    expect(tell({
      goal: '8h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T05:30:00Z',
      events: [['2026-01-16T01:00:00Z', { pause: 'a' }], ['2026-01-16T05:00:00Z', { resume: 'a' }], ['2026-01-16T05:10:00Z', { goal: '2h' }]],
    })).toMatchObject({ state: 'running', due: '2026-01-16T06:00:00Z' })
  })

  it('a new policy after the breach breaches no second time, and takes none back', () => {
    expect(tell({
      goal: '1h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T09:00:00Z',
      events: [['2026-01-16T02:00:00Z', { goal: '5h' }], ['2026-01-16T07:00:00Z', { goal: '2h' }]],
    })).toMatchObject({ state: 'breached', breachedAt: '2026-01-16T01:00:00Z', notices: ['2026-01-16T01:00:00Z breached by time'] })
  })

  it('one hour before due is an hour of opening before, not midnight', () => {
    expect(tell({ on: OFFICE, goal: '2bh', start: '2026-01-16T22:30:00Z', until: MONDAY_10, warn: [{ beforeMs: 3_600_000 }] }).warned).toEqual(['0 2026-01-19T15:30:00Z'])
  })

  it('a warning of before due that is longer than the goal comes at the start', () => {
    expect(tell({ goal: '1h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T00:30:00Z', warn: [{ beforeMs: 7_200_000 }] }).warned).toEqual(['0 2026-01-16T00:00:00Z'])
  })

  it('no escalation comes for somebody who has answered at the same instant', () => {
    expect(tell({ goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T09:00:00Z', warn: [{ percent: 50 }], events: [['2026-01-16T02:00:00Z', 'stop']] }).notices).toEqual([])
  })

  it('pauses of less than a minute count to the millisecond', () => {
    expect(tell({ goal: '1h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T00:30:00Z', events: [['2026-01-16T00:10:00.250Z', { pause: 'a' }], ['2026-01-16T00:10:01Z', { resume: 'a' }]] }).due)
      .toBe('2026-01-16T01:00:00.750Z')
  })

  it('a pause in the repeated hour of autumn is as long as it is', () => {
    const night = calendar('America/Chicago', { daily: '22:00-06:00' })

    expect(tell({ on: night, goal: '7bh', start: '2026-11-01T04:00:00Z', until: '2026-11-01T08:00:00Z', events: [['2026-11-01T06:30:00Z', { pause: 'a' }], ['2026-11-01T07:30:00Z', { resume: 'a' }]] }))
      .toMatchObject({ pausedHours: 1, elapsedHours: 3, due: '2026-11-01T12:00:00Z' })
  })

  it('a pause that is split in two where it stands changes nothing', () => {
    const story = { goal: '4h', start: '2026-01-16T00:00:00Z', until: '2026-01-16T03:30:00Z' }
    const whole = tell({ ...story, events: [['2026-01-16T01:00:00Z', { pause: 'a' }], ['2026-01-16T03:00:00Z', { resume: 'a' }]] })

    expect(tell({
      ...story,
      events: [['2026-01-16T01:00:00Z', { pause: 'a' }], ['2026-01-16T02:00:00Z', { resume: 'a' }], ['2026-01-16T02:00:00Z', { pause: 'a' }], ['2026-01-16T03:00:00Z', { resume: 'a' }]],
    })).toEqual(whole)
  })
})
