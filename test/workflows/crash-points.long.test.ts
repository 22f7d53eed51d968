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
import { playOnDesk, type DeskedCase } from '../harness/play-on-desk.ts'
import { playedScenarios, randomOrganisation } from '../harness/random-scenarios.ts'

const sops = await loadSops(join(import.meta.dirname, '../../sops'), vocabulary)
const shipped = sops.scenarios.flatMap(({ plan, organisation, scenarios }) => scenarios.map((scenario) => ({ plan, organisation, scenario })))

const wholes = new Map<Scenario, DeskedCase>()
/** How it goes without a crash; played once, because everything here is compared with it. */
function wholeOf(plan: Plan, organisation: Organisation, scenario: Scenario): DeskedCase {
  const whole = wholes.get(scenario) ?? playOnDesk(plan, organisation, scenario)
  wholes.set(scenario, whole)
  return whole
}

/** Crashes before and after each effect in turn, other scenarios' left out: `seen` has them. Gives how often. */
function crashEverywhere(plan: Plan, organisation: Organisation, scenario: Scenario, seen = new Set<string>()): number {
  const whole = wholeOf(plan, organisation, scenario)
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

/** The steps of the SOP itself on a path: those of a called SOP come after a step without a place. */
function ownSteps(path = ''): readonly string[] {
  const parts = path.split('/')
  const end = parts.findIndex((part) => !part.endsWith(']'))
  return parts.slice(0, end < 0 ? parts.length : end + 1).map((part) => part.replace(/\[\d+\]$/, ''))
}

/** Steps to which no scenario comes yet: that of them which gets one is to be taken off this list. */
const UNTOLD: Readonly<Record<string, readonly string[]>> = {
  chargeback: ['ask_bank'], 'refund-approval': ['approve_urgent', 'quiet_other'], 'return-damaged-photo-evidence': ['came_back'], 'returns-standard': ['blocked', 'close_disputed', 'came_back'], 'stock-discrepancy-oversell': ['unpaid'],
}

describe('a crash between any two steps', () => {
  // Steps of SOPs that others call.
  const called = new Set(shipped.flatMap(({ plan, organisation, scenario }) => wholeOf(plan, organisation, scenario).trace.flatMap(({ step = '' }) => (step.includes('/') ? step.split('/').slice(-1) : []))))

  it.each(sops.plans.map((plan) => [plan.sop, plan] as const))('changes neither the end nor the record of a SOP that comes with the product: %s', (sop, { steps }) => {
    const visited = new Set<string>()
    for (const { plan, organisation, scenario } of shipped.filter((one) => one.plan.sop === sop)) {
      const whole = wholeOf(plan, organisation, scenario)
      for (const { step } of whole.trace) for (const name of ownSteps(step)) visited.add(name)
      const crashed = playOnDesk(plan, organisation, scenario, { boundary: 'every' })
      expect(whole.boundaries).toBeGreaterThan(0)
      if (!isDeepStrictEqual(crashed, whole)) expect(crashed, scenario.name).toEqual(whole)
    }
    // No step is left out because no scenario comes to it.
    expect(steps.map(({ id }) => id).filter((id) => !visited.has(id) && !called.has(id))).toEqual(UNTOLD[sop] ?? [])
  }, 60_000)
})

describe('a crash before or after any effect', () => {
  it.each(sops.plans.map(({ sop }) => sop))('changes neither the end nor the effects of a SOP that comes with the product: %s', (sop) => {
    const own = shipped.filter(({ plan }) => plan.sop === sop)
    // What one scenario has crashed at need not be crashed at in all the others.
    const seen = new Set<string>()
    const crashes = own.reduce((sum, { plan, organisation, scenario }) => sum + crashEverywhere(plan, organisation, scenario, seen), 0)
    expect(crashes).toBe(seen.size * 2)
    // Some SOPs are work for people alone.
    if (own.some(({ plan }) => plan.steps.some(({ kind }) => kind === 'action'))) expect(crashes).toBeGreaterThan(0)
  }, 60_000)

  it('changes nothing of random cases with branches, lists and calls open', () => {
    const cases = fc.sample(playedScenarios(), { numRuns: 25, seed: 3 })
    expect(cases.reduce((crashes, { plan, scenario }) => crashes + crashEverywhere(plan, randomOrganisation, scenario), 0)).toBeGreaterThan(120)
  }, 60_000)
})
