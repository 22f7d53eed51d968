import type { WorkflowInfo } from '@temporalio/workflow'
import { describe, expect, it } from 'vitest'
import { createClock } from '../../workflows/clock.ts'
import { createDesk } from '../../workflows/desk.ts'
import { awaited, aWait } from '../domain/waits.ts'
import { aPlan, aTask, elapsed, HOUR, START } from '../harness/plans.ts'

const info = { workflowId: 'case/x', runId: 'r1' } as WorkflowInfo
const clock = { kind: 'held', at: START } as const
const plan = aPlan([aWait('parcel', { within: elapsed(HOUR), routes: { came: { to: 'look' }, timeout: { finish: 'expired' } } }), aTask('look')], {
  reopen: [{ ...awaited('carrier.scanned'), after: ['expired'], within: elapsed(HOUR), at: 'look' }],
})
const opening = { caseId: 'c1', key: 'R-1', plan, trigger: 'shop.return', openedBy: 'shopify', event: { id: 'R-1' }, windable: true } as const
const arrived = (id: string) => ({ type: 'arrived', arrival: { id, name: 'carrier.scanned', fields: { return_id: 'R-1' }, at: START } }) as const

/** Nothing was received that the case was not told of. */
function hearNothing(desk: ReturnType<typeof createDesk>): void {
  const { requests } = desk.takeTurn(info, [])
  const base = { people: [], why: '', considered: [], organisationVersion: 'o', fallback: false }
  desk.apply({ type: 'resolved', resolutions: requests.map((request) => ({ ...base, request, arrivals: [] })) })
}

describe('a turn', () => {
  it('asks by the world\'s clock what was received, for the case may run on one that was wound', () => {
    const wound = createClock({ kind: 'wound', offsetMs: 0 })
    const desk = createDesk({ opening, clock }, wound)
    desk.takeTurn(info, [])
    const before = Date.now()
    wound.moveTo(before + 2 * HOUR)
    desk.apply({ type: 'deadline-passed' })
    const [request] = desk.takeTurn(info, []).requests
    expect(request).toMatchObject({ purpose: 'arrivals' })
    expect(request?.at).toBeGreaterThanOrEqual(before + 2 * HOUR)
    expect(request?.until).toBeLessThan(before + HOUR)
  })

  it('says once which events it used, a further run included', () => {
    const desk = createDesk({ opening, clock }, createClock(clock))
    expect(desk.takeTurn(info, [])).toMatchObject({ used: [], subscriptions: [{ id: 'parcel#1.came' }] })
    desk.apply(arrived('e1'))
    const turn = desk.takeTurn(info, [])
    expect(turn).toMatchObject({ used: ['e1'], subscriptions: [] })
    expect(turn).not.toHaveProperty('final')
    expect(desk.takeTurn(info, []).used).toEqual([])
    const next = createDesk({ opening, clock, resume: { state: desk.state(), tokens: [], wound: [] } }, createClock(clock))
    expect(next.takeTurn(info, []).used).toEqual([])
  })

  it('that ends a case gives its whole state where an event may open it again', () => {
    const later = { kind: 'held', at: START + HOUR } as const
    const first = createDesk({ opening, clock }, createClock(clock))
    const desk = createDesk({ opening, clock: later, resume: { state: first.state(), tokens: [], wound: [] } }, createClock(later))
    desk.apply({ type: 'deadline-passed' })
    hearNothing(desk)
    const turn = desk.takeTurn(info, [])
    expect(turn).toMatchObject({ final: { outcome: 'expired', turn: 2 }, subscriptions: [{ id: 'reopen.0' }] })

    const again = createDesk({ opening, clock: later, resume: { state: JSON.parse(JSON.stringify(turn.final)), tokens: [], wound: [] } }, createClock(later))
    again.apply(arrived('e2'))
    expect(again.takeTurn(info, [])).toMatchObject({ used: ['e2'], turn: 3, summary: { state: 'open' }, tasks: [{ step: 'look' }] })
  })

  it('that ends a case for good gives no state', () => {
    const desk = createDesk({ opening, clock }, createClock(clock))
    desk.apply({ type: 'command', command: { do: 'cancel', commandId: 'x', by: 'ana', via: 'api', because: 'no' } })
    const turn = desk.takeTurn(info, [])
    expect(turn.summary.outcome).toBe('cancelled')
    expect(turn).not.toHaveProperty('final')
  })
})
