import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { miniOrder, miniOrganisation, miniPlan } from '../harness/mini-plan.ts'
import { answersOf, playOnEngine } from '../harness/play-on-engine.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { recordHistory } from '../harness/stored-histories.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')
const HOUR = 3_600_000

const aScenario = (name: string, change: Partial<Scenario> = {}): Scenario => ({
  name, startsAt: NOON, trigger: 'shop.return', openedBy: 'shop', event: { id: 'R-1', order: 'O-1' }, facts: { order: [{ value: miniOrder }] },
  systems: {}, people: { inspect: [{ kind: 'complete', after: HOUR / 2, outcome: 'graded', form: { grade: 'a' } }] }, exceptions: {}, expect: {}, ...change,
})

const scenarios: readonly Scenario[] = [
  aScenario('graded in half an hour'),
  aScenario('a final sale is declined without a person', { facts: { order: [{ value: { ...miniOrder, final_sale: true } }] } }),
  aScenario('taken, then graded after the reminder', { people: { inspect: [{ kind: 'complete', claimsAfter: 60_000, after: 3 * HOUR + 60_000, outcome: 'graded', form: { grade: 'b', note: 'a mark' } }] } }),
  aScenario('nobody grades it', { people: { inspect: [{ kind: 'nobody' }] } }),
  aScenario('graded by the one it escalated to', { people: { inspect: [{ kind: 'complete', after: 5 * HOUR, outcome: 'graded', form: { grade: 'a' } }] } }),
  aScenario('a form that does not fit', { people: { inspect: [{ kind: 'complete', after: HOUR / 2, outcome: 'graded', form: { grade: 'z' } }] } }),
  aScenario('the inspector cannot do it, and it is done by hand', {
    people: { inspect: [{ kind: 'cannot', after: HOUR / 2, reason: 'unsafe', note: 'it leaks' }] },
    exceptions: { inspect: [{ choice: 'done_by_hand', reference: 'sheet 7', after: 60_000, outcome: 'foreign' }] },
  }),
  aScenario('a refund that the shop refuses is retried by a person', {
    systems: { 'shop.refund': [{ fails: 'INVALID_STATE' }, { ok: { reference: 're_2' } }] },
    exceptions: { refund: [{ choice: 'retry', reference: '', after: 60_000 }] },
  }),
  aScenario('a refund that stays refused is given up', {
    systems: { 'shop.refund': [{ fails: 'INVALID_STATE' }] }, exceptions: { refund: [{ choice: 'give_up', reference: '', after: 60_000 }] },
  }),
  aScenario('a refund whose answer was lost is looked up', { systems: { 'shop.refund': [{ fails: 'timeout_after' }, { ok: { reference: 're_1' } }] } }),
  aScenario('a shop that is slow to answer', { systems: { 'shop.approve': [{ fails: 'timeout' }, { fails: 'timeout' }, { ok: {} }] } }),
  aScenario('cancelled while the parcel is inspected', { people: { inspect: [{ kind: 'nobody' }] }, cancel: { after: HOUR / 4, by: 'dana', because: 'customer keeps it' } }),
  aScenario('an order that cannot be read', { facts: { order: [{ fails: 'NOT_FOUND' }, { value: miniOrder }] }, exceptions: { eligible: [{ choice: 'retry', reference: '', after: 60_000 }] } }),
]

/** Without what only the engine has: windings, the case's real id, and refusals, which keep real time and are compared by themselves. */
const comparable = (trace: readonly AuditEvent[], caseId: string): readonly unknown[] =>
  trace.filter((event) => event.type !== 'clock_wound' && event.type !== 'refused').map((event) => JSON.parse(JSON.stringify(event).replaceAll(caseId, 'CASE')) as unknown)

describe('the simulator and the engine', () => {
  const plan = miniPlan()
  const world = scriptedWorld({})
  let lab: CaseLab
  beforeAll(async () => { lab = await openCaseLab({ organisation: miniOrganisation, world, heldAt: NOON }) })
  afterAll(() => lab[Symbol.asyncDispose]())

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('tell the same story to the millisecond: %s', async (_name, scenario) => {
    world.play(answersOf(plan, scenario))

    const simulated = simulate(plan, miniOrganisation, scenario)
    const { caseId, trace } = await playOnEngine(lab, plan, miniOrganisation, scenario)

    await recordHistory(scenario.name, await lab.handle(caseId))
    const refusedCodes = trace.filter((event) => event.type === 'refused').map((event) => event.detail['code'])
    expect(refusedCodes).toEqual(simulated.refusals.map(({ refusal }) => refusal.code))
    expect(comparable(trace, caseId)).toEqual(comparable(simulated.trace, 'simulated'))
  })
})
