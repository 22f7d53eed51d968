import type { EvidenceRule } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { spoken } from '../fields.ts'
import { suggest } from '../nearest.ts'
import { taskOutcomes } from '../outcomes.ts'
import type { Placed } from '../placed.ts'
import type { EvidenceDocument } from '../schema/evidence.ts'
import type { TaskDocument } from '../schema/step.ts'
import type { Expressions } from './expressions.ts'

/** Where the file sets no limit, this many of one kind. */
const USUAL_MOST = 10

/** Rules about what proof goes with a completion; `inside` reads the form and outcome of the task. */
export function lowerEvidence({ step, path }: Placed<TaskDocument>, inside: Scope, context: Context, expressions: Expressions): readonly EvidenceRule[] {
  return Object.entries(step.evidence ?? {}).map(([name, document]) => {
    const at = [...path, 'evidence', name]
    const { kind, atLeast, atMost } = limitsOf(document)
    checkOutcomes(step, document.required, [...at, 'required'], context)
    return {
      name,
      label: document.label ?? spoken(name),
      kind,
      atLeast,
      atMost: atMost ?? Math.max(atLeast, USUAL_MOST),
      required: document.required ?? true,
      ...(document.unless === undefined ? {} : { unless: expressions.of(document.unless, [...at, 'unless'], inside, 'yes_no') }),
    }
  })
}

/** One rule as the file has it. */
type RuleDocument = EvidenceDocument[string]

/** Its kind, and how many there must be: one where nothing is said. */
export function limitsOf(rule: RuleDocument): { readonly kind: EvidenceRule['kind']; readonly atLeast: number; readonly atMost: number | undefined } {
  const kind = (['photo', 'file', 'link', 'scan'] as const).find((each) => Object.hasOwn(rule, each)) ?? 'photo'
  const limits = (rule as Readonly<Partial<Record<EvidenceRule['kind'], { readonly at_least?: number; readonly at_most?: number } | true | null>>>)[kind]
  return typeof limits === 'object' && limits !== null
    ? { kind, atLeast: limits.at_least ?? 1, atMost: limits.at_most }
    : { kind, atLeast: 1, atMost: undefined }
}

function checkOutcomes(step: TaskDocument, required: unknown, path: readonly PropertyKey[], { report, parsed }: Context): void {
  for (const [nth, outcome] of (Array.isArray(required) ? (required as readonly string[]) : []).entries())
    if (!taskOutcomes(step).includes(outcome))
      report.add('SOP305', `"${step.id}" has no outcome "${outcome}"`, parsed.places.span([...path, nth]), suggest(outcome, taskOutcomes(step)))
}
