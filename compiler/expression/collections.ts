import type { ASTNode } from '@marcbachmann/cel-js'
import { suggest } from '../nearest.ts'
import { refuse } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { oneCurrency } from './currency.ts'
import { itemOf } from './instants.ts'
import { contains } from './operators.ts'
import type { Known } from './scope.ts'
import { family, field, isAny, join, named, present } from './types.ts'
import type { Type } from './types.ts'

/** `[a, b]`, all of one type. */
export function list(checker: Checker, node: ASTNode & { op: 'list' }, known: Known): Typed {
  const items = node.args.map((each) => checker.check(each, known))
  const type = items.map((each) => each.type).reduce<Type | undefined>((all, each) => all && join(all, each), items[0]?.type ?? 'any')
  if (type === undefined)
    checker.sink.problem('SOP412', 'the items of this list have different types', node.range, 'keep items of one type in a list')
  for (const each of items.slice(1)) oneCurrency(checker, items[0]?.tree, each.tree, node)
  const item = type === undefined || type === 'duration' || type === 'null' ? 'any' : type
  return { tree: { is: 'list', items: items.map((each) => each.tree) }, type: { list: item } }
}

/** `{ a: 1 }`. */
export function map(checker: Checker, node: ASTNode & { op: 'map' }, known: Known): Typed {
  const entries = node.args.map(([key, value]) => {
    const name = key.op === 'id' || (key.op === 'value' && typeof key.args === 'string') ? String(key.args) : undefined
    if (name === undefined) checker.sink.problem('SOP412', 'a key of a map is a name', key.range)
    return { key: name ?? '', value: checker.check(value, known) }
  })
  const fields = entries.map(({ key, value }) => [key, value.type === 'duration' || value.type === 'null' ? 'any' : value.type] as const)
  return {
    tree: { is: 'map', entries: entries.map(({ key, value }) => ({ key, value: value.tree })) },
    type: { map: Object.fromEntries(fields) },
  }
}

/** `list[0]` and `map["key"]`. */
export function index(checker: Checker, node: ASTNode & { op: '[]' }, known: Known): Typed {
  const of = checker.check(node.args[0], known)
  const at = checker.check(node.args[1], known)
  const type = present(of.type)
  if (isAny(type)) return { tree: { is: 'at', of: of.tree, index: at.tree }, type: 'any' }
  if (typeof type === 'object' && 'list' in type && (family(at.type) === 'number' || isAny(at.type)))
    return itemOf({ is: 'at', of: of.tree, index: at.tree }, type.list)
  if (typeof type === 'object' && 'map' in type && at.tree.is === 'value' && typeof at.tree.value === 'string') {
    const own = field(type.map, at.tree.value)
    return own
      ? itemOf({ is: 'at', of: of.tree, index: at.tree }, present(own))
      : refuse(checker, node, 'SOP307', `there is no "${at.tree.value}" here`, suggest(at.tree.value, Object.keys(type.map)))
  }
  return refuse(checker, node, 'SOP412', `${named(type)} has no items to pick by ${named(at.type)}`)
}

/** `x in list`. */
export function membership(checker: Checker, node: ASTNode & { op: 'in' }, known: Known): Typed {
  const [element, container] = [checker.check(node.args[0], known), checker.check(node.args[1], known)]
  if (!contains(element.type, container.type))
    checker.sink.problem(
      'SOP412',
      `${named(element.type)} cannot be in ${named(container.type)}`,
      node.range,
      'write a list: x in ["a", "b"]',
    )
  const list = node.args[1]
  if (list.op === 'list') for (const each of list.args) impossible(checker, element.type, each)
  oneCurrency(checker, element.tree, container.tree, node)
  return { tree: { is: 'call', name: 'in', args: [element.tree, container.tree] }, type: 'yes_no' }
}

/** A choice compared with text that it cannot be: a comparison that is never true is a mistake, not a condition. */
export function impossible(checker: Checker, type: Type, node: ASTNode): void {
  const plain = present(type)
  if (
    typeof plain !== 'object' ||
    !('choose' in plain) ||
    node.op !== 'value' ||
    typeof node.args !== 'string' ||
    plain.choose.includes(node.args)
  )
    return
  checker.sink.problem('SOP412', `"${node.args}" is none of the choices`, node.range, suggest(node.args, plain.choose))
}
