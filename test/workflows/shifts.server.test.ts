import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditEvent } from '../../domain/audit.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { openCaseLab, type CaseLab } from '../harness/case-lab.ts'
import { miniOrganisation } from '../harness/mini-plan.ts'
import { aPlan, aTask, elapsed, HOUR, MINUTE, role } from '../harness/plans.ts'
import { playOnEngine } from '../harness/play-on-engine.ts'
import { scriptedWorld } from '../harness/scripted-world.ts'
import { every, layer, roster } from '../domain/roster-builders.ts'

const TEN = Date.parse('2026-11-20T10:00:00Z')

/** Ana until noon, then Bo; and three who take packing in turn. */
const organisation: Organisation = {
  ...miniOrganisation,
  rosters: { desk: roster([layer(every(12, 'hour', '2026-11-20 00:00', ['ana'], ['bo']))], { id: 'desk', zone: 'UTC' }) },
  roles: {
    ...miniOrganisation.roles, inspector: { id: 'inspector', accountableFor: 'grading', people: ['ana', 'bo'], pick: 'first', roster: 'desk' },
    packer: { id: 'packer', accountableFor: 'packing', people: ['bo', 'dana', 'ana'], pick: 'round_robin' },
  },
}

const grade = (handoff: 'ask' | 'follow' | 'stay') => aTask('grade', { owner: 'cx_lead', assign: role('inspector'), sla: { finish: elapsed(20 * HOUR) }, handoff })
const plan = (steps: Plan['steps'], sop: string): Plan => aPlan(steps, { sop, owner: 'cx_lead' })
const packing = ['first', 'second', 'third', 'fourth'].map((id, index, all) =>
  aTask(id, { owner: 'cx_lead', assign: role('packer'), routes: { done: index + 1 < all.length ? { to: all[index + 1] ?? '' } : { finish: 'done' } } }))

const aScenario = (name: string, people: Scenario['people']): Scenario => ({
  name, startsAt: TEN, trigger: 'shop.return', openedBy: 'shop', event: { id: name, customer: { email: 'cy@example.com', name: 'Cy' } }, facts: {}, systems: {}, people, exceptions: {}, expect: {},
})
const done = (after: number, claimsAfter?: number) => [{ kind: 'complete' as const, after, outcome: 'done', form: {}, ...(claimsAfter === undefined ? {} : { claimsAfter }) }]

const cases: readonly (readonly [string, Plan, Scenario])[] = [
  ['nobody took it', plan([grade('ask')], 'untaken'), aScenario('untaken', { grade: done(5 * HOUR) })],
  ['it was taken, and nobody answered', plan([grade('ask')], 'unanswered'), aScenario('unanswered', { grade: done(5 * HOUR, MINUTE) })],
  ['it follows the roster', plan([grade('follow')], 'follows'), aScenario('follows', { grade: done(5 * HOUR, MINUTE) })],
  ['it stays', plan([grade('stay')], 'stays'), aScenario('stays', { grade: done(5 * HOUR, MINUTE) })],
  ['steps go round', plan(packing, 'packing'), aScenario('packing', Object.fromEntries(packing.map(({ id }) => [id, done(MINUTE)])))],
]

const comparable = (trace: readonly AuditEvent[], caseId: string): readonly unknown[] =>
  trace.filter(({ type }) => type !== 'clock_wound' && type !== 'refused').map((event) => JSON.parse(JSON.stringify(event).replaceAll(caseId, 'CASE')) as unknown)

describe('shifts and turns on the engine', () => {
  let lab: CaseLab
  beforeAll(async () => { lab = await openCaseLab({ organisation, world: scriptedWorld({}), heldAt: TEN }) })
  afterAll(() => lab[Symbol.asyncDispose]())

  it.each(cases)('end as in the simulator: %s', async (_what, ofCase, scenario) => {
    const simulated = simulate(ofCase, organisation, scenario)
    const { caseId, trace } = await playOnEngine(lab, ofCase, organisation, scenario)
    expect(simulated.outcome).toBe('done')
    expect(comparable(trace, caseId)).toEqual(comparable(simulated.trace, 'simulated'))
  })
})
