import { evaluate } from '../../domain/expression.ts'
import type { Scope } from '../../domain/expression.ts'
import { ExpressionFault } from '../../domain/fault.ts'
import type { Json } from '../../domain/json.ts'
import type { Tree } from '../../domain/plan.ts'
import { partsOf } from '../lower/trees.ts'
import type { Range } from './scope.ts'

/** What a tree gives, or the fault that keeps it from giving anything. */
export function tryTree(tree: Tree, scope: Scope, locals: Readonly<Record<string, Json>> = {}): Json | ExpressionFault {
  try {
    return evaluate(tree, scope, locals)
  } catch (fault) {
    if (fault instanceof ExpressionFault) return fault
    throw fault
  }
}

/** The smallest part of a tree that fails with this message by itself; `parts` says where each stands. Undefined when the tree does not. */
export function failingPart(tree: Tree, parts: ReadonlyMap<Tree, Range>, scope: Scope, message: string): Range | undefined {
  const fails = (part: Tree): boolean => {
    const value = tryTree(part, scope)
    return value instanceof ExpressionFault && value.message === message
  }
  let smallest: Tree | undefined = fails(tree) ? tree : undefined
  for (let next = smallest; next; next = partsOf(next).find((each) => parts.has(each) && fails(each))) smallest = next
  return smallest && parts.get(smallest)
}
