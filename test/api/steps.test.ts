import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { aDetail, aTask, fakes, NOW } from './fakes.ts'

const AS_ANA = { 'X-Evenkeel-Person': 'ana' }
const send = (app: ReturnType<typeof fakes>['app'], verb: string, body: object, step = 'inspect') =>
  supertest(app).post(`/api/cases/c1/steps/${encodeURIComponent(step)}/${verb}`).set(AS_ANA).send({ commandId: 'x1', ...body })

describe('what a person can do to a step', () => {
  it.each([
    ['pause', { reason: 'waiting_customer', for: '1h30m' }, { do: 'pause', reason: 'waiting_customer', forMs: 5_400_000 }],
    ['pause', { reason: 'waiting_customer' }, { do: 'pause', reason: 'waiting_customer' }],
    ['resume', { instance: 'inspect#1', epoch: 2 }, { do: 'resume', instance: 'inspect#1', epoch: 2 }],
    ['handoff', { to: 'bo', summary: 'counted' }, { do: 'handoff', to: 'bo', summary: 'counted' }],
    ['handoff', { summary: 'counted' }, { do: 'handoff', summary: 'counted' }],
    ['stay', { epoch: 2 }, { do: 'stay', epoch: 2 }],
    ['escalate', { level: 0 }, { do: 'escalate', level: 0 }],
    ['deescalate', { level: 2, epoch: 1 }, { do: 'deescalate', level: 2, epoch: 1 }],
    ['decline', { note: 'no chemist' }, { do: 'decline', note: 'no chemist' }],
    ['decline', {}, { do: 'decline', note: '' }],
    ['confirm', { yes: true }, { do: 'confirm', yes: true, note: '' }],
    ['answer', { form: { score: 7 } }, { do: 'answer', form: { score: 7 } }],
    ['settle', { choice: 'give_up' }, { do: 'settle', choice: 'give_up', reference: '', form: {}, roles: ['warehouse'] }],
  ])('%s %j reaches the case as the person of the session', async (verb, body, command) => {
    const { app, asked } = fakes()
    await send(app, verb, body).expect(200)
    expect(asked.commands).toEqual([{ caseId: 'c1', command: { ...command, commandId: 'x1', step: 'inspect', by: 'ana', via: 'api' } }])
  })

  it.each([
    ['pause', { reason: 'waiting_customer', for: 'a while' }], ['pause', {}], ['pause', { reason: 'x', for: '0h' }], ['handoff', { to: 'bo' }], ['confirm', {}], ['confirm', { yes: 'yes' }], ['answer', { form: 5 }],
    ['settle', { choice: 'give_up', roles: ['chief'] }], ['escalate', {}], ['escalate', { level: -1 }], ['deescalate', { level: 'two' }], ['decline', { note: 5 }],
  ])('%s %j is refused at the border', async (verb, body) => {
    const { app, asked } = fakes()
    expect((await send(app, verb, body).expect(422)).body.code).toBe('wrong-request')
    expect(asked.commands).toEqual([])
  })

  it.each(['x\ud800', '\udc00', 'x\0', 'x\n'])('a command id that the engine cannot take as a name, %j, is the caller’s mistake and no engine out of reach', async (commandId) => {
    const { app, asked } = fakes()
    const { body } = await send(app, 'claim', { commandId }).expect(422)
    expect(body).toMatchObject({ code: 'wrong-request', detail: expect.stringContaining('a command id is text in one line') })
    expect(asked.commands).toEqual([])
  })

  it.each(['gone', 'nobody', 'constructor'])('a step is not handed to "%s", who does not work here', async (to) => {
    const { app, asked } = fakes()
    const { body } = await send(app, 'handoff', { to, summary: 'x' }).expect(422)
    expect(body).toMatchObject({ code: 'wrong-form', errors: [{ field: 'to' }], state: { case: { caseId: 'c1' } } })
    expect(asked.commands).toEqual([])
  })

  it.each(['refund/approve', 'lines[0]/check', 'books.goods.1'])('a step inside another is named by its path: %s', async (step) => {
    const { app, asked } = fakes({ reader: { ...fakes().deps.reader, case: async () => ({ ...aDetail(), tasks: [aTask({ step })] }) } })
    await send(app, 'claim', {}, step).expect(200)
    expect(asked.commands[0]?.command).toMatchObject({ do: 'claim', step })
    const { body } = await supertest(app).get(`/api/cases/c1/steps/${encodeURIComponent(step)}`).set(AS_ANA).expect(200)
    expect(body.task).toMatchObject({ step })
  })
})

it('a card shows all that a person needs to know, with instants as text', async () => {
  const card = aTask({
    kind: 'suggestion', choices: ['retry'], suggestion: { action: 'shop.pay', input: { amount: 1 } }, question: { fact: 'risk' },
    evidence: [{ name: 'photos', label: 'Photos', kind: 'photo', atLeast: 1, atMost: 3, required: ['good'], unless: true }],
    approvals: { need: 2, of: ['support'], given: [{ by: 'bo', at: NOW, form: {}, evidence: { photos: [] } }] }, notFor: ['ana'],
    pauses: ['waiting_customer'], paused: { reason: 'waiting_customer', by: 'bo', since: NOW, until: NOW + 3_600_000 }, handedOn: { by: 'bo', summary: 'counted', at: NOW }, shift: { handoff: 'ask', endsAt: NOW, answerBy: NOW + 1_800_000, because: 'Olu changed the roster' },
  })
  const { app } = fakes({ reader: { ...fakes().deps.reader, case: async () => ({ ...aDetail(), tasks: [card] }) } })
  const { body } = await supertest(app).get('/api/cases/c1/steps/inspect').set(AS_ANA).expect(200)
  expect(body.task).toMatchObject({
    kind: 'suggestion', choices: ['retry'], suggestion: { action: 'shop.pay', input: { amount: 1 } }, question: { fact: 'risk' }, evidence: [{ name: 'photos', required: ['good'], unless: true }],
    approvals: { need: 2, of: ['support'], given: [{ by: 'bo', at: '2026-11-20T10:00:00Z' }] }, notFor: ['ana'], pauses: ['waiting_customer'],
    paused: { reason: 'waiting_customer', since: '2026-11-20T10:00:00Z', until: '2026-11-20T11:00:00Z' }, handedOn: { summary: 'counted', at: '2026-11-20T10:00:00Z' },
    shift: { handoff: 'ask', endsAt: '2026-11-20T10:00:00Z', answerBy: '2026-11-20T10:30:00Z', because: 'Olu changed the roster' },
  })
})
