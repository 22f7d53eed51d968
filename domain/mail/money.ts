import { stepById } from '../case/place.ts'
import { own } from '../json.ts'
import type { Plan, Step } from '../plan.ts'
import type { TaskCard } from '../views.ts'

type Card = Pick<TaskCard, 'form' | 'approvals' | 'step'>

/**
 * Whether finishing a step is about money: its form asks for an amount, it is an approval, what it would do moves money, or what may
 * come after it before the next person does. Where that cannot be said it is. `moneyActions` are all actions that move money.
 */
export function isMoneyStep(card: Card, plan: Plan | undefined, moneyActions: ReadonlySet<string>): boolean {
  if (card.approvals || card.form.some(({ type }) => type.kind === 'money')) return true
  const chain = plan ? chainTo(plan, card.step) : undefined
  if (!chain) return true
  // What comes after a SOP that another one calls comes after its last step.
  return chain.some(({ plan: of, step }) => (step.kind === 'action' && moneyActions.has(step.action)) || leadsToMoney(of, step, moneyActions))
}

interface Link {
  readonly plan: Plan
  readonly step: Step
}

/** The step at a path and every step that it stands in, each with its SOP; undefined where this version of the SOP has no such step. */
function chainTo(plan: Plan, path: string): readonly Link[] | undefined {
  const [first = '', ...rest] = path.split('/')
  const step = stepById(plan, first.replace(/\[\d+\]$/, ''))
  if (!step) return undefined
  if (rest.length === 0) return [{ plan, step }]
  const inner = step.kind === 'call' ? own(plan.calls, step.sop) : step.kind === 'each' ? plan : undefined
  const below = inner && chainTo(inner, rest.join('/'))
  return below && [{ plan, step }, ...below]
}

/** Outcomes that a task has at once, without its person: it was not needed this time, or was asked for too often. */
const ASKS_NOBODY: readonly string[] = ['skipped', 'too_often']

/** Follows every way on from a step until a person is sure to be asked again. */
function leadsToMoney(plan: Plan, from: Step, moneyActions: ReadonlySet<string>): boolean {
  const seen = new Set<string>([from.id])
  const next = [...after(plan, from)]
  for (let step = next.pop(); step; step = next.pop()) {
    if (seen.has(step.id)) continue
    seen.add(step.id)
    if (step.kind === 'action' && moneyActions.has(step.action)) return true
    // A called SOP may do anything, also without a person.
    if (step.kind === 'call' && callsMoney(plan, step.sop, moneyActions)) return true
    next.push(...(step.kind === 'task' ? after(plan, step, ASKS_NOBODY) : [...inside(plan, step), ...after(plan, step)]))
  }
  return false
}

function callsMoney(plan: Plan, sop: string, moneyActions: ReadonlySet<string>): boolean {
  const called = own(plan.calls, sop)
  return !called || called.steps.some((step) => (step.kind === 'action' && moneyActions.has(step.action)) || (step.kind === 'call' && callsMoney(called, step.sop, moneyActions)))
}

/** Where a step can lead; the end of a branch or an element leads to what comes after whatever holds it. */
function after(plan: Plan, step: Step, outcomes: readonly string[] = Object.keys(step.routes)): readonly Step[] {
  const routes = outcomes.flatMap((outcome) => own(step.routes, outcome) ?? [])
  const ids = routes.flatMap((route) => ('to' in route ? [route.to] : []))
  const holder = step.holder && routes.some((route) => 'end' in route) ? plan.steps.find(({ id }) => id === step.holder?.step) : undefined
  return [...plan.steps.filter(({ id }) => ids.includes(id)), ...(holder ? after(plan, holder) : [])]
}

const inside = (plan: Plan, step: Step): readonly Step[] => {
  const firsts = step.kind === 'parallel' ? step.branches.map(({ first }) => first) : step.kind === 'each' ? [step.first] : []
  return plan.steps.filter(({ id }) => firsts.includes(id))
}
