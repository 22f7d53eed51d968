import type { ASTNode } from '@marcbachmann/cel-js'
import { access } from './access.ts'
import { call, method } from './calls.ts'
import { refuse, want } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { index, list, map, membership } from './collections.ts'
import { binary } from './compare.ts'
import { literal } from './literal.ts'
import { choice, logic, negative } from './logic.ts'
import { parse } from './parse.ts'
import type { Known, Scope, Sink } from './scope.ts'

export type { Typed } from './checker.ts'

/**
 * Reads, checks and lowers one expression. Undefined when it cannot be understood at all; a type error is reported and
 * the rest is still checked, so that one mistake does not hide another.
 */
export function checkExpression(text: string, scope: Scope, sink: Sink): Typed | undefined {
  const ast = parse(text, sink)
  return ast && createChecker(scope, sink).check(ast, new Set())
}

function createChecker(scope: Scope, sink: Sink): Checker {
  const checker: Checker = { scope, sink, locals: new Map(scope.locals), check: (node, known) => noted(sink, dispatch(checker, node, known), node) }
  return checker
}

function noted(sink: Sink, typed: Typed, { range }: ASTNode): Typed {
  sink.part?.(typed.tree, range)
  return typed
}

function dispatch(checker: Checker, node: ASTNode, known: Known): Typed {
  switch (node.op) {
    case 'value':
      return literal(checker, node)
    case 'id':
    case '.':
      return access(checker, node, known)
    case '[]':
      return index(checker, node, known)
    case '&&':
    case '||':
      return logic(checker, node, known)
    case '!_':
      return { tree: { is: 'call', name: '!', args: [want(checker, node.args, 'yes_no', known)] }, type: 'yes_no' }
    case '-_':
      return negative(checker, node.args, known)
    case '?:':
      return choice(checker, node, known)
    case 'list':
      return list(checker, node, known)
    case 'map':
      return map(checker, node, known)
    case 'call':
      return call(checker, node.args[0], node.args[1], node, known)
    case 'rcall':
      return method(checker, node.args[0], node.args[1], node.args[2], node, known)
    case 'in':
      return membership(checker, node, known)
    case '.?':
    case '[?]':
      return refuse(checker, node, 'SOP414', 'optional access is not part of SOPs', 'ask has(…) first')
    default:
      return binary(checker, node.op, node.args[0], node.args[1], node, known)
  }
}
