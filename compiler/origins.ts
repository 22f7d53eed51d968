import type { Plan, Tree } from '../domain/plan.ts'
import type { Context } from './context.ts'
import type { Scope } from './expression/scope.ts'
import type { Parsed } from './parse.ts'
import type { Path } from './places.ts'

/** Where an expression stands, and what is needed to read it again part by part. A cell of a table has a place alone. */
export interface Origin {
  readonly path: Path
  readonly text?: string
  readonly scope?: Scope
}

/** Where everything that a Plan can trip over stands in the file of its SOP. */
export interface SopPlaces {
  readonly plan: Plan
  readonly parsed: Parsed
  readonly origins: ReadonlyMap<Tree, Origin>
  /** By id. */
  readonly steps: ReadonlyMap<string, Path>
  readonly calls: readonly SopPlaces[]
}

/** The places of a SOP that has become a Plan, with those of the SOPs that it calls. */
export const placesIn = ({ parsed, origins, steps, calls }: Context, plan: Plan): SopPlaces => ({
  plan,
  parsed,
  origins,
  steps: new Map(steps.map(({ step, path }) => [step.id, path])),
  calls: [...calls.values()].flatMap((found) => (found.kind === 'found' ? [found.sop.places] : [])),
})

/** The places of one of the SOPs that run in a case: the one that opened it, or one that is called, however deep. */
export function placesOf(top: SopPlaces, plan: Plan): SopPlaces | undefined {
  if (top.plan === plan) return top
  for (const called of top.calls) {
    const found = placesOf(called, plan)
    if (found) return found
  }
  return undefined
}
