import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Command } from '../../domain/event.ts'
import type { Step } from '../../domain/plan.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { eventually } from '../harness/eventually.ts'
import { aFact, aField, anAction, anOrganisation, aPlan, aTask, elapsed, HOUR, role } from '../harness/plans.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')

const steps: readonly Step[] = [
  anAction('pay', { mode: 'suggest', action: 'shop.pay', needs: ['risk'], routes: { ok: { to: 'approve' } } }),
  aTask('approve', {
    outcomes: ['yes', 'no'], assign: role('clerk'), approvals: { of: [role('clerk'), role('lead')], need: 2 },
    evidence: [{ name: 'code', label: 'Code', kind: 'scan', atLeast: 1, atMost: 1, required: true }], routes: { yes: { finish: 'done' }, no: { finish: 'declined' } },
  }),
]
const facts = { risk: aFact('shop.risk', { unknown: { do: 'ask', role: 'clerk' }, fields: [aField('score', { required: true })] }) }

describe('people on the real engine', () => {
  let lab: CaseLab
  beforeAll(async () => {
    const world = scriptedWorld({ 'shop.risk': [{ fails: 'refused' }], 'shop.pay': [{ ok: {} }] })
    lab = await openCaseLab({ organisation: anOrganisation(), world, heldAt: NOON })
  })
  afterAll(() => lab[Symbol.asyncDispose]())

  it('answer, confirm, pause, hand over, prove and approve, and the record tells it', async () => {
    const id = `R-${randomUUID()}`
    const plan = aPlan(steps, { facts, pauses: { waiting_customer: { within: elapsed(2 * HOUR) } } })
    const { caseId } = await lab.open({ plan, key: id, trigger: 'shop.return', event: { id } })
    const card = (wanted: object) => eventually(async () => {
      const task = (await lab.reader.tasks({})).find((one) => one.caseId === caseId && one.assignee !== null)
      return task && Object.entries(wanted).every(([name, value]) => task[name as keyof typeof task] === value) ? task : undefined
    })
    const send = (by: string, command: object) => lab.cases.command(caseId, { commandId: randomUUID(), by, via: 'api', ...command } as Command)

    await card({ kind: 'question', assignee: 'ana' })
    await send('ana', { do: 'answer', step: 'pay', form: { score: '7' } })
    expect(await card({ kind: 'suggestion', assignee: 'dana' })).toMatchObject({ suggestion: { action: 'shop.pay', input: {} } })
    await send('dana', { do: 'confirm', step: 'pay', yes: true, note: '' })

    const { dueAt } = await card({ kind: 'task', assignee: 'ana' })
    await send('ana', { do: 'pause', step: 'approve', reason: 'waiting_customer' })
    await lab.cases.wind(caseId, { commandId: randomUUID(), byMs: 3 * HOUR, by: 'ana' })
    expect((await card({ dueAt: dueAt + 2 * HOUR })).paused).toBeUndefined()
    await send('ana', { do: 'handoff', step: 'approve', to: 'bo', summary: 'looked at half of it' })
    await card({ assignee: 'bo' })
    const evidence = (text: string) => ({ evidence: { code: [{ kind: 'scan', text }] } })
    await expect(send('bo', { do: 'complete', step: 'approve', outcome: 'yes', form: {} })).rejects.toMatchObject({ refusal: { code: 'wrong-form' } })
    await send('bo', { do: 'complete', step: 'approve', outcome: 'yes', form: {}, ...evidence('1') })
    expect(await card({ assignee: 'ana' })).toMatchObject({ approvals: { need: 2, given: [{ by: 'bo' }] } })
    await send('dana', { do: 'complete', step: 'approve', outcome: 'yes', form: {}, ...evidence('2') })

    const detail = await eventually(async () => {
      const found = await lab.reader.case(caseId)
      return found?.summary.outcome === 'done' ? found : undefined
    })
    const told = detail.timeline.map(({ type }) => type)
    expect(told.filter((type) => ['fact_asked', 'fact_answered', 'suggested', 'confirmed', 'paused', 'pause_over', 'handed_off', 'approved', 'completed'].includes(type)))
      .toEqual(['fact_asked', 'fact_answered', 'suggested', 'confirmed', 'paused', 'pause_over', 'handed_off', 'approved', 'approved', 'completed'])
    expect(detail.timeline.find(({ type }) => type === 'completed')?.detail).toMatchObject({ evidence: { code: [{ kind: 'scan', text: '2' }] } })
  })
})
