import type { HardDeadline, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { asInstant } from '../expression/instants.ts'
import type { Scope } from '../expression/scope.ts'
import { family, named } from '../expression/types.ts'
import { isDate, readAllowance } from '../literals.ts'
import type { Path } from '../places.ts'
import type { Expression } from '../schema/common.ts'
import type { Expressions } from './expressions.ts'
import { createExpressions } from './expressions.ts'
import type { Dependencies } from './needs.ts'
import { timeAt } from './time.ts'

/**
 * An expression that gives an instant in milliseconds, or a date as text, whose part of the day whoever evaluates it knows.
 * Text of an untyped source is read as an instant.
 */
export function lowerInstant(expression: Expression, path: Path, scope: Scope, context: Context, expressions: Expressions): Tree {
  if (readAllowance(String(expression)) !== undefined) {
    context.report.add('SOP412', `"${String(expression)}" is a span of time, and this is an instant`, context.parsed.places.span(path), `write from when it counts: case.opened_at + duration("${String(expression)}")`)
    return { is: 'value', value: 0 }
  }
  const typed = expressions.typed(expression, path, scope)
  if (!['instant', 'date', 'any'].includes(family(typed.type)))
    context.report.add(
      'SOP412',
      `expected an instant or a date, and this is ${named(typed.type)}`,
      context.parsed.places.span(path),
      isDate(String(expression)) ? `write date("${String(expression)}")` : 'name a value with a time, or write instant("2026-11-20T10:00:00Z")',
    )
  const tree = asInstant(typed, 'instant')
  context.origins.set(tree, { path })
  return tree
}

/** A hard instant: `path` is where it stands. What it reads is added to `expressions`. */
export function lowerDeadline(
  document: { readonly at: Expression; readonly act_before?: string | undefined },
  path: Path,
  scope: Scope,
  calendar: string | undefined,
  context: Context,
  dependencies: Dependencies,
  expressions: Expressions,
): HardDeadline {
  const own = createExpressions(context)
  const at = lowerInstant(document.at, [...path, 'at'], scope, context, own)
  expressions.include(own)
  return {
    at,
    ...(document.act_before === undefined ? {} : { actBefore: timeAt(document.act_before, [...path, 'act_before'], calendar, context) }),
    needs: dependencies.facts(own.reads),
  }
}
