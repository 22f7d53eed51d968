import type { Vocabulary } from '../domain/connector.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { Plan } from '../domain/plan.ts'
import type { Scenario } from '../domain/scenario.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { parseYaml } from './parse.ts'
import { createReport } from './report.ts'
import { readScenario } from './scenario/read.ts'
import { createTools } from './scenario/tools.ts'
import { ScenariosDocument } from './schema/scenario.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'

/** The scenarios of one SOP, when none of them has a mistake. */
export interface CompiledScenarios {
  readonly scenarios: readonly Scenario[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Which organisation file a scenario file names, relative to itself; undefined for the one beside the SOPs. */
export function organisationOf(source: SourceFile): string | undefined {
  if (!/^\s*["']?organisation/m.test(source.text)) return undefined
  const parsed = parseYaml(source, createReport(source))
  const value = parsed?.value
  return typeof value === 'object' && value !== null && 'organisation' in value && typeof value.organisation === 'string'
    ? value.organisation
    : undefined
}

/**
 * Compiles the scenarios beside a SOP against its Plan: values become what connectors would answer, names must exist.
 * A name that the SOP does not have is a diagnostic here, so that it can never be a test that silently checks nothing.
 */
export function compileScenarios(
  source: SourceFile,
  plan: Plan,
  organisation: Organisation | undefined,
  vocabulary: Vocabulary,
): CompiledScenarios {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(ScenariosDocument, parsed, report)
  if (!parsed || !document) return { scenarios: [], diagnostics: byPlace(report.diagnostics) }
  const seen = new Set<string>()
  const scenarios = document.scenarios.map((each, index) => {
    if (seen.has(each.name))
      report.add(
        'SOP601',
        `two scenarios are called "${each.name}"`,
        parsed.places.span(['scenarios', index, 'name']),
        'give one of them another name',
      )
    seen.add(each.name)
    return readScenario(each, ['scenarios', index], createTools(plan, organisation, vocabulary, parsed, report))
  })
  return { scenarios: report.failed ? [] : scenarios, diagnostics: byPlace(report.diagnostics) }
}
