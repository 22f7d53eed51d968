import supertest from 'supertest'
import { expect, test } from 'vitest'
import { planOffsets } from '../../compiler/zone-offsets.ts'
import { Away } from '../../domain/away.ts'
import type { ApiDeps } from '../../api/deps.ts'
import { openapi } from '../../api/openapi.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { aPlan, aTask as aStep } from '../harness/plans.ts'
import { every, layer, role, roster } from '../domain/roster-builders.ts'
import { aTask, fakes, NOW, organisation } from './fakes.ts'
import { createRosterBook } from './roster-book.ts'

/** Ana has this week and Bo the next; NOW is a Friday, 11:00 in Berlin. Bo leads and may change rosters. */
const file: Organisation = {
  ...organisation,
  zones: { 'Europe/Berlin': planOffsets('Europe/Berlin') },
  people: { ...organisation.people, bo: { ...organisation.people['bo']!, access: ['staff', 'ops_lead'] } },
  roles: { ...organisation.roles, on_call: role('on_call', [], { roster: 'leads' }) },
  rosters: { leads: roster([layer(every(1, 'week', '2026-11-16 08:00', ['ana'], ['bo']))], { zone: 'Europe/Berlin' }) },
}

function world(of: Organisation = file, over: Partial<ApiDeps> = {}) {
  const book = createRosterBook(of, () => NOW)
  const made = fakes({
    rosterChanges: book,
    catalogue: { all: async () => [aPlan([aStep('look', { assign: { kind: 'roster', name: 'leads' } })])], publishedAt: async () => ({}), current: async () => undefined, organisation: async () => book.organisation() },
    reader: { cases: async () => [], case: async () => undefined, task: async () => undefined, tasks: async () => [aTask({ forWhom: 'on_call', assignee: 'ana' }), aTask({ caseId: 'c2', forWhom: 'on_call', assignee: 'bo' }), aTask({ caseId: 'c3', forWhom: 'support', assignee: 'ana' })] },
    ...over,
  })
  const { app } = made
  const call = (method: 'get' | 'post', path: string, as = 'bo', body?: object) => supertest(app)[method](`/api${path}`).set('X-Evenkeel-Person', as).send(body)
  return { call, asked: made.asked, deps: made.deps, change: (over: object = {}, as = 'bo') => call('post', '/rosters/leads/changes', as, { ...asked, ...over }) }
}

const asked = { commandId: 'r1', do: 'replace', person: 'ana', with: 'bo', from: '2026-11-20 12:00', to: '2026-11-20 18:00', because: 'dentist' }

test('a roster says who is on now and why, who is next and when, and what this week looks like', async () => {
  const { body } = await world().call('get', '/rosters').expect(200)

  expect(body).toMatchObject({ now: '2026-11-20T10:00:00Z', from: '2026-11-20T10:00:00Z', to: '2026-11-27T10:00:00Z', mayChange: true })
  expect(body.rosters).toMatchObject([{
    id: 'leads', zone: 'Europe/Berlin', roles: ['on_call'], people: ['ana', 'bo'], single: false,
    now: { people: [{ id: 'ana', why: 'Ana has the shift in layer "all"' }], receipt: { organisationVersion: 'o1', by: 'roster' } },
    next: { at: '2026-11-23T07:00:00Z', people: ['bo'] }, gaps: [], changes: [],
    shifts: [{ from: '2026-11-20T10:00:00Z', to: '2026-11-23T07:00:00Z', people: ['ana'] }, { from: '2026-11-23T07:00:00Z', to: '2026-11-27T10:00:00Z', people: ['bo'] }],
    tasks: [{ caseId: 'c1', step: 'inspect', holder: 'ana', claimed: false, onNow: true }, { caseId: 'c2', onNow: false }],
  }])
})

test('a change is looked at before it is made: who is on then, and whose open tasks it concerns', async () => {
  const { call } = world()

  const { body } = await call('post', '/rosters/leads/changes/preview', 'bo', asked).expect(200)

  expect(body).toMatchObject({ before: { shifts: [{ people: ['ana'] }] }, after: { shifts: [{ from: '2026-11-20T11:00:00Z', to: '2026-11-20T17:00:00Z', people: ['bo'] }] }, tasks: [{ caseId: 'c1', holder: 'ana' }] })
  expect((await call('get', '/rosters')).body.rosters[0].changes).toEqual([])
})

test('a change counts at once, in the answer to who is on at an instant as well, and is kept with who and why', async () => {
  const { call, change } = world()

  const { body } = await change().expect(201)
  await change().expect(201)

  const kept = { id: 'r1', do: 'replace', person: 'ana', with: 'bo', from: '2026-11-20T11:00:00Z', to: '2026-11-20T17:00:00Z', because: 'dentist', made: { by: 'bo', at: '2026-11-20T10:00:00Z' }, state: 'coming' }
  expect(body.change).toMatchObject(kept)
  expect((await call('get', '/rosters')).body.rosters[0]).toMatchObject({ next: { at: '2026-11-20T11:00:00Z', people: ['bo'] }, changes: [kept] })
  expect((await call('get', '/rosters/leads/who?at=2026-11-20T12:00:00Z')).body.people).toEqual([{ id: 'bo', why: 'Bo replaces Ana by an override (dentist) that Bo made; Ana has the shift in layer "all"' }])
  expect((await call('get', '/rosters/leads/schedule?from=2026-11-20T10:00:00Z&to=2026-11-20T18:00:00Z')).body.shifts.map(({ people }: { people: string[] }) => people[0])).toEqual(['ana', 'bo', 'ana'])
  expect((await call('get', '/who?target=on_call&at=2026-11-20T12:00:00Z')).body.people[0].id).toBe('bo')
})

test('cases whose holder is on otherwise by a change are told, and no others; those that cannot be told are named', async () => {
  const { change, call, asked } = world()
  const { deps } = fakes()
  const away = world(file, { cases: { ...deps.cases, command: () => Promise.reject(new Away('engine', 'away')) } })

  const { body } = await change().expect(201)
  await call('post', '/roster-changes/r1/take-back', 'bo', { commandId: 't', because: 'healthy' }).expect(200)

  expect(body.untold).toEqual([])
  expect(asked.commands).toEqual([
    { caseId: 'c1', command: { do: 'roster_changed', commandId: 'roster/r1', roster: 'leads', by: 'bo', via: 'api', what: 'Bo changed the roster: Bo is on instead of Ana (dentist)' } },
    { caseId: 'c1', command: { do: 'roster_changed', commandId: 'roster/r1/taken_back', roster: 'leads', by: 'bo', via: 'api', what: 'Bo took back that Bo is on instead of Ana (healthy)' } },
  ])
  expect((await away.change().expect(201)).body.untold).toEqual(['c1'])
})

test('what cannot be is refused with its field, its place and the way out, and nothing is kept', async () => {
  const { call, change } = world()

  expect((await change({ because: ' ' }).expect(422)).body).toMatchObject({ code: 'wrong-form', errors: [{ field: 'because' }] })
  expect((await change({ from: 'tomorrow' }).expect(422)).body.errors).toEqual([{ field: 'from', message: 'write a date and a time, such as 2026-11-26 08:00' }])
  expect((await change({ from: '2026-02-30 08:00' }).expect(422)).body.errors[0].field).toBe('from')
  expect((await change({ zone: 'Mars/Base' }).expect(422)).body.errors[0].field).toBe('zone')
  expect((await change({ person: 'bo', with: 'ana' }).expect(422)).body).toMatchObject({ code: 'not-on-roster', detail: 'Bo is not on "leads" from 2026-11-20 12:00 to 2026-11-20 18:00 (Europe/Berlin); Ana is on then' })
  expect((await change({}, 'ana').expect(403)).body.code).toBe('not-allowed')
  expect((await call('post', '/rosters/nights/changes', 'bo', asked).expect(404)).body.detail).toBe('there is no roster "nights"; the organisation has "leads"')
  expect((await call('get', '/rosters')).body.rosters[0].changes).toEqual([])

  await change().expect(201)
  expect((await change({ commandId: 'r2', do: 'remove', person: 'ana', with: undefined, to: '2026-11-20 22:00' }).expect(409)).body).toMatchObject({ code: 'roster-conflict' })
})

test('an offered shift is taken by a colleague, and a change is taken back with a reason', async () => {
  const { call, change } = world()

  expect((await change({ commandId: 's1', do: 'swap', with: undefined }, 'ana').expect(201)).body.change).toMatchObject({ state: 'offered', with: null })
  expect((await call('post', '/roster-changes/s1/take', 'ana', { commandId: 't0' }).expect(403)).body.detail).toMatch(/you offered this shift yourself/)
  expect((await call('post', '/roster-changes/s1/take', 'bo', { commandId: 't1' }).expect(200)).body.change).toMatchObject({ state: 'coming', with: 'bo', taken: { by: 'bo' } })
  expect((await call('get', '/who?target=leads&at=2026-11-20T12:00:00Z')).body.people[0]).toEqual({ id: 'bo', why: 'Bo took the shift of Ana (dentist); Ana has the shift in layer "all"' })

  expect((await call('post', '/roster-changes/s1/take-back', 'bo', { commandId: 't2', because: 'moved' }).expect(200)).body.change).toMatchObject({ state: 'taken_back', takenBack: { by: 'bo', because: 'moved' } })
  expect((await call('get', '/who?target=leads&at=2026-11-20T12:00:00Z')).body.people[0].id).toBe('ana')
  await call('post', '/roster-changes/none/take', 'bo', { commandId: 't3' }).expect(404)
})

const absent = { commandId: 'a1', person: 'ana', from: '2026-11-20 11:00', to: '2026-11-20 18:00', because: 'fever' }

test('an absence is looked at, entered by oneself or by whoever may change rosters, counts everywhere at once, and is taken back', async () => {
  const { call, asked } = world()

  const { body: look } = await call('post', '/absences/preview', 'ana', { ...absent, cover: 'bo' }).expect(200)
  const { body } = await call('post', '/absences', 'ana', { ...absent, cover: 'bo' }).expect(201)

  expect(look).toMatchObject({ rosters: [{ roster: 'leads', before: { shifts: [{ people: ['ana'] }] }, after: { shifts: [{ people: ['bo'] }] } }], tasks: [{ caseId: 'c1', holder: 'ana', onNow: true }, { caseId: 'c3' }] })
  expect(body).toMatchObject({ untold: [], change: { id: 'a1', do: 'absence', person: 'ana', with: 'bo', from: '2026-11-20T10:00:00Z', because: 'fever', made: { by: 'ana' }, state: 'now' } })
  expect(asked.commands.map(({ caseId, command }) => [caseId, command])).toEqual(['c1', 'c2', 'c3'].map((caseId) => [caseId, { do: 'roster_changed', commandId: 'roster/a1', person: 'ana', by: 'ana', via: 'api', what: 'Ana is away, and Bo covers' }]))
  expect((await call('get', '/who?target=leads&at=2026-11-20T12:00:00Z')).body).toMatchObject({ people: [{ id: 'bo', why: 'Bo covers for Ana, who is away (fever); Ana has the shift in layer "all"' }], considered: [{ person: 'ana', why: 'is away (fever), and Bo covers' }] })
  expect((await call('get', '/rosters')).body.absences).toMatchObject([{ id: 'a1', do: 'absence', state: 'now' }])
  await call('post', '/roster-changes/a1/take', 'bo', { commandId: 't0' }).expect(409)

  await call('post', '/roster-changes/a1/take-back', 'ana', { commandId: 't1', because: 'well again' }).expect(200)

  expect((await call('get', '/who?target=leads&at=2026-11-20T12:00:00Z')).body.people[0].id).toBe('ana')
  expect((await call('get', '/rosters')).body.absences).toMatchObject([{ state: 'taken_back', takenBack: { because: 'well again' } }])
})

test('why somebody is away is said to themselves and to whoever may change rosters, and to nobody else', async () => {
  const { call, asked: told } = world({ ...file, people: { ...file.people, cleo: { ...file.people['ana']!, id: 'cleo', name: 'Cleo' } } })
  await call('post', '/absences', 'ana', absent).expect(201)
  const seenBy = async (person: string): Promise<string> => {
    const answers = await Promise.all(['/rosters', '/rosters/leads/who?at=2026-11-20T12:00:00Z', '/who?target=leads&at=2026-11-20T12:00:00Z', '/organisation'].map((path) => call('get', path, person).expect(200)))
    return JSON.stringify(answers.map(({ body }) => body as object))
  }

  expect([(await seenBy('ana')).includes('fever'), (await seenBy('bo')).includes('fever'), (await seenBy('cleo')).includes('fever')]).toEqual([true, true, false])
  expect((await call('get', '/rosters', 'cleo')).body.absences).toMatchObject([{ person: 'ana', because: '', state: 'now' }])

  await call('post', '/roster-changes/a1/take-back', 'ana', { commandId: 't1', because: 'no fever any more' }).expect(200)
  expect((await seenBy('cleo')).includes('fever')).toBe(false)
  expect(JSON.stringify(told.commands)).not.toContain('fever')
})

test('an absence that cannot be is refused with its field and the way out', async () => {
  const { call } = world()
  const enter = (over: object, as = 'bo') => call('post', '/absences', as, { ...absent, ...over })

  expect((await enter({ person: 'bo' }, 'ana').expect(403)).body.detail).toBe('"ana" may enter only their own absence, not that of Bo; it takes "access" of ops_lead, manager, admin, so ask one of these')
  expect((await enter({ cover: 'ana' }).expect(422)).body.errors).toEqual([{ field: 'cover', message: 'nobody covers for themselves; choose somebody else, or nobody' }])
  expect((await enter({ person: 'nobody' }).expect(422)).body.errors[0].field).toBe('person')
  expect((await enter({ to: '2026-11-20 08:00' }).expect(422)).body.errors[0]).toEqual({ field: 'to', message: 'is over already; what has been is not changed, choose a later end' })
  expect((await enter({ because: '' }).expect(422)).body.errors[0].field).toBe('because')
  await enter({}).expect(201)
  expect((await enter({ commandId: 'a2', to: '2026-11-20 19:00' }).expect(409)).body).toMatchObject({ code: 'roster-conflict', detail: 'Ana is away already from 2026-11-20 11:00 to 2026-11-20 18:00 (Europe/Berlin), which Bo entered here; take that back first, or choose a time outside of it' })
  expect((await enter({ commandId: 'a3', person: 'bo', cover: 'ana' }).expect(422)).body.errors).toEqual([{ field: 'cover', message: 'Ana is away from 2026-11-20 11:00 to 2026-11-20 18:00 (Europe/Berlin); choose somebody else, or a time outside of it' }])
})

test('steps that nobody on shift would see in time are listed', async () => {
  const gap = { ...file, rosters: { leads: { ...file.rosters['leads']!, layers: [layer(every(1, 'week', '2026-11-16 08:00', ['ana']), { hours: [{ day: 0, from: 0, to: 1440 }] })] } } }

  expect((await world().call('get', '/coverage').expect(200)).body.steps).toEqual([])
  expect((await world(gap).call('get', '/coverage')).body.steps).toMatchObject([{ sop: 'hand-made', step: 'look', target: 'leads', stretches: [{ from: '2026-11-20T10:00:00Z' }, {}, {}, {}, {}] }])
})

test('strangers are asked who they are, and every route is described', async () => {
  const { app } = fakes()
  for (const path of ['/rosters', '/rosters/leads/who', '/rosters/leads/schedule', '/who?target=x', '/coverage', '/organisation']) await supertest(app).get(`/api${path}`).expect(401)
  expect(Object.keys(openapi().paths ?? {}).filter((path) => /roster|who|coverage|organisation|absence/.test(path))).toHaveLength(12)
})
