import supertest from 'supertest'
import { expect, it } from 'vitest'
import { SopPage } from '../../api/schema/sops.ts'
import { fakes } from './fakes.ts'

const as = (person: string) => ({ 'X-Evenkeel-Person': person })

it('a SOP is told as a card, with the roles that hang on one person', async () => {
  const { app } = fakes()
  const { body: list } = await supertest(app).get('/api/sops').set(as('ana')).expect(200)
  const [{ sop }] = list.sops as [{ sop: string }]
  const { body } = await supertest(app).get(`/api/sops/${sop}`).set(as('ana')).expect(200)
  expect(body.sop).toEqual(list.sops[0])
  expect(body.card).toMatchObject({ sop, title: list.sops[0].title })
  expect(SopPage.parse(body)).toEqual(body)
  expect(body.card.outcomes.map(({ name }: { name: string }) => name.toLowerCase().replaceAll(' ', '_'))).toEqual(list.sops[0].outcomes)
  expect(Array.isArray(body.single)).toBe(true)
  await supertest(app).get('/api/sops/nothing-such').set(as('ana')).expect(404).expect(({ body: problem }) => expect(problem).toMatchObject({ code: 'unknown-sop' }))
})

it('what is connected is told to leads and checked for them, and nobody else', async () => {
  const { app } = fakes()
  const { body: people } = await supertest(app).get('/api/session').expect(200)
  const codes: Record<number, number> = {}
  for (const { id } of people.people as { id: string }[]) {
    const { body, status } = await supertest(app).get('/api/connectors').set(as(id))
    codes[status] = (codes[status] ?? 0) + 1
    if (status !== 200) continue
    expect(body.connectors).toEqual([{ name: 'shopify' }, { name: 'csv' }])
    if (!body.mayCheck) await supertest(app).post('/api/connectors/shopify/check').set(as(id)).send({}).expect(403)
    else {
      expect((await supertest(app).post('/api/connectors/shopify/check').set(as(id)).send({}).expect(200)).body).toEqual({ name: 'shopify', state: 'ok', message: 'the shop "Sample shop"', missing: [] })
      await supertest(app).post('/api/connectors/none/check').set(as(id)).send({}).expect(404)
    }
  }
  expect(codes[403]).toBeGreaterThan(0)
})
