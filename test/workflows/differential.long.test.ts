import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stepAt } from '../../domain/case/place.ts'
import { compareInSandbox } from '../harness/differential.ts'
import { playedScenarios } from '../harness/random-scenarios.ts'
import { openSandbox, type Sandbox } from '../harness/sandbox.ts'
import { ALL_PAIRS, visitedPairs, wellMixed } from '../harness/visited-kinds.ts'
import { workflowBundle } from '../harness/workflow-bundle.ts'

describe('the simulator and the workflow code', () => {
  const cases = wellMixed(fc.sample(playedScenarios(), { numRuns: 240, seed: 1 }))
  let sandbox: Sandbox
  beforeAll(async () => { sandbox = await openSandbox(await workflowBundle()) }, 60_000)
  afterAll(() => sandbox.close())

  it('tell the same story of random cases, field by field, though workers die and cases go on in new runs', async () => {
    const { differences, compared, deaths, runs } = await compareInSandbox(sandbox, cases)

    expect(differences).toEqual([])
    expect(compared).toBeGreaterThan(45)
    expect(deaths).toBeGreaterThan(50)
    expect(runs).toBeGreaterThan(cases.length + 50)
  }, 120_000)

  it('have then been at every kind of step in every container', () => {
    const been = new Set(cases.flatMap(({ plan, simulated }) => visitedPairs(plan, simulated.state)))

    expect(ALL_PAIRS.filter((pair) => !been.has(pair))).toEqual([])
  })

  it('have then been back at steps too often, with a way on and without one', () => {
    const ways = cases.flatMap(({ plan, simulated }) => simulated.trace
      .filter(({ type, detail }) => type === 'step_finished' && detail['outcome'] === 'too_often')
      .map(({ step = '' }) => (stepAt(plan, step)?.routes['too_often'] ? 'a way on' : 'none')))

    expect(ways).toEqual(expect.arrayContaining(['a way on', 'none']))
  })
})
