import { callFunction, quoted, weightOf } from './functions.ts'
import { ExpressionFault } from './fault.ts'
import { readInstant } from './instant.ts'
import { isObject, own, type Json } from './json.ts'
import type { Tree } from './plan.ts'

/** What an expression may see. `read` gives undefined for what does not exist; roots are listed at `Tree`. */
export interface Scope {
  read(path: readonly string[]): Json | undefined
  readonly zoneOffsets: readonly (readonly [number, number])[]
}

/** Far above any honest expression; a loop over a 10,000 line order with a nested loop stops here. */
const BUDGET = 100_000

/**
 * Walks a checked expression. Instants and durations are milliseconds. Throws ExpressionFault for what is not known, for two
 * currencies and when the budget is spent. Never calls anything that came with the data.
 */
export function evaluate(tree: Tree, scope: Scope, locals: Readonly<Record<string, Json>> = {}): Json {
  return new Walk(scope).value(tree, locals)
}

/** As `evaluate`, for an expression the compiler typed as yes or no. */
export function holds(tree: Tree, scope: Scope, locals: Readonly<Record<string, Json>> = {}): boolean {
  const value = evaluate(tree, scope, locals)
  if (typeof value !== 'boolean') throw new ExpressionFault('a condition gave no yes or no')
  return value
}

type Locals = Readonly<Record<string, Json>>

class Walk {
  readonly #scope: Scope
  #steps = 0

  constructor(scope: Scope) {
    this.#scope = scope
  }

  value(tree: Tree, locals: Locals): Json {
    this.#pay(1)
    switch (tree.is) {
      case 'value': return tree.value
      case 'read': return asRead(this.#scope.read(tree.path), tree.path, tree.as)
      case 'has': return known(tree.path[0] === 'local' ? at(locals, tree.path.slice(1)) : this.#scope.read(tree.path))
      case 'local': return asRead(own(locals, tree.name), [tree.name], undefined)
      case 'get': return this.#get(tree, locals)
      case 'at': return this.#at(tree, locals)
      case 'and': return tree.all.every((part) => this.#truth(part, locals))
      case 'or': return tree.all.some((part) => this.#truth(part, locals))
      case 'if': return this.value(this.#truth(tree.test, locals) ? tree.then : tree.else, locals)
      case 'call': return callFunction(tree.name, tree.args.map((part) => this.#weighed(part, locals)), this.#scope.zoneOffsets)
      case 'list': return tree.items.map((part) => this.#weighed(part, locals))
      case 'map': return Object.fromEntries(tree.entries.map((entry) => [entry.key, this.#weighed(entry.value, locals)]))
      case 'each': return this.#each(tree, locals)
    }
  }

  #pay(steps: number): void {
    this.#steps += steps
    if (this.#steps > BUDGET) throw new ExpressionFault(`the expression takes more than ${BUDGET} steps`, 'over-budget')
  }

  /** A value that is going to be looked at as a whole, or kept: comparing two long lists is one call and much work. */
  #weighed(tree: Tree, locals: Locals): Json {
    const value = this.value(tree, locals)
    this.#pay(weightOf(value, BUDGET - this.#steps))
    return value
  }

  #truth(tree: Tree, locals: Locals): boolean {
    const value = this.value(tree, locals)
    if (typeof value !== 'boolean') throw new ExpressionFault('a condition gave no yes or no')
    return value
  }

  #get(tree: Extract<Tree, { is: 'get' }>, locals: Locals): Json {
    const of = this.value(tree.of, locals)
    return asRead(isObject(of) ? own(of, tree.name) : undefined, [tree.name], tree.as)
  }

  #at(tree: Extract<Tree, { is: 'at' }>, locals: Locals): Json {
    const of = this.value(tree.of, locals)
    const index = this.value(tree.index, locals)
    if (Array.isArray(of) && typeof index === 'number') return asRead(of[index] as Json | undefined, [String(index)], undefined)
    if (isObject(of) && typeof index === 'string') return asRead(own(of, index), [index], undefined)
    throw new ExpressionFault(`nothing at ${quoted(index)}`)
  }

  #each(tree: Extract<Tree, { is: 'each' }>, locals: Locals): Json {
    const of = this.value(tree.of, locals)
    if (!Array.isArray(of)) throw new ExpressionFault(`"${tree.how}" needs a list`)
    const items: readonly Json[] = of
    const inside = (item: Json): Locals => ({ ...locals, [tree.name]: item })
    switch (tree.how) {
      case 'all': return items.every((item) => this.#truth(tree.body, inside(item)))
      case 'exists': return items.some((item) => this.#truth(tree.body, inside(item)))
      case 'filter': return items.filter((item) => this.#truth(tree.body, inside(item)))
      case 'map': return items.map((item) => this.#weighed(tree.body, inside(item)))
    }
  }
}

/** What stands at a path; nothing where a part of it is none of a map. */
const at = (value: Json | undefined, path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((of, name) => (isObject(of) ? own(of, name) : undefined), value)

const known = (value: Json | undefined): boolean => value !== undefined && value !== null

function asRead(value: Json | undefined, path: readonly string[], as: 'instant' | undefined): Json {
  if (value === undefined) throw new ExpressionFault(`"${path.join('.')}" is not known`, 'not-known')
  if (as === undefined || typeof value === 'number') return value
  const at = typeof value === 'string' ? readInstant(value) : undefined
  if (at === undefined) throw new ExpressionFault(`"${path.join('.')}" is ${quoted(value)}, not an instant`)
  return at
}
