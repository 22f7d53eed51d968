import { describe, expect, it } from 'vitest'
import type { Tree } from '../../domain/plan.ts'
import { anOrganisation, aPlan, aRole, aStep, aTask, call, HOUR, read, role, START } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { awaited, aWait, tell } from './waits.ts'

const date: Tree = { is: 'value', value: new Date(START + 48 * HOUR).toISOString().slice(0, 10) }
const midnight = Date.parse(`${String(date.is === 'value' ? date.value : '')}T00:00:00Z`)
/** Six hours behind UTC, so that the local day begins when it is six there. */
const zoneOffsets = [[0, -6 * HOUR]] as const

describe('a date where an instant is needed', () => {
  it('is the beginning of that local day for a wait', () => {
    const desk = openDesk(aPlan([aWait('parcel', { wait: { for: 'instant', until: date } })], { zoneOffsets }))
    expect(desk.instance('parcel').timers).toEqual([{ kind: 'reached', at: midnight + 6 * HOUR }])
  })

  it('is the end of that local day for a deadline', () => {
    const wait = aWait('parcel', { deadline: { at: date, needs: [] } })
    const desk = openDesk(aPlan([{ ...wait, routes: { ...wait.routes, expired: { finish: 'timeout' } } }], { zoneOffsets }))
    expect(desk.instance('parcel').timers).toEqual([{ kind: 'expired', at: midnight + 30 * HOUR }])
  })
})

describe('a derived value while another event is looked at', () => {
  it('still means the event that opened the case', () => {
    const same = call('==', read('event.kind'), read('lets.kind'))
    const wait = aWait('parcel', { wait: { for: 'events', events: [{ ...awaited('carrier.scanned', { if: same }), outcome: 'came' }] } })
    const desk = openDesk(aPlan([wait], { lets: { kind: { tree: read('event.kind'), steps: [] } } }))
    expect(tell(desk, 'carrier.scanned', { kind: 'b' })).toBe(false)
    expect(tell(desk, 'carrier.scanned', { kind: 'a' })).toBe(true)
  })
})

describe('whoever did a step that may not have run', () => {
  it('is kept from another one together with those who approved it', () => {
    const by = ['steps', 'approve', 'by']
    const notSame: Tree = { is: 'if', test: { is: 'has', path: by }, then: { is: 'read', path: by }, else: { is: 'value', value: null } }
    const approve = aTask('approve', { outcomes: ['yes'], assign: role('clerk'), approvals: { of: [role('clerk'), role('finance')], need: 2 }, routes: { yes: { to: 'pay' } } })
    const pay = aTask('pay', { assign: role('clerk'), notSameAs: [notSame, { is: 'if', test: { is: 'has', path: ['steps', 'late', 'by'] }, then: { is: 'read', path: ['steps', 'late', 'by'] }, else: { is: 'value', value: null } }] })
    const organisation = anOrganisation({ roles: { ...anOrganisation().roles, finance: aRole('finance', ['bo', 'dana']) } })
    const plan = aPlan([approve, pay, { ...aStep('late'), kind: 'wait', wait: { for: 'instant', until: date }, routes: { reached: { finish: 'done' } } }])
    const desk = openDesk(plan, { organisation })
    for (const person of ['ana', 'dana']) desk.ask('complete', { step: 'approve', outcome: 'yes', by: person })
    expect([...(desk.instance('pay').excluded ?? [])].sort()).toEqual(['ana', 'dana'])
  })
})
