import type { ASTNode } from '@marcbachmann/cel-js'
import { nearest, quoted, suggest } from '../nearest.ts'
import { refuse, UNKNOWN } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { pathOf } from './guards.ts'
import { instantMark, itemOf } from './instants.ts'
import type { Known } from './scope.ts'
import { field, isAny, isOptional, named, present } from './types.ts'
import type { Type } from './types.ts'

/** A name, or a path of names from a root. */
export function access(checker: Checker, node: ASTNode, known: Known): Typed {
  const path = pathOf(node)
  if (!path) return node.op === '.' ? select(checker, checker.check(node.args[0], known), node.args[1], node) : UNKNOWN
  const [root = '', ...rest] = path
  const local = checker.locals.get(root)
  if (local !== undefined)
    return rest.reduce<Typed>((of, name, index) => {
      const where = path.slice(0, index + 2).join('.')
      return select(checker, of, name, node, known.has(where) ? undefined : where)
    }, localOf(checker, root, local))
  const name = checker.scope.names.get(root)
  if (name) {
    checker.sink.read([name.root, root], name.type)
    const start: Typed = { tree: { is: 'read', path: [name.root, root], ...instantMark(name.type) }, type: name.type }
    return rest.reduce<Typed>((of, each) => select(checker, of, each, node), start)
  }
  const element = checker.scope.elements?.get(root)
  return element === undefined ? fromRoot(checker, path, node, known) : follow(checker, element, path, ['element'], node, known)
}

/** A slot of a template and the cell of a table are as they stand; a loop's variable is an item of its list. */
function localOf({ scope }: Checker, name: string, type: Type): Typed {
  const tree = { is: 'local', name } as const
  return scope.locals.has(name) ? { tree, type } : itemOf(tree, type)
}

function fromRoot(checker: Checker, path: readonly string[], node: ASTNode, known: Known): Typed {
  const root = path[0] ?? ''
  const type = checker.scope.roots.get(root)
  if (type === undefined) return unknownRoot(checker, root, path.length, node)
  if (path.length === 1 && root !== 'outcome' && !checker.scope.inferred)
    return refuse(checker, node, 'SOP307', `"${root}" alone is not a value`, `name what you want of it: ${root}.NAME`)
  return follow(checker, type, path, [], node, known)
}

/** Every name after the first of a path; `under` is what its tree has before it. */
function follow(checker: Checker, root: Type, path: readonly string[], under: readonly string[], node: ASTNode, known: Known): Typed {
  let type: Type | undefined = root
  for (let depth = 1; depth < path.length; depth++) {
    type = step(checker, type, path, depth, node, known)
    if (type === undefined) return UNKNOWN
  }
  checker.sink.read([...under, ...path], type)
  return { tree: { is: 'read', path: [...under, ...path], ...instantMark(type) }, type: present(type) }
}

/** One name further down a path; absence is reported unless a guard has excluded it. */
function step(checker: Checker, type: Type, path: readonly string[], depth: number, node: ASTNode, known: Known): Type | undefined {
  const name = path[depth] ?? ''
  const plain = present(type)
  if (isAny(plain)) return 'any'
  const inner = typeof plain === 'object' && 'map' in plain ? field(plain.map, name) : plain === 'money' ? MONEY[name] : undefined
  const where = path.slice(0, depth + 1).join('.')
  if (inner === undefined && checker.scope.inferred && known.has(where)) return 'any'
  if (inner === undefined) {
    const known = typeof plain === 'object' && 'map' in plain ? Object.keys(plain.map) : plain === 'money' ? Object.keys(MONEY) : []
    refuse(
      checker,
      node,
      'SOP307',
      `there is no "${name}" in "${path.slice(0, depth).join('.')}"`,
      checker.scope.hidden?.(where) ?? suggest(name, known) ?? (known.length > 0 ? `use one of its ${known.length} fields, such as "${known[0] ?? ''}"` : undefined),
    )
    return undefined
  }
  if (isOptional(inner) && path[0] !== 'facts' && !known.has(where))
    checker.sink.problem(
      'SOP413',
      `"${where}" may be absent here${because(checker, where)}`,
      node.range,
      `write has(${path.join('.')}) ? ${path.join('.')} : …`,
    )
  return path[0] === 'facts' || known.has(where) ? present(inner) : inner
}

const because = (checker: Checker, path: string): string => {
  const reason = checker.scope.why?.(path)
  return reason === undefined ? '' : `: ${reason}`
}

function unknownRoot(checker: Checker, name: string, length: number, node: ASTNode): Typed {
  const holder = holderOf(checker, name)
  const strange = Object.hasOwn(NOT_HERE, name) ? NOT_HERE[name] : undefined
  if (strange !== undefined && length > 1) return refuse(checker, node, 'SOP307', `there is no "${name}" here`, strange)
  const close = nearest(name, [...checker.scope.roots.keys(), ...checker.scope.names.keys(), ...(checker.scope.elements?.keys() ?? []), ...checker.locals.keys()])
  if (close === undefined && length === 1)
    return refuse(checker, node, 'SOP424', `"${name}" is no name that can be read here`, `${holder === undefined ? '' : `write ${holder}.${name}, or `}quote it if it is text: '"${name}"'`)
  return refuse(
    checker,
    node,
    'SOP307',
    `there is no "${name}" here`,
    holder !== undefined ? `write ${holder}.${name}` : close === undefined ? beginnings(checker) : `rename it to "${close}"`,
  )
}

/** Names that exist elsewhere, or in other languages, with what is read here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  form: 'read it in "check" and "evidence" of its own task alone; elsewhere form_of.STEP.NAME is what was handed in',
  outcome: 'read steps.STEP.outcome; "outcome" alone is that of a task, in its own "check" and "evidence"',
  parameters: 'write the name of the parameter alone', params: 'write the name of the parameter alone', let: 'write the name of the value alone', lets: 'write the name of the value alone',
  trigger: 'read event, which is what opened the case; "trigger" is that where another event arrives',
  result: 'read steps.STEP.NAME; "result" is what an action has just answered, in its own "verify"',
  facts: 'read event and parameters; facts are fetched once there is a case',
}

/** The root that has a field of this name: whoever writes it alone has most often left out the root. */
function holderOf({ scope }: Checker, name: string): string | undefined {
  const [found] = [...scope.roots].find(([, type]) => {
    const plain = present(type)
    return typeof plain === 'object' && 'map' in plain && Object.hasOwn(plain.map, name)
  }) ?? []
  return found
}

function beginnings({ scope }: Checker): string {
  const names = [...scope.roots.keys(), ...scope.names.keys(), ...scope.locals.keys()]
  return names.length === 0 ? 'write a value' : `begin with ${names.length > 1 ? `one of ${quoted(names.slice(0, 12))}` : `"${names[0] ?? ''}"`}`
}

/** `unproved` is the path to it where a guard could have shown that it is there and none has. */
function select(checker: Checker, of: Typed, name: string, node: ASTNode, unproved?: string): Typed {
  const type = present(of.type)
  if (isAny(type)) return { tree: { is: 'get', of: of.tree, name }, type: 'any' }
  const inner = typeof type === 'object' && 'map' in type ? field(type.map, name) : type === 'money' ? MONEY[name] : undefined
  if (inner === undefined)
    return refuse(
      checker,
      node,
      'SOP307',
      `there is no "${name}" in ${named(type)}`,
      typeof type === 'object' && 'map' in type ? suggest(name, Object.keys(type.map)) : undefined,
    )
  if (unproved !== undefined && isOptional(inner) && !checker.scope.inferred)
    checker.sink.problem('SOP413', `"${unproved}" may be absent here`, node.range, `write has(${unproved}) ? ${unproved} : …`)
  return { tree: { is: 'get', of: of.tree, name, ...instantMark(inner) }, type: present(inner) }
}

const MONEY: Readonly<Record<string, 'text'>> = { currency: 'text' }
