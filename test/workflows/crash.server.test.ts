import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openCaseLab, standing } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { changedBundle } from '../harness/workflow-bundle.ts'

const FLOATING = `listen(run, winder)
  if (input.opening.key === 'faulty') void run.recorded().then(() => Promise.reject(new Error('nobody waits for this')))
`

describe('a fault in the code of one case', () => {
  it('lets every other case go on within half a minute, does not end its own, and raises an alarm that names it', async () => {
    const bundle = await changedBundle('workflows/case.workflow.ts', 'listen(run, winder)\n', FLOATING)
    await using lab = await openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }), bundle })
    const open = async (key: string) => (await lab.open({ plan: miniPlan(), key, trigger: 'shop.return', event: { id: key, order: 'O-1' }, windable: false })).caseId
    const waits = (caseId: string) => eventually(async () => (await lab.reader.tasks({})).find((task) => task.caseId === caseId && task.assignee !== null), 30_000)
    const before = await open('before')
    await waits(before)

    const faulty = await lab.handle(await open('faulty'))
    await eventually(async () => ((await faulty.fetchHistory()).events ?? []).find((event) => event.workflowTaskFailedEventAttributes))
    const began = performance.now()
    const cases = [before, ...(await Promise.all(['after-1', 'after-2', 'after-3'].map(open)))]
    for (const caseId of cases) {
      await waits(caseId)
      await lab.cases.command(caseId, { do: 'complete', commandId: randomUUID(), by: 'ana', via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'a' } })
    }

    for (const caseId of cases) expect(await (await lab.handle(caseId)).result()).toMatchObject({ outcome: 'refunded' })
    expect(performance.now() - began).toBeLessThan(30_000)
    // It stands still and is not dead: code that is put right takes it up where it stands.
    const { status, runId } = await faulty.describe()
    expect(status.name).toBe('RUNNING')
    expect(await eventually(() => (standing.length > 0 ? standing : undefined))).toContain(runId)
    expect(new Set(standing)).toEqual(new Set([runId]))
  }, 90_000)
})
