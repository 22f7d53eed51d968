import { expect, test } from 'vitest'
import type { Organisation, Roster } from '../../domain/organisation.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { anOrganisation, aPlan, aTable, aTask, elapsed, HOUR, is, local, read, role } from '../harness/plans.ts'
import { every, layer, roster, weekdays } from './roster-builders.ts'

const TEN = Date.parse('2026-11-20T10:00:00Z')
/** One shift of Ana and Bo by the week; another where Dana has the days and nobody the nights, which fall to Olu. */
const byWeek = roster([layer(every(1, 'week', '2026-11-16 08:00', ['ana'], ['bo']))], { id: 'desk', zone: 'UTC' })
const byDay = roster([layer(every(1, 'day', '2026-11-16 08:00', ['dana']), { hours: weekdays() })], { id: 'desk', zone: 'UTC', fallback: 'olu' })
const staffed = (desk: Roster): Organisation => anOrganisation({ rosters: { desk }, roles: { ...anOrganisation().roles, desk: { id: 'desk', accountableFor: 'the desk', people: ['ana', 'bo', 'dana', 'olu'], pick: 'first', roster: 'desk' } } })

/** Looked at twice by whoever is on; what happens then follows from what they saw and not from who saw it. */
const plan = aPlan([
  aTask('look', { assign: role('desk'), sla: { finish: elapsed(8 * HOUR) }, outcomes: ['whole', 'broken'], routes: { whole: { to: 'again' }, broken: { finish: 'declined' } } }),
  aTask('again', { assign: role('desk'), sla: { finish: elapsed(8 * HOUR) }, routes: { done: { to: 'pay' } } }),
  aTable('pay', {}, { inputs: [{ name: 'kind', tree: read('event.kind') }], rules: [{ tests: [{ input: 'kind', test: local('cell') }], then: 'yes', outputs: {} }, { tests: [], then: 'no', outputs: { because: is('other') } }], routes: { yes: { finish: 'refunded' }, no: { finish: 'declined' } } }),
])
const scenario: Scenario = {
  name: 'whole', startsAt: TEN, trigger: 'shop.return', openedBy: 'shop', event: { id: 'R-1', kind: true, customer: { email: 'cy@example.com', name: 'Cy' } }, facts: {}, systems: {}, exceptions: {}, expect: {},
  people: { look: [{ kind: 'complete', after: HOUR, outcome: 'whole', form: {} }], again: [{ kind: 'complete', after: 7 * HOUR, outcome: 'done', form: {} }] },
}

test('the same case on two rosters comes to the same result by the same steps; only who does them differs', () => {
  const [week, day] = [byWeek, byDay].map((desk) => simulate(plan, staffed(desk), scenario))
  const steps = (played = week) => played?.trace.flatMap(({ type, step, at }) => (['step_started', 'completed', 'decided', 'case_closed'].includes(type) ? [`${(at - TEN) / HOUR} h ${type} ${step ?? ''}`] : []))
  const doers = (played = week) => played?.trace.flatMap(({ type, actor }) => (type === 'completed' ? [actor] : []))

  expect([week?.outcome, day?.outcome]).toEqual(['refunded', 'refunded'])
  expect(steps(day)).toEqual(steps(week))
  expect([doers(week), doers(day)]).toEqual([['person:ana', 'person:ana'], ['person:dana', 'person:olu']])
})
