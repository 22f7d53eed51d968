import { evaluate, type Scope } from '../expression.ts'
import { own, type Json, type JsonObject } from '../json.ts'
import type { Plan } from '../plan.ts'
import type { CaseState } from '../state.ts'
import { deep } from '../trigger.ts'
import { eventOf, parametersOf, listAround, pathIn, placeOf, type Place } from './place.ts'

/** What is being decided on, besides the case: the form in hand, its outcome, an action's result. */
export interface InHand {
  /** The arriving event of a wait, a crossing or a reopening; `trigger` is then the opening one. */
  readonly event?: JsonObject
  readonly form?: JsonObject
  readonly outcome?: string
  readonly result?: JsonObject
}

type Keep = (name: string, value: Json) => void

/** What a read stands on. `once` computes a name the first time it is read in this scope. */
interface Reading {
  readonly place: Place
  readonly state: CaseState
  readonly inHand: InHand
  readonly scope: Scope
  readonly keep: Keep
  once(name: string, compute: () => Json): Json
}

/**
 * What an expression of the case may read. `keep` stores a `let` the first time it is computed; without it (a validator must
 * not change anything) it is computed once a scope. Computing each name once also bounds facts that read each other: a
 * chain in which each reads the one before twice would double with every link.
 */
export function scopeOf(plan: Plan, state: CaseState, frame: string, inHand: InHand = {}, keep: Keep = () => {}): Scope {
  const place = placeOf(plan, state, frame)
  const computed = new Map<string, Json>()
  const once: Reading['once'] = (name, compute) => {
    const known = computed.get(name)
    if (known !== undefined) return known
    const value = compute()
    computed.set(name, value)
    return value
  }
  const { zoneOffsets } = place.plan
  const { event: _arriving, ...opened } = inHand
  // A derived value means the event that opened the case, also while another one is looked at: it is kept for the whole case.
  const scope: Scope = { zoneOffsets, read: ([root = '', ...path]) => own(ROOTS, root)?.({ place, state, inHand: opened, scope, keep, once }, path) }
  return { zoneOffsets, read: ([root = '', ...path]) => own(ROOTS, root)?.({ place, state, inHand, scope, keep, once }, path) }
}

const ROOTS: Readonly<Record<string, (reading: Reading, path: readonly string[]) => Json | undefined>> = {
  event: ({ state, place, inHand }, path) => deep(inHand.event ?? eventOf(state, place), path),
  trigger: ({ state, place }, path) => deep(eventOf(state, place), path),
  case: ({ state }, [name = '']) => own(caseFields(state), name),
  facts: readFact,
  form: ({ inHand }, path) => deep(inHand.form, path),
  outcome: ({ inHand }) => inHand.outcome,
  result: ({ inHand }, path) => deep(inHand.result, path),
  form_of: ({ state, place }, [step = '', ...path]) => deep(own(state.results, pathIn(place, step) ?? '')?.form, path),
  element: ({ place }, [name = '', ...path]) => deep(elementOf(place, name), path),
  steps: readStep,
  parameters: ({ state, place }, [name = '', ...path]) => deep(own(parametersOf(state, place), name), path),
  lets: readLet,
}

function elementOf({ frames }: Place, name: string): Json | undefined {
  for (const frame of frames) if (frame.kind === 'element' && frame.name === name) return frame.value
  return undefined
}

const caseFields = (state: CaseState): JsonObject => ({
  id: state.caseId, key: state.key, opened_at: state.openedAt, opened_by: state.openedBy, sop: state.sop, version: state.version,
})

function readFact({ place, state, scope, once }: Reading, [name = '', ...path]: readonly string[]): Json | undefined {
  const fact = own(place.plan.facts, name)
  return deep(fact?.kind === 'is' ? once(`fact ${name}`, () => evaluate(fact.tree, scope)) : own(state.facts, place.home.prefix + name)?.value, path)
}

function readStep({ state, place }: Reading, [step = '', name, ...path]: readonly string[]): Json | undefined {
  const result = own(state.results, pathIn(place, step) ?? '')
  if (!result) return undefined
  if (name === undefined) return { ...result.outputs }
  const common: JsonObject = { outcome: result.outcome, visits: result.visits, by: result.by ?? null, at: result.at, ...(result.evidence ? { evidence: result.evidence as unknown as JsonObject } : {}), ...(result.approvedBy ? { approved_by: result.approvedBy } : {}) }
  return deep(Object.hasOwn(common, name) ? common : result.outputs, [name, ...path])
}

function readLet({ place, state, scope, keep: keepShared, once }: Reading, [name = '', ...path]: readonly string[]): Json | undefined {
  // What reads a step of a list has a value of its own in every element.
  const ofList = own(place.plan.lets, name)?.steps.some((step) => listAround(place.plan, step) !== undefined) === true
  const keep: Keep = ofList ? () => {} : keepShared
  const kept = ofList ? undefined : own(state.lets, place.home.prefix + name)
  if (kept !== undefined) return deep(kept, path)
  const plannedLet = own(place.plan.lets, name)
  return plannedLet && deep(once(`let ${name}`, () => keeping(keep, place.home.prefix + name, evaluate(plannedLet.tree, scope))), path)
}

function keeping(keep: Keep, name: string, value: Json): Json {
  keep(name, value)
  return value
}
