import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRosterChanges } from '../../adapters/postgres/roster-changes.ts'
import { tellNews } from '../../api/roster-told.ts'
import { tellRosterNews } from '../../dispatcher/deliver.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { RosterWish } from '../../domain/roster/edit.ts'
import { aCrew } from '../adapters/postgres/crew.ts'
import { rows } from '../adapters/postgres/lab.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { temporalAddress } from '../harness/engine.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrganisation } from '../harness/mini-plan.ts'
import { aPlan, aTask, elapsed, HOUR, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const TEN = Date.parse('2026-11-20T10:00:00Z')
/** Ana grades, and Bo when she is not there. */
const organisation: Organisation = {
  ...miniOrganisation,
  roles: { ...miniOrganisation.roles, grader: { id: 'grader', accountableFor: 'grading', people: ['ana', 'bo'], pick: 'first' } },
}
const plan = aPlan([aTask('grade', { owner: 'cx_lead', assign: role('grader'), sla: { finish: elapsed(20 * HOUR) } })], { sop: 'grading', owner: 'cx_lead' })
const wish: RosterWish = { do: 'absence', person: 'ana', from: TEN, to: TEN + 8 * HOUR, because: 'fever' }

let lab: CaseLab
beforeAll(async () => {
  lab = await openCaseLab({ organisation, world: scriptedWorld({}), heldAt: TEN })
  await lab.database.pool.query('create table moment (at timestamptz default clock_timestamp())')
})
afterAll(() => lab[Symbol.asyncDispose]())

it('tells cases of a change whose maker is killed before any heard of it, and once only when whoever tells them is killed as well', async () => {
  const { caseId } = await lab.open({ plan, key: 'killed', trigger: 'shop.return', event: { id: 'killed', customer: { email: 'cy@example.com', name: 'Cy' } } })
  const assignee = async () => (await lab.reader.task(caseId, 'grade'))?.assignee
  expect(await eventually(async () => (await assignee()) ?? undefined)).toBe('ana')
  const rosterChanges = createRosterChanges(lab.database)
  const pass = () => tellRosterNews({ rosterChanges, tellNews: (news) => tellNews({ ...lab, settings: { windable: true }, now: () => TEN }, news) })
  /** Nobody has to wait for the lease of the dead. */
  const due = () => lab.database.pool.query('update roster_news set next_at = clock_timestamp()')
  const killedWhile = async (what: 'make' | 'tell', moments: number): Promise<void> => {
    await using crew = await aCrew(1, new URL('./roster-child.ts', import.meta.url), JSON.stringify({ url: lab.database.url, address: temporalAddress(), taskQueue: lab.taskQueue, now: TEN, what, wish }))
    crew.start()
    await expect.poll(async () => (await rows(lab.database, 'select * from moment')).length, { timeout: 30_000 }).toBe(moments)
  }

  await killedWhile('make', 1)
  expect(await assignee()).toBe('ana')
  await due()
  await killedWhile('tell', 2)
  expect(await rows(lab.database, 'select change_id, tries from roster_news')).toEqual([{ change_id: 'a1', tries: 1 }])
  await due()
  expect(await pass()).toBe(1)

  expect(await assignee()).toBe('bo')
  expect(await rows(lab.database, 'select * from roster_news')).toEqual([])
  const { timeline = [] } = (await lab.reader.case(caseId)) ?? {}
  const handed = timeline.filter(({ type }) => type === 'handed_off')
  expect(handed.map(({ text }) => text)).toEqual([expect.stringMatching(/^Do grade goes from ana to whoever is on now: Bo.* entered that Ana.* is away$/)])
})
