import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCaseLab } from '../harness/case-lab.ts'
import { comparableOnEngine, compareOnEngine } from '../harness/compare-on-engine.ts'
import { createGate, gatedWorld } from '../harness/gate.ts'
import { START } from '../harness/plans.ts'
import { playedScenarios, randomOrganisation } from '../harness/random-scenarios.ts'
import { openSandbox } from '../harness/sandbox.ts'
import { workflowBundle } from '../harness/workflow-bundle.ts'

describe('the simulator and the engine', () => {
  it('tell the same story of random cases, field by field', async () => {
    const sandbox = await openSandbox(await workflowBundle())
    const drawn = fc.sample(playedScenarios(), { numRuns: 60, seed: 5 }).filter(({ simulated }) => simulated.trace.length > 15 && simulated.trace.length < 60)
    const cases = await comparableOnEngine(sandbox, drawn, Number(process.env['RANDOM_CASES'] ?? 6))
    await sandbox.close()
    const gate = createGate()
    await using lab = await openCaseLab({ organisation: randomOrganisation, world: gatedWorld(gate.ask), heldAt: START })

    const differences = []
    for (const [index, one] of cases.entries()) differences.push(await compareOnEngine(lab, one, `random-${index}`, { gate }).catch((error: unknown) => `case ${index}: ${String(error)}`))
    gate.close()

    expect(cases.length).toBeGreaterThan(5)
    expect(differences.filter((difference) => difference !== undefined)).toEqual([])
  }, 120_000)
})
