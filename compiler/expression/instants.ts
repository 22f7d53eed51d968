import type { Tree } from '../../domain/plan.ts'
import type { Typed } from './checker.ts'
import { isAny, present } from './types.ts'
import type { Type } from './types.ts'

/** Marks a read of an instant, so that the walker turns ISO text into milliseconds. */
export const instantMark = (type: Type): { readonly as?: 'instant' } => (present(type) === 'instant' ? { as: 'instant' } : {})

/** Text of an untyped source is read as an instant where one is needed. */
export function asInstant(typed: Typed, wanted: Type): Tree {
  const { tree } = typed
  if (!isAny(typed.type) || present(wanted) !== 'instant') return tree
  return tree.is === 'read' || tree.is === 'get' ? { ...tree, as: 'instant' } : { is: 'call', name: 'instant', args: [tree] }
}

/** An item of a list of instants is text as its source has it, or milliseconds already; the walker takes either. */
export const itemOf = (tree: Tree, type: Type): Typed =>
  present(type) === 'instant' ? { tree: { is: 'call', name: 'instant', args: [tree] }, type } : { tree, type }
