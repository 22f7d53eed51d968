import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openCaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { aCall, anEach, anOrganisation, aParallel, aPlan, anAction, aTask, inside } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { serverWithShortHistories } from '../harness/short-histories.ts'
import { recordHistory } from '../harness/stored-histories.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')

describe('a case whose history grows long', () => {
  it('goes on in new runs with its task, deadlines, first answers and one refund', async () => {
    await using server = await serverWithShortHistories(10)
    const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
    await using lab = await openCaseLab({ organisation: miniOrganisation, world, heldAt: NOON, address: server.address })
    const { caseId } = await lab.open({ plan: miniPlan(), key: 'long', trigger: 'shop.return', event: { id: 'R-1', order: 'O-1' } })
    const task = await eventually(async () => (await lab.reader.tasks({})).find((one) => one.assignee === 'ana'))
    const claim = { do: 'claim', commandId: 'claim-1', by: 'bo', via: 'api', step: 'inspect', epoch: task.epoch } as const

    const first = await lab.cases.command(caseId, claim)
    for (let hour = 0; hour < 6; hour++) await lab.cases.wind(caseId, { commandId: `w${hour}`, byMs: 600_000, by: 'bo' })
    const handle = await lab.handle(caseId)
    await eventually(async () => {
      const { runId, raw } = await handle.describe()
      return runId === raw.workflowExecutionInfo?.firstRunId ? undefined : runId
    })

    expect(await lab.cases.command(caseId, claim)).toEqual(first)
    await lab.cases.wind(caseId, { commandId: 'late', byMs: 4 * 3_600_000, by: 'bo' })
    await lab.cases.command(caseId, { do: 'complete', commandId: randomUUID(), by: 'olu', via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'b' } })
    const detail = await eventually(async () => {
      await lab.sealer.pass()
      const found = await lab.reader.case(caseId)
      return found?.summary.state === 'closed' && found.timeline.every((entry) => entry.position !== null) ? found : undefined
    })

    await recordHistory('goes on in a new run', handle)
    expect(detail.summary.outcome).toBe('refunded')
    expect(detail.timeline.filter((entry) => entry.type === 'acknowledged')).toHaveLength(1)
    expect(detail.timeline.filter((entry) => ['reminded', 'breached', 'escalated'].includes(entry.type)).map((entry) => (entry.at - NOON) / 3_600_000)).toEqual([2, 4, 4])
    expect(detail.timeline.filter((entry) => entry.type === 'reset')).toEqual([])
    expect(world.happened.map((one) => one.action).filter((action) => action !== 'shop.order')).toEqual(['shop.approve', 'shop.refund'])
  }, 60_000)

  it('goes on in new runs with branches, a list and a called SOP open, and does everything in them once', async () => {
    await using server = await serverWithShortHistories(12)
    const world = scriptedWorld({})
    await using lab = await openCaseLab({ organisation: anOrganisation(), world, heldAt: NOON, address: server.address })
    const [each, ...elements] = anEach('lines', [anAction('pick', { routes: { ok: { to: 'pack' } } }), aTask('pack')], { routes: { done: { end: true } } })
    const called = aPlan([aTask('weigh', { routes: { done: { to: 'post' } } }), anAction('post', { undo: 'shop.recall' })], { sop: 'posting', version: 'p1' })
    const branches = aParallel('both', { goods: [inside({ step: 'both', branch: 'goods' }, each!)], post: [aCall('posting', 'posting')] })
    const plan = aPlan([...branches, ...elements], { calls: { posting: called } })
    const event = { id: 'R-1', lines: [{ sku: 'a' }, { sku: 'b' }] }
    const { caseId } = await lab.open({ plan, key: 'nested', trigger: 'shop.return', event })
    const finish = async (step: string): Promise<void> => {
      await eventually(async () => (await lab.reader.task(caseId, step))?.assignee ?? undefined)
      await lab.cases.command(caseId, { do: 'complete', commandId: `done ${step}`, by: 'ana', via: 'api', step, outcome: 'done', form: {} })
    }
    const handle = await lab.handle(caseId)
    await eventually(async () => (await lab.reader.task(caseId, 'lines[1]/pack'))?.assignee ?? undefined)
    for (let wind = 0; wind < 4; wind++) await lab.cases.wind(caseId, { commandId: `w${wind}`, byMs: 60_000, by: 'bo' })
    // A case that is spoken to all the time has no moment to go.
    await eventually(async () => {
      const { runId, raw } = await handle.describe()
      return runId === raw.workflowExecutionInfo?.firstRunId ? undefined : runId
    })

    for (const step of ['posting/weigh', 'lines[1]/pack', 'lines[0]/pack']) await finish(step)

    const detail = await eventually(async () => {
      await lab.sealer.pass()
      const found = await lab.reader.case(caseId)
      return found?.summary.state === 'closed' && found.timeline.every((entry) => entry.position !== null) ? found : undefined
    })
    await recordHistory('goes on in a new run with branches a list and a call open', handle)
    expect(detail.summary.outcome).toBe('done')
    expect(world.happened.map(({ action }) => action).sort()).toEqual(['shop.pick', 'shop.pick', 'shop.post'])
    expect(detail.timeline.filter(({ type }) => type === 'completed').map(({ step }) => step)).toEqual(['posting/weigh', 'lines[1]/pack', 'lines[0]/pack'])
    expect(detail.timeline.filter(({ type }) => type === 'reset')).toEqual([])
  }, 60_000)
})
