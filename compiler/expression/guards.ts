import type { ASTNode } from '@marcbachmann/cel-js'

/** The names from a root to what is read, `["facts", "order", "value"]`; undefined when it is no plain path. */
export function pathOf(node: ASTNode): readonly string[] | undefined {
  if (node.op === 'id') return [node.args]
  if (node.op !== '.') return undefined
  const before = pathOf(node.args[0])
  return before && [...before, node.args[1]]
}

/** What is proved when a condition turned out `truth`: paths that are there, and equalities such as `outcome=graded`. */
export function guardsOf(node: ASTNode, truth: boolean): readonly string[] {
  switch (node.op) {
    case '&&':
      return truth ? node.args.flatMap((each) => guardsOf(each, true)) : []
    case '||':
      return truth ? [] : node.args.flatMap((each) => guardsOf(each, false))
    case '!_':
      return guardsOf(node.args, !truth)
    case 'call':
      return truth && node.args[0] === 'has' ? prefixesOf(node.args[1][0]) : []
    case '==':
      return truth ? equality(node.args[0], node.args[1]) : []
    case '!=':
      return truth ? [] : equality(node.args[0], node.args[1])
    default:
      return []
  }
}

function prefixesOf(node: ASTNode | undefined): readonly string[] {
  const path = node && pathOf(node)
  return path ? path.slice(1).map((_, index) => path.slice(0, index + 2).join('.')) : []
}

function equality(left: ASTNode, right: ASTNode): readonly string[] {
  const [variable, literal] = right.op === 'value' ? [left, right] : [right, left]
  const path = pathOf(variable)
  return path && literal.op === 'value' && typeof literal.args === 'string' ? [`${path.join('.')}=${literal.args}`] : []
}
