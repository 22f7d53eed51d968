import type { ASTNode } from '@marcbachmann/cel-js'
import type { FieldType, FunctionName } from '../../domain/plan.ts'
import { suggest } from '../nearest.ts'
import { access } from './access.ts'
import { refuse, want } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { oneCurrency } from './currency.ts'
import { pathOf } from './guards.ts'
import { asInstant } from './instants.ts'
import { fold } from './literal.ts'
import { apply, FUNCTIONS } from './operators.ts'
import { knowing } from './scope.ts'
import type { Known } from './scope.ts'
import { isAny, named, present } from './types.ts'
import type { Type } from './types.ts'

/** A function, or `has(path)`. */
export function call(checker: Checker, name: string, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
  if (name === 'has') return has(checker, args, node, known)
  return func(checker, name, args, node, known)
}

type Loop = 'all' | 'exists' | 'map' | 'filter'
const LOOPS: readonly string[] = ['all', 'exists', 'map', 'filter'] satisfies readonly Loop[]
const isLoop = (name: string): name is Loop => LOOPS.includes(name)

/** What to write instead of a function that there is not. */
function insteadOf(name: string, known: Iterable<string>): string | undefined {
  if (name === 'matches') return 'use contains, startsWith or endsWith'
  return isLoop(name) ? `write it behind its list: LIST.${name}(item, …)` : suggest(name, known)
}

function func(checker: Checker, name: string, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
  const signature = FUNCTIONS.get(name)
  if (!signature)
    return refuse(
      checker,
      node,
      'SOP414',
      `there is no function "${name}"`,
      insteadOf(name, [...FUNCTIONS.keys(), 'has', ...LOOPS]),
    )
  const typed = args.map((each) => checker.check(each, known))
  const type = apply(
    signature,
    typed.map((each) => each.type),
  )
  if (type === undefined)
    return refuse(
      checker,
      node,
      'SOP412',
      `"${name}" cannot take ${typed.length === 0 ? 'nothing' : typed.map((each) => named(each.type)).join(', ')}`,
      `write ${signature.usage}`,
    )
  if (name === 'days_between' && checker.scope.unzoned)
    checker.sink.problem(
      'SOP460',
      '"days_between" counts local dates, and there is no calendar to say where',
      node.range,
      'add "hours" with a calendar of the organisation to the SOP',
    )
  const folded = args.length === 1 && args[0] ? fold(checker, name, args[0]) : undefined
  const trees = typed.map((each) => (name === 'instant' && isAny(each.type) ? asInstant(each, 'instant') : each.tree))
  if (name === 'min' || name === 'max') for (const each of trees.slice(1)) oneCurrency(checker, trees[0], each, node)
  return { tree: folded ?? { is: 'call', name: name as FunctionName, args: trees }, type }
}

function has(checker: Checker, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
  const path = args.length === 1 && args[0] ? pathOf(args[0]) : undefined
  const element = checker.scope.elements?.has(path?.[0] ?? '') === true
  const local = path !== undefined && path.length > 1 && checker.locals.has(path[0] ?? '')
  const shortest = checker.scope.inferred ? 1 : 2
  if (path && path.length > 1 && args[0] && !isKnown(checker, path[0] ?? '')) return access(checker, args[0], known)
  if (!path || path.length < shortest || (!element && !local && !checker.scope.roots.has(path[0] ?? '')))
    return refuse(checker, node, 'SOP412', 'has(…) asks for a field by its path', 'write has(form.note) or has(steps.inspect)')
  const within = knowing(
    known,
    path.slice(1).map((_, index) => path.slice(0, index + 2).join('.')),
    checker.scope.implied,
  )
  access(checker, args[0] as ASTNode, within)
  return { tree: { is: 'has', path: local ? ['local', ...path] : element ? ['element', ...path] : path }, type: 'yes_no' }
}

/** Whether a path may begin with it; of what there is not, whoever reads it says what there is. */
const isKnown = ({ scope, locals }: Checker, root: string): boolean =>
  scope.roots.has(root) || scope.names.has(root) || locals.has(root) || scope.elements?.has(root) === true

/** `text.contains(x)`, `list.all(item, …)`. */
export function method(checker: Checker, name: string, receiver: ASTNode, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
  if (isLoop(name)) return loop(checker, name, receiver, args, node, known)
  if (!['contains', 'startsWith', 'endsWith', 'size'].includes(name))
    return refuse(
      checker,
      node,
      'SOP414',
      `there is no function "${name}"`,
      insteadOf(name, FUNCTIONS.keys()),
    )
  return func(checker, name, [receiver, ...args], node, known)
}

/**
 * Whether the items of a list need no guards, taken through loops over it: a field of a fact that has no value counts as unknown, and which
 * steps of an element have run nobody can tell here.
 */
function isLenient(node: ASTNode): boolean {
  if (node.op === 'rcall') return isLenient(node.args[1])
  const path = pathOf(node)
  return path?.[0] === 'facts' || (path?.[0] === 'steps' && path.at(-1) === 'results')
}

/** An item whose fields may all be read. */
const withFields = (type: FieldType): FieldType =>
  typeof type === 'object' && 'map' in type ? { map: Object.fromEntries(Object.entries(type.map).map(([name, each]) => [name, typeof each === 'object' && 'optional' in each ? each.optional : each])) } : type

function loop(
  checker: Checker,
  how: Loop,
  receiver: ASTNode,
  args: readonly ASTNode[],
  node: ASTNode,
  known: Known,
): Typed {
  const [variable, body] = args
  const of = checker.check(receiver, known)
  const type = present(of.type)
  if (variable?.op !== 'id' || !body || args.length !== 2)
    return refuse(checker, node, 'SOP412', `"${how}" takes a name and an expression`, `write list.${how}(item, …)`)
  if (!isAny(type) && !(typeof type === 'object' && 'list' in type))
    return refuse(checker, receiver, 'SOP412', `"${how}" needs a list, and this is ${named(type)}`)
  if (checker.scope.roots.has(variable.args) || checker.scope.names.has(variable.args) || checker.scope.elements?.has(variable.args) === true)
    return refuse(checker, variable, 'SOP307', `the name "${variable.args}" is taken`, 'choose another name')
  const before = checker.locals.get(variable.args)
  const item = typeof type === 'object' && 'list' in type ? type.list : 'any'
  checker.locals.set(variable.args, isLenient(receiver) ? withFields(item) : item)
  // Whatever was proved of another item by this name says nothing of this one.
  const here = new Set([...known].filter((proved) => !proved.startsWith(`${variable.args}.`)))
  const inner = how === 'map' ? checker.check(body, here) : { tree: want(checker, body, 'yes_no', here), type: 'yes_no' as const }
  if (before === undefined) checker.locals.delete(variable.args)
  else checker.locals.set(variable.args, before)
  const mapped = inner.type === 'duration' || inner.type === 'null' ? 'any' : inner.type
  const result: Type = how === 'map' ? { list: mapped } : how === 'filter' ? type : 'yes_no'
  return { tree: { is: 'each', how, name: variable.args, of: of.tree, body: inner.tree }, type: result }
}
