import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { createWatchEngine } from '../../adapters/temporal/watched.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { aPlan, aTask, elapsed, HOUR, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { messenger, MINUTE, watchdogLab } from './lab.ts'

// A real worker starts in each test, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

const openLab = () => openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }) })
const tell = (name: string) => ({ kind: 'tell', to: { kind: 'role', name }, takesOver: true } as const)

/** Grading with a path of four levels, an hour between the last ones. */
const climbing = aPlan([aTask('grade', {
  owner: 'cx_lead', assign: role('inspector'), sla: { finish: elapsed(4 * HOUR) },
  escalate: { levels: [{ when: { at: 50 }, do: { kind: 'remind' } }, { when: { at: 100 }, do: tell('cx_lead') }, { when: { after: elapsed(HOUR) }, do: tell('ops_lead') }, { when: { after: elapsed(HOUR) }, do: tell('cx_lead') }] },
})], { sop: 'grading', owner: 'cx_lead' })

async function open(lab: CaseLab, plan = miniPlan(), windable = true): Promise<string> {
  const key = `W-${randomUUID()}`
  const { caseId } = await lab.open({ plan, key, trigger: 'shop.return', windable, event: { id: key, order: 'O-1', customer: { email: 'cy@example.com', name: 'Cy' } } })
  await eventually(async () => (await lab.reader.tasks({})).find((task) => task.caseId === caseId && task.assignee !== null))
  return caseId
}

/** Until all that happened is in the record, and whoever was to be told was. */
const settled = (lab: CaseLab, caseId: string, type: string) => eventually(async () => {
  await lab.sealer.pass()
  await messenger(lab.database)()
  const { rows: [row] } = await lab.database.pool.query<{ left: number; there: number }>(
    `select (select count(*) from turn where case_id = $1 and (state = 'unproven' or not sealed and state = 'proven'))::int + (select count(*) from notice)::int
      + (select count(*) from delivery where state in ('due', 'sending') and next_at <= now())::int as left, (select count(*) from audit_event where case_id = $1 and type = $2)::int as there`, [caseId, type])
  return row?.left === 0 && row.there > 0 ? true : undefined
})

const watch = (lab: CaseLab) => watchdogLab(lab.database, createWatchEngine(lab.engine, lab.taskQueue))

it('reports, within one round, an escalation whose row somebody has deleted', async () => {
  await using lab = await openLab()
  const caseId = await open(lab)
  await settled(lab, caseId, 'assigned')
  const dog = watch(lab)
  await dog.round(3 * MINUTE)
  expect(dog.heard()).toEqual([])

  await lab.database.pool.query("set session_replication_role = replica; delete from assignment where instance = 'inspect#1'")
  await dog.round(4 * MINUTE)

  expect(dog.said.map(({ finding }) => finding.message)).toEqual([expect.stringMatching(new RegExp(`^Case ${caseId} \\("W-.*"\\) has a task that nobody sees \\(inspect#1\\): its row is gone since .*Z: tell whoever holds it,`))])
  expect(dog.heard()).toEqual([`new task-row-gone ${caseId}`])
  expect(dog.problems).toEqual([])
})

it('gives no false alarm over a case that climbs its whole path and is finished', async () => {
  await using lab = await openLab()
  const caseId = await open(lab, climbing)
  const dog = watch(lab)
  for (const [by, type] of [['2h', 'reminded'], ['2h', 'escalated'], ['1h', 'escalated'], ['1h', 'escalated'], ['1h', 'exhausted']] as const) {
    await lab.cases.wind(caseId, { commandId: randomUUID(), byMs: Number.parseInt(by, 10) * HOUR + MINUTE, by: 'ana' })
    await settled(lab, caseId, type)
    await dog.round(0)
    // As late as can be before the next thing is due.
    await dog.round(40 * MINUTE)
  }
  await lab.cases.command(caseId, { do: 'complete', commandId: randomUUID(), by: 'dana', via: 'api', step: 'grade', outcome: 'done', form: {} })
  await settled(lab, caseId, 'case_closed')
  await dog.round(HOUR)

  expect(dog.heard()).toEqual([])
  expect(dog.problems).toEqual([])
})

it('knows from the engine when a level is due that the case itself does not name, and misses it', async () => {
  await using lab = await openLab()
  const caseId = await open(lab, climbing)
  await lab.cases.wind(caseId, { commandId: 'w', byMs: 4 * HOUR + MINUTE, by: 'ana' })
  await settled(lab, caseId, 'escalated')
  const dog = watch(lab)
  await dog.round(6_000)
  const { rows: [row] } = await lab.database.pool.query<{ at: number }>('select least(due_at, engine_at) as at from watchdog_case where case_id = $1', [caseId])
  const now = await dog.rows.clock()
  expect(row?.at ?? 0).toBeGreaterThan(now + 50 * MINUTE)
  expect(row?.at ?? 0).toBeLessThan(now + 62 * MINUTE)

  await (await lab.handle(caseId)).terminate('somebody thought it a stray')
  await dog.round(HOUR + 3 * MINUTE)

  expect(dog.heard().toSorted()).toEqual([`new deadline-missed ${caseId}`, `new workflow-gone ${caseId}`])
})

it('tells of a case whose workflow was ended in the engine, and of a workflow whose rows are gone', async () => {
  await using lab = await openLab()
  const [ended, stray, well] = [await open(lab), await open(lab), await open(lab, miniPlan(), false)]
  for (const caseId of [ended, stray, well]) await settled(lab, caseId, 'assigned')
  const dog = watch(lab)
  await dog.round(6_000)
  await (await lab.handle(ended)).terminate()
  const workflowId = (await lab.files.workflowOf(stray)) ?? ''
  await lab.database.pool.query(`set session_replication_role = replica; ${['turn', 'case_summary', 'assignment', 'case_file', 'audit_event', 'case_head', 'watchdog_case'].map((table) => `delete from ${table} where case_id = '${stray}'`).join('; ')}`)

  const heard = await eventually(async () => {
    await dog.round(5 * MINUTE)
    return dog.said.length >= 2 ? dog.heard() : undefined
  })
  expect(heard.toSorted()).toEqual([`new workflow-gone ${ended}`, `new workflow-without-rows ${workflowId}`])

  await dog.round(6 * MINUTE)
  expect(dog.heard()).toEqual([])
  await (await lab.handle(well)).terminate()
})

it('says that the engine is away and goes on with what the rows tell', async () => {
  await using lab = await openLab()
  const caseId = await open(lab)
  await settled(lab, caseId, 'assigned')
  const dog = watchdogLab(lab.database, { look: () => Promise.reject(new Error('no route')), running: () => Promise.reject(new Error('no route')) })
  await dog.round(3 * MINUTE)
  await lab.database.pool.query('delete from case_summary')

  const { whole } = await dog.round(4 * MINUTE)

  expect(dog.heard()).toEqual(['new engine-away engine', `new case-row-gone ${caseId}`])
  expect(whole).toBe(false)
})
