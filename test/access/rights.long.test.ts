import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refuseUncovered, routesOf } from '../../api/access/cover.ts'
import { relationToTask } from '../../api/access/relation.ts'
import { mayDo, type Relation, type Role } from '../../api/access/rights.ts'
import { TABLE } from '../../api/access/table.ts'
import { aTask, fakes, organisation } from '../api/fakes.ts'
import { CALLERS, knock, outcomeOf, RELATIONS, worldOf, type CallerName } from './cells.ts'

const worlds = new Map<string, Awaited<ReturnType<typeof worldOf>>>()
const world = (role: Role, relation: Relation) => worlds.get(`${role} ${relation}`)!
beforeAll(async () => {
  for (const caller of CALLERS) for (const relation of RELATIONS) {
    const role = caller === 'nobody' ? 'staff' : caller
    if (!worlds.has(`${role} ${relation}`)) worlds.set(`${role} ${relation}`, await worldOf(role, relation))
  }
})
afterAll(() => worlds.forEach((one) => one.close()))

const acts = ({ asked }: ReturnType<typeof world>) => asked.commands.length + asked.opened.length + asked.winds.length + asked.evidence.size
const CELLS = CALLERS.flatMap((caller) => RELATIONS.map((relation) => [caller, relation] as const))
let asserted = 0

describe('whoever has not the right is stopped by the table, and whoever has it gets through', () => {
  it.each(TABLE.map((row) => [`${row.method} ${row.path}`, row] as const))('%s', async (_name, row) => {
    const expected: Record<string, string> = {}
    const found: Record<string, string> = {}
    for (const [caller, relation] of CELLS) {
      const cell = `${caller}, ${relation}`
      const here = world(caller === 'nobody' ? 'staff' : caller, relation)
      const before = acts(here)
      expected[cell] = wanted(row.may, caller, relation)
      found[cell] = await outcomeOf(await knock(here.url, row, caller))
      if (found[cell] !== 'passes') expect(acts(here), `${cell} did something`).toBe(before)
      asserted++
    }
    expect(found).toEqual(expected)
  })

  it('and not one cell is left out', () => {
    expect(asserted).toBe(TABLE.length * CALLERS.length * RELATIONS.length)
  })
})

function wanted(may: (typeof TABLE)[number]['may'], caller: CallerName, relation: Relation): string {
  if (may === 'anybody') return 'passes'
  if (caller === 'nobody') return 'stranger'
  return mayDo(may, [caller], relation) ? 'passes' : 'not-allowed'
}

/** Said once more in other words, so that a slip in the table is no slip in the tests too. */
describe('the table', () => {
  const rights = TABLE.flatMap((row) => (row.may === 'anybody' ? [] : [{ ...row, may: row.may, name: `${row.method} ${row.path}` }]))
  const of = (role: Role, relation: Relation) => rights.filter(({ may }) => mayDo(may, [role], relation)).map(({ name }) => name)

  it('lets an auditor read everything that staff read, the record and the inbox besides, and change nothing', () => {
    const staff = of('staff', 'others').filter((name) => name.startsWith('GET'))
    expect(of('auditor', 'others').filter((name) => !staff.includes(name))).toEqual(['GET /api/audit', 'GET /api/inbox', 'GET /api/inbox/:id'])
    expect(staff.filter((name) => !of('auditor', 'others').includes(name))).toEqual([])
    expect(of('auditor', 'own').filter((name) => name.startsWith('POST'))).toEqual([])
  })

  it('lets a token of another system open cases, read those it opened, see which SOPs there are, and tell the numbers it knows', () => {
    expect(of('integration', 'others')).toEqual(['POST /api/cases', 'GET /api/sops', 'POST /api/metrics/:metric/values'])
    expect(of('integration', 'own')).toEqual(['POST /api/cases', 'GET /api/cases/:caseId', 'GET /api/sops', 'POST /api/metrics/:metric/values'])
  })

  it('lets staff, approvers, managers and admins do their own and their team’s steps and nobody else’s, and ops leads any', () => {
    const steps = rights.filter(({ method, about, path }) => method === 'POST' && about === 'task' && !path.endsWith('escalate'))
    expect(steps).toHaveLength(13)
    for (const role of ['staff', 'approver', 'manager', 'admin'] as const)
      for (const { may } of steps) expect(RELATIONS.map((relation) => mayDo(may, [role], relation))).toEqual([true, true, false])
    for (const { may } of steps) expect(RELATIONS.every((relation) => mayDo(may, ['ops_lead'], relation))).toBe(true)
  })

  it('lets managers, besides ops leads, say of any step that the next level is to be told, and take that back', () => {
    for (const act of ['escalate', 'deescalate']) {
      const may = rights.find(({ name }) => name === `POST /api/cases/:caseId/steps/:step/${act}`)?.may ?? {}
      expect((['staff', 'approver', 'ops_lead', 'manager', 'auditor', 'admin', 'integration'] as const).filter((role) => mayDo(may, [role], 'others'))).toEqual(['ops_lead', 'manager'])
    }
  })

  it('leaves cancelling to ops leads, and clocks and alarms to those who answer for them', () => {
    const roles = (name: string) => (['staff', 'approver', 'ops_lead', 'manager', 'auditor', 'admin', 'integration'] as const).filter((role) => of(role, 'own').includes(name))
    expect(roles('POST /api/cases/:caseId/cancel')).toEqual(['ops_lead'])
    expect(roles('POST /api/cases/:caseId/recalculate')).toEqual(['ops_lead', 'manager', 'admin'])
    expect(roles('GET /api/alarms')).toEqual(['ops_lead', 'manager', 'admin'])
  })

  it('speaks of every route once, and a route that it does not speak of ends the start', () => {
    const { app } = fakes()
    const rows = TABLE.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(rows).size).toBe(rows.length)
    expect(routesOf(app).filter((route) => !rows.includes(route))).toEqual([])

    app.get('/api/secret', (_request, response) => void response.json({ leaked: true }))

    expect(() => refuseUncovered(app)).toThrow('no row of the table of rights speaks of "GET /api/secret": add one to "api/access/table.ts"')
  })
})

describe('a refusal', () => {
  const stranger = { reader: { ...fakes().deps.reader, task: async () => aTask({ forWhom: 'support', assignee: 'bo' }) } }
  const claim = (app: ReturnType<typeof fakes>['app'], headers: object = {}) =>
    import('supertest').then(({ default: supertest }) => supertest(app).post('/api/cases/c1/steps/inspect/claim').set({ 'X-Evenkeel-Person': 'ana', ...headers }).send({ commandId: 'x' }))

  it('says what it takes and is kept with the case, whose it was and what they asked for', async () => {
    const { app, asked } = fakes(stranger)
    const { status, body } = await claim(app)

    expect([status, body.code, body.detail]).toEqual([403, 'not-allowed', `"ana" may not claim a step that is neither theirs nor their team's; it takes "access" of ops_lead in the organisation file`])
    const { body: other } = await import('supertest').then(({ default: supertest }) => supertest(app).post('/api/cases/c1/steps/inspect/cannot').set({ 'X-Evenkeel-Person': 'ana' }).send({ commandId: 'x', reason: 'absent' }))
    expect(other.detail).toContain('"ana" may not say "I cannot do this" of a step that is neither')
    expect(asked.commands).toEqual([])
    expect(asked.refused.slice(0, 1)).toMatchObject([{ caseId: 'c1', event: { type: 'refused', actor: 'person:ana', via: 'api', step: 'inspect', detail: { code: 'not-allowed', asked: 'claim' } } }])
  })

  it('stands although the record is out of reach', async () => {
    const { app, asked } = fakes({ ...stranger, refusals: { note: () => Promise.reject(new Error('away')) } })
    expect((await claim(app)).status).toBe(403)
    expect(asked.commands).toEqual([])
  })

  it('is none for whom a step that climbed was brought to, and none where the record says so of somebody else only', async () => {
    const climbed = (to: string) => ({ ...fakes().deps.reader, task: stranger.reader.task, case: async () => ({ ...(await fakes().deps.reader.case('c1'))!, timeline: [{ position: 1, at: 0, type: 'escalated', text: '', actor: 'timer', step: 'inspect', detail: { to: [to] }, minor: false, confirmed: true }] }) })
    expect((await claim(fakes({ reader: climbed('ana') }).app)).status).toBe(200)
    expect((await claim(fakes({ reader: climbed('bo') }).app)).status).toBe(403)
  })

  it('is left to the case where nothing is open, so that a repeated answer is answered again', async () => {
    const { app, asked } = fakes({ reader: { ...fakes().deps.reader, task: async () => undefined } })
    expect((await claim(app)).status).toBe(200)
    expect(asked.commands).toHaveLength(1)
  })
})

describe('a task is', () => {
  it.each([
    ['own', 'held', { assignee: 'ana', forWhom: 'support' }], ['own', 'taken', { claimedBy: 'ana', assignee: 'bo', forWhom: 'support' }], ['own', 'for one by name', { assignee: null, forWhom: 'ana' }],
    ['team', 'for a role of one’s', { assignee: 'bo', forWhom: 'warehouse' }], ['team', 'to be approved by one’s role', { assignee: 'bo', forWhom: 'support', approvals: { need: 1, of: ['warehouse'], given: [] } }],
    ['others', 'somebody else’s', { assignee: 'bo', forWhom: 'support' }],
  ] as const)('%s when it is %s', (relation, _how, task) => {
    expect(relationToTask(aTask(task), 'ana', organisation)).toBe(relation)
  })
})

describe('a right is not got by another spelling of the address', () => {
  it.each(['/API/cases/c1/cancel', '/api/cases/c1/cancel/', '/api/CASES/c1/CANCEL', '/api/cases/%63%31/cancel', '/api/cases/c1/cancel?x=/api/session', '/api/cases/c1;x/cancel'])('%s', async (path) => {
    const { default: supertest } = await import('supertest')
    const { app, asked } = fakes()
    expect((await supertest(app).post(path).set('X-Evenkeel-Person', 'ana').send({ commandId: 'x', because: 'y' })).status).toBe(403)
    expect((await supertest(app).post(path).send({ commandId: 'x', because: 'y' })).status).toBe(401)
    expect(asked.commands).toEqual([])
  })

  it.each(['//api/cases/c1/cancel', '/api//cases/c1/cancel', '/api/cases/c1/cancel.', '/api/cases/c1/cancel;x', '/api/cases/c1%2fcancel', '/./api/../api/cases/c1/cancel%00'])('%s leads nowhere', async (path) => {
    const { default: supertest } = await import('supertest')
    const { app, asked } = fakes()
    const { status } = await supertest(app).post(path).set('X-Evenkeel-Person', 'ana').send({ commandId: 'x', because: 'y' })
    expect([403, 404, 405, 422]).toContain(status)
    expect(asked.commands).toEqual([])
  })

  it.each([['X-HTTP-Method-Override', 'POST'], ['X-Original-URL', '/api/session'], ['X-Rewrite-URL', '/api/session'], ['X-Forwarded-User', 'bo']])('%s changes nothing', async (header, value) => {
    const { default: supertest } = await import('supertest')
    const { app } = fakes()
    expect((await supertest(app).get('/api/tasks').set(header, value)).status).toBe(401)
  })
})
