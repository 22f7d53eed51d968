import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openCaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
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
})
