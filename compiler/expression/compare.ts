import type { ASTNode } from '@marcbachmann/cel-js'
import type { FunctionName } from '../../domain/plan.ts'
import { BOOLEAN, UNKNOWN } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { impossible } from './collections.ts'
import { oneCurrency } from './currency.ts'
import { asInstant } from './instants.ts'
import { operate } from './operators.ts'
import type { Known } from './scope.ts'
import { family, isAny, named } from './types.ts'

/** Arithmetic and comparisons, by the types of both sides. */
export function binary(checker: Checker, op: string, left: ASTNode, right: ASTNode, node: ASTNode, known: Known): Typed {
  const name = op as FunctionName
  const [first, second] = [checker.check(left, known), checker.check(right, known)]
  const [one, other] = [moved(op, first, second), op === '+' ? moved(op, second, first) : second]
  const type = operate(name, one.type, other.type)
  if (type === undefined) {
    checker.sink.problem(
      'SOP412',
      `"${op}" does not work between ${named(one.type)} and ${named(other.type)}`,
      node.range,
      (op === '+' || op === '-' ? moving(one, other) : undefined) ?? mixing(one, other),
    )
    return ['==', '!=', '<', '<=', '>', '>='].includes(op) ? BOOLEAN : UNKNOWN
  }
  if (op === '==' || op === '!=') {
    impossible(checker, one.type, right)
    impossible(checker, other.type, left)
  }
  if (op !== '*' && op !== '/') oneCurrency(checker, one.tree, other.tree, node)
  return { tree: { is: 'call', name, args: [asInstant(one, other.type), asInstant(other, one.type)] }, type }
}

/** What time is added to is an instant, whatever its source says of it: nothing else can be moved in time. */
const moved = (op: string, typed: Typed, by: Typed): Typed =>
  (op === '+' || op === '-') && isAny(typed.type) && by.type === 'duration' ? { tree: asInstant(typed, 'instant'), type: 'instant' } : typed

/** An instant is moved by a span of time, and by nothing else. */
const moving = (one: Typed, other: Typed): string | undefined =>
  family(one.type) === 'instant' || family(other.type) === 'instant' ? 'write the time that is added with its unit: duration("30d")' : undefined

function mixing(one: Typed, other: Typed): string | undefined {
  const families = [family(one.type), family(other.type)]
  if (families.includes('money') && families.includes('number')) return 'write the amount with its currency: money("15.00 USD")'
  if (families.includes('duration') && families.includes('number')) return 'write the time with its unit: duration("4h")'
  if (families.includes('instant') && (families.includes('text') || families.includes('number'))) return 'write instant("2026-11-20T10:00:00Z")'
  if (families.includes('text') && families.includes('number')) return 'write the number as text, "5", or make a number of the text with int(…)'
  return families.includes('date') && (families.includes('text') || families.includes('number')) ? 'write date("2026-11-20")' : undefined
}
