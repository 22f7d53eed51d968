import { own, type Json } from '../json.ts'
import { isMoney } from '../money.ts'
import type { FunctionName, Plan, Template, Tree } from '../plan.ts'
import { say } from '../words.ts'

type Known = Pick<Plan, 'parameters'>

/** A template as people read it before a case fills it: what is still to come stands in square brackets. */
export const sayTemplate = (template: Template, plan: Known): string =>
  template.map((part) => (typeof part === 'string' ? part : `[${sayTree(part, plan)}]`)).join('').trim()

/** An expression in plain words: `order refundable is at least 20.00 USD (returnless ceiling)`. `it` stands for what a table's cell tests. */
export function sayTree(tree: Tree, plan: Known): string {
  const inner = (one: Tree): string => sayTree(one, plan)
  switch (tree.is) {
    case 'value': return sayJson(tree.value)
    case 'read': return sayPath(tree.path, plan)
    case 'has': return `there is ${sayPath(tree.path, plan)}`
    case 'local': return tree.name === 'cell' ? 'it' : say(tree.name)
    case 'get': return `${say(tree.name)} of ${inner(tree.of)}`
    case 'at': return `${inner(tree.of)} ${inner(tree.index)}`
    case 'and': return tree.all.map((one) => grouped(one, inner)).join(' and ')
    case 'or': return tree.all.map((one) => grouped(one, inner)).join(' or ')
    case 'if': return `${inner(tree.then)} if ${inner(tree.test)}, else ${inner(tree.else)}`
    case 'call': return sayCall(tree.name, tree.args.map((one) => grouped(one, inner)))
    case 'list': return tree.items.map(inner).join(', ')
    case 'map': return tree.entries.map(({ key, value }) => `${say(key)} ${inner(value)}`).join(', ')
    case 'each': return `${EACH[tree.how]} ${say(tree.name)} of ${inner(tree.of)} ${tree.how === 'map' ? 'as' : 'with'} ${inner(tree.body)}`
  }
}

const EACH: Readonly<Record<Extract<Tree, { is: 'each' }>['how'], string>> = { all: 'every', exists: 'some', map: 'each', filter: 'those' }

/** Words that would read as one with their neighbours stand in brackets. */
const grouped = (tree: Tree, inner: (tree: Tree) => string): string => (['and', 'or', 'if'].includes(tree.is) ? `(${inner(tree)})` : inner(tree))

function sayJson(value: Json): string {
  if (value === null || value === '') return 'nothing'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (isMoney(value)) return `${value.amount} ${value.currency}`
  if (Array.isArray(value)) return (value as readonly Json[]).map(sayJson).join(', ')
  if (typeof value === 'object') return Object.entries(value).map(([key, one]) => `${say(key)} ${sayJson(one as Json)}`).join(', ')
  // Codes are said; what somebody wrote as text is quoted as it is.
  return typeof value !== 'string' ? String(value) : /^[\w-]+$/.test(value) ? say(value) : `"${value.trim()}"`
}

/** What a path reads, without where it comes from; a parameter with its value. */
function sayPath(path: readonly string[], { parameters }: Known): string {
  const [root = '', ...rest] = path
  const parameter = root === 'parameters' ? own(parameters, rest[0] ?? '') : undefined
  if (parameter) return `${sayJson(parameter.value)} (${say(rest.join(' '))})`
  if (root === 'steps' || root === 'form_of') return rest.length < 2 ? say(rest.join(' ')) : `${say(rest.slice(1).join(' '))} of "${say(rest[0] ?? '')}"`
  if (rest.length === 0) return say(root)
  if (root === 'case' && rest[0] === 'opened_by') return 'who opened the case'
  return root === 'case' ? `the case's ${say(rest.join(' '))}` : say(rest.join(' '))
}

const BETWEEN: Partial<Record<FunctionName, string>> = {
  '==': 'is', '!=': 'is not', '<': 'is below', '<=': 'is at most', '>': 'is above', '>=': 'is at least', in: 'is one of', contains: 'contains', startsWith: 'begins with', endsWith: 'ends with',
  '+': '+', '-': '-', '*': 'x', '/': '/', '%': 'modulo',
}

function sayCall(name: FunctionName, args: readonly string[]): string {
  const [one = '', other = ''] = args
  const between = BETWEEN[name]
  if (between !== undefined) return `${one} ${between} ${other}`
  switch (name) {
    case '!': return `not ${one}`
    case 'neg': return `-${one}`
    case 'size': return `the number of ${one}`
    case 'days_between': return `the days from ${one} to ${other}`
    case 'percent_of': return `${other} % of ${one}`
    case 'string': case 'int': case 'double': case 'instant': case 'date': case 'duration': return one
    default: return `${say(name)} of ${args.join(' and ')}`
  }
}
