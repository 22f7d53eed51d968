import type { RunFault } from '../compiler/faults.ts'
import type { LoadedScenarios } from '../compiler/load.ts'
import type { Scenario } from '../domain/scenario.ts'
import type { SimulatedCase } from '../domain/simulate.ts'

interface Played {
  readonly result: SimulatedCase
  readonly faults: readonly RunFault[]
}

/** Plays a scenario on the production interpreter, and finds where expressions failed meanwhile. */
export async function playScenario({ plan, organisation, places, placed }: Pick<LoadedScenarios, 'plan' | 'organisation' | 'places' | 'placed'>, scenario: Scenario): Promise<Played> {
  const [{ simulate }, { createFaultFinder, faultIn }] = await Promise.all([import('../domain/simulate.ts'), import('../compiler/faults.ts')])
  const found = places && { plan, places }
  if (!found) {
    let failed = false
    const result = simulate(plan, organisation, scenario, ({ open }) => {
      failed ||= open.some((instance) => faultIn(instance) !== undefined)
    })
    if (!failed) return { result, faults: [] }
  }
  // Where an expression stands is known of what was compiled in this run.
  const sop = found ?? (await placed())
  if (!sop) throw new Error(`the SOP "${plan.sop}" changed while its scenarios were played: play them again`)
  const finder = createFaultFinder(sop.plan, sop.places)
  const result = simulate(sop.plan, organisation, scenario, finder.see)
  return { result, faults: finder.faults }
}

/** `sops/returns.yaml:43:13 [pay] the expression takes more than 100000 steps`. */
export const faultLine = ({ file, line, column, step, message }: RunFault): string => `${file}:${line}:${column} [${step}] ${message}`
