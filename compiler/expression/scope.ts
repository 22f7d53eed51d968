import type { FieldType, Tree } from '../../domain/plan.ts'
import type { Code } from '../codes.ts'
import type { Type } from './types.ts'

/** What an expression may read where it stands. */
export interface Scope {
  /** `event`, `case`, `facts`, `form`, `form_of`, `steps`, `outcome`: a wrapped `optional` needs `has` before it is read. */
  readonly roots: ReadonlyMap<string, FieldType>
  /** Parameters and `let`, read without a prefix. */
  readonly names: Names
  /** What the elements of the lists around here are called. */
  readonly elements?: ReadonlyMap<string, FieldType>
  /** Loop variables, slots of a template, the cell of a table. */
  readonly locals: ReadonlyMap<string, Type>
  /** What a guard proves besides itself: `steps.inspect` → `form_of.inspect`, `outcome=graded` → `form.grade`. */
  readonly implied: { get(guard: string): readonly string[] | undefined }
  /** Why a path may be absent, for the message. */
  readonly why?: (path: string) => string | undefined
  /** The types were read off data, not declared: a field that the data lacks is absent, and a root is a value of its own. */
  readonly inferred?: true
  /** What to read instead of a path that exists, though not here. */
  readonly hidden?: (path: string) => string | undefined
  /** There is no calendar that says in which zone local dates are counted. */
  readonly unzoned?: boolean
}

/** Types of `let` are found when first asked for, so this is less than a Map. */
export interface Names {
  /** `currency` is that of a parameter, whose value is written down. */
  get(name: string): { readonly root: 'parameters' | 'lets'; readonly type: Type; readonly currency?: string } | undefined
  has(name: string): boolean
  keys(): Iterable<string>
}

/** An empty scope: literals only. */
export const NOTHING: Scope = { roots: new Map(), names: new Map(), locals: new Map(), implied: new Map() }

/** Where complaints and reads of one expression go. Offsets count characters of the expression. */
export interface Sink {
  problem(code: Code, message: string, range: Range, help?: string): void
  /** Every path read, from its root: `facts.order.value`, `parameters.window_days`. */
  read(path: readonly string[], type: Type): void
  /** Every part of the expression with where it stands, for whoever looks for one of them. */
  part?(tree: Tree, range: Range): void
}
/** Where in an expression: characters from its beginning, `end` not included. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Paths known to be there. */
export type Known = ReadonlySet<string>

/** Adds what guards prove, and what that proves in turn. */
export function knowing(known: Known, guards: readonly string[], implied: Scope['implied']): Known {
  const all = new Set(known)
  const todo = [...guards]
  for (let guard = todo.pop(); guard !== undefined; guard = todo.pop()) {
    if (all.has(guard)) continue
    all.add(guard)
    todo.push(...(implied.get(guard) ?? []))
  }
  return all
}
