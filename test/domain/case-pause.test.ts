import { describe, expect, it } from 'vitest'
import type { Allowance, Plan, WaitStep } from '../../domain/plan.ts'
import { anOrganisation, aPlan, aStep, aTask, elapsed, HOUR, START } from '../harness/plans.ts'
import { calendar } from './calendars.ts'
import { openDesk } from './desk.ts'
import { aWait, tell } from './waits.ts'

const DAY = 24 * HOUR
const office = anOrganisation({ calendars: { office: { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'office' } } })
const at = (text: string): number => Date.parse(`2026-${text}:00Z`)
const parcel = (change: Partial<WaitStep> = {}): WaitStep => aWait('parcel', { pauseOn: ['customer'], routes: { came: { to: 'look' }, timeout: { to: 'look' } }, ...change })
const pausing = (sla: Allowance, change: Partial<Plan> = {}): Plan => aPlan([aTask('ask', { routes: { done: { to: 'parcel' } } }), parcel(), aTask('look')], { sla, pauses: { customer: { within: elapsed(21 * DAY) } }, ...change })

describe('a step that the clock of the case stands still for', () => {
  it('puts the due instant off by as long as it was open', () => {
    const desk = openDesk(pausing(elapsed(2 * DAY)))
    desk.pass(DAY)
    desk.ask('complete', { step: 'ask' })
    expect(desk.find('paused')).toMatchObject([{ at: START + DAY, detail: { reason: 'customer' } }])
    expect(desk.summary()).toMatchObject({ dueAt: null, breached: false })
    desk.pass(10 * DAY)
    expect(desk.find('case_breached')).toEqual([])
    tell(desk, 'carrier.scanned')
    expect(desk.find('resumed')).toMatchObject([{ at: START + 11 * DAY, detail: { dueAt: START + 12 * DAY } }])
    expect(desk.summary()).toMatchObject({ dueAt: START + 12 * DAY, breached: false })
    desk.pass(DAY)
    expect(desk.find('case_breached')).toMatchObject([{ at: START + 12 * DAY }])
    expect(desk.summary().breached).toBe(true)
  })

  it('keeps the open time that was left', () => {
    const desk = openDesk(pausing({ unit: 'business', ms: 10 * HOUR }, { hours: 'office' }), { organisation: office })
    expect(desk.summary().dueAt).toBe(at('11-23T12:00'))
    desk.pass(2 * HOUR)
    desk.ask('complete', { step: 'ask' })
    desk.pass(at('11-25T16:00') - desk.now())
    tell(desk, 'carrier.scanned')
    // Eight hours of open time were left on Friday at noon.
    expect(desk.summary().dueAt).toBe(at('11-26T16:00'))
  })

  it('counts what was left by the hours of then, though they were read anew meanwhile', () => {
    const inside = (branch: string) => ({ holder: { step: 'both', branch } }) as const
    const plan = aPlan([
      { ...aStep('both'), kind: 'parallel', branches: [{ name: 'a', first: 'parcel' }, { name: 'b', first: 'one' }], waitFor: 'all', routes: { done: { finish: 'done' }, failed: { finish: 'done' } } },
      parcel({ ...inside('a'), routes: { came: { end: true }, timeout: { end: true } } }),
      aTask('one', { ...inside('b'), routes: { done: { to: 'two' } } }), aTask('two', { ...inside('b'), sla: { finish: { unit: 'business', ms: HOUR } }, routes: { done: { end: true } } }),
    ], { hours: 'office', sla: { unit: 'business', ms: 10 * HOUR }, pauses: { customer: { within: elapsed(21 * DAY) } } })
    const desk = openDesk(plan, { organisation: office })
    desk.pass(at('11-24T10:00') - START)
    desk.ask('complete', { step: 'one' })
    desk.pass(at('11-25T10:00') - desk.now())
    tell(desk, 'carrier.scanned')
    expect(desk.summary().dueAt).toBe(at('11-26T12:00'))
  })

  it('lets it go on from when the reason was over, however late somebody looks', () => {
    const desk = openDesk(aPlan([parcel()], { sla: elapsed(2 * DAY), pauses: { customer: { within: elapsed(DAY) } } }))
    desk.outage(2 * DAY)
    desk.wakeUp()
    expect(desk.summary().dueAt).toBe(START + 3 * DAY)
  })

  it('stops a breach of that very instant no more', () => {
    const desk = openDesk(pausing(elapsed(DAY)))
    desk.outage(DAY)
    desk.ask('complete', { step: 'ask' })
    desk.pass(HOUR)
    expect(desk.find('case_breached')).toMatchObject([{ detail: { dueAt: START + DAY } }])
  })

  it('may do so for so long: then its owner is told, and the clock goes on', () => {
    const desk = openDesk(pausing(elapsed(2 * DAY), { pauses: { customer: { within: elapsed(5 * DAY) } } }))
    desk.ask('complete', { step: 'ask' })
    desk.pass(5 * DAY)
    expect(desk.open()).toEqual(['parcel:waiting'])
    expect(desk.find('pause_over')).toMatchObject([{ step: 'parcel', detail: { reason: 'customer' } }])
    expect(desk.find('reminded')).toMatchObject([{ detail: { to: ['dana'], about: 'pause_over' } }])
    expect(desk.summary().dueAt).toBe(START + 7 * DAY)
    desk.pass(2 * DAY)
    expect(desk.find('case_breached')).toHaveLength(1)
  })

  it('holds it while any of its reasons, or another step, still gives one', () => {
    const inside = (branch: string) => ({ holder: { step: 'both', branch }, routes: { came: { end: true } } }) as const
    const branches = ['a', 'b'].map((name) => ({ name, first: name }))
    const desk = openDesk(aPlan([
      { ...aStep('both'), kind: 'parallel', branches, waitFor: 'all', routes: { done: { finish: 'done' }, failed: { finish: 'done' } } },
      aWait('a', { ...inside('a'), pauseOn: ['customer', 'carrier'] }), aWait('b', { ...inside('b'), pauseOn: ['customer'] }),
    ], { sla: elapsed(9 * DAY), pauses: { customer: { within: elapsed(DAY) }, carrier: { within: elapsed(3 * DAY) } } }))
    desk.pass(2 * DAY)
    expect(desk.find('pause_over')).toHaveLength(2)
    expect(desk.find('resumed')).toEqual([])
    desk.pass(DAY)
    expect(desk.find('resumed')).toMatchObject([{ at: START + 3 * DAY, detail: { dueAt: START + 12 * DAY } }])
  })
})
