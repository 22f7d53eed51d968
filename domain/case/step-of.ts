import { ExpressionFault } from '../fault.ts'
import type { Plan, Step } from '../plan.ts'

/** The step of the plan; a missing one is a bug of the compiler. */
export function stepOf(plan: Plan, id: string): Step {
  const step = plan.steps.find((candidate) => candidate.id === id)
  if (!step) throw new ExpressionFault(`the plan has no step "${id}"`)
  return step
}
