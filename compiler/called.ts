import type { FieldType, Plan } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { optional } from './expression/types.ts'
import type { SopPlaces } from './origins.ts'
import type { SopDocument } from './schema/sop.ts'
import type { CallDocument } from './schema/step.ts'

/** A SOP as its callers see it. */
export interface CalledSop {
  readonly plan: Plan
  readonly places: SopPlaces
  /** What it gives, with the outcomes after which every path has set it. */
  readonly gives: Readonly<Record<string, { readonly type: FieldType; readonly after: readonly string[] }>>
}

/** What comes of looking for a SOP by its name: it may not be there, have mistakes of its own, or call its caller. */
export type Lookup =
  | { readonly kind: 'found'; readonly sop: CalledSop }
  | { readonly kind: 'missing' | 'broken' | 'deep' }
  | { readonly kind: 'circle'; readonly names: readonly string[] }

/** The SOPs that a SOP calls, by name. */
export type Calls = ReadonlyMap<string, Lookup>

/** The SOP that a step calls, when it can be used. */
export function calleeOf(step: CallDocument, calls: Calls): CalledSop | undefined {
  const found = calls.get(step.call)
  return found?.kind === 'found' && calledFields(found.sop.plan) ? found.sop : undefined
}

/** What a SOP gives, optional where some of its outcomes come without it. */
export const givenTypes = ({ plan, gives }: CalledSop): Readonly<Record<string, FieldType>> =>
  Object.fromEntries(
    Object.entries(gives).map(([name, { type, after }]) => {
      const always = plan.outcomes.every((outcome) => after.includes(outcome))
      return [name, always ? type : optional(type)]
    }),
  )

/** The fields that a SOP is called with; undefined when it cannot be called. */
export function calledFields(plan: Plan): Readonly<Record<string, FieldType>> | undefined {
  for (const trigger of plan.triggers) if (trigger.kind === 'called') return trigger.fields
  return undefined
}

/** Whether only other SOPs open this one, so that it writes to its caller's customer. */
export const isOnlyCalled = (sop: Pick<SopDocument, 'trigger'>): boolean => sop.trigger.every((trigger) => 'called' in trigger)

/** Whether a SOP writes to the customer of whoever calls it, itself or through a SOP that it calls. */
export function writesToCustomer(plan: Plan): boolean {
  if (plan.customer) return false
  return plan.steps.some((step) => {
    if (step.kind === 'message') return step.to.kind === 'customer'
    if (step.kind === 'wait') return step.remind?.to.kind === 'customer'
    const callee = step.kind === 'call' ? plan.calls[step.sop] : undefined
    return callee !== undefined && writesToCustomer(callee)
  })
}

/** Actions that the steps of a SOP do, those of the SOPs that it calls included. */
export function allActions({ steps, calls }: Pick<Context, 'steps' | 'calls'>): readonly string[] {
  const own = steps.flatMap(({ step }) => ('action' in step ? [step.action] : []))
  const called = [...calls.values()].flatMap((found) => (found.kind === 'found' ? actionsOf(found.sop.plan) : []))
  return [...own, ...called]
}

const actionsOf = (plan: Plan): readonly string[] => [
  ...plan.steps.flatMap((step) => (step.kind === 'action' ? [step.action] : [])),
  ...Object.values(plan.calls).flatMap(actionsOf),
]
