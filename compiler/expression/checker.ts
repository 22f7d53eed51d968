import type { ASTNode } from '@marcbachmann/cel-js'
import type { Tree } from '../../domain/plan.ts'
import type { Known, Scope, Sink } from './scope.ts'
import { family, isAny, named } from './types.ts'
import type { Type } from './types.ts'

/** A checked expression: its tree for the walker, and its type. */
export interface Typed {
  readonly tree: Tree
  readonly type: Type
}

/** What the checks of one expression share: where it stands, its loop variables, and the way back to check a part. */
export interface Checker {
  readonly scope: Scope
  readonly sink: Sink
  readonly locals: Map<string, Type>
  check(node: ASTNode, known: Known): Typed
}

/** What a part that could not be understood counts as; one mistake does not lead to others. */
export const UNKNOWN: Typed = { tree: { is: 'value', value: null }, type: 'any' }

/** What a comparison that could not be understood counts as. */
export const BOOLEAN: Typed = { tree: { is: 'value', value: false }, type: 'yes_no' }

/** Reports a part and goes on without knowing what it is. */
export function refuse(
  checker: Checker,
  node: ASTNode,
  code: 'SOP307' | 'SOP411' | 'SOP412' | 'SOP414' | 'SOP424',
  message: string,
  help?: string,
): Typed {
  checker.sink.problem(code, message, node.range, help)
  return UNKNOWN
}

/** The tree of something that must have a certain type; the mismatch is reported where it stands. */
export function want(checker: Checker, node: ASTNode, type: Type, known: Known): Tree {
  const typed = checker.check(node, known)
  if (!isAny(typed.type) && family(typed.type) !== family(type))
    checker.sink.problem(
      'SOP412',
      `expected ${named(type)}, and this is ${named(typed.type)}`,
      node.range,
      type === 'yes_no' ? 'write a comparison' : undefined,
    )
  return typed.tree
}
