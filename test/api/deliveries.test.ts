import supertest from 'supertest'
import { expect, test } from 'vitest'
import { openapi } from '../../api/openapi.ts'
import type { ListedDelivery } from '../../domain/deliveries/port.ts'
import { fakes, NOW } from './fakes.ts'

const delivery: ListedDelivery = {
  id: '7', caseId: 'c1', step: 'inspect', instance: 'inspect#1', kind: 'told', person: 'bo', address: 'bo@shop.test', channel: 'email', urgent: true, headline: 'Inspect was escalated to you',
  state: 'sent', tries: 2, possibleRepeat: true, createdAt: NOW, settledAt: NOW + 1_500, nextAt: null, reference: '<7@shop.test>', reason: null,
}

test('a case says who was told what, by which channel and when, and names people and not their addresses', async () => {
  const { app } = fakes({ deliveries: { ...fakes().deps.deliveries, ofCase: async (caseId) => (caseId === 'c1' ? [delivery, { ...delivery, id: '8', person: null, address: '#ops', channel: 'slack', state: 'due', settledAt: null, nextAt: NOW + 60_000 }] : []) } })

  const { body } = await supertest(app).get('/api/cases/c1/deliveries').set('X-Evenkeel-Person', 'ana').expect(200)

  expect(body).toEqual({
    deliveries: [
      {
        id: '7', step: 'inspect', kind: 'told', person: 'bo', to: 'Bo', channel: 'email', urgent: true, headline: 'Inspect was escalated to you', state: 'sent', tries: 2, possibleRepeat: true,
        createdAt: '2026-11-20T10:00:00Z', settledAt: '2026-11-20T10:00:01.500Z', nextAt: null, reference: '<7@shop.test>', reason: null,
      },
      expect.objectContaining({ id: '8', person: null, to: '#ops', state: 'due', settledAt: null, nextAt: '2026-11-20T10:01:00Z' }),
    ],
  })
  expect(JSON.stringify(body)).not.toContain('bo@shop.test')
})

test('a stranger is asked who they are, an unknown case is unknown, and nothing can be written there', async () => {
  const { app } = fakes()

  await supertest(app).get('/api/cases/c1/deliveries').expect(401)
  await supertest(app).get('/api/cases/nope/deliveries').set('X-Evenkeel-Person', 'ana').expect(404)
  await supertest(app).post('/api/cases/c1/deliveries').set('X-Evenkeel-Person', 'ana').expect(405)
  expect((await supertest(app).get('/api/cases/c1/deliveries').set('X-Evenkeel-Person', 'ana').expect(200)).body).toEqual({ deliveries: [] })
  expect(openapi().paths?.['/api/cases/{caseId}/deliveries']?.get?.responses?.['200']).toBeDefined()
})

test('Prometheus sees how much waits to be told, and nothing of it while the database is away', async () => {
  const { app } = fakes({ deliveries: { ofCase: async () => [], backlog: async () => ({ due: 5_000, urgent: 12, oldestMs: 61_500 }) } })
  const away = fakes({ deliveries: { ofCase: async () => [], backlog: async () => Promise.reject(new Error('away')) } }).app

  const { text } = await supertest(app).get('/metrics').expect(200)
  const without = await supertest(away).get('/metrics').expect(200)

  expect(text).toContain('evenkeel_messages_waiting{which="all"} 5000\nevenkeel_messages_waiting{which="urgent"} 12')
  expect(text).toContain('evenkeel_messages_oldest_seconds 61.5')
  expect(without.text).not.toMatch(/^evenkeel_messages_/m)
})
