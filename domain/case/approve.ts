import { evaluate, type Scope } from '../expression.ts'
import type { Request } from '../event.ts'
import type { Json } from '../json.ts'
import type { Step, TaskStep, Tree } from '../plan.ts'
import type { Refusal } from '../refusal.ts'
import type { StepInstance } from '../state.ts'
import type { Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { targetName } from './target.ts'

/** Whether an outcome of the step counts toward the approvals that it needs. */
export const approves = (step: TaskStep, outcome: string): boolean => step.approvals !== undefined && outcome === step.outcomes[0]

/** The people whom `not_same_as` keeps from the step, as the case stands now. */
export function excludedFrom(draft: Draft, instance: StepInstance, step: TaskStep): readonly string[] {
  const scope = scopeIn(draft, instance)
  return [...new Set(step.notSameAs.flatMap((tree) => [...peopleIn(evaluate(tree, scope)), ...coApprovers(tree, scope)]))]
}

const peopleIn = (value: Json): readonly string[] => {
  const list: readonly Json[] = Array.isArray(value) ? value : [value]
  return list.filter((person) => typeof person === 'string' && person !== '') as readonly string[]
}

/** Whoever must not be the one who did a step must be none of those who approved it. */
function coApprovers(tree: Tree, scope: Scope): readonly string[] {
  if (tree.is === 'if') return coApprovers(tree.then, scope)
  if (tree.is !== 'read' || tree.path[0] !== 'steps' || tree.path[2] !== 'by') return []
  return peopleIn(scope.read(['steps', tree.path[1] ?? '', 'approved_by']) ?? null)
}

/** What the organisation must know besides the target to give out a task: who else may be asked, and who may not. */
export function circleOf(draft: Draft, instance: StepInstance, step: Step): Pick<Request, 'also' | 'exclude'> {
  if (step.kind !== 'task') return {}
  const exclude = keptFrom(instance)
  return {
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(step.approvals ? { also: step.approvals.of.map((target) => targetName(draft, instance, target)) } : {}),
  }
}

/** Who must not be given the task: whom `not_same_as` keeps from it, and whoever has approved it already. */
export const keptFrom = ({ excluded = [], approvals = [] }: StepInstance): readonly string[] => [...excluded, ...approvals.map(({ by }) => by)]

/** Why a person may not finish the task with this outcome, or undefined when they may. */
export function refuseApproval(instance: StepInstance, step: TaskStep, command: { by: string; outcome: string }): Refusal | undefined {
  const excluded = refuseExcluded(instance, command.by)
  if (excluded || !step.approvals || !approves(step, command.outcome)) return excluded
  if (instance.approvals?.some(({ by }) => by === command.by)) {
    return { code: 'already-approved', message: `"${command.by}" has approved "${instance.step}" already; each person counts once` }
  }
  if (instance.eligible?.includes(command.by)) return undefined
  const who = instance.eligible?.length ? `${instance.eligible.join(', ')} may` : 'who may is being looked up'
  return { code: 'not-allowed', message: `"${command.by}" may not approve "${instance.step}"; ${who}` }
}

/** Why a person whom `not_same_as` keeps from the step may not take it. */
export const refuseExcluded = (instance: StepInstance, person: string): Refusal | undefined =>
  instance.excluded?.includes(person) ? { code: 'not-allowed', message: `"${person}" may not do "${instance.step}": the SOP wants another person for it` } : undefined
