import { evaluate } from '../expression.ts'
import type { Target } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { wording } from '../template.ts'
import type { Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'

/** The role, person or channel a target names. */
export function targetName(draft: Draft, instance: StepInstance, target: Target): string {
  return target.kind === 'expression' ? wording(evaluate(target.tree, scopeIn(draft, instance))) : target.name
}
