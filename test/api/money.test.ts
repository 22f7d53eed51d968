import supertest from 'supertest'
import { expect, test } from 'vitest'
import type { Person } from '../../domain/organisation.ts'
import { fakes, NOW, organisation } from './fakes.ts'

function world(access: Person['access']) {
  const rows: { stopped: boolean; by: string; because: string; at: number }[] = []
  const { app } = fakes({
    moneySwitch: { set: async (stopped, by, because) => void rows.unshift({ stopped, by, because, at: NOW }), history: async () => rows },
    catalogue: { ...fakes().deps.catalogue, organisation: async () => ({ ...organisation, people: { ana: { ...organisation.people['ana']!, access } } }) },
  })
  return (path: string, body?: object) => {
    const asked = body === undefined ? supertest(app).get(path) : supertest(app).post(path).send(body)
    return asked.set('X-Evenkeel-Person', 'ana')
  }
}

test('whoever leads stops all payments with a reason and releases them, and everybody sees who did', async () => {
  const ask = world(['ops_lead'])
  expect((await ask('/api/money').expect(200)).body).toEqual({ stopped: false, mayChange: true, history: [] })
  await ask('/api/money/stop', { because: '  ' }).expect(422)
  expect((await ask('/api/money/stop', { because: 'The provider pays twice' }).expect(200)).body).toMatchObject({ stopped: true, history: [{ by: 'ana', because: 'The provider pays twice', at: '2026-11-20T10:00:00Z' }] })
  expect((await ask('/api/money/release', { because: 'It is mended' }).expect(200)).body).toMatchObject({ stopped: false, history: [{ stopped: false }, { stopped: true }] })
})

test('an approver may stop and not release; staff may see', async () => {
  await world(['approver'])('/api/money/stop', { because: 'Too much' }).expect(200)
  await world(['approver'])('/api/money/release', { because: 'Now' }).expect(403)
  await world(['staff'])('/api/money/stop', { because: 'Too much' }).expect(403)
  expect((await world(['staff'])('/api/money').expect(200)).body).toMatchObject({ mayChange: false })
})
