import { Environment } from '@marcbachmann/cel-js'
import type { ASTNode } from '@marcbachmann/cel-js'
import type { FunctionName, Tree } from '../../domain/plan.ts'
import { durationMs, isDate, readInstant, readMoney } from '../literals.ts'
import { nearest, suggest } from '../nearest.ts'
import { guardsOf, pathOf } from './guards.ts'
import { apply, contains, FUNCTIONS, operate } from './operators.ts'
import { knowing } from './scope.ts'
import type { Known, Range, Scope, Sink } from './scope.ts'
import { family, field, isAny, isOptional, join, named, present } from './types.ts'
import type { Type } from './types.ts'

/** A checked expression: its tree for the walker, and its type. */
export interface Typed {
  readonly tree: Tree
  readonly type: Type
}

let parser: Environment | undefined

/** The library parses; limits keep hostile text from growing. Nothing is ever evaluated by it. */
const celParser = (): Environment =>
  (parser ??= new Environment({ unlistedVariablesAreDyn: true, homogeneousAggregateLiterals: false, limits: { maxAstNodes: 2_000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 } }))

/**
 * Reads, checks and lowers one expression. Undefined when it cannot be understood at all; a type error is reported and
 * the rest is still checked, so that one mistake does not hide another.
 */
export function checkExpression(text: string, scope: Scope, sink: Sink, known: Known = new Set()): Typed | undefined {
  const ast = parse(text, sink)
  return ast && createChecker(scope, sink).check(ast, knowing(known, [], scope.implied))
}

/** The syntax tree alone, for analyses that look at conditions. */
export function parse(text: string, sink: Sink): ASTNode | undefined {
  try {
    return celParser().parse(text).ast
  } catch (fault) {
    const { summary, range } = fault as { summary?: string; range?: Range }
    const money = readMoney(text.trim())
    if (money) sink.problem('SOP411', 'money in an expression is a function', { start: 0, end: text.length }, `write money("${text.trim()}")`)
    else sink.problem('SOP411', `this expression cannot be read: ${words(summary)}`, range ?? { start: 0, end: text.length }, syntaxHelp(text))
    return undefined
  }
}

const words = (summary: string | undefined): string => {
  const text = (summary ?? 'it is not an expression').replace(/\bEOF\b/, 'the end').replace(/, got /, ', found ')
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function syntaxHelp(text: string): string {
  if (/[^=!<>]=[^=]/.test(text)) return 'compare with "=="'
  if (/\b(and|or|not)\b/.test(text)) return 'write && for and, || for or, ! for not'
  return /^[\w .,'-]+$/.test(text) ? `quote text inside an expression: '"${text}"'` : 'correct the expression; docs/sop-language.md shows what can be written'
}

const BOOLEAN: Typed = { tree: { is: 'value', value: false }, type: 'yes_no' }
const UNKNOWN: Typed = { tree: { is: 'value', value: null }, type: 'any' }

function createChecker(scope: Scope, sink: Sink) {
  const locals = new Map(scope.locals)

  function check(node: ASTNode, known: Known): Typed {
    switch (node.op) {
      case 'value': return literal(node)
      case 'id':
      case '.': return access(node, known)
      case '[]': return index(node, known)
      case '&&':
      case '||': return logic(node, known)
      case '!_': return { tree: { is: 'call', name: '!', args: [want(node.args, 'yes_no', known)] }, type: 'yes_no' }
      case '-_': return negative(node.args, known)
      case '?:': return choice(node, known)
      case 'list': return list(node, known)
      case 'map': return map(node, known)
      case 'call': return call(node.args[0], node.args[1], node, known)
      case 'rcall': return method(node.args[0], node.args[1], node.args[2], node, known)
      case 'in': return membership(node, known)
      case '.?':
      case '[?]': return refuse(node, 'SOP414', 'optional access is not part of SOPs', 'ask has(…) first')
      default: return binary(node.op, node.args[0], node.args[1], node, known)
    }
  }

  function refuse(node: ASTNode, code: 'SOP307' | 'SOP411' | 'SOP412' | 'SOP414' | 'SOP424', message: string, help?: string): Typed {
    sink.problem(code, message, node.range, help)
    return UNKNOWN
  }

  function literal(node: ASTNode & { op: 'value' }): Typed {
    const value = node.args
    if (typeof value === 'bigint') {
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) return refuse(node, 'SOP411', `the number ${value} cannot be kept exactly`, 'quote it if it is an identifier')
      return { tree: { is: 'value', value: Number(value) }, type: 'whole_number' }
    }
    if (typeof value === 'number') return { tree: { is: 'value', value }, type: 'decimal' }
    if (typeof value === 'string') return { tree: { is: 'value', value }, type: 'text' }
    if (typeof value === 'boolean') return { tree: { is: 'value', value }, type: 'yes_no' }
    if (value === null) return refuse(node, 'SOP412', 'null is not compared with', 'ask has(…) whether a value is there')
    return refuse(node, 'SOP411', 'this kind of literal is not part of SOPs', 'write a number, text, true or false')
  }

  /** The tree of something that must have a certain type; the mismatch is reported where it stands. */
  function want(node: ASTNode, type: Type, known: Known): Tree {
    const typed = check(node, known)
    if (!isAny(typed.type) && family(typed.type) !== family(type))
      sink.problem('SOP412', `expected ${named(type)}, and this is ${named(typed.type)}`, node.range, type === 'yes_no' ? 'write a comparison' : undefined)
    return typed.tree
  }

  function logic(node: ASTNode & { op: '&&' | '||' }, known: Known): Typed {
    const [left, right] = node.args
    const after = knowing(known, guardsOf(left, node.op === '&&'), scope.implied)
    const all = [want(left, 'yes_no', known), want(right, 'yes_no', after)]
    const is = node.op === '&&' ? 'and' : 'or'
    return { tree: { is, all: all.flatMap((each) => (each.is === is ? each.all : [each])) }, type: 'yes_no' }
  }

  function choice(node: ASTNode & { op: '?:' }, known: Known): Typed {
    const [test, yes, no] = node.args
    const tree = want(test, 'yes_no', known)
    const then = check(yes, knowing(known, guardsOf(test, true), scope.implied))
    const other = check(no, knowing(known, guardsOf(test, false), scope.implied))
    const type = join(wordOf(then), wordOf(other))
    if (type === undefined) sink.problem('SOP412', `one side is ${named(then.type)}, the other ${named(other.type)}`, node.range, 'give both sides one type')
    return { tree: { is: 'if', test: tree, then: then.tree, else: other.tree }, type: type ?? 'any' }
  }

  function negative(node: ASTNode, known: Known): Typed {
    const typed = check(node, known)
    if (!isAny(typed.type) && !['number', 'money', 'duration'].includes(family(typed.type))) return refuse(node, 'SOP412', `"-" needs a number, and this is ${named(typed.type)}`)
    const value = typed.tree.is === 'value' && typeof typed.tree.value === 'number' ? typed.tree.value : undefined
    return { tree: value === undefined ? { is: 'call', name: 'neg', args: [typed.tree] } : { is: 'value', value: -value }, type: present(typed.type) }
  }

  function list(node: ASTNode & { op: 'list' }, known: Known): Typed {
    const items = node.args.map((each) => check(each, known))
    const type = items.map((each) => each.type).reduce<Type | undefined>((all, each) => all && join(all, each), items[0]?.type ?? 'any')
    if (type === undefined) sink.problem('SOP412', 'the items of this list have different types', node.range, 'keep items of one type in a list')
    const item = type === undefined || type === 'duration' || type === 'null' ? 'any' : type
    return { tree: { is: 'list', items: items.map((each) => each.tree) }, type: { list: item } }
  }

  function map(node: ASTNode & { op: 'map' }, known: Known): Typed {
    const entries = node.args.map(([key, value]) => {
      const name = key.op === 'id' || (key.op === 'value' && typeof key.args === 'string') ? String(key.args) : undefined
      if (name === undefined) sink.problem('SOP412', 'a key of a map is a name', key.range)
      return { key: name ?? '', value: check(value, known) }
    })
    const fields = entries.map(({ key, value }) => [key, value.type === 'duration' || value.type === 'null' ? 'any' : value.type] as const)
    return { tree: { is: 'map', entries: entries.map(({ key, value }) => ({ key, value: value.tree })) }, type: { map: Object.fromEntries(fields) } }
  }

  function index(node: ASTNode & { op: '[]' }, known: Known): Typed {
    const of = check(node.args[0], known)
    const at = check(node.args[1], known)
    const type = present(of.type)
    if (isAny(type)) return { tree: { is: 'at', of: of.tree, index: at.tree }, type: 'any' }
    if (typeof type === 'object' && 'list' in type && (family(at.type) === 'number' || isAny(at.type))) return { tree: { is: 'at', of: of.tree, index: at.tree }, type: type.list }
    if (typeof type === 'object' && 'map' in type && at.tree.is === 'value' && typeof at.tree.value === 'string') {
      const own = field(type.map, at.tree.value)
      return own ? { tree: { is: 'at', of: of.tree, index: at.tree }, type: present(own) } : refuse(node, 'SOP307', `there is no "${at.tree.value}" here`, suggest(at.tree.value, Object.keys(type.map)))
    }
    return refuse(node, 'SOP412', `${named(type)} has no items to pick by ${named(at.type)}`)
  }

  function membership(node: ASTNode & { op: 'in' }, known: Known): Typed {
    const [element, container] = [check(node.args[0], known), check(node.args[1], known)]
    if (!contains(element.type, container.type)) sink.problem('SOP412', `${named(element.type)} cannot be in ${named(container.type)}`, node.range, 'write a list: x in ["a", "b"]')
    const list = node.args[1]
    if (list.op === 'list') for (const each of list.args) impossible(element.type, each)
    return { tree: { is: 'call', name: 'in', args: [element.tree, container.tree] }, type: 'yes_no' }
  }

  /** A choice compared with text that it cannot be: a comparison that is never true is a mistake, not a condition. */
  function impossible(type: Type, node: ASTNode): void {
    const plain = present(type)
    if (typeof plain !== 'object' || !('choose' in plain) || node.op !== 'value' || typeof node.args !== 'string' || plain.choose.includes(node.args)) return
    sink.problem('SOP412', `"${node.args}" is none of the choices`, node.range, suggest(node.args, plain.choose))
  }

  function binary(op: string, left: ASTNode, right: ASTNode, node: ASTNode, known: Known): Typed {
    const name = op as FunctionName
    const [one, other] = [check(left, known), check(right, known)]
    const type = operate(name, one.type, other.type)
    if (type === undefined) {
      sink.problem('SOP412', `"${op}" does not work between ${named(one.type)} and ${named(other.type)}`, node.range, mixing(one, other))
      return ['==', '!=', '<', '<=', '>', '>='].includes(op) ? BOOLEAN : UNKNOWN
    }
    if (op === '==' || op === '!=') {
      impossible(one.type, right)
      impossible(other.type, left)
    }
    currencies(one.tree, other.tree, node)
    return { tree: { is: 'call', name, args: [asInstant(one, other.type), asInstant(other, one.type)] }, type }
  }

  function currencies(one: Tree, other: Tree, node: ASTNode): void {
    const [left, right] = [currencyOf(one), currencyOf(other)]
    if (left !== undefined && right !== undefined && left !== right) sink.problem('SOP423', `${left} and ${right} are two currencies`, node.range, 'use amounts of one currency')
  }

  function call(name: string, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
    if (name === 'has') return has(args, node, known)
    return func(name, args, node, known)
  }

  function func(name: string, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
    const signature = FUNCTIONS.get(name)
    if (!signature) return refuse(node, 'SOP414', `there is no function "${name}"`, name === 'matches' ? 'use contains, startsWith or endsWith' : suggest(name, [...FUNCTIONS.keys(), 'has', 'exists', 'all', 'map', 'filter']))
    const typed = args.map((each) => check(each, known))
    const type = apply(signature, typed.map((each) => each.type))
    if (type === undefined) return refuse(node, 'SOP412', `"${name}" cannot take ${typed.length === 0 ? 'nothing' : typed.map((each) => named(each.type)).join(', ')}`, `write ${signature.usage}`)
    const folded = args.length === 1 && args[0] ? fold(name, args[0]) : undefined
    const wantsInstant = name === 'days_between' || name === 'instant'
    const trees = typed.map((each) => (wantsInstant && isAny(each.type) ? asInstant(each, 'instant') : each.tree))
    return { tree: folded ?? { is: 'call', name: name as FunctionName, args: trees }, type }
  }

  /** Literals are read now, so that a bad one is found now. */
  function fold(name: string, node: ASTNode): Tree | undefined {
    if (node.op !== 'value' || typeof node.args !== 'string') return undefined
    const text = node.args
    const bad = (what: string, help: string): Tree => {
      sink.problem('SOP205', `"${text}" is not ${what}`, node.range, help)
      return { is: 'value', value: null }
    }
    switch (name) {
      case 'money': {
        const money = readMoney(text)
        return money && !('problem' in money) ? { is: 'value', value: { ...money } } : bad('an amount of money', 'write money("15.00 USD")')
      }
      case 'duration': {
        const ms = durationMs(text)
        return ms === undefined ? bad('a span of time', 'write duration("4h")') : { is: 'value', value: ms }
      }
      case 'instant': {
        const ms = readInstant(text)
        return ms === undefined ? bad('an instant', 'write instant("2026-11-20T10:00:00Z")') : { is: 'value', value: ms }
      }
      case 'date': return isDate(text) ? { is: 'value', value: text } : bad('a date', 'write date("2026-11-20")')
      default: return undefined
    }
  }

  function has(args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
    const path = args.length === 1 && args[0] ? pathOf(args[0]) : undefined
    if (!path || path.length < 2 || !scope.roots.has(path[0] ?? '')) return refuse(node, 'SOP412', 'has(…) asks for a field by its path', 'write has(form.note) or has(steps.inspect)')
    const within = knowing(known, path.slice(1).map((_, index) => path.slice(0, index + 2).join('.')), scope.implied)
    access(args[0] as ASTNode, within)
    return { tree: { is: 'has', path }, type: 'yes_no' }
  }

  function method(name: string, receiver: ASTNode, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
    if (name === 'all' || name === 'exists' || name === 'map' || name === 'filter') return loop(name, receiver, args, node, known)
    if (!['contains', 'startsWith', 'endsWith', 'size'].includes(name)) return refuse(node, 'SOP414', `there is no function "${name}"`, name === 'matches' ? 'use contains, startsWith or endsWith' : suggest(name, FUNCTIONS.keys()))
    return func(name, [receiver, ...args], node, known)
  }

  function loop(how: 'all' | 'exists' | 'map' | 'filter', receiver: ASTNode, args: readonly ASTNode[], node: ASTNode, known: Known): Typed {
    const [variable, body] = args
    const of = check(receiver, known)
    const type = present(of.type)
    if (variable?.op !== 'id' || !body || args.length !== 2) return refuse(node, 'SOP412', `"${how}" takes a name and an expression`, `write list.${how}(item, …)`)
    if (!isAny(type) && !(typeof type === 'object' && 'list' in type)) return refuse(receiver, 'SOP412', `"${how}" needs a list, and this is ${named(type)}`)
    if (scope.roots.has(variable.args) || scope.names.has(variable.args)) return refuse(variable, 'SOP307', `the name "${variable.args}" is taken`, 'choose another name')
    const before = locals.get(variable.args)
    locals.set(variable.args, typeof type === 'object' && 'list' in type ? type.list : 'any')
    const inner = how === 'map' ? check(body, known) : { tree: want(body, 'yes_no', known), type: 'yes_no' as const }
    if (before === undefined) locals.delete(variable.args)
    else locals.set(variable.args, before)
    const item = inner.type === 'duration' || inner.type === 'null' ? 'any' : inner.type
    const result: Type = how === 'map' ? { list: item } : how === 'filter' ? type : 'yes_no'
    return { tree: { is: 'each', how, name: variable.args, of: of.tree, body: inner.tree }, type: result }
  }

  function access(node: ASTNode, known: Known): Typed {
    const path = pathOf(node)
    if (!path) return node.op === '.' ? select(check(node.args[0], known), node.args[1], node) : UNKNOWN
    const [root = '', ...rest] = path
    const local = locals.get(root)
    if (local !== undefined) return rest.reduce<Typed>((of, name) => select(of, name, node), { tree: { is: 'local', name: root }, type: local })
    const name = scope.names.get(root)
    if (name) {
      sink.read([name.root, root], name.type)
      const start: Typed = { tree: { is: 'read', path: [name.root, root], ...instantMark(name.type) }, type: name.type }
      return rest.reduce<Typed>((of, each) => select(of, each, node), start)
    }
    return fromRoot(path, node, known)
  }

  function fromRoot(path: readonly string[], node: ASTNode, known: Known): Typed {
    const root = path[0] ?? ''
    let type: Type | undefined = scope.roots.get(root)
    if (type === undefined) return unknownRoot(root, path.length, node)
    if (path.length === 1 && root !== 'outcome') return refuse(node, 'SOP307', `"${root}" alone is not a value`, `name what you want of it: ${root}.NAME`)
    for (let depth = 1; depth < path.length; depth++) {
      type = step(type, path, depth, node, known)
      if (type === undefined) return UNKNOWN
    }
    sink.read(path, type)
    return { tree: { is: 'read', path, ...instantMark(type) }, type: present(type) }
  }

  /** One name further down a path; absence is reported unless a guard has excluded it. */
  function step(type: Type, path: readonly string[], depth: number, node: ASTNode, known: Known): Type | undefined {
    const name = path[depth] ?? ''
    const plain = present(type)
    if (isAny(plain)) return 'any'
    const inner = typeof plain === 'object' && 'map' in plain ? field(plain.map, name) : plain === 'money' ? MONEY[name] : undefined
    const where = path.slice(0, depth + 1).join('.')
    if (inner === undefined) {
      const known = typeof plain === 'object' && 'map' in plain ? Object.keys(plain.map) : plain === 'money' ? Object.keys(MONEY) : []
      refuse(node, 'SOP307', `there is no "${name}" in "${path.slice(0, depth).join('.')}"`, suggest(name, known) ?? (known.length > 0 ? `use one of its ${known.length} fields, such as "${known[0] ?? ''}"` : undefined))
      return undefined
    }
    if (isOptional(inner) && path[0] !== 'facts' && !known.has(where)) sink.problem('SOP413', `"${where}" may be absent here${because(where)}`, node.range, `write has(${path.join('.')}) ? ${path.join('.')} : …`)
    return path[0] === 'facts' || known.has(where) ? present(inner) : inner
  }

  const because = (path: string): string => {
    const reason = scope.why?.(path)
    return reason === undefined ? '' : `: ${reason}`
  }

  function unknownRoot(name: string, length: number, node: ASTNode): Typed {
    const close = nearest(name, [...scope.roots.keys(), ...scope.names.keys(), ...locals.keys()])
    if (close === undefined && length === 1) return refuse(node, 'SOP424', `"${name}" is no name that can be read here`, `quote it if it is text: '"${name}"'`)
    return refuse(node, 'SOP307', `there is no "${name}" here`, close === undefined ? 'begin with event, facts, steps or case' : `rename it to "${close}"`)
  }

  function select(of: Typed, name: string, node: ASTNode): Typed {
    const type = present(of.type)
    if (isAny(type)) return { tree: { is: 'get', of: of.tree, name }, type: 'any' }
    const inner = typeof type === 'object' && 'map' in type ? field(type.map, name) : type === 'money' ? MONEY[name] : undefined
    if (inner === undefined) return refuse(node, 'SOP307', `there is no "${name}" in ${named(type)}`, typeof type === 'object' && 'map' in type ? suggest(name, Object.keys(type.map)) : undefined)
    return { tree: { is: 'get', of: of.tree, name, ...instantMark(inner) }, type: present(inner) }
  }

  return { check }
}

/** Text that is written out is one of a known few, so that a table over it can be complete. */
const wordOf = ({ tree, type }: Typed): Type => (type === 'text' && tree.is === 'value' ? { choose: [String(tree.value)] } : type)

const MONEY: Readonly<Record<string, 'text'>> = { currency: 'text' }

const instantMark = (type: Type): { readonly as?: 'instant' } => (present(type) === 'instant' ? { as: 'instant' } : {})

/** Text of an untyped source is read as an instant where one is needed. */
function asInstant(typed: Typed, wanted: Type): Tree {
  const { tree } = typed
  if (!isAny(typed.type) || present(wanted) !== 'instant') return tree
  return tree.is === 'read' || tree.is === 'get' ? { ...tree, as: 'instant' } : { is: 'call', name: 'instant', args: [tree] }
}

function currencyOf(tree: Tree): string | undefined {
  const value = tree.is === 'value' ? tree.value : undefined
  return typeof value === 'object' && value !== null && 'currency' in value ? String(value.currency) : undefined
}

function mixing(one: Typed, other: Typed): string | undefined {
  const families = [family(one.type), family(other.type)]
  if (families.includes('money') && families.includes('number')) return 'write the amount with its currency: money("15.00 USD")'
  if (families.includes('duration') && families.includes('number')) return 'write the time with its unit: duration("4h")'
  return families.includes('date') && families.includes('text') ? 'write date("2026-11-20")' : undefined
}
