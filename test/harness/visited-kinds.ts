import { stepAt, stepById } from '../../domain/case/place.ts'
import type { Plan, Step } from '../../domain/plan.ts'
import type { CaseState } from '../../domain/state.ts'

/** Every kind of step that behaves in a way of its own. */
export const KINDS = [
  'task', 'action', 'action with undo', 'decide', 'message', 'wait for events', 'wait for an instant', 'wait for silence', 'parallel all', 'parallel any', 'parallel N', 'each', 'call',
] as const
/** Everything that steps stand in. */
export const CONTAINERS = ['SOP', 'branch', 'list', 'called SOP'] as const

/** All pairs of a kind of step and what it stands in. */
export const ALL_PAIRS: readonly string[] = KINDS.flatMap((kind) => CONTAINERS.map((container) => `${kind} in ${container}`))

/** The pairs of a kind of step and what it stands in that a case has been at. */
export const visitedPairs = (plan: Plan, { visits }: Pick<CaseState, 'visits'>): readonly string[] =>
  Object.keys(visits).flatMap((path) => {
    const step = stepAt(plan, path)
    return step ? [`${kindOf(step)} in ${containerOf(plan, path, step)}`] : []
  })

function kindOf(step: Step): (typeof KINDS)[number] {
  switch (step.kind) {
    case 'action': return step.undo === undefined ? 'action' : 'action with undo'
    case 'wait': return step.wait.for === 'events' ? 'wait for events' : step.wait.for === 'instant' ? 'wait for an instant' : 'wait for silence'
    case 'parallel': return step.waitFor === 'all' ? 'parallel all' : step.waitFor === 1 ? 'parallel any' : 'parallel N'
    default: return step.kind
  }
}

function containerOf(plan: Plan, path: string, step: Step): (typeof CONTAINERS)[number] {
  const sop = sopAround(plan, path)
  if (step.holder) return stepById(sop, step.holder.step)?.kind === 'each' ? 'list' : 'branch'
  return sop === plan ? 'SOP' : 'called SOP'
}

/** The SOP that a path's last step belongs to. */
function sopAround(plan: Plan, path: string): Plan {
  const around = path.split('/').slice(0, -1).map((part) => part.replace(/\[\d+\]$/, ''))
  return around.reduce((sop, id) => {
    const step = stepById(sop, id)
    return step?.kind === 'call' ? (sop.calls[step.sop] ?? sop) : sop
  }, plan)
}

/** So many cases, and of three times as many more those that are somewhere the others are not. */
export function wellMixed<T extends { readonly plan: Plan; readonly simulated: { readonly state: Pick<CaseState, 'visits'> } }>(pool: readonly T[]): readonly T[] {
  const been = new Set<string>()
  return pool.filter(({ plan, simulated }, index) => {
    const pairs = visitedPairs(plan, simulated.state)
    const adds = pairs.some((pair) => !been.has(pair))
    for (const pair of pairs) been.add(pair)
    return adds || index < pool.length / 4
  })
}
