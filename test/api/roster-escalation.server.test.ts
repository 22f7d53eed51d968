import supertest from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../../api/app.ts'
import { createRosterChanges } from '../../adapters/postgres/roster-changes.ts'
import type { Organisation } from '../../domain/organisation.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrganisation } from '../harness/mini-plan.ts'
import { aPlan, aTask, elapsed, HOUR, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { every, layer, roster } from '../domain/roster-builders.ts'
import { fakes } from './fakes.ts'

const TEN = Date.parse('2026-11-20T10:00:00Z')
const tell = (name: string, takesOver: boolean) => ({ kind: 'tell', to: { kind: 'role', name }, takesOver } as const)

/** Ana is always on; Cleo leads, Kate directs and may change rosters; nobody has the nights. */
const organisation: Organisation = {
  ...miniOrganisation,
  people: { ...miniOrganisation.people, boss: { ...miniOrganisation.people['ana']!, id: 'boss', name: 'Boss', access: ['staff', 'manager'] } },
  rosters: { desk: roster([layer(every(1, 'week', '2026-11-16 00:00', ['ana']))], { id: 'desk', zone: 'UTC' }) },
  roles: {
    ...miniOrganisation.roles,
    on_desk: { id: 'on_desk', accountableFor: 'the desk', people: ['ana'], pick: 'first', roster: 'desk' },
    nights: { id: 'nights', accountableFor: 'nights', people: [], pick: 'first' },
    director: { id: 'director', accountableFor: 'everything', people: ['boss'], pick: 'first' },
  },
}
const plan = aPlan([aTask('grade', {
  owner: 'cx_lead', assign: role('on_desk'), sla: { finish: elapsed(4 * HOUR) },
  escalate: { levels: [
    { when: { at: 50 }, do: { kind: 'remind' } }, { when: { at: 100 }, do: tell('cx_lead', true) },
    { when: { after: elapsed(HOUR) }, do: tell('nights', false) }, { when: { after: elapsed(HOUR) }, do: tell('director', true) },
  ] },
})], { sop: 'grading', owner: 'cx_lead' })

let lab: CaseLab
beforeAll(async () => { lab = await openCaseLab({ organisation, world: scriptedWorld({}), heldAt: TEN }) })
afterAll(() => lab[Symbol.asyncDispose]())

it('gives a task to whom an override puts on, and lets it climb its whole path when left alone; the story tells both in sentences', async () => {
  const app = createApp(fakes({ catalogue: lab.catalogue, cases: lab.cases, reader: lab.reader, rosterChanges: createRosterChanges(lab.database), now: () => TEN }).deps)
  const call = (method: 'get' | 'post', path: string, body?: object) => supertest(app)[method](`/api${path}`).set('X-Evenkeel-Person', 'boss').send(body)
  await call('post', '/rosters/desk/changes', { commandId: 'r1', do: 'replace', person: 'ana', with: 'bo', from: '2026-11-20 10:00', to: '2026-12-20 10:00', because: 'leave' }).expect(201)

  const { caseId } = await lab.open({ plan, key: 'alone', trigger: 'shop.return', event: { id: 'alone', customer: { email: 'cy@example.com', name: 'Cy' } } })
  const first = await eventually(async () => (await call('get', `/cases/${caseId}`)).body.tasks?.[0])
  await call('post', `/cases/${caseId}/wind`, { commandId: 'w1', by: '30h' }).expect(200)
  const page = await eventually(async () => {
    const { body } = await call('get', `/cases/${caseId}`)
    return body.timeline.some(({ type }: { type: string }) => type === 'fallback_used') ? body : undefined
  })

  expect(first).toMatchObject({ assignee: 'bo', climbs: { at: '2026-11-20T12:00:00Z', what: 'reminds whoever holds it', level: 1 }, working: { allowed: '4 h' } })
  const story = page.timeline.filter(({ type, minor }: { type: string; minor: boolean }) => !minor && !['warned', 'clock_wound', 'case_opened'].includes(type))
  expect(story.map(({ at, text }: { at: string; text: string }) => `${at.slice(11, 16)} ${text}`)).toEqual([
    '10:00 Do grade began',
    expect.stringMatching(/^10:00 Do grade went to bo: Bo.* replaces Ana.* by an override \(leave\) that Boss made; Ana.* has the shift in layer "all"$/),
    '12:00 Reminded bo of Do grade (level 1)',
    '14:00 Do grade is past its due time',
    expect.stringMatching(/^14:00 Do grade escalated to \w+ \(level 2\): the time allowed is used up$/),
    expect.stringMatching(/^14:00 Do grade went to \w+: first in the role "cx lead"$/),
    '15:00 Level 3 of Do grade reached nobody and was skipped: nobody holds the role "nights" now',
    '15:00 Do grade escalated to boss (level 4): nobody has taken it since level 3',
    '15:00 Do grade went to boss: first in the role "director"',
    '16:00 Everybody who should know of Do grade was told, and it is not done',
    expect.stringMatching(/^16:00 Told .+, who gets what nobody else can, that Do grade is not done$/),
  ])
})

it('tells who would be on by the same rules, and refuses to escalate a level that has been left meanwhile', async () => {
  const app = createApp(fakes({ catalogue: lab.catalogue, cases: lab.cases, reader: lab.reader, rosterChanges: createRosterChanges(lab.database), now: () => TEN }).deps)
  const call = (method: 'get' | 'post', path: string, body?: object) => supertest(app)[method](`/api${path}`).set('X-Evenkeel-Person', 'boss').send(body)
  const { caseId } = await lab.open({ plan, key: 'by-hand', trigger: 'shop.return', event: { id: 'by-hand', customer: { email: 'cy@example.com', name: 'Cy' } } })
  await eventually(async () => (await call('get', `/cases/${caseId}`)).body.tasks?.[0])
  const act = (word: string, level: number, id: string) => call('post', `/cases/${caseId}/steps/grade/${word}`, { commandId: id, level })

  await act('escalate', 0, 'e1').expect(200)
  const { body: stale } = await act('escalate', 0, 'e2').expect(409)
  await act('deescalate', 1, 'e3').expect(200)

  expect(stale).toMatchObject({ code: 'stale-step', state: { tasks: [{ level: 1 }] } })
  expect((await call('get', `/cases/${caseId}`)).body.tasks[0]).toMatchObject({ level: 0, assignee: 'bo' })
})

it('moves an open task to whoever is on after a change, at once', async () => {
  const app = createApp(fakes({ catalogue: lab.catalogue, cases: lab.cases, reader: lab.reader, rosterChanges: createRosterChanges(lab.database), now: () => TEN }).deps)
  const call = (method: 'get' | 'post', path: string, body?: object) => supertest(app)[method](`/api${path}`).set('X-Evenkeel-Person', 'boss').send(body)
  const { caseId } = await lab.open({ plan, key: 'moves', trigger: 'shop.return', event: { id: 'moves', customer: { email: 'cy@example.com', name: 'Cy' } } })
  const assignee = async () => (await call('get', `/cases/${caseId}`)).body.tasks?.[0]?.assignee as string | undefined
  expect(await eventually(assignee)).toBe('bo')

  const { body } = await call('post', '/roster-changes/r1/take-back', { commandId: 't1', because: 'back already' }).expect(200)

  expect(body.untold).toEqual([])
  expect(await eventually(async () => ((await assignee()) === 'ana' ? 'ana' : undefined))).toBe('ana')
  const { timeline } = (await call('get', `/cases/${caseId}`)).body
  expect(timeline.at(-2).text).toMatch(/^Do grade goes from bo to whoever is on now: Boss took back that Bo.* is on instead of Ana.* \(back already\)$/)
})
