import type { Plan } from '../domain/plan.ts'
import type { CalledSop } from './called.ts'
import { createContext } from './context.ts'
import type { World } from './context.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { flowOf } from './flow.ts'
import { readLanguage } from './language.ts'
import { lower } from './lower.ts'
import { placesIn } from './origins.ts'
import { parseYaml } from './parse.ts'
import { createReport } from './report.ts'
import { resolveNames } from './resolve.ts'
import { routesOf } from './routes.ts'
import { SopDocument } from './schema/sop.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'
import type { AnalysedTable } from './table/analyse.ts'
import { verify } from './verify.ts'

/** A Plan when nothing stops it from being used, and every diagnostic in order of place. */
export interface CompiledSop {
  readonly plan?: Plan
  /** What callers need of it, with the Plan. */
  readonly called?: CalledSop
  readonly diagnostics: readonly Diagnostic[]
  /** Its decision tables by step, also when other mistakes stop it; undefined where the cells of one cannot be read. */
  readonly tables?: ReadonlyMap<string, AnalysedTable | undefined>
}

/** Steps of a SOP, those inside others included: every pass over paths grows with the square of them. */
const MOST_STEPS = 500

/** Compiles one SOP: guard, parse, shape, resolve, verify, lower. Never throws for what the author wrote. */
export function compileSop(source: SourceFile, world: World): CompiledSop {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const sop = parsed && readLanguage(parsed, report) ? readShape(SopDocument, parsed, report) : undefined
  if (!parsed || !sop) return { diagnostics: byPlace(report.diagnostics) }
  const context = createContext(parsed, sop, world, report)
  const oneTooMany = context.steps[MOST_STEPS]
  if (oneTooMany) {
    const count = context.steps.length
    report.add('SOP203', `the SOP has ${count} steps, more than ${MOST_STEPS}`, parsed.places.span(oneTooMany.path), 'split the SOP')
    return { diagnostics: byPlace(report.diagnostics) }
  }
  resolveNames(context)
  const routes = routesOf(context)
  // Two steps of one id would make nonsense of every path through them.
  if (report.diagnostics.some((each) => each.code === 'SOP208')) return { diagnostics: byPlace(report.diagnostics) }
  const flow = flowOf(context, routes)
  const lowered = lower(context, routes, flow)
  verify(context, routes, flow, lowered)
  const diagnostics = byPlace([...report.diagnostics, ...lowered.messages.diagnostics])
  const failed = diagnostics.some((each) => each.severity === 'error')
  const { tables } = context
  return failed ? { diagnostics, tables } : { plan: lowered.plan, called: { plan: lowered.plan, places: placesIn(context, lowered.plan), gives: lowered.gives }, diagnostics, tables }
}
