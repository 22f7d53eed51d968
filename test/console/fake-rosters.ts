import type { Express } from 'express'
import { planOffsets } from '../../compiler/zone-offsets.ts'
import type { Organisation, Person } from '../../domain/organisation.ts'
import type { ListedTask } from '../../domain/ports.ts'
import type { CasePage } from '../../console/src/wire.ts'
import { fakes } from '../api/fakes.ts'
import { aTask } from '../api/fakes.ts'
import { createRosterBook } from '../api/roster-book.ts'
import { every, layer, role, roster, weekdays } from '../domain/roster-builders.ts'
import { aPlan, aTask as aStep } from '../harness/plans.ts'

const person = (id: string, name: string, access: Person['access'] = ['staff']): Person =>
  ({ id, name, email: `${id}@shop.test`, zone: 'Europe/Berlin', locale: 'en-GB', active: true, access })

const HOUR_MS = 3_600_000

/** Ana and Bo take turns by the day on the floor; support is on by day and nobody by night, whose step is due within four hours. */
const organisation: Organisation = {
  name: 'Shop', version: '4be1c7a9d2', zone: 'Europe/Berlin', locale: 'en', sink: 'cx_lead',
  people: { ana: person('ana', 'Ana'), bo: person('bo', 'Bo'), cleo: person('cleo', 'Cleo', ['staff', 'ops_lead']) },
  roles: { returns_inspector: role('returns_inspector', [], { roster: 'returns_floor' }), cx_lead: role('cx_lead', ['cleo']), warehouse_lead: role('warehouse_lead', ['bo']) },
  zones: { 'Europe/Berlin': planOffsets('Europe/Berlin') },
  calendars: {}, escalations: {}, absences: [], systems: {}, limits: {}, sources: {},
  rosters: {
    returns_floor: roster([layer(every(1, 'day', '2026-11-20 08:00', ['ana'], ['bo']), { name: 'days' })], { id: 'returns_floor', zone: 'Europe/Berlin' }),
    support: roster([layer(every(1, 'week', '2026-11-16 08:00', ['cleo'], ['bo']), { name: 'weekdays', hours: weekdays(480, 1080) })], { id: 'support', zone: 'Europe/Berlin' }),
  },
}

const plans = [aPlan([aStep('answer_customer', { assign: { kind: 'roster', name: 'support' }, sla: { finish: { unit: 'elapsed', ms: 4 * HOUR_MS } } })], { sop: 'enquiries', title: 'Enquiries' })]

/** The real API's roster pages over rosters in memory; `pages` are the cases whose tasks the rosters gave out. */
export function createFakeRosters(now: number, pages: () => Iterable<CasePage>): Express {
  const book = createRosterBook(organisation, () => now)
  const tasks = (): readonly ListedTask[] => [...pages()].flatMap((page) => page.tasks).map(({ caseId, step, title, label, forWhom, assignee, claimedBy }) =>
    aTask({ caseId, step, title, label, forWhom, assignee, claimedBy }))
  return fakes({
    now: () => now, rosterChanges: book,
    catalogue: { all: async () => plans, current: async () => undefined, publishedAt: async () => ({}), organisation: async () => book.organisation() },
    reader: { cases: async () => [], case: async () => undefined, task: async () => undefined, tasks: async () => tasks() },
  }).app
}
