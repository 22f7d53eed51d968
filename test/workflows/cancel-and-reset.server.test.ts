import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createAuditTrail } from '../../adapters/postgres/audit-trail.ts'
import type { Connector } from '../../domain/ports.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan, miniSteps } from '../harness/mini-plan.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')

/** Approve, then reserve a place in the stock, both of which can be taken back; then the refund, which cannot. */
const plan = miniPlan({}, miniSteps.flatMap((step) => {
  if (step.id !== 'approve' || step.kind !== 'action') return [step]
  return [{ ...step, routes: { ok: { to: 'reserve' } } }, { ...step, id: 'reserve', title: 'Reserve', action: 'shop.reserve', undo: 'shop.unreserve' }]
}))

function signal() {
  let give = (): void => undefined
  const given = new Promise<void>((resolve) => { give = resolve })
  return { given, give }
}

/** The same systems, of which one action waits until it is let go. */
function held(world: ReturnType<typeof scriptedWorld>, action: string) {
  const asked = signal()
  const letGo = signal()
  const holding = (connector: Connector): Connector => ({
    name: connector.name,
    async perform(call) {
      if (call.action === action) {
        asked.give()
        await letGo.given
      }
      return await connector.perform(call)
    },
  })
  return { ...world, connectors: new Map([...world.connectors].map(([name, connector]) => [name, holding(connector)])), asked: asked.given, letGo: letGo.give }
}

const graded = (lab: CaseLab, caseId: string) =>
  lab.cases.command(caseId, { do: 'complete', commandId: randomUUID(), by: 'ana', via: 'api', step: 'inspect', outcome: 'graded', form: { grade: 'a' } })

async function parcel(lab: CaseLab): Promise<string> {
  const id = `R-${randomUUID()}`
  const { caseId } = await lab.open({ plan, key: id, trigger: 'shop.return', event: { id, order: 'O-1' } })
  await eventually(async () => (await lab.reader.tasks({})).find((task) => task.caseId === caseId && task.assignee !== null))
  return caseId
}

const sealed = (lab: CaseLab, caseId: string) => eventually(async () => {
  await lab.sealer.pass()
  const detail = await lab.reader.case(caseId)
  return detail?.summary.state === 'closed' && detail.timeline.every(({ position }) => position !== null) ? detail : undefined
})

describe('a case that is cancelled while the shop is paying', () => {
  it('lets the refund come to its end, then takes back what was done, the newest first, and records both', async () => {
    const world = held(scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }), 'shop.refund')
    await using lab = await openCaseLab({ organisation: miniOrganisation, world, heldAt: NOON })
    const caseId = await parcel(lab)
    await graded(lab, caseId)
    await world.asked

    await lab.cases.command(caseId, { do: 'cancel', commandId: 'stop', by: 'dana', via: 'api', because: 'customer keeps it' })
    const meanwhile = await lab.reader.case(caseId)
    world.letGo()

    expect(meanwhile?.summary.state).toBe('open')
    expect(meanwhile?.timeline.filter(({ type }) => type === 'undo_requested')).toEqual([])
    const { summary, timeline } = await sealed(lab, caseId)
    expect(summary.outcome).toBe('cancelled')
    expect(world.happened.map(({ action }) => action)).toEqual(['shop.order', 'shop.approve', 'shop.reserve', 'shop.refund', 'shop.unreserve', 'shop.close'])
    const told = timeline.filter(({ type }) => ['case_cancel_requested', 'effect_done', 'undo_requested', 'case_closed'].includes(type))
    expect(told.slice(2).map(({ type, detail }) => `${type} ${String(detail['action'] ?? detail['because'] ?? detail['outcome'])}`)).toEqual([
      'case_cancel_requested customer keeps it', 'effect_done shop.refund', 'undo_requested shop.unreserve', 'effect_done shop.unreserve',
      'undo_requested shop.close', 'effect_done shop.close', 'case_closed cancelled',
    ])
    expect(world.letters).toEqual([])
    expect(await createAuditTrail(lab.database).verifyChain(caseId)).toMatchObject({ ok: true })
  })
})

describe('a case that an operator resets to before the refund', () => {
  it('pays no second time and writes no second letter, and its record says that it was reset', async () => {
    const world = scriptedWorld({ 'shop.order': [{ ok: miniOrder }] })
    await using lab = await openCaseLab({ organisation: miniOrganisation, world, heldAt: NOON })
    const caseId = await parcel(lab)
    await graded(lab, caseId)
    await sealed(lab, caseId)
    const handle = await lab.handle(caseId)
    const before = (await handle.describe()).runId

    await resetToBefore(lab, handle.workflowId, 'act', 3)
    expect(await handle.result()).toMatchObject({ outcome: 'refunded' })

    const { runId } = await handle.describe()
    expect(runId).not.toBe(before)
    const detail = await eventually(async () => {
      const found = await sealed(lab, caseId)
      return found.timeline.filter(({ type }) => type === 'case_closed').length === 2 ? found : undefined
    })
    expect(detail.summary.outcome).toBe('refunded')
    expect(world.happened.filter(({ action }) => action === 'shop.refund')).toHaveLength(1)
    expect(world.letters).toHaveLength(1)
    expect(detail.timeline.filter(({ type }) => type === 'reset').map(({ detail: { from, to } }) => ({ from, to }))).toEqual([{ from: before, to: runId }])
    expect(await createAuditTrail(lab.database).verifyChain(caseId)).toMatchObject({ ok: true, events: detail.timeline.length })
  })
})

/** Throws away everything from the workflow task on that asked for the given activity the given time. */
async function resetToBefore(lab: CaseLab, workflowId: string, activity: string, time: number): Promise<void> {
  const { events } = await lab.engine.client.workflow.getHandle(workflowId).fetchHistory()
  const asked = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: of }) => (of?.activityType?.name === activity ? [of] : []))[time - 1]
  const { runId } = await lab.engine.client.workflow.getHandle(workflowId).describe()
  await lab.engine.client.workflowService.resetWorkflowExecution({
    namespace: 'default', workflowExecution: { workflowId, runId }, reason: 'an operator tries it again', requestId: randomUUID(),
    workflowTaskFinishEventId: asked?.workflowTaskCompletedEventId ?? null,
  })
}
