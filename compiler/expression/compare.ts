import type { ASTNode } from '@marcbachmann/cel-js'
import type { FunctionName, Tree } from '../../domain/plan.ts'
import { BOOLEAN, UNKNOWN } from './checker.ts'
import type { Checker, Typed } from './checker.ts'
import { impossible } from './collections.ts'
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
      mixing(one, other),
    )
    return ['==', '!=', '<', '<=', '>', '>='].includes(op) ? BOOLEAN : UNKNOWN
  }
  if (op === '==' || op === '!=') {
    impossible(checker, one.type, right)
    impossible(checker, other.type, left)
  }
  currencies(checker, one.tree, other.tree, node)
  return { tree: { is: 'call', name, args: [asInstant(one, other.type), asInstant(other, one.type)] }, type }
}

/** What time is added to is an instant, whatever its source says of it: nothing else can be moved in time. */
const moved = (op: string, typed: Typed, by: Typed): Typed =>
  (op === '+' || op === '-') && isAny(typed.type) && by.type === 'duration' ? { tree: asInstant(typed, 'instant'), type: 'instant' } : typed

function currencies(checker: Checker, one: Tree, other: Tree, node: ASTNode): void {
  const [left, right] = [currencyOf(one), currencyOf(other)]
  if (left !== undefined && right !== undefined && left !== right)
    checker.sink.problem('SOP423', `${left} and ${right} are two currencies`, node.range, 'use amounts of one currency')
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
