import { own, type Json } from '../json.ts'
import type { FactPlan, Plan } from '../plan.ts'
import { hasFields } from '../shape.ts'
import type { CaseState, StepInstance } from '../state.ts'
import { nextNumber, note, planIn, want, type Draft } from './draft.ts'
import { evaluateAll, scopeIn } from './evaluate.ts'
import { placeOf } from './place.ts'

type ReadFact = Extract<FactPlan, { kind: 'from' }>

/**
 * True once every named fact is known and fresh enough for a step that begins now. Otherwise fetches whatever can be fetched;
 * a fact whose own inputs are still on their way follows when they come.
 */
export function gathered(draft: Draft, instance: StepInstance, needs: readonly string[]): boolean {
  const { plan, home } = placeOf(draft.plan, draft.state, instance.frame)
  const missing = needs.filter((name) => {
    const fact = own(plan.facts, name)
    return fact?.kind === 'from' && !isFresh(draft.state, home.prefix + name, fact, instance.startedAt)
  })
  for (const name of missing) {
    const fact = own(plan.facts, name)
    if (fact?.kind !== 'from' || inFlight(draft.state, instance, name, home.kind === 'root')) continue
    const inputs = inputsOf(plan, name)
    if (!missing.some((other) => inputs.has(other))) fetch(draft, instance, name, fact)
  }
  return missing.length === 0
}

/** All facts that a fact is made from, through computed ones. */
function inputsOf(plan: Plan, name: string, found: Set<string> = new Set()): ReadonlySet<string> {
  for (const input of own(plan.facts, name)?.needs ?? []) {
    if (found.has(input)) continue
    found.add(input)
    inputsOf(plan, input, found)
  }
  return found
}

/** Known, and either read since the step began or not older than the fact allows. */
function isFresh(state: CaseState, name: string, fact: ReadFact, since: number): boolean {
  const known = own(state.facts, name)
  return known !== undefined && (known.at >= since || fact.freshForMs === undefined || since - known.at <= fact.freshForMs)
}

/** Asked for by the step, or by the case itself, whose answer serves its steps too. */
const inFlight = (state: CaseState, instance: StepInstance, fact: string, atRoot: boolean): boolean =>
  state.effects.some((effect) => effect.kind === 'fetch' && effect.fact === fact && (effect.instance === instance.id || (atRoot && effect.instance === '')))

function fetch(draft: Draft, instance: StepInstance, name: string, fact: ReadFact): void {
  const input = evaluateAll(fact.with, scopeIn(draft, instance))
  const id = `${draft.state.caseId}/${instance.step}/${instance.visit}/fact.${name}/${nextNumber(draft)}`
  want(draft, { kind: 'fetch', id, instance: instance.id, fact: name, action: fact.action, with: input })
}

/**
 * Keeps a value with where and when it was read, and records that it was. The instant is the case's own: a worker's clock may
 * differ from it, and with it how fresh the value is.
 */
export function keepFact(draft: Draft, instance: Pick<StepInstance, 'frame'>, name: string, value: Json, source: string): void {
  const key = placeOf(draft.plan, draft.state, instance.frame).home.prefix + name
  draft.state.facts = { ...draft.state.facts, [key]: { value, source, at: draft.now } }
  note(draft, 'fact_read', `integration:${source}`, { fact: key, source, value })
}

/** Forgets facts so that they are read again: `verify` never looks at what was known before the action, nor a retry at what failed. */
export function forgetFacts(draft: Draft, instance: Pick<StepInstance, 'frame'>, names: readonly string[]): void {
  const { prefix } = placeOf(draft.plan, draft.state, instance.frame).home
  const forgotten = new Set(names.map((name) => prefix + name))
  draft.state.facts = Object.fromEntries(Object.entries(draft.state.facts).filter(([name]) => !forgotten.has(name)))
}

/** Whether a system answered, and not with what the author says that it answers. */
export function isMisshapen(draft: Draft, instance: Pick<StepInstance, 'frame'>, name: string, value: Json): boolean {
  const fact = own(planIn(draft, instance).facts, name)
  return value !== null && fact?.kind === 'from' && fact.returns !== undefined && !hasFields(value, fact.returns)
}

/** What to use when a fact's system cannot say; undefined when the SOP wants a person then. */
export function fallbackOf(draft: Draft, instance: Pick<StepInstance, 'frame'>, name: string): { readonly value: Json } | undefined {
  const fact = own(planIn(draft, instance).facts, name)
  return fact?.kind === 'from' && fact.unknown.do === 'use' ? { value: fact.unknown.value } : undefined
}
