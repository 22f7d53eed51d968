import type { ASTNode } from '@marcbachmann/cel-js'
import type { Tree } from '../../domain/plan.ts'
import type { Checker } from './checker.ts'

/** Amounts that are written out or parameters in two currencies never go together; those of facts are judged when they are known. */
export function oneCurrency(checker: Checker, one: Tree | undefined, other: Tree | undefined, node: ASTNode): void {
  const [left, right] = [currencyOf(one, checker), currencyOf(other, checker)]
  if (left !== undefined && right !== undefined && left !== right)
    checker.sink.problem('SOP423', `${left} and ${right} are two currencies`, node.range, 'use amounts of one currency')
}

/** Functions of amounts whose answer is in the currency of what went in. */
const KEEPS = ['+', '-', '*', 'neg', 'min', 'max', 'round', 'percent_of']

/** The currency that a tree surely has; undefined when only the case knows. */
function currencyOf(tree: Tree | undefined, checker: Checker): string | undefined {
  switch (tree?.is) {
    case 'value':
      return typeof tree.value === 'object' && tree.value !== null && 'currency' in tree.value ? String(tree.value['currency']) : undefined
    case 'call':
      return KEEPS.includes(tree.name) ? first(tree.args, checker) : undefined
    case 'list':
      return first(tree.items, checker)
    case 'if':
      return currencyOf(tree.then, checker) === currencyOf(tree.else, checker) ? currencyOf(tree.then, checker) : undefined
    case 'read':
      return tree.path[0] === 'parameters' ? checker.scope.names.get(tree.path[1] ?? '')?.currency : undefined
    default:
      return undefined
  }
}

const first = (trees: readonly Tree[], checker: Checker): string | undefined => trees.map((each) => currencyOf(each, checker)).find((each) => each !== undefined)
