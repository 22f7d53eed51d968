import type { ASTNode } from '@marcbachmann/cel-js'
import type { Tree } from '../../domain/plan.ts'
import { durationMs, isDate, readInstant, readMoney } from '../literals.ts'
import { refuse } from './checker.ts'
import type { Checker, Typed } from './checker.ts'

/** A literal; kinds of CEL that SOPs do not have are refused. */
export function literal(checker: Checker, node: ASTNode & { op: 'value' }): Typed {
  const value = node.args
  if (typeof value === 'bigint') {
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      return refuse(checker, node, 'SOP411', `the number ${value} cannot be kept exactly`, 'quote it if it is an identifier')
    return { tree: { is: 'value', value: Number(value) }, type: 'whole_number' }
  }
  if (typeof value === 'number') return { tree: { is: 'value', value }, type: 'decimal' }
  if (typeof value === 'string') return { tree: { is: 'value', value }, type: 'text' }
  if (typeof value === 'boolean') return { tree: { is: 'value', value }, type: 'yes_no' }
  if (value === null) return refuse(checker, node, 'SOP412', 'nothing is compared with null', 'ask has(…) whether a value is there')
  return refuse(checker, node, 'SOP411', 'this kind of literal is not part of SOPs', 'write a number, text, true or false')
}

/** Literals are read now, so that a bad one is found now. */
export function fold(checker: Checker, name: string, node: ASTNode): Tree | undefined {
  if (node.op !== 'value' || typeof node.args !== 'string') return undefined
  const text = node.args
  const bad = (what: string, help: string): Tree => {
    checker.sink.problem('SOP205', `"${text}" is not ${what}`, node.range, help)
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
    case 'date':
      return isDate(text) ? { is: 'value', value: text } : bad('a date', 'write date("2026-11-20")')
    default:
      return undefined
  }
}
