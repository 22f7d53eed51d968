import { randomUUID } from 'node:crypto'
import { WithStartWorkflowOperation, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../domain/event.ts'
import { commandUpdate, stateQuery, type CaseInput } from '../../workflows/messages.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { aPlan, aTask, elapsed, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { serverWithShortHistories } from '../harness/short-histories.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const claim = (commandId: string, by = 'ana') => ({ do: 'claim', commandId, by, via: 'api', step: 'inspect' }) as const
const foreign = (commandId: string) => ({ do: 'complete', commandId, by: 'ana', via: 'api', step: 'inspect', outcome: 'foreign', form: {} }) as const

async function parcel(lab: CaseLab): Promise<string> {
  const id = `R-${randomUUID()}`
  const { caseId } = await lab.open({ plan: miniPlan(), key: id, trigger: 'shop.return', event: { id, order: 'O-1' } })
  await eventually(async () => (await lab.reader.tasks({})).find((task) => task.caseId === caseId && task.assignee !== null))
  return caseId
}

const taskFailures = async (handle: WorkflowHandle): Promise<number> =>
  ((await handle.fetchHistory()).events ?? []).filter((event) => event.workflowTaskFailedEventAttributes).length

describe('messages that are no messages', () => {
  let lab: CaseLab
  beforeAll(async () => { lab = await openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }), heldAt: NOON }) })
  afterAll(() => lab[Symbol.asyncDispose]())

  /** A good message of which one part is replaced, left out or added, and things that were never one. */
  const spoilt = (good: object) => {
    const names = Object.keys(good)
    const part = fc.record({ name: fc.constantFrom(...names, '__proto__', 'constructor'), value: fc.option(fc.jsonValue(), { nil: undefined }) })
    return fc.oneof(fc.jsonValue(), part.map(({ name, value }) => Object.fromEntries([...Object.entries(good), [name, value]])))
  }
  const good = [
    { ...foreign('c1'), outcome: 'nobody' }, claim('c2'), { do: 'cannot', commandId: 'c3', by: 'ana', via: 'api', step: 'inspect', reason: 'other', note: 'x' },
    { do: 'settle', commandId: 'c4', by: 'ana', via: 'api', step: 'refund', choice: 'retry', reference: '', form: {} },
    { do: 'cancel', commandId: 'c5', by: 'ana', via: 'api', because: '' },
  ]

  it('are answered or refused with a reason one by one, and leave a case that neither stands still nor dies', async () => {
    const payloads = fc.sample(fc.oneof(...good.map(spoilt)), { numRuns: 120, seed: 13 })
    const winds = fc.sample(spoilt({ commandId: 'w', byMs: 1, by: 'ana' }), { numRuns: 40, seed: 13 })
    const cases = await Promise.all(Array.from({ length: 4 }, () => parcel(lab)))
    const handles = await Promise.all(cases.map(lab.handle))

    const said = (await Promise.all(handles.map(async (handle, lane) => {
      const codes = [await codeOf(handle.executeUpdate('command', { args: [] })), await codeOf(handle.executeUpdate('wind', { args: [] }))]
      for (const [name, all] of [['command', payloads], ['wind', winds]] as const) {
        for (const args of all.filter((_, index) => index % handles.length === lane)) codes.push(await codeOf(handle.executeUpdate(name, { args: [args] })))
      }
      return codes
    }))).flat()
    const unknown = await Promise.all([handles[3]!.executeUpdate('settle', { args: [{}] }), handles[3]!.query('secrets')].map((doing) => doing.then(() => '', String)))
    await handles[3]!.signal('command', claim('c9'))
    const state = await handles[3]!.query(stateQuery.name, { a: 1 }, null)

    expect(said.filter((code) => code.startsWith('unexpected'))).toEqual([])
    expect(said.filter((code) => code === 'bad-command').length).toBeGreaterThan(80)
    expect(unknown.every((text) => text !== '')).toBe(true)
    expect(state).toMatchObject({ caseId: cases[3] })
    for (const [index, handle] of handles.entries()) {
      expect(await taskFailures(handle)).toBe(0)
      await lab.cases.command(cases[index]!, { do: 'cancel', commandId: randomUUID(), by: 'dana', via: 'api', because: 'enough' })
      expect(await handle.result()).toMatchObject({ outcome: 'cancelled' })
    }
  })

  it('that cannot even be unpacked do not hold up the case', async () => {
    const caseId = await parcel(lab)
    const handle = await lab.handle(caseId)
    const raw = (encoding: string) => lab.engine.client.workflowService.updateWorkflowExecution({
      namespace: 'default', workflowExecution: { workflowId: handle.workflowId }, waitPolicy: { lifecycleStage: 3 },
      request: { meta: { updateId: randomUUID(), identity: 'test' }, input: { name: 'command', args: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from('{"do":') }] } } },
    })

    const answers = await Promise.all(['json/plain', 'binary/gzip', 'binary/unheard-of'].map((encoding) => raw(encoding).then((answer) => answer.outcome?.failure?.message ?? '', String)))

    expect(answers.every((text) => text !== '')).toBe(true)
    expect(await lab.cases.command(caseId, foreign(randomUUID()))).toMatchObject({ outcome: 'foreign' })
    expect(await taskFailures(handle)).toBe(0)
  })

  /** What became of a message: the refusal's code, `answered`, or `unexpected` for anything that is not a word of ours. */
  const codeOf = (doing: Promise<unknown>): Promise<string> => doing.then(() => 'answered', (error: Error) => {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined
    return cause instanceof ApplicationFailure && /^[a-z]+(-[a-z]+)+$/.test(cause.type ?? '') ? (cause.type ?? '') : `unexpected ${String(error)} ${String(error.cause)}`
  })
})

describe('messages that come with the very start of a case', () => {
  it('are taken once or refused with a reason, and none is lost', async () => {
    await using lab = await openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({}), heldAt: NOON })
    const plan = aPlan([aTask('inspect', { assign: role('inspector'), outcomes: ['foreign'], sla: { finish: elapsed(1_000) } })], { sop: 'at-once', owner: 'cx_lead', customer: { is: 'value', value: null } })
    const { caseId, workflowId } = await lab.files.reserve('at-once', randomUUID())
    const opening = { caseId, key: 'k', plan, trigger: 'shop.return', openedBy: 'shop', event: {}, windable: true }
    const input: CaseInput = { opening, clock: { kind: 'held', at: NOON } }
    const send = (command: Command, updateId: string = randomUUID()) => lab.engine.client.workflow.executeUpdateWithStart(commandUpdate, {
      args: [command], updateId,
      startWorkflowOperation: new WithStartWorkflowOperation('caseWorkflow', { workflowId, taskQueue: lab.taskQueue, workflowIdConflictPolicy: 'USE_EXISTING', args: [input] }),
    })

    const [first, again, repeat, other, unknown] = await Promise.allSettled([
      send(claim('c1'), 'c1'), send(claim('c1'), 'c1'), send(claim('c1')), send({ ...claim('c1'), by: 'bo' }), send({ ...claim('c3'), step: 'refund' }),
    ])

    const reasonOf = (one: PromiseSettledResult<unknown>) => (one.status === 'rejected' ? (one.reason as { cause?: { type?: string } }).cause?.type : 'taken')
    // Whoever comes first has it; the other used the same command id for something else.
    const ana = [first, again, repeat].map(reasonOf)
    expect([['taken', 'command-reused'], ['command-reused', 'taken']]).toContainEqual([ana[0], reasonOf(other)])
    expect(new Set(ana).size).toBe(1)
    expect(reasonOf(unknown)).toBe('unknown-step')
    const { timeline } = await eventually(async () => {
      const detail = await lab.reader.case(caseId)
      return detail?.timeline.some(({ type }) => type === 'acknowledged') ? detail : undefined
    })
    expect(timeline.filter(({ type }) => type === 'acknowledged')).toHaveLength(1)
    const by = timeline.find(({ type }) => type === 'acknowledged')?.actor.replace('person:', '') ?? ''
    expect(await lab.cases.command(caseId, { ...foreign('c4'), by })).toMatchObject({ outcome: 'foreign' })
  })
})

const sixTimes = async <T>(act: () => Promise<T>): Promise<readonly T[]> => {
  const answers: T[] = []
  while (answers.length < 6) answers.push(await act())
  return answers
}

describe('a click that is sent again and again', () => {
  it('counts once and gets one answer although the case goes on in new runs meanwhile', async () => {
    await using server = await serverWithShortHistories(10)
    await using lab = await openCaseLab({ organisation: miniOrganisation, world: scriptedWorld({ 'shop.order': [{ ok: miniOrder }] }), heldAt: NOON, address: server.address })
    const caseId = await parcel(lab)
    const handle = await lab.handle(caseId)
    const firstRun = (await handle.describe()).runId

    const runs: string[] = []
    const answers: string[] = []
    for (let round = 0; round < 2; round++) {
      // Ten at a time are all that the engine takes.
      const clicks = Promise.all(Array.from({ length: 8 }, () => sixTimes(() => lab.cases.command(caseId, claim('the-click')))))
      for (let turn = 0; turn < 2; turn++) await lab.cases.wind(caseId, { commandId: `w${round}.${turn}`, byMs: 60_000, by: 'ana' })
      answers.push(...(await clicks).flat().map((answer) => JSON.stringify(answer)))
      runs.push(await eventually(async () => {
        const { runId } = await handle.describe()
        return runs.includes(runId) || runId === firstRun ? undefined : runId
      }))
    }

    expect(new Set(answers).size).toBe(1)
    const { timeline } = (await lab.reader.case(caseId)) ?? { timeline: [] }
    expect(timeline.filter(({ type }) => type === 'acknowledged')).toHaveLength(1)
  }, 60_000)
})
