import supertest from 'supertest'
import { expect, test } from 'vitest'
import type { Person } from '../../domain/organisation.ts'
import type { Decided, Parked } from '../../domain/parked.ts'
import { fakes, NOW, organisation } from './fakes.ts'

const one: Parked = { kind: 'mail', id: '7', what: 'Re: Inspect', from: 'ana@shop.test', caseId: null, reason: 'it answers no task', at: NOW, again: false, file: 'b'.repeat(64) }

function world(access: Person['access'], came: Decided = 'done') {
  const decided: string[] = []
  const { app } = fakes({
    parked: {
      list: async () => [one], again: async (...asked) => (decided.push(`again ${asked.join(' ')}`), came), dismiss: async (...asked) => (decided.push(`dismiss ${asked.join(' ')}`), came),
    },
    catalogue: { ...fakes().deps.catalogue, organisation: async () => ({ ...organisation, people: { ana: { ...organisation.people['ana']!, access } } }) },
  })
  const ask = (method: 'get' | 'post', path: string, body: object = {}) => method === 'get'
    ? supertest(app).get(path).set('X-Evenkeel-Person', 'ana')
    : supertest(app).post(path).set('X-Evenkeel-Person', 'ana').send(body)
  return { ask, decided }
}

test('what was set aside is listed with its reason, and with whether the reader may decide about it', async () => {
  const lead = await world(['ops_lead']).ask('get', '/api/parked').expect(200)
  const manager = await world(['manager']).ask('get', '/api/parked').expect(200)

  expect(lead.body).toEqual({ mayDecide: true, parked: [{ ...one, at: '2026-11-20T10:00:00Z' }] })
  expect(manager.body.mayDecide).toBe(false)
  await world(['staff', 'approver', 'auditor']).ask('get', '/api/parked').expect(403)
})

test('an ops lead has it tried again, or dismisses it with a reason, under their own name', async () => {
  const { ask, decided } = world(['ops_lead'])

  expect((await ask('post', '/api/parked/mail/7/again').expect(200)).body).toEqual({ kind: 'mail', id: '7', decided: 'again' })
  expect((await ask('post', '/api/parked/webhook/8/dismiss', { because: ' a test ' }).expect(200)).body).toEqual({ kind: 'webhook', id: '8', decided: 'dismissed' })
  await ask('post', '/api/parked/mail/7/dismiss', { because: '  ' }).expect(422)
  await ask('post', '/api/parked/fax/7/again').expect(422)

  expect(decided).toEqual(['again mail 7 ana', 'dismiss webhook 8 ana a test'])
})

test('what somebody else has decided about, and what is not there, is said', async () => {
  const late = await world(['admin'], 'settled').ask('post', '/api/parked/mail/7/again').expect(409)
  const none = await world(['admin'], 'unknown').ask('post', '/api/parked/mail/9/again').expect(404)

  expect(late.body).toMatchObject({ code: 'not-parked' })
  expect(none.body).toMatchObject({ code: 'unknown-parked', detail: 'no mail is kept as "9"; "GET /api/parked" lists what was set aside' })
  await world(['manager']).ask('post', '/api/parked/mail/7/again').expect(403)
})
