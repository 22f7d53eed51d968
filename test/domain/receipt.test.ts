import { expect, test } from 'vitest'
import { basisWords, otherWords, receiptsOf } from '../../domain/receipt.ts'
import { withEdits } from '../../domain/roster/edit.ts'
import { aPlan, aTask } from '../harness/plans.ts'
import { openDesk } from './desk.ts'
import { every, layer, organisation, role, roster } from './roster-builders.ts'

const HOUR = 3_600_000
/** Sam has the week; Kim the nights below it. */
const file = organisation({
  roles: { on_call: role('on_call', [], { roster: 'leads' }) },
  rosters: { leads: roster([layer(every(1, 'week', '2026-11-16 08:00', ['sam'], ['dana']), { priority: 1, name: 'weeks' }), layer(every(1, 'day', '2026-11-16 08:00', ['kim']), { name: 'days' })]) },
})
const NOW = Date.UTC(2026, 10, 20, 10)
const changed = withEdits(file, [{ roster: 'leads', made: { id: 'e1', by: 'olu', at: NOW }, wish: { do: 'replace', person: 'sam', with: 'dana', from: NOW - HOUR, to: NOW + 9 * HOUR, because: 'dentist' } }], NOW)
const plan = aPlan([aTask('look', { assign: { kind: 'role', name: 'on_call' }, sla: { finish: { unit: 'elapsed', ms: 4 * HOUR } } })])

test('every owner has a receipt: version, roster, layer, override and instant, who else was looked at and why not', () => {
  const desk = openDesk(plan, { organisation: changed })
  desk.ask('handoff', { step: 'look', to: 'kim', by: 'dana', summary: 'half done' })

  const [first, second] = receiptsOf(desk.events.map((event) => ({ ...event, step: event.step ?? null })))

  expect(first).toEqual({
    at: NOW, step: 'look', title: 'Do look', to: ['dana'], before: null, because: null, target: 'on_call', roster: 'leads', version: 'v1',
    why: 'Dana replaces Sam by an override (dentist) that Olu made; Sam has the shift in layer "weeks"',
    considered: [{ person: 'sam', why: 'is replaced by Dana (dentist)' }, { person: 'kim', why: 'layer "days" is covered by layer "weeks"' }],
  })
  expect(basisWords(first!, (name) => name.replaceAll('_', ' '))).toBe('asked for "on call" by the roster "leads" in version v1 of the organisation')
  expect(otherWords(first!, (id) => id.toUpperCase())).toEqual(['not SAM: is replaced by Dana (dentist)', 'not KIM: layer "days" is covered by layer "weeks"'])
  expect(second).toMatchObject({ to: ['kim'], before: 'dana', why: 'Dana handed it to Kim', target: 'kim', roster: null })
})
