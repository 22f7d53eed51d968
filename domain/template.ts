import { evaluate, type Scope } from './expression.ts'
import { canonical, isObject, type Json } from './json.ts'
import { isMoney } from './money.ts'
import type { Template } from './plan.ts'

/** Fills a template. Values are written as a shop would: `15.00 USD`, `yes`, a list with commas. Throws ExpressionFault. */
export const fill = (template: Template, scope: Scope, locals: Readonly<Record<string, Json>> = {}): string =>
  template.map((part) => (typeof part === 'string' ? part : wording(evaluate(part, scope, locals)).replaceAll(TURNING, ' '))).join('')

/** Marks that turn the text behind them: what somebody put into a name must not change how the rest of the sentence reads. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/g

/** A value as people read it. */
export function wording(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (isMoney(value)) return `${value.amount} ${value.currency}`
  if (Array.isArray(value)) return value.map(wording).join(', ')
  return isObject(value) ? canonical(value) : String(value)
}

/** A name as people say it: `cx_lead` is "cx lead". */
export const spoken = (name: string): string => name.replaceAll('_', ' ')
