import { simulate } from '../../domain/simulate.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Plan } from '../../domain/plan.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { spentOn } from '../numbers.ts'

/**
 * The CPU of one case on a long plan over that on a short one, both going through the same steps. Rounds take turns; of each plan the
 * one that took least counts, for whatever else the machine does only adds.
 */
export function cpuRatio(plans: { readonly long: Plan; readonly short: Plan }, organisation: Organisation, scenario: Scenario, rounds: number, cases: number): { readonly ratio: number; readonly shortMs: number } {
  const cost = (plan: Plan): number =>
    spentOn(() => { for (let at = 0; at < cases; at++) simulate(plan, organisation, scenario) }).cpuMs / cases
  cost(plans.short)
  cost(plans.long)
  const measured = Array.from({ length: rounds }, (_, at) => {
    const [first, second] = at % 2 === 0 ? (['short', 'long'] as const) : (['long', 'short'] as const)
    const times = { short: 0, long: 0 }
    times[first] = cost(plans[first])
    times[second] = cost(plans[second])
    return times
  })
  const least = (of: 'short' | 'long'): number => Math.min(...measured.map((times) => times[of]))
  return { ratio: least('long') / least('short'), shortMs: least('short') }
}
