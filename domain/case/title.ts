import { ExpressionFault } from '../fault.ts'
import type { Plan, Template } from '../plan.ts'
import type { CaseState, StepInstance } from '../state.ts'
import { fill } from '../template.ts'
import { scopeOf } from './scope.ts'
import { stepOf } from './place.ts'

/** A template that cannot be filled keeps its words and says what is missing; a card is never withheld. */
export function words(plan: Plan, state: CaseState, { frame }: Pick<StepInstance, 'frame'>, template: Template): string {
  const scope = scopeOf(plan, state, frame)
  return template.map((part) => (typeof part === 'string' ? part : safely(() => fill([part], scope), '(not known)'))).join('')
}

/** What people read for the step, with what is known of the case filled in. */
export const titleOf = (plan: Plan, state: CaseState, instance: StepInstance): string => {
  const step = stepOf(plan, instance)
  return step.kind === 'task' ? words(plan, state, instance, step.task) : step.title
}

/** What can be computed now, else something else: for showing, never for deciding. */
export function safely<T>(compute: () => T, otherwise: T): T {
  try {
    return compute()
  } catch (error) {
    if (error instanceof ExpressionFault) return otherwise
    throw error
  }
}
