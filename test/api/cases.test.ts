import supertest from 'supertest'
import { expect, test } from 'vitest'
import { Away } from '../../domain/away.ts'
import { Refused } from '../../domain/refusal.ts'
import { aCase, fakes } from './fakes.ts'

const AS_ANA = { 'X-Evenkeel-Person': 'ana' }
const AS_BO = { 'X-Evenkeel-Person': 'bo' }

test('the list of cases shows instants as ISO 8601 in UTC', async () => {
  const { app } = fakes()

  const { body } = await supertest(app).get('/api/cases?state=open').set(AS_ANA).expect(200)

  expect(body.cases[0]).toMatchObject({ caseId: 'c1', openedAt: '2026-11-20T10:00:00Z', dueAt: '2026-11-20T11:00:00Z', confirmed: true })
  expect(body.next).toBeNull()
})

test('a list longer than its limit says where the next page begins', async () => {
  const reader = { ...fakes().deps.reader, cases: async () => [aCase({ caseId: 'a' }), aCase({ caseId: 'b' }), aCase({ caseId: 'c' })] }

  const { body } = await supertest(fakes({ reader }).app).get('/api/cases?limit=2').set(AS_ANA).expect(200)

  expect(body.cases).toHaveLength(2)
  expect(body.next).toBe('b')
})

test('a filter that does not exist or a limit out of range is named, not guessed', async () => {
  const { body } = await supertest(fakes().app).get('/api/cases?limit=9999').set(AS_ANA).expect(422)

  expect(body).toMatchObject({ code: 'wrong-request', errors: [{ field: 'limit' }] })
})

test('a case page has its tasks, its story and its effects', async () => {
  const { body } = await supertest(fakes().app).get('/api/cases/c1').set(AS_ANA).expect(200)

  expect(body.tasks[0]).toMatchObject({
    dueAt: '2026-11-20T12:00:00.500Z',
    next: { at: '2026-11-20T10:00:00.001Z' },
    facts: [{ value: '2026-11-20T10:00:00Z' }],
  })
  expect(body.timeline[0]).toMatchObject({ at: '2026-11-20T10:00:00Z', text: 'Inspect began' })
  expect(body.effects[0]).toMatchObject({ reference: 'r1' })
})

test('an unknown case is 404 and names the case', async () => {
  const { body, type } = await supertest(fakes().app).get('/api/cases/nope').set(AS_ANA).expect(404)

  expect(type).toBe('application/problem+json')
  expect(body).toMatchObject({ type: '/problems/unknown-case', code: 'unknown-case', status: 404 })
  expect(body.detail).toContain('"nope"')
})

test('a stranger is told to say who they are, and somebody who left is a stranger', async () => {
  const { app } = fakes()

  const nobody = await supertest(app).get('/api/tasks').expect(401)
  const gone = await supertest(app).get('/api/tasks').set('X-Evenkeel-Person', 'gone').expect(401)
  const trick = await supertest(app).get('/api/tasks').set('X-Evenkeel-Person', '__proto__').expect(401)

  expect(nobody.body.code).toBe('unknown-person')
  expect(gone.body.detail).toContain('"gone"')
  expect(trick.body.code).toBe('unknown-person')
})

test('completing a step sends the command as the person of the session and answers with the case afterwards', async () => {
  const { app, asked } = fakes()

  const { body } = await supertest(app)
    .post('/api/cases/c1/steps/inspect/complete')
    .set(AS_ANA)
    .send({ commandId: 'x1', instance: 'inspect#1', epoch: 1, outcome: 'good', form: { grade: 'A' } })
    .expect(200)

  expect(asked.commands).toEqual([
    {
      caseId: 'c1',
      command: {
        do: 'complete',
        step: 'inspect',
        by: 'ana',
        via: 'api',
        commandId: 'x1',
        instance: 'inspect#1',
        epoch: 1,
        outcome: 'good',
        form: { grade: 'A' },
      },
    },
  ])
  expect(body).toMatchObject({ answer: { outcome: 'good' }, case: { caseId: 'c1' }, tasks: [{ step: 'inspect' }] })
})

test('who acts is taken from the session and never from the body', async () => {
  const { app, asked } = fakes()

  await supertest(app).post('/api/cases/c1/steps/inspect/claim').set(AS_ANA).send({ commandId: 'x', by: 'bo' }).expect(422)

  expect(asked.commands).toEqual([])
})

test('a refusal is 409 with the case as it is now, so that nobody acts on a stale page', async () => {
  const cases = {
    ...fakes().deps.cases,
    command: async () => {
      throw new Refused({ code: 'already-finished', message: '"bo" finished "inspect" with "good"' })
    },
  }

  const { body } = await supertest(fakes({ cases }).app)
    .post('/api/cases/c1/steps/inspect/claim')
    .set(AS_ANA)
    .send({ commandId: 'x' })
    .expect(409)

  expect(body).toMatchObject({
    code: 'already-finished',
    title: 'Refused',
    detail: '"bo" finished "inspect" with "good"',
    state: { case: { caseId: 'c1' }, tasks: [{ step: 'inspect' }] },
  })
})

test('a wrong form is 422 with each field that is wrong', async () => {
  const fields = [{ field: 'grade', message: 'choose one of A, B' }]
  const cases = {
    ...fakes().deps.cases,
    command: async () => {
      throw new Refused({ code: 'wrong-form', message: 'grade: choose one of A, B', fields })
    },
  }

  const { body } = await supertest(fakes({ cases }).app)
    .post('/api/cases/c1/steps/inspect/complete')
    .set(AS_ANA)
    .send({ commandId: 'x', outcome: 'good' })
    .expect(422)

  expect(body).toMatchObject({ code: 'wrong-form', errors: fields })
})

test('with the engine away a command answers 503 and says that sending it again is safe', async () => {
  const cases = {
    ...fakes().deps.cases,
    command: async () => {
      throw new Away('engine', 'the engine is out of reach; send it again with the same command id')
    },
  }

  const { body, headers } = await supertest(fakes({ cases }).app)
    .post('/api/cases/c1/steps/inspect/claim')
    .set(AS_ANA)
    .send({ commandId: 'x' })
    .expect(503)

  expect(headers['retry-after']).toBe('5')
  expect(body).toMatchObject({ code: 'engine-unreachable' })
  expect(body.detail).toContain('same command id')
})

test('a bug answers 500 with a number and keeps its words to itself', async () => {
  const reader = {
    ...fakes().deps.reader,
    case: async () => {
      throw new Error('secret detail')
    },
  }

  const { body, text, headers } = await supertest(fakes({ reader }).app).get('/api/cases/c1').set(AS_ANA).expect(500)

  expect(text).not.toContain('secret detail')
  expect(body).toMatchObject({ code: 'internal-error', requestId: headers['x-request-id'] })
})

test('a case opened by hand gets its key from the form, and the second time it is the same case', async () => {
  const { app, asked } = fakes()

  const first = await supertest(app)
    .post('/api/cases')
    .set(AS_BO)
    .send({ sop: 'returns', fields: { return_id: 'R1', count: '2' } })
    .expect(201)
  const again = await supertest(app)
    .post('/api/cases')
    .set(AS_BO)
    .send({ sop: 'returns', fields: { return_id: 'R1' } })
    .expect(200)

  expect(first.body).toEqual({ caseId: 'c1', started: true })
  expect(again.body).toEqual({ caseId: 'c1', started: false })
  expect(asked.opened[0]).toMatchObject({
    key: 'R1',
    trigger: 'manual',
    openedBy: 'bo',
    event: { return_id: 'R1', count: 2 },
    windable: false,
  })
})

test('opening by hand refuses an unknown SOP, a wrong form and a person without the role, each by name', async () => {
  const { app, asked } = fakes()
  const open = (person: Record<string, string>, body: object) => supertest(app).post('/api/cases').set(person).send(body)

  const sop = await open(AS_BO, { sop: 'refunds' }).expect(404)
  const form = await open(AS_BO, { sop: 'returns', fields: { count: 'many' } }).expect(422)
  const role = await open(AS_ANA, { sop: 'returns', fields: { return_id: 'R1' } }).expect(403)

  expect(sop.body.detail).toBe('no SOP "refunds" is published; there are "returns"')
  expect(form.body.errors.map(({ field }: { field: string }) => field)).toEqual(['return_id', 'count'])
  expect(role.body.detail).toContain('support')
  expect(asked.opened).toEqual([])
})

test('winding reads a duration and answers with the whole case', async () => {
  const { app, asked } = fakes()

  await supertest(app).post('/api/cases/c1/wind').set(AS_ANA).send({ commandId: 'w', by: '1h30m' }).expect(200)
  const wrong = await supertest(app).post('/api/cases/c1/wind').set(AS_ANA).send({ commandId: 'w', by: 'soon' }).expect(422)

  expect(asked.winds).toEqual([{ caseId: 'c1', commandId: 'w', byMs: 5_400_000, by: 'ana' }])
  expect(wrong.body.errors[0]).toMatchObject({ field: 'by' })
})

test('a step has its task and its own part of the story; a step nobody came to is 404', async () => {
  const { app } = fakes()

  const { body } = await supertest(app).get('/api/cases/c1/steps/inspect').set(AS_ANA).expect(200)
  const none = await supertest(app).get('/api/cases/c1/steps/refund').set(AS_ANA).expect(404)

  expect(body).toMatchObject({ task: { step: 'inspect' }, timeline: [{ text: 'Inspect began' }] })
  expect(none.body).toMatchObject({ code: 'unknown-step' })
})

test('my tasks are not repeated among those of my team', async () => {
  const { body } = await supertest(fakes().app).get('/api/tasks').set(AS_ANA).expect(200)

  expect(body.mine.map(({ caseId }: { caseId: string }) => caseId)).toEqual(['c1'])
  expect(body.team.map(({ caseId }: { caseId: string }) => caseId)).toEqual(['c2'])
})

test('a session is a cookie that scripts cannot read, and it acts as its person', async () => {
  const agent = supertest.agent(fakes().app)

  const before = await agent.get('/api/session').expect(200)
  const chosen = await agent.post('/api/session').send({ person: 'bo' }).expect(200)
  await agent.get('/api/tasks').expect(200)

  expect(before.body).toMatchObject({
    person: null,
    demo: false,
    zone: 'Europe/Berlin',
    people: [{ id: 'ana' }, { id: 'bo', roles: ['warehouse', 'support'] }],
  })
  expect(chosen.headers['set-cookie']?.[0]).toMatch(/^evenkeel_person=bo;.*HttpOnly.*SameSite=Lax/)
  await agent.post('/api/session').send({ person: 'gone' }).expect(401)
})

test('published SOPs say how a case is opened by hand and how many are open', async () => {
  const { body } = await supertest(fakes().app).get('/api/sops').set(AS_ANA).expect(200)

  expect(body.sops).toMatchObject([
    { sop: 'returns', openCases: 1, reviewBy: '1970-06-30T00:00:00Z', reviewDue: true, manual: { roles: ['support'], form: [{ name: 'return_id' }, { name: 'count' }] } },
  ])
})
