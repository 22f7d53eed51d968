import type { Reads } from '../expression/place.ts'

/** What the parts of a SOP read: facts and values by name, and steps by id. */
export interface Dependencies {
  /** Facts read by these reads, through `let` and other facts, in a stable order. */
  facts(reads: Reads): readonly string[]
  /** Steps read by these reads, through `let`. */
  steps(reads: Reads): readonly string[]
  /** Derived values read by these reads, through each other and through facts. */
  lets(reads: Reads): readonly string[]
  /** A circle of facts and values that need each other, as the names on it. */
  readonly circle: readonly string[] | undefined
}

/** Ties facts and values together by what they read. Keys are `facts.NAME` and `lets.NAME`. */
export function createDependencies(readsOf: ReadonlyMap<string, Reads>): Dependencies {
  const direct = (reads: Reads): readonly string[] => [...new Set(reads.paths.map((path) => path.slice(0, 2).join('.')))]

  function closure(reads: Reads): ReadonlySet<string> {
    const all = new Set<string>()
    const todo = [...direct(reads)]
    for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
      if (all.has(name)) continue
      all.add(name)
      const further = readsOf.get(name)
      if (further) todo.push(...direct(further))
    }
    return all
  }

  const pick = (reads: Reads, roots: readonly string[]): readonly string[] =>
    [
      ...new Set([...closure(reads)].filter((name) => roots.includes(name.split('.')[0] ?? '')).map((name) => name.split('.')[1] ?? '')),
    ].sort()

  return {
    facts: (reads) => pick(reads, ['facts']),
    steps: (reads) => pick(reads, ['steps', 'form_of']),
    lets: (reads) => pick(reads, ['lets']),
    circle: findCircle([...readsOf.keys()], (name) => direct(readsOf.get(name) as Reads).filter((each) => readsOf.has(each))),
  }
}

/** The first circle in a graph, or none. */
export function findCircle(nodes: readonly string[], edges: (node: string) => readonly string[]): readonly string[] | undefined {
  const done = new Set<string>()
  const way: string[] = []
  const visit = (node: string): readonly string[] | undefined => {
    if (done.has(node)) return undefined
    if (way.includes(node)) return way.slice(way.indexOf(node))
    way.push(node)
    for (const next of edges(node)) {
      const circle = visit(next)
      if (circle) return circle
    }
    way.pop()
    done.add(node)
    return undefined
  }
  for (const node of nodes) {
    const circle = visit(node)
    if (circle) return circle
  }
  return undefined
}
