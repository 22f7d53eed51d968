import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vocabulary } from '../../adapters/vocabulary.ts'
import { loadSops } from '../../compiler/load.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { simulate } from '../../domain/simulate.ts'
import { playOnDesk } from '../harness/play-on-desk.ts'
import { playedScenarios, randomOrganisation } from '../harness/random-scenarios.ts'

const sops = await loadSops(join(import.meta.dirname, '../../sops'), vocabulary)
const shipped = sops.scenarios.flatMap(({ plan, organisation, scenarios }) => scenarios.map((scenario) => ({ plan, organisation, scenario })))

/** Crashes before and after each effect in turn, other scenarios' left out: `seen` has them. Gives how often. */
function crashEverywhere(plan: Plan, organisation: Organisation, scenario: Scenario, seen = new Set<string>()): number {
  const whole = playOnDesk(plan, organisation, scenario)
  expect(whole.trace).toEqual(simulate(plan, organisation, scenario).trace)
  const fresh = whole.happened.flatMap((id, index) => (seen.has(id) ? [] : [index + 1]))
  for (const id of whole.happened) seen.add(id)
  for (const effect of fresh) {
    for (const when of ['before', 'after'] as const) {
      const crashed = playOnDesk(plan, organisation, scenario, { effect, when })
      if (!isDeepStrictEqual(crashed, whole)) expect(crashed).toEqual(whole)
    }
  }
  return fresh.length * 2
}

describe('a crash before or after any effect', () => {
  it.each(sops.plans.map(({ sop }) => sop))('changes neither the end nor the effects of a SOP that comes with the product: %s', (sop) => {
    const own = shipped.filter(({ plan }) => plan.sop === sop)
    // What one scenario has crashed at need not be crashed at in all the others.
    const seen = new Set<string>()
    const crashes = own.reduce((sum, { plan, organisation, scenario }) => sum + crashEverywhere(plan, organisation, scenario, seen), 0)
    expect(crashes).toBe(seen.size * 2)
    expect(crashes).toBeGreaterThan(0)
  }, 60_000)

  it('changes nothing of random cases with branches, lists and calls open', () => {
    const cases = fc.sample(playedScenarios(), { numRuns: 25, seed: 3 })
    expect(cases.reduce((crashes, { plan, scenario }) => crashes + crashEverywhere(plan, randomOrganisation, scenario), 0)).toBeGreaterThan(120)
  }, 60_000)
})
