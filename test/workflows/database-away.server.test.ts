import { describe, expect, it } from 'vitest'
import { openCaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')

describe('a database that is away while people work', () => {
  it('makes nobody wait for it: the answer is taken, and recorded and paid once it is back', async () => {
    let away = false
    const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
    await using lab = await openCaseLab({
      organisation: miniOrganisation, world, heldAt: NOON,
      record: (real) => (turn) => (away ? Promise.reject(new Error('the database is away')) : real(turn)),
    })
    const { caseId } = await lab.open({ plan: miniPlan(), key: 'R-1', trigger: 'shop.return', event: { id: 'R-1', order: 'O-1' } })
    await eventually(async () => (await lab.reader.tasks({})).find((task) => task.assignee === 'ana'))

    away = true
    const answer = await lab.cases.command(caseId, { do: 'complete', commandId: 'c1', by: 'ana', via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'a' } })

    expect(answer).toMatchObject({ outcome: 'graded' })
    expect(world.happened.map((one) => one.action)).not.toContain('shop.refund')
    away = false
    const detail = await eventually(async () => {
      await lab.sealer.pass()
      const found = await lab.reader.case(caseId)
      return found?.summary.state === 'closed' && found.timeline.every((entry) => entry.position !== null) ? found : undefined
    })
    expect(detail.summary.outcome).toBe('refunded')
    expect(detail.timeline.filter((entry) => entry.type === 'completed')).toHaveLength(1)
    expect(world.happened.filter((one) => one.action === 'shop.refund')).toHaveLength(1)
  })
})
