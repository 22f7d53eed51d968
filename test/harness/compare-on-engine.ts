import { simulate } from '../../domain/simulate.ts'
import type { Plan } from '../../domain/plan.ts'
import { differenceOf, withoutWinding } from './differential.ts'
import type { Gate } from './gate.ts'
import { playInSandbox } from './play-in-sandbox.ts'
import { playOnEngine, type Engine } from './play-on-engine.ts'
import { randomOrganisation, type PlayedScenario } from './random-scenarios.ts'
import type { Sandbox } from './sandbox.ts'

/** Those of the cases that an engine with a held clock can be compared on: where nobody acts in the very instant in which something is due. */
export async function comparableOnEngine(sandbox: Sandbox, cases: readonly PlayedScenario[], wanted: number): Promise<readonly PlayedScenario[]> {
  const fit: PlayedScenario[] = []
  for (const one of cases) {
    if (fit.length >= wanted) break
    const played = await playInSandbox(sandbox, one.plan, randomOrganisation, one.scenario).catch(() => undefined)
    if (played && !played.coincided) fit.push(one)
  }
  return fit
}

/** Plays a generated case on the engine under a name of its own; gives the first difference to the simulator. */
export async function compareOnEngine(
  engine: Engine & { readonly catalogue: { publish(plan: Plan, source: string): Promise<void> } }, { plan, scenario }: PlayedScenario, name: string,
  options: { readonly gate: Gate; readonly before?: () => Promise<void> },
): Promise<string | undefined> {
  const [ownPlan, ownScenario] = [{ ...plan, sop: name, version: name }, { ...scenario, key: name }]
  await engine.catalogue.publish(ownPlan, '')
  const simulated = simulate(ownPlan, randomOrganisation, ownScenario)
  const { caseId, trace } = await playOnEngine(engine, ownPlan, randomOrganisation, ownScenario, options)
  const [expected, actual] = [simulated.trace, withoutWinding(trace).filter(({ type }) => type !== 'refused')].map((events, index) =>
    JSON.parse(JSON.stringify(events).replaceAll(index === 0 ? 'simulated' : caseId, 'CASE')) as typeof trace)
  const refusals = [simulated.refusals.map(({ refusal }) => refusal.code).join(), trace.flatMap(({ type, detail }) => (type === 'refused' ? [detail['code']] : [])).join()]
  return differenceOf(expected ?? [], actual ?? []) ?? (refusals[0] === refusals[1] ? undefined : `refusals: simulated ${refusals[0]}, on the engine ${refusals[1]}`)
}
