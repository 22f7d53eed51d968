import type { ASTNode } from '@marcbachmann/cel-js'
import { refuse, want } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { guardsOf } from './guards.ts'
import { knowing } from './scope.ts'
import type { Known } from './scope.ts'
import { family, isAny, join, named, present } from './types.ts'
import type { Type } from './types.ts'

/** `&&` and `||`: what the left side proves holds on the right. */
export function logic(checker: Checker, node: ASTNode & { op: '&&' | '||' }, known: Known): Typed {
  const [left, right] = node.args
  const after = knowing(known, guardsOf(left, node.op === '&&'), checker.scope.implied)
  const all = [want(checker, left, 'yes_no', known), want(checker, right, 'yes_no', after)]
  const is = node.op === '&&' ? 'and' : 'or'
  return { tree: { is, all: all.flatMap((each) => (each.is === is ? each.all : [each])) }, type: 'yes_no' }
}

/** `test ? yes : no`: what the test proves holds on its side. */
export function choice(checker: Checker, node: ASTNode & { op: '?:' }, known: Known): Typed {
  const [test, yes, no] = node.args
  const tree = want(checker, test, 'yes_no', known)
  const then = checker.check(yes, knowing(known, guardsOf(test, true), checker.scope.implied))
  const other = checker.check(no, knowing(known, guardsOf(test, false), checker.scope.implied))
  const type = join(wordOf(then), wordOf(other))
  if (type === undefined)
    checker.sink.problem(
      'SOP412',
      `one side is ${named(then.type)}, the other ${named(other.type)}`,
      node.range,
      'give both sides one type',
    )
  return { tree: { is: 'if', test: tree, then: then.tree, else: other.tree }, type: type ?? 'any' }
}

/** `-x`. */
export function negative(checker: Checker, node: ASTNode, known: Known): Typed {
  const typed = checker.check(node, known)
  if (!isAny(typed.type) && !['number', 'money', 'duration'].includes(family(typed.type)))
    return refuse(checker, node, 'SOP412', `"-" needs a number, and this is ${named(typed.type)}`)
  const value = typed.tree.is === 'value' && typeof typed.tree.value === 'number' ? typed.tree.value : undefined
  return {
    tree: value === undefined ? { is: 'call', name: 'neg', args: [typed.tree] } : { is: 'value', value: -value },
    type: present(typed.type),
  }
}

/** Text that is written out is one of a known few, so that a table over it can be complete. */
const wordOf = ({ tree, type }: Typed): Type => (type === 'text' && tree.is === 'value' ? { choose: [String(tree.value)] } : type)
