import type { FunctionName } from '../../domain/plan.ts'
import { family, isAny, isNumber, join, present } from './types.ts'
import type { Type } from './types.ts'

const ORDERED = ['number', 'text', 'money', 'instant', 'date', 'duration']
const KNOWN_AGAINST_ANY: readonly FunctionName[] = ['==', '!=', '<', '<=', '>', '>=']

/** The type of `left OPERATOR right`; undefined when it means nothing. */
export function operate(name: FunctionName, left: Type, right: Type): Type | undefined {
  if (KNOWN_AGAINST_ANY.includes(name)) return comparable(name, left, right) ? 'yes_no' : undefined
  if (isAny(left) || isAny(right)) return 'any'
  switch (name) {
    case '+':
      return add(left, right)
    case '-':
      return subtract(left, right)
    case '*':
      return multiply(left, right) ?? multiply(right, left)
    case '/':
      return divide(left, right)
    case '%':
      return left === 'whole_number' && right === 'whole_number' ? 'whole_number' : undefined
    default:
      return undefined
  }
}

function comparable(name: FunctionName, left: Type, right: Type): boolean {
  if (isAny(left) || isAny(right)) return true
  const same = family(left) === family(right)
  return same && (name === '==' || name === '!=' || ORDERED.includes(family(left)))
}

function add(left: Type, right: Type): Type | undefined {
  const [one, other] = [family(left), family(right)]
  if (one === 'number' && other === 'number') return join(left, right)
  if (one === 'text' && other === 'text') return 'text'
  if (one === other && (one === 'money' || one === 'duration')) return present(left)
  if (one === 'list' && other === 'list') return join(left, right)
  return (one === 'instant' && other === 'duration') || (one === 'duration' && other === 'instant') ? 'instant' : undefined
}

function subtract(left: Type, right: Type): Type | undefined {
  const [one, other] = [family(left), family(right)]
  if (one === 'number' && other === 'number') return join(left, right)
  if (one === other && (one === 'money' || one === 'duration')) return present(left)
  if (one === 'instant') return other === 'instant' ? 'duration' : other === 'duration' ? 'instant' : undefined
  return undefined
}

function multiply(left: Type, right: Type): Type | undefined {
  if (isNumber(left) && isNumber(right)) return join(left, right)
  return ['money', 'duration'].includes(family(left)) && isNumber(right) ? present(left) : undefined
}

function divide(left: Type, right: Type): Type | undefined {
  if (isNumber(left) && isNumber(right)) return 'decimal'
  return family(left) === 'duration' && isNumber(right) ? 'duration' : undefined
}

/** `element in list`, `text in list of choices`, `"key" in map`. */
export function contains(element: Type, container: Type): boolean {
  const plain = present(container)
  if (isAny(plain)) return true
  if (typeof plain !== 'object') return false
  if ('list' in plain) return isAny(element) || isAny(plain.list) || family(element) === family(plain.list)
  return 'map' in plain && family(element) === 'text'
}

interface Signature {
  readonly args: readonly string[]
  readonly result: (args: readonly Type[]) => Type
  /** For the help. */
  readonly usage: string
}

const of = (usage: string, args: readonly string[], result: Type | ((args: readonly Type[]) => Type)): Signature => ({
  usage,
  args,
  result: typeof result === 'function' ? result : () => result,
})

const together = (args: readonly Type[]): Type => args.reduce((all, each) => join(all, each) ?? all)

/** The one list among the arguments, else the arguments themselves. */
const best = (args: readonly Type[]): Type => {
  const [only] = args
  const list = args.length === 1 && only !== undefined ? present(only) : undefined
  return typeof list === 'object' && 'list' in list ? list.list : together(args)
}

const rounded = ([value = 'any', places]: readonly Type[]): Type => (family(value) === 'money' ? 'money' : places === undefined ? 'whole_number' : 'decimal')

/** Functions of SOPs: families of their arguments, `a|b` for either, a trailing `*` for any number of them, `?` for one that may be left out. */
export const FUNCTIONS: ReadonlyMap<string, Signature> = new Map([
  ['size', of('size(text or list)', ['text|list|map'], 'whole_number')],
  ['min', of('min(a, b)', ['number|money|duration|instant|text|date|list*'], best)],
  ['max', of('max(a, b)', ['number|money|duration|instant|text|date|list*'], best)],
  ['round', of('round(number) or round(number, places)', ['number|money', 'number?'], rounded)],
  ['days_between', of('days_between(from, to)', ['instant|date', 'instant|date'], 'whole_number')],
  ['percent_of', of('percent_of(amount, percent)', ['money', 'number'], 'money')],
  ['money', of('money("15.00 USD")', ['text'], 'money')],
  ['duration', of('duration("4h")', ['text'], 'duration')],
  ['instant', of('instant("2026-11-20T10:00:00Z")', ['text|instant'], 'instant')],
  ['date', of('date("2026-11-20")', ['text|date'], 'date')],
  ['string', of('string(value)', ['number|text|yes_no|date'], 'text')],
  ['int', of('int(value)', ['number|text'], 'whole_number')],
  ['double', of('double(value)', ['number|text'], 'decimal')],
  ['contains', of('text.contains(text)', ['text', 'text'], 'yes_no')],
  ['startsWith', of('text.startsWith(text)', ['text', 'text'], 'yes_no')],
  ['endsWith', of('text.endsWith(text)', ['text', 'text'], 'yes_no')],
])

/** Whether arguments fit a function's signature, and what it gives. */
export function apply(signature: Signature, args: readonly Type[]): Type | undefined {
  const many = signature.args[0]?.endsWith('*') ?? false
  const fewest = signature.args.filter((each) => !each.endsWith('?')).length
  if (many ? args.length === 0 : args.length < fewest || args.length > signature.args.length) return undefined
  if (many && args.length === 1 && !fitsAlone(args[0])) return undefined
  const families = new Set<string>()
  for (const [index, type] of args.entries()) {
    const wanted = (many ? signature.args[0] : signature.args[index])?.replace(/[*?]$/, '').split('|') ?? []
    if (isAny(type)) continue
    if (!wanted.includes(family(type))) return undefined
    families.add(family(type))
  }
  const mixed = many && (families.size > 1 || (families.has('list') && args.length > 1))
  return mixed ? undefined : signature.result(args)
}

/** Of a single list the best item is meant, so its items must be of a kind that has an order. */
function fitsAlone(type: Type = 'any'): boolean {
  const plain = present(type)
  return typeof plain !== 'object' || !('list' in plain) || isAny(plain.list) || ORDERED.includes(family(plain.list))
}
