import supertest from 'supertest'
import { expect, test } from 'vitest'
import type { Metric, MetricValue } from '../../domain/metrics/metric.ts'
import type { Report } from '../../domain/metrics/port.ts'
import type { Person } from '../../domain/organisation.ts'
import { fakes, NOW, organisation } from './fakes.ts'

const DAY = 86_400_000
const common = { is: 'what it counts', owner: 'buyer', record: 'our cases', kind: 'lagging', leadsTo: [], days: 7, per: null } as const
const counted: Metric = { ...common, id: 'delays', title: 'Delays', measure: { kind: 'count', of: { what: 'cases_opened' } }, act: { is: 'above', value: 2, from: 0 } }
const told: Metric = { ...common, id: 'orders', title: 'Orders', measure: { kind: 'reported' }, act: null }
const value: MetricValue = { metric: 'delays', group: 'north', from: NOW - 7 * DAY, to: NOW, value: 3.14159, sample: 3 }

function world(access: Person['access'] = ['staff'], metrics: readonly Metric[] = [counted, told]) {
  const reports: Omit<Report, 'id'>[] = []
  const { app } = fakes({
    metrics: { latest: async () => [value], history: async () => [{ ...value, value: null, sample: 0 }, value], report: async (one) => { reports.push(one); return one.value === 13 ? 'conflict' : 'kept' } },
    catalogue: { ...fakes().deps.catalogue, organisation: async () => ({ ...organisation, metrics, people: { ana: { ...organisation.people['ana']!, access } } }) },
  })
  const ask = (path: string, body?: object) => (body === undefined ? supertest(app).get(path) : supertest(app).post(path).send(body)).set('X-Evenkeel-Person', 'ana')
  return { ask, reports }
}

test('everybody sees each number with its meaning, its owner and whether somebody must act', async () => {
  const { body } = await world().ask('/api/metrics').expect(200)
  expect(body.metrics).toMatchObject([
    { metric: 'delays', is: 'what it counts', owner: 'buyer', act: { is: 'above', value: 2 }, latest: [{ group: 'north', value: 3.14, sample: 3, beyond: true, to: '2026-11-20T10:00:00Z' }] },
    { metric: 'orders', reported: true, latest: [] },
  ])
  expect((await world().ask('/api/metrics/delays').expect(200)).body.history).toMatchObject([{ value: null, beyond: false }, { value: 3.14, beyond: true }])
})

test('a shop without metrics has none, and an unknown one is named', async () => {
  expect((await world(['staff'], []).ask('/api/metrics').expect(200)).body).toEqual({ metrics: [] })
  expect((await world().ask('/api/metrics/delay').expect(404)).body).toMatchObject({ code: 'unknown-metric' })
})

test('a number of another system is taken with who told it, and one that we count ourselves is refused', async () => {
  const { ask, reports } = world(['ops_lead'])
  await ask('/api/metrics/orders/values', { value: 412, at: '2026-11-20T09:00:00Z' }).expect(201)
  expect(reports).toEqual([{ metric: 'orders', group: '', value: 412, at: NOW - 3_600_000, by: 'ana' }])
  expect((await ask('/api/metrics/delays/values', { value: 0 }).expect(409)).body).toMatchObject({ code: 'metric-is-counted' })
  expect((await ask('/api/metrics/orders/values', { value: 1, at: '2026-11-21T10:00:00Z' }).expect(422)).body).toMatchObject({ code: 'value-of-the-future' })
  await ask('/api/metrics/orders/values', { value: 'many' }).expect(422)
  expect((await ask('/api/metrics/orders/values', { value: 13 }).expect(409)).body).toMatchObject({ code: 'told-otherwise' })
  await ask('/api/metrics/orders/values', { value: 1e300 }).expect(422)
  expect(reports).toHaveLength(2)
})

test('staff read numbers and tell none', async () => {
  await world(['staff']).ask('/api/metrics/orders/values', { value: 1 }).expect(403)
})
