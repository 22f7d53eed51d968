import type { FieldType } from '../../domain/plan.ts'
import type { Expression } from '../schema/common.ts'
import { checkExpression } from './check.ts'
import type { Scope, Sink } from './scope.ts'
import type { Type } from './types.ts'

const SILENT: Sink = { problem: () => {}, read: () => {} }

/** The type of an expression where it stands; what is wrong with it is reported by whoever lowers it. */
export function typeOf(expression: Expression, scope: Scope): Type {
  if (typeof expression === 'number') return Number.isInteger(expression) ? 'whole_number' : 'decimal'
  if (typeof expression === 'boolean') return 'yes_no'
  return checkExpression(expression, scope, SILENT)?.type ?? 'any'
}

/** A type as fields have it: of what only arises on the way, what it is kept as. */
export const asField = (type: Type): FieldType => (type === 'duration' ? 'whole_number' : type === 'null' ? 'any' : type)
