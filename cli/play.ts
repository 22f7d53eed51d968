import type { RunFault } from '../compiler/faults.ts'
import type { LoadedScenarios } from '../compiler/load.ts'
import type { Scenario } from '../domain/scenario.ts'
import type { SimulatedCase } from '../domain/simulate.ts'

/** Plays a scenario on the production interpreter, and finds where expressions failed meanwhile. */
export async function playScenario({ plan, organisation, places }: LoadedScenarios, scenario: Scenario): Promise<{ readonly result: SimulatedCase; readonly faults: readonly RunFault[] }> {
  const [{ simulate }, { createFaultFinder }] = await Promise.all([import('../domain/simulate.ts'), import('../compiler/faults.ts')])
  const finder = createFaultFinder(plan, places)
  const result = simulate(plan, organisation, scenario, finder.see)
  return { result, faults: finder.faults }
}

/** `sops/returns.yaml:43:13 [pay] the expression takes more than 100000 steps`. */
export const faultLine = ({ file, line, column, step, message }: RunFault): string => `${file}:${line}:${column} [${step}] ${message}`
