import { describe, expect, it } from 'vitest'
import type { PersonAct, Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { anAction, anOrder, anOrganisation, aPlan, aTask, HOUR, MINUTE, role, START } from '../harness/plans.ts'

const DAY = 24 * HOUR
const aScenario = (change: Partial<Scenario> = {}): Scenario => ({
  name: 'R-1', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', event: { id: 'R-1' }, facts: { order: [{ value: anOrder() }] }, systems: {}, people: {}, exceptions: {}, expect: {}, ...change,
})
const done: PersonAct = { kind: 'complete', after: HOUR, outcome: 'done', form: {} }
const who = (result: ReturnType<typeof simulate>, type: string): readonly string[] => result.trace.filter((event) => event.type === type).map((event) => event.actor)

/** Open on weekdays from 7 to 19 o'clock; the scenario begins on a Friday at 10. */
const organisation = {
  ...anOrganisation(),
  zones: { UTC: [[0, 0]] as const },
  calendars: {
    dock: { id: 'dock', zone: 'UTC', always: false, closed: [], special: [], weekly: [0, 1, 2, 3, 4].map((day) => ({ day, from: 7 * 60, to: 19 * 60 })) },
  },
}

describe('people in a scenario', () => {
  it('act in open hours of their step', () => {
    const plan = aPlan([aTask('look', { hours: 'dock' })])
    const after = (ms: number) => simulate(plan, organisation, aScenario({ people: { look: [{ ...done, after: { unit: 'business', ms } }] } })).endedAt
    expect(after(3 * HOUR)).toBe(START + 3 * HOUR)
    expect(after(10 * HOUR)).toBe(START + 3 * DAY - 2 * HOUR)
    const days = simulate(plan, organisation, aScenario({ people: { look: [{ ...done, after: { unit: 'business_days', days: 1 } }] } }))
    expect(days.endedAt).toBe(START + 3 * DAY)
  })

  it('never act where there is no calendar to count by', () => {
    const plan = aPlan([aTask('look')])
    expect(simulate(plan, organisation, aScenario({ people: { look: [{ ...done, after: { unit: 'business', ms: 1 } }] } }))).toMatchObject({ openAt: ['look'], refusals: [] })
  })

  it('approve one after the other: those who are named, else each who is given it', () => {
    const plan = aPlan([aTask('look', { approvals: { of: [role('clerk'), role('chief')], need: 2 } })])
    const named = simulate(plan, organisation, aScenario({ people: { look: [{ ...done, by: ['ana', 'olu'] }] } }))
    expect([named.outcome, who(named, 'approved')]).toEqual(['done', ['person:ana', 'person:olu']])
    const given = simulate(plan, organisation, aScenario({ people: { look: [done] } }))
    expect([given.outcome, new Set(who(given, 'approved')).size]).toEqual(['done', 2])
    const one = simulate(plan, organisation, aScenario({ people: { look: [{ ...done, by: 'ana' }] } }))
    expect([one.outcome, who(one, 'approved')]).toEqual([null, ['person:ana']])
  })

  it('pause a task and let it go on, or leave that to the reason', () => {
    const plan = aPlan([aTask('look')], { pauses: { customer: { within: { unit: 'elapsed', ms: 2 * DAY } } } })
    const paused = (lasts?: number) =>
      simulate(plan, organisation, aScenario({ people: { look: [{ ...done, after: 3 * DAY, pause: { after: HOUR, reason: 'customer', ...(lasts === undefined ? {} : { lasts }) } }] } }))
    const moments = (result: ReturnType<typeof simulate>) => result.trace.filter(({ type }) => ['paused', 'resumed', 'pause_over', 'breached'].includes(type)).map(({ type, at }) => [type, at - START])
    expect(moments(paused(DAY))).toEqual([['paused', HOUR], ['resumed', DAY + HOUR], ['breached', DAY + 4 * HOUR]])
    expect(moments(paused())).toEqual([['paused', HOUR], ['pause_over', 2 * DAY + HOUR], ['breached', 2 * DAY + 4 * HOUR]])
  })

  it('say yes or no to what is suggested; another time may be another answer', () => {
    const plan = aPlan([anAction('pay', { mode: 'suggest' })])
    const confirmed = (confirm: readonly boolean[], exceptions: Scenario['exceptions'] = {}) => simulate(plan, organisation, aScenario({ confirm: { pay: confirm }, exceptions }))
    expect(confirmed([true])).toMatchObject({ outcome: 'done', effects: ['shop.pay'], endedAt: START })
    expect(confirmed([false])).toMatchObject({ outcome: null, effects: [], openAt: ['pay'] })
    expect(confirmed([false, true], { pay: [{ choice: 'retry', reference: '', after: MINUTE }] })).toMatchObject({ outcome: 'done', effects: ['shop.pay'], endedAt: START + MINUTE })
    expect(simulate(plan, organisation, aScenario())).toMatchObject({ outcome: null, openAt: ['pay'] })
  })

  it('who cannot do it the first time may the second', () => {
    const plan = aPlan([aTask('look')])
    const people = { look: [{ kind: 'cannot' as const, after: HOUR, reason: 'unsafe' as const, note: '' }, done] }
    const exceptions = { look: [{ choice: 'retry' as const, reference: '', after: HOUR, by: 'olu' }] }
    const result = simulate(plan, organisation, aScenario({ people, exceptions }))
    expect([result.outcome, result.endedAt, who(result, 'exception_settled')]).toEqual(['done', START + 3 * HOUR, ['person:olu']])
  })
})
