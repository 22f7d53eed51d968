import type { Context } from './context.ts'
import type { Routes } from './routes.ts'

/** Before its first end a step has this result. */
export const NEVER = 'never'

/** For each step, with which results each other step may have ended last when it begins. */
export interface Flow {
  /** Undefined for a step that no case reaches. */
  before(index: number): Ends | undefined
  /** What holds nowhere in particular: every step may have ended in any way, or not at all. */
  readonly anywhere: Ends
}
/** Possible last outcomes by step id; `never` is one of them. */
export type Ends = (step: string) => ReadonlySet<string>

const EMPTY: ReadonlySet<string> = new Set()

/** Follows all routes from the first step until nothing changes. */
export function flowOf(context: Context, routes: readonly Routes[]): Flow {
  const { steps } = context
  const index = new Map(steps.map(({ step, index: at }) => [step.id, at]))
  const names = routes.map((each) => [NEVER, ...[...each.keys()].filter(counts)])
  const states: (bigint[] | undefined)[] = steps.map(() => undefined)
  states[0] = steps.map(() => 1n)
  const todo = new Set([0])
  for (const at of todo) {
    todo.delete(at)
    const state = states[at]
    if (!state) continue
    for (const [outcome, route] of routes[at] ?? []) {
      const to = 'to' in route ? index.get(route.to) : undefined
      if (to !== undefined && merge(states, to, after(state, at, names[at] ?? [], outcome))) todo.add(to)
    }
  }

  const ends = (masks: (at: number) => bigint): Ends => {
    const cache = new Map<string, ReadonlySet<string>>()
    return (step) => {
      const at = index.get(step)
      if (at === undefined) return EMPTY
      const known = cache.get(step) ?? new Set((names[at] ?? []).filter((_, bit) => ((masks(at) >> BigInt(bit)) & 1n) === 1n))
      cache.set(step, known)
      return known
    }
  }
  return {
    before: (at) => {
      const state = states[at]
      return state && ends((step) => state[step] ?? 0n)
    },
    anywhere: ends((at) => (1n << BigInt(names[at]?.length ?? 0)) - 1n),
  }
}

/** A skipped visit, and one that came too often, leave the last result as it was. */
const counts = (outcome: string): boolean => outcome !== 'skipped' && outcome !== 'too_often'

function after(state: readonly bigint[], at: number, names: readonly string[], outcome: string): readonly bigint[] {
  const bit = names.indexOf(outcome)
  return bit < 0 ? state : state.map((mask, step) => (step === at ? 1n << BigInt(bit) : mask))
}

function merge(states: (bigint[] | undefined)[], to: number, more: readonly bigint[]): boolean {
  const before = states[to]
  if (!before) {
    states[to] = [...more]
    return true
  }
  let changed = false
  for (const [at, mask] of more.entries()) {
    const both = (before[at] ?? 0n) | mask
    if (both !== before[at]) changed = true
    before[at] = both
  }
  return changed
}
