import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Organisation, Person } from '../../domain/organisation.ts'
import { sop } from '../cli/io.ts'
import { fakes, organisation } from './fakes.ts'

/** The shop in which Ana may do this much. */
function shopWhereAna(...access: Person['access']) {
  const changed: Organisation = { ...organisation, people: { ...organisation.people, ana: { ...organisation.people['ana']!, access } } }
  return fakes({ catalogue: { ...fakes().deps.catalogue, organisation: async () => changed } })
}
const send = (app: ReturnType<typeof fakes>['app'], body: object) => supertest(app).post('/api/cases/c1/recalculate').set('X-Evenkeel-Person', 'ana').send({ commandId: 'x1', ...body })

describe('clocks moved by hand', () => {
  it.each(['manager', 'ops_lead', 'admin'] as const)('are moved by somebody who is %s', async (access) => {
    const { app, asked } = shopWhereAna('staff', access)
    await send(app, { because: 'a holiday' }).expect(200)
    expect(asked.commands).toEqual([{ caseId: 'c1', command: { do: 'recalculate', commandId: 'x1', because: 'a holiday', by: 'ana', via: 'api' } }])
  })

  it('are moved by nobody else, who is told what it takes', async () => {
    const { app, asked } = shopWhereAna('staff', 'approver', 'auditor')
    const { body } = await send(app, { because: 'a holiday' }).expect(403)
    expect(body).toMatchObject({ code: 'not-allowed', detail: '"ana" may not recalculate clocks; it takes "access" of manager, ops_lead, admin in the organisation file' })
    expect(asked.commands).toEqual([])
  })

  it.each([{}, { because: '' }, { because: 'x', step: 'inspect' }])('are not moved by %j', async (body) => {
    expect((await send(shopWhereAna('manager').app, body).expect(422)).body.code).toBe('wrong-request')
  })

  it('are moved from the command line', async () => {
    const { app, asked } = shopWhereAna('manager')
    const server = app.listen(0)
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`
    const { code } = await sop(['recalculate', 'c1', '--because', 'a holiday', '--as', 'ana'], { env: { EVENKEEL_URL: url } })
    server.closeAllConnections()
    server.close()
    expect(code).toBe(0)
    expect(asked.commands).toMatchObject([{ command: { do: 'recalculate', because: 'a holiday', via: 'cli' } }])
  })
})
