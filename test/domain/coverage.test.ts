import { expect, test } from 'vitest'
import { planOffsets } from '../../compiler/zone-offsets.ts'
import { uncoveredSteps } from '../../domain/coverage.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Allowance, TaskStep } from '../../domain/plan.ts'
import { aPlan, aTask } from '../harness/plans.ts'
import { at, away, calendar, every, iso, layer, organisation, person, role, roster, weekdays } from './roster-builders.ts'

/** Sam is on Monday to Friday from 8 to 17 in Chicago, and nobody else. */
const hours = roster([layer(every(1, 'week', '2026-11-16 08:00', ['sam']), { hours: weekdays() })])
const world = (over: Partial<Organisation> = {}) => organisation({ rosters: { leads: hours }, zones: { 'America/Chicago': planOffsets('America/Chicago') }, ...over })
const NOON = at('2026-11-18T12:00-06:00')
const HOUR = 3_600_000

const elapsed = (hoursLong: number): Allowance => ({ unit: 'elapsed', ms: hoursLong * HOUR })
const asked = (finish: Allowance, over: Partial<TaskStep> = {}) => aPlan([aTask('look', { assign: { kind: 'roster', name: 'leads' }, sla: { finish }, ...over })])
const found = (plan: ReturnType<typeof asked>, organisation = world()) =>
  uncoveredSteps(plan, organisation, NOON).flatMap(({ step, stretches }) => stretches.map(({ from, to }) => `${step} ${iso(from)} ${iso(to)}`))

test('a step is not covered while it would be due before anybody comes', () => {
  // Over night nobody is on for 15 hours: what begins in the first 11 is due within them.
  expect(found(asked(elapsed(4)))[0]).toBe('look 2026-11-18T23:00:00Z 2026-11-19T10:00:00Z')
  expect(found(asked(elapsed(4)))).toHaveLength(22)
})

test('a step that lasts until somebody comes is covered, over the weekend too', () => {
  expect(found(asked(elapsed(15)))[0]).toBe('look 2026-11-20T23:00:00Z 2026-11-22T23:00:00Z')
  expect(found(asked(elapsed(64)))).toEqual([])
})

test('time counted in hours in which somebody is on is always covered', () => {
  const business: Allowance = { unit: 'business', ms: HOUR }

  expect(found(asked(business, { hours: 'support' }), world({ calendars: { support: calendar() } }))).toEqual([])
  expect(found(asked(business, { hours: 'support' }), world({ calendars: { support: calendar({ weekly: [{ day: 6, from: 480, to: 1020 }] }) } }))).toEqual([
    'look 2026-11-20T23:00:00Z 2026-11-22T22:00:00Z', 'look 2026-11-27T23:00:00Z 2026-11-29T22:00:00Z', 'look 2026-12-04T23:00:00Z 2026-12-06T22:00:00Z', 'look 2026-12-11T23:00:00Z 2026-12-13T22:00:00Z',
  ])
})

test('a fallback covers, and so does a role with people; the sink does not', () => {
  expect(found(asked(elapsed(1)), world({ rosters: { leads: { ...hours, fallback: 'dana' } } }))).toEqual([])
  expect(found(asked(elapsed(1), { assign: { kind: 'role', name: 'crew' } }), world({ roles: { crew: role('crew', ['kim']) } }))).toEqual([])
  expect(found(asked(elapsed(1), { assign: { kind: 'role', name: 'crew' } }), world({ roles: { crew: role('crew', [], { roster: 'leads' }) } }))).toHaveLength(22)
})

test('a person who is away is not there for their steps, and one who left is never', () => {
  const hers = (over: Partial<Organisation>) => found(asked(elapsed(1), { assign: { kind: 'person', name: 'kim' } }), world(over))

  expect(hers({ absences: [away('kim', '2026-11-20T00:00-06:00', '2026-11-21T00:00-06:00')] })).toEqual(['look 2026-11-20T06:00:00Z 2026-11-21T05:00:00Z'])
  expect(hers({ absences: [away('kim', '2026-11-20T00:00-06:00', '2026-11-21T00:00-06:00', 'bo')] })).toEqual([])
  expect(hers({ people: { kim: person('kim', { active: false }) } })).toEqual(['look 2026-11-18T18:00:00Z 2026-12-18T18:00:00Z'])
})

test('whoever an expression names, and what is no task, is not looked at', () => {
  expect(found(asked(elapsed(1), { assign: { kind: 'expression', tree: { is: 'read', path: ['event', 'who'] } } }))).toEqual([])
})
