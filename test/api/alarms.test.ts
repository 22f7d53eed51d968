import supertest from 'supertest'
import { expect, test } from 'vitest'
import { openapi } from '../../api/openapi.ts'
import type { Alarm } from '../../domain/ports.ts'
import type { Person } from '../../domain/organisation.ts'
import { fakes, NOW, organisation } from './fakes.ts'

const alarm: Alarm = { kind: 'case-stands-still', subject: 'run-1', message: 'its code fails', times: 3, firstAt: NOW - 3_600_000, lastAt: NOW - 500 }
const WEEK = 7 * 86_400_000

function world(access: Person['access'], alarms: readonly Alarm[] = [alarm]) {
  const asked: number[] = []
  const { app } = fakes({
    alarms: { since: async (at) => (asked.push(at), alarms) },
    catalogue: { all: async () => [], publishedAt: async () => ({}), current: async () => undefined, organisation: async () => ({ ...organisation, people: { ana: { ...organisation.people['ana']!, access } } }) },
  })
  return { app, asked }
}
const look = (app: Parameters<typeof supertest>[0]) => supertest(app).get('/api/alarms').set('X-Evenkeel-Person', 'ana')

test.each(['manager', 'admin', 'ops_lead'] as const)('whoever is %s sees the alarms of the last 7 days', async (access) => {
  const { app, asked } = world(['staff', access])

  const { body } = await look(app).expect(200)

  expect(body).toEqual({
    alarms: [{ kind: 'case-stands-still', subject: 'run-1', message: 'its code fails', times: 3, firstAt: '2026-11-20T09:00:00Z', lastAt: '2026-11-20T09:59:59.500Z' }],
  })
  expect(asked).toEqual([NOW - WEEK])
})

test('nobody else does, and a stranger is asked who they are', async () => {
  const { app, asked } = world(['staff', 'approver', 'auditor'])

  const { body } = await look(app).expect(403)
  await supertest(app).get('/api/alarms').expect(401)
  await supertest(app).post('/api/alarms').set('X-Evenkeel-Person', 'ana').expect(405)

  expect(body).toMatchObject({ code: 'not-allowed', detail: '"ana" may not see alarms; it takes "access" of manager, ops_lead, admin in the organisation file' })
  expect(asked).toEqual([])
})

test('they are counted by kind for Prometheus, and missing there while the database is away', async () => {
  const { app } = world(['staff'], [alarm, { ...alarm, subject: 'run-2' }])
  const away = fakes({ alarms: { since: async () => Promise.reject(new Error('away')) } }).app

  const { text } = await supertest(app).get('/metrics').expect(200)
  const without = await supertest(away).get('/metrics').expect(200)

  expect(text).toContain('evenkeel_alarms{kind="case-stands-still"} 2\nevenkeel_alarms{kind="webhook-parked"} 0')
  expect(without.text).not.toContain('evenkeel_alarms{')
  expect(without.text).toContain('evenkeel_intake_total')
})

test('the description knows them', () => {
  expect(openapi().paths?.['/api/alarms']?.get?.responses?.['200']).toBeDefined()
})
