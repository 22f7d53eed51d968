import { describe, expect, it } from 'vitest'
import { openCaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan, miniSteps } from '../harness/mini-plan.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { startSystem } from './system.ts'

const FINISH_MS = 8_000

const hurried = miniPlan({}, miniSteps.map((step) => (
  step.kind === 'task' ? { ...step, sla: { finish: { unit: 'elapsed', ms: FINISH_MS } }, escalate: { levels: step.escalate.levels.slice(1) } } : step)))

describe('a deadline that comes while the engine is down', () => {
  it('fires once when it is back, with the instant it was due and the instant it fired in the record', async () => {
    await using system = await startSystem(['temporal'])
    const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
    await using lab = await openCaseLab({ organisation: miniOrganisation, world, address: system.temporalAddress })
    const { caseId } = await lab.open({ plan: hurried, key: 'late', trigger: 'shop.return', event: { id: 'R-1', order: 'O-1' }, windable: false })
    // Confirmed: what is only recorded may yet turn out never to have happened, and would then be due later.
    const { dueAt } = await eventually(async () => {
      await lab.sealer.pass()
      return (await lab.reader.tasks({})).find((task) => task.assignee === 'ana' && task.confirmed)
    })

    await system.kill('temporal')
    await eventually(() => (Date.now() > dueAt + 500 ? true : undefined))
    const backAt = Date.now()
    await system.start('temporal')

    await eventually(async () => (await lab.reader.tasks({})).find((task) => task.assignee === 'olu'), 40_000)
    await lab.cases.command(caseId, { do: 'complete', commandId: 'c1', by: 'olu', via: 'api', step: 'inspect', outcome: 'foreign', form: {} })
    const timeline = await eventually(async () => {
      await lab.sealer.pass()
      const detail = await lab.reader.case(caseId)
      return detail?.summary.state === 'closed' && detail.timeline.every(({ position }) => position !== null) ? detail.timeline : undefined
    })
    const fired = timeline.filter(({ type }) => type === 'breached' || type === 'escalated')
    expect(fired.map(({ type, detail }) => [type, detail['dueAt']])).toEqual([['breached', dueAt], ['escalated', dueAt]])
    for (const { at } of fired) expect(at).toBeGreaterThanOrEqual(backAt)
  })
})
