import { placeOf } from '../domain/case/place.ts'
import { scopeOf } from '../domain/case/scope.ts'
import type { Scope } from '../domain/expression.ts'
import { ExpressionFault } from '../domain/fault.ts'
import type { Json } from '../domain/json.ts'
import type { DecideStep, Plan, Step, Tree } from '../domain/plan.ts'
import type { CaseState, StepInstance } from '../domain/state.ts'
import { checkExpression } from './expression/check.ts'
import { failingPart, tryTree } from './expression/failing.ts'
import type { Range } from './expression/scope.ts'
import { pathsIn } from './lower/trees.ts'
import { placesOf } from './origins.ts'
import type { Origin, SopPlaces } from './origins.ts'
import type { Span } from './source.ts'

/** An expression that could not be evaluated while a case ran, at its place in the file. Lines and columns count from one. */
export interface RunFault {
  readonly step: string
  readonly message: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What an open step says of an expression of its that could not be evaluated; undefined where none was. */
export const faultIn = ({ exception }: StepInstance): string | undefined => (exception?.code === 'unknown-value' ? exception.message : undefined)

/**
 * Watches a case that is played and finds where its expressions fail: give `see` every state. The interpreter knows the step and what
 * was wrong; which of its expressions it was, and where in that, is found by trying them again on the same state.
 */
export function createFaultFinder(plan: Plan, places: SopPlaces): { see(state: CaseState): void; readonly faults: readonly RunFault[] } {
  const faults = new Map<string, RunFault>()
  return {
    see: (state) => {
      for (const instance of state.open) {
        const message = faultIn(instance)
        if (message === undefined) continue
        const key = `${instance.id} ${instance.attempt} ${message}`
        if (!faults.has(key)) faults.set(key, faultOf(plan, places, state, instance, message))
      }
    },
    get faults() {
      return [...faults.values()]
    },
  }
}

function faultOf(plan: Plan, top: SopPlaces, state: CaseState, instance: StepInstance, message: string): RunFault {
  const own = placeOf(plan, state, instance.frame).plan
  const places = placesOf(top, own) ?? top
  const id = instance.step.split('/').at(-1) ?? ''
  const step = own.steps.find((each) => each.id === id)
  const search: Search = { own, places, message, scope: scopeOf(plan, state, instance.frame, instance.result === undefined ? {} : { result: instance.result }) }
  const span = (step && inStep(step, search)) ?? places.parsed.places.span([...(places.steps.get(id) ?? []), 'id'])
  return { step: instance.step, message, file: places.parsed.source.path, ...places.parsed.source.position(span.start) }
}

interface Search {
  readonly own: Plan
  readonly places: SopPlaces
  readonly message: string
  readonly scope: Scope
}

type Locals = Readonly<Record<string, Json>>

function inStep(step: Step, search: Search): Span | undefined {
  const customer = (step.kind === 'message' || step.kind === 'wait') && search.own.customer ? [search.own.customer] : []
  for (const tree of [...treesIn(step, search.places), ...customer]) {
    const found = inTree(tree, search, step.kind === 'decide' ? cellFor(tree, step, search) : {})
    if (found) return found
  }
  return undefined
}

/** Every expression of a step, in the order in which its Plan has them. */
function treesIn(value: unknown, places: SopPlaces): readonly Tree[] {
  if (Array.isArray(value)) return value.flatMap((each: unknown) => treesIn(each, places))
  if (typeof value !== 'object' || value === null) return []
  return places.origins.has(value as Tree) ? [value as Tree] : Object.values(value).flatMap((each: unknown) => treesIn(each, places))
}

/** A test of a table looks at the input of its column. */
function cellFor(tree: Tree, { inputs, rules }: DecideStep, { scope }: Search): Locals {
  const column = rules.flatMap(({ tests }) => tests).find(({ test }) => test === tree)?.input
  const input = inputs.find(({ name }) => name === column)
  const cell = input && tryTree(input.tree, scope)
  return cell === undefined || cell instanceof ExpressionFault ? {} : { cell }
}

function inTree(tree: Tree, search: Search, locals: Locals, seen: readonly string[] = []): Span | undefined {
  const { scope, own, message } = search
  const value = tryTree(tree, scope, locals)
  if (!(value instanceof ExpressionFault) || value.message !== message) return undefined
  for (const [root, name = ''] of pathsIn(tree)) {
    const fact = root === 'facts' ? own.facts[name] : undefined
    const behind = root === 'lets' ? own.lets[name]?.tree : fact?.kind === 'is' ? fact.tree : undefined
    const found = behind && !seen.includes(name) ? inTree(behind, search, {}, [...seen, name]) : undefined
    if (found) return found
  }
  const origin = search.places.origins.get(tree)
  return origin && spanIn(origin, search)
}

/** The smallest part of an expression that fails by itself. */
function spanIn({ path, text, scope: checked }: Origin, { places, scope, message }: Search): Span {
  const parts = new Map<Tree, Range>()
  const typed = text !== undefined && checked ? checkExpression(text, checked, { problem: () => {}, read: () => {}, part: (tree, range) => void parts.set(tree, range) }) : undefined
  const range = (typed && failingPart(typed.tree, parts, scope, message)) ?? { start: 0, end: text?.length ?? 1 }
  return places.parsed.places.within(path, range.start, range.end)
}
