import supertest from 'supertest'
import { expect, test } from 'vitest'
import type { InboxDetail, InboxFilter } from '../../domain/inbox-view.ts'
import type { Person } from '../../domain/organisation.ts'
import { fakes, NOW, organisation } from './fakes.ts'

const one: InboxDetail = {
  id: '31', source: 'shopify', topic: 'returns/request', deliveryId: 'd', eventId: 'e', state: 'parked', again: false, repeats: 2, conflicts: 1, at: NOW, settledAt: NOW, caseId: null, says: 'no amount',
  body: '{"id":1,"email":"maria@mail.example"}', others: ['{"email":"olga@mail.example"}'], decisions: [{ decision: 'again', by: 'ana', because: '', at: NOW }],
}

function world(access: Person['access']) {
  const asked: InboxFilter[] = []
  const { body: _body, others: _others, decisions: _decisions, ...entry } = one
  const { app } = fakes({
    inboxBook: { list: async (filter) => (asked.push(filter), { entries: [entry], next: '31' }), one: async (id) => (id === '31' ? one : undefined), sources: async () => ['shopify'] },
    catalogue: { ...fakes().deps.catalogue, organisation: async () => ({ ...organisation, people: { ana: { ...organisation.people['ana']!, access } } }) },
  })
  return { asked, get: (path: string) => supertest(app).get(path).set('X-Evenkeel-Person', 'ana') }
}

test('the inbox is listed page by page with what was asked of it', async () => {
  const { get, asked } = world(['ops_lead'])

  const { body } = await get('/api/inbox?state=parked&source=shopify&text=31&before=99&limit=20').expect(200)

  expect(asked).toEqual([{ state: 'parked', source: 'shopify', text: '31', before: '99', limit: 20 }])
  expect(body).toMatchObject({ mayDecide: true, sources: ['shopify'], next: '31', inbox: [{ id: '31', state: 'parked', repeats: 2, conflicts: 1, at: '2026-11-20T10:00:00Z', says: 'no amount' }] })
  expect(body.inbox[0]).not.toHaveProperty('body')
  for (const wrong of ['state=open', 'before=x', 'limit=0', 'limit=201']) await get(`/api/inbox?${wrong}`).expect(422)
})

test('whoever decides about a webhook reads it whole, others without data about people, and the rest not at all', async () => {
  const lead = (await world(['ops_lead']).get('/api/inbox/31').expect(200)).body
  const [manager, auditor] = await Promise.all((['manager', 'auditor'] as const).map(async (role) => (await world([role]).get('/api/inbox/31').expect(200)).body))

  expect(lead).toMatchObject({ whole: true, mayDecide: true, body: '{\n  "id": 1,\n  "email": "maria@mail.example"\n}', decisions: [{ decision: 'again', by: 'ana', at: '2026-11-20T10:00:00Z' }] })
  expect(manager).toMatchObject({ whole: false, mayDecide: false, body: '{\n  "id": 1,\n  "email": "•••"\n}', others: ['{\n  "email": "•••"\n}'] })
  expect(auditor).toEqual(manager)
  await world(['staff', 'approver']).get('/api/inbox/31').expect(403)
  expect((await world(['admin']).get('/api/inbox/32').expect(404)).body).toMatchObject({ code: 'unknown-webhook' })
})
