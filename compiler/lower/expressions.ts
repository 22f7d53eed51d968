import type { Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import { checkExpression } from '../expression/check.ts'
import { createReads, sinkAt } from '../expression/place.ts'
import type { Reads } from '../expression/place.ts'
import type { Scope, Sink } from '../expression/scope.ts'
import { checkTemplate } from '../expression/template.ts'
import { family, isAny, named } from '../expression/types.ts'
import type { Type } from '../expression/types.ts'
import type { Template } from '../../domain/plan.ts'
import type { Typed } from '../expression/check.ts'
import type { Path } from '../places.ts'
import type { Expression } from '../schema/common.ts'

/** Lowers the expressions of one part of a SOP and remembers what they read. */
export interface Expressions {
  /** A value of any type; a fault leaves `null` behind, and the diagnostic keeps the Plan from being used. */
  typed(expression: Expression, path: Path, scope: Scope): Typed
  /** A value that must be of a family of types, such as `yes_no`. */
  of(expression: Expression, path: Path, scope: Scope, wanted: Type): Tree
  template(text: string, path: Path, scope: Scope): Template
  sink(path: Path): Sink
  /** Counts what another collection has read as read here too. */
  include(other: Expressions): void
  readonly reads: Reads
}

const FAILED: Typed = { tree: { is: 'value', value: null }, type: 'any' }

/** Starts a collection; one for each step, fact, `let` and trigger. */
export function createExpressions(context: Context): Expressions {
  const reads = createReads()
  const sink = (path: Path): Sink => sinkAt(context.parsed, path, context.report, reads)

  function typed(expression: Expression, path: Path, scope: Scope): Typed {
    if (typeof expression === 'number')
      return { tree: { is: 'value', value: expression }, type: Number.isInteger(expression) ? 'whole_number' : 'decimal' }
    if (typeof expression === 'boolean') return { tree: { is: 'value', value: expression }, type: 'yes_no' }
    const checked = checkExpression(expression, scope, sink(path))
    if (checked) context.origins.set(checked.tree, { path, text: expression, scope })
    return checked ?? FAILED
  }

  return {
    typed,
    of: (expression, path, scope, wanted) => {
      const { tree, type } = typed(expression, path, scope)
      if (!isAny(type) && family(type) !== family(wanted))
        context.report.add(
          'SOP412',
          `expected ${named(wanted)}, and this is ${named(type)}`,
          context.parsed.places.span(path),
          wanted === 'yes_no' ? 'write a comparison' : undefined,
        )
      return tree
    },
    template: (text, path, scope) => checkTemplate(text, scope, sink(path)),
    sink,
    include: (other) => {
      for (const path of other.reads.paths) reads.add(path, other.reads.types.get(path.join('.')) ?? 'any')
    },
    reads,
  }
}
