import type { Command } from '../event.ts'
import { own } from '../json.ts'
import type { FactPlan, Plan } from '../plan.ts'
import type { StepInstance } from '../state.ts'
import { accepted } from './accepted.ts'
import { startClimb } from './climb.ts'
import { noteStep, planIn, put, type Draft } from './draft.ts'
import { placeOf } from './place.ts'
import { ask, inNewHands, ownersClock } from './task.ts'

type Asked = Extract<FactPlan, { kind: 'from' }> & { readonly unknown: { readonly do: 'ask' } }

/** The fact of a SOP that a person is asked for when its system cannot say; undefined for any other. */
export function askable(plan: Plan, name: string): Asked | undefined {
  const fact = own(plan.facts, name)
  return fact?.kind === 'from' && fact.unknown.do === 'ask' ? (fact as Asked) : undefined
}

/** Asks a person for the value of a fact; the step waits for the answer. One that is asked already goes on being asked: what else is missing follows. */
export function askPerson(draft: Draft, instance: StepInstance, name: string, role: string, because: string): void {
  if (instance.phase === 'asking') return
  const asking = put(draft, { ...inNewHands(instance), phase: 'asking', asked: name, clock: ownersClock(draft, instance) })
  noteStep(draft, 'fact_asked', asking, 'engine', { fact: name, role, because })
  ask(draft, startClimb(draft, asking), role)
}

/** Keeps a person's answer as the fact's value, and gives the instance back to the phase that asked. */
export function keepAnswer(draft: Draft, instance: StepInstance, { by, via, form }: Extract<Command, { do: 'answer' }>): StepInstance {
  const name = instance.asked ?? ''
  const value = accepted(askable(planIn(draft, instance), name)?.fields ?? [], form, undefined)
  const key = placeOf(draft.plan, draft.state, instance.frame).home.prefix + name
  draft.state.facts = { ...draft.state.facts, [key]: { value, source: `person:${by}`, at: draft.now } }
  noteStep(draft, 'fact_answered', instance, `person:${by}`, { fact: key, value }, via)
  return put(draft, { ...inNewHands(instance), phase: phaseAsking(instance) })
}

/** The phase that wanted the fact: only while an action is looked at does the instance have its result. */
export const phaseAsking = (instance: StepInstance): StepInstance['phase'] => (instance.result === undefined ? 'gathering' : 'verifying')
