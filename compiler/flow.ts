import type { Route } from '../domain/plan.ts'
import type { Context } from './context.ts'
import { areSiblings, insideOf, keyOf, listOf } from './placed.ts'
import type { Placed } from './placed.ts'
import type { Routes } from './routes.ts'

/** Before its first end a step has this result. */
export const NEVER = 'never'

/** For each step, with which results each other step may have ended last when it begins. */
export interface Flow {
  /** Undefined for a step that no case reaches. */
  before(index: number): Ends | undefined
  /** What holds nowhere in particular: every step may have ended in any way, or not at all. */
  readonly anywhere: Ends
  /** Each way in which the SOP ends. */
  readonly finishes: readonly { readonly outcome: string; readonly ends: Ends }[]
}
/** Possible last outcomes by step id; `never` is one of them. */
export type Ends = (step: string) => ReadonlySet<string>

/** Possible last outcomes of every step, one bit each in the order of its `names`. */
type State = readonly bigint[]

/** Steps of one branch, or of the list of an `each`. */
interface List {
  readonly key: string
  readonly first: number
  /** Everything in it, however deep. */
  readonly members: ReadonlySet<number>
}

interface Node {
  readonly placed: Placed
  readonly routes: Routes
  /** `never`, then the outcomes that count. */
  readonly names: readonly string[]
  readonly lists: readonly List[]
  readonly holder: number | undefined
}

/** Follows all routes from the first step until nothing changes. */
export function flowOf(context: Context, routes: readonly Routes[]): Flow {
  const nodes = nodesOf(context, routes)
  const index = new Map(nodes.map(({ placed }, at) => [placed.step.id, at]))
  const walk = createWalk(nodes, index)
  walk.begin(0, nodes.map(() => 1n))
  walk.run()
  while (cross(context, walk, index)) walk.run()

  const ends = (state: State): Ends => {
    const known = new Map<string, ReadonlySet<string>>()
    return (step) => {
      const at = index.get(step) ?? -1
      const set = known.get(step) ?? new Set((nodes[at]?.names ?? []).filter((_, bit) => (((state[at] ?? 0n) >> BigInt(bit)) & 1n) === 1n))
      known.set(step, set)
      return set
    }
  }
  const anywhere = ends(nodes.map(everything))
  const crossed = crossingsOf(context).flatMap((route) => ('finish' in route ? [{ outcome: route.finish, ends: anywhere }] : []))
  return {
    before: (at) => {
      const state = walk.before(at)
      return state && ends(state)
    },
    anywhere,
    finishes: [...walk.finishes().map(({ outcome, state }) => ({ outcome, ends: ends(state) })), ...crossed],
  }
}

/** Where events and the case's deadline lead, from wherever the case is then. */
function crossingsOf({ sop }: Context): readonly Route[] {
  const then = [...sop.at_any_time.map((each) => each.then), ...(sop.deadline ? [sop.deadline.then ?? { finish: 'expired' }] : [])]
  return then.map(({ next, finish }): Route => (next === undefined ? { finish: finish ?? '' } : { to: next }))
}

/** Endings that need no route: somebody cancels the case, or gives a step up. */
const BY_HAND = ['cancelled', 'abandoned']

/**
 * An event leads on from wherever the case is, a reopening from where it ended. Both may reach what nothing reached before, so
 * this is done until nothing is new; answers whether anything was.
 */
function cross(context: Context, walk: Walk, index: ReadonlyMap<string, number>): boolean {
  const crossings = crossingsOf(context)
  const elsewhere = [...crossings.flatMap((route) => ('finish' in route ? [route.finish] : [])), ...BY_HAND]
  const onward = crossings.map((route) => ('to' in route ? walk.reached().map((state) => walk.begin(index.get(route.to), state)) : []))
  const again = context.sop.reopen.map(({ at, after }) => {
    const counts = (outcome: string): boolean => after?.includes(outcome) ?? true
    const ended = walk.finishes().flatMap(({ outcome, state }) => (counts(outcome) ? [state] : []))
    return [...ended, ...(elsewhere.some(counts) ? walk.reached() : [])].map((state) => walk.begin(index.get(at), state))
  })
  return [...onward, ...again].flat().includes(true)
}

function nodesOf({ steps }: Context, routes: readonly Routes[]): readonly Node[] {
  const membersOf = (key: string, holder: string): ReadonlySet<number> =>
    new Set(steps.filter(({ holders }) => holders.some((each) => each.step === holder && keyOf(each) === key)).map(({ index }) => index))
  return steps.map((placed, at) => {
    const { step, path, holders } = placed
    const lists = insideOf(step, path).map(({ branch }) => {
      const key = keyOf({ step: step.id, ...(branch === undefined ? {} : { branch }) })
      return { key, first: steps.findIndex((each) => listOf(each) === key), members: membersOf(key, step.id) }
    })
    const names = [NEVER, ...[...(routes[at]?.keys() ?? [])].filter(counts)]
    const holder = holders[0] && steps.findIndex((each) => each.step.id === holders[0]?.step)
    return { placed, routes: routes[at] ?? new Map(), names, lists, holder }
  })
}

/** A skipped visit, and one that came too often, leave the last result as it was. */
const counts = (outcome: string): boolean => outcome !== 'skipped' && outcome !== 'too_often'

const everything = ({ names }: Node): bigint => (1n << BigInt(names.length)) - 1n

function createWalk(nodes: readonly Node[], index: ReadonlyMap<string, number>) {
  const states: (bigint[] | undefined)[] = nodes.map(() => undefined)
  const listEnds = new Map<string, bigint[]>()
  const todo = new Set<number>()

  /** Whether the step did not know this yet. */
  function begin(at: number | undefined, state: State): boolean {
    const merged = at === undefined ? undefined : merge(states[at], state)
    if (at === undefined || !merged) return false
    todo.add(at)
    states[at] = merged
    return true
  }

  function visit(at: number, node: Node, state: State): void {
    for (const list of node.lists) begin(list.first, entering(node, list, state, nodes))
    for (const [outcome, route] of node.routes) {
      const after = leaving(node, at, outcome, state, nodes, listEnds)
      if (!after) continue
      const to = 'to' in route ? index.get(route.to) : undefined
      const target = to === undefined ? undefined : nodes[to]
      if (target && areSiblings(target.placed, node.placed)) begin(to, after)
      // A route out of its list is an error of its own; taking it for the end keeps it from being reported as others too.
      else endList(node, after)
    }
  }

  function endList({ placed, holder }: Node, state: State): void {
    const key = listOf(placed)
    const merged = merge(listEnds.get(key), state)
    if (!merged || holder === undefined) return
    listEnds.set(key, merged)
    todo.add(holder)
  }

  return {
    begin,
    run: (): void => {
      for (const at of todo) {
        todo.delete(at)
        const [node, state] = [nodes[at], states[at]]
        if (node && state) visit(at, node, state)
      }
    },
    before: (at: number): State | undefined => states[at],
    reached: (): readonly State[] => states.flatMap((state) => (state ? [state] : [])),
    finishes: (): readonly { outcome: string; state: State }[] =>
      nodes.flatMap((node, at) => {
        const state = states[at]
        return [...node.routes].flatMap(([outcome, route]) => {
          const after = state && 'finish' in route ? leaving(node, at, outcome, state, nodes, listEnds) : undefined
          return after && 'finish' in route ? [{ outcome: route.finish, state: after }] : []
        })
      }),
  }
}

type Walk = ReturnType<typeof createWalk>

/** What is known when a list begins: its own steps begin afresh, and those of other branches may have ended in any way by then. */
function entering({ lists }: Node, list: List, state: State, nodes: readonly Node[]): State {
  return state.map((mask, step) => {
    if (list.members.has(step)) return 1n
    const node = nodes[step]
    return node && lists.some(({ members }) => members.has(step)) ? everything(node) : mask
  })
}

/** What is known after an outcome; undefined while no way leads to it. */
function leaving(
  node: Node,
  at: number,
  outcome: string,
  state: State,
  nodes: readonly Node[],
  listEnds: ReadonlyMap<string, State>,
): State | undefined {
  const bit = node.names.indexOf(outcome)
  if (bit < 0) return state
  const inside = node.lists.length === 0 ? state : afterLists(node, outcome, state, nodes, listEnds)
  return inside?.map((mask, step) => (step === at ? 1n << BigInt(bit) : mask))
}

/** Where all branches must be done, what holds at the end of each holds; otherwise any of their steps may have ended or not. */
function afterLists(
  { placed: { step }, lists }: Node,
  outcome: string,
  state: State,
  nodes: readonly Node[],
  listEnds: ReadonlyMap<string, State>,
): State | undefined {
  if (outcome === 'done' && 'parallel' in step) {
    const done = lists.filter((list) => listEnds.has(list.key)).length
    const needed = step.wait_for === 'any' ? 1 : typeof step.wait_for === 'number' ? Math.min(step.wait_for, lists.length) : lists.length
    if (done < needed) return undefined
    if (needed === lists.length)
      return state.map((mask, at) => {
        const list = lists.find(({ members }) => members.has(at))
        return (list && listEnds.get(list.key)?.[at]) ?? mask
      })
  }
  return state.map((mask, at) => {
    const node = nodes[at]
    return node && lists.some(({ members }) => members.has(at)) ? everything(node) : mask
  })
}

/** Both together; undefined when the second adds nothing. */
function merge(before: State | undefined, more: State): bigint[] | undefined {
  if (!before) return [...more]
  const both = before.map((mask, at) => mask | (more[at] ?? 0n))
  return both.some((mask, at) => mask !== before[at]) ? both : undefined
}
