import type { ActionDeclaration } from '../../domain/connector.ts'
import type { FieldType, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { field, fits, isOptional, named, optional } from '../expression/types.ts'
import { suggest } from '../nearest.ts'
import type { Path } from '../places.ts'
import type { Expression } from '../schema/common.ts'
import type { Expressions } from './expressions.ts'

/** What values are given to: an action or a message, with what it takes. */
export interface Taker {
  readonly name: string
  readonly takes: Readonly<Record<string, FieldType>>
}

/** An action as what values are given to; what takes anything has no inputs to look at. */
export const takerOf = (declared: ActionDeclaration | undefined): Taker | undefined =>
  declared && declared.open !== 'all' ? { name: declared.name, takes: declared.inputs } : undefined

/** An address that is written out must be one that is called at run time: of a public service, over https. */
function checkAddress(tree: Tree, path: Path, { report, parsed }: Context): void {
  const start = beginningOf(tree)
  if (start === undefined || 'https://'.startsWith(start) || start.toLowerCase().startsWith('https://')) return
  report.add('SOP203', `"${start}" does not begin as the address of a web service`, parsed.places.span(path), 'write it with https: \'"https://stock.example/free/" + event.sku\'')
}

/** The text that a value surely begins with. */
function beginningOf(tree: Tree): string | undefined {
  if (tree.is === 'value') return typeof tree.value === 'string' ? tree.value : undefined
  return tree.is === 'call' && tree.name === '+' && tree.args[0] ? beginningOf(tree.args[0]) : undefined
}

/** Lowers a `with`: every input known, of its type, and none that is needed left out. `path` is the step or fact. */
export function lowerWith(
  given: Readonly<Record<string, Expression>> | undefined,
  taker: Taker | undefined,
  path: Path,
  scope: Scope,
  context: Context,
  expressions: Expressions,
): Readonly<Record<string, Tree>> {
  const { report, parsed } = context
  const trees = Object.entries(given ?? {}).map(([name, expression]) => {
    const at = [...path, 'with', name]
    const { tree, type } = expressions.typed(expression, at, scope)
    const wanted = taker && field(taker.takes, name)
    if (taker && !wanted)
      report.add(
        'SOP415',
        `"${taker.name}" takes no "${name}"`,
        parsed.places.keySpan(at),
        suggest(name, Object.keys(taker.takes)) ?? 'remove it',
      )
    else if (wanted && type !== 'duration' && type !== 'null' && !fits(type, optional(wanted)))
      report.add('SOP412', `"${name}" of "${taker?.name ?? ''}" is ${named(wanted)}, and this is ${named(type)}`, parsed.places.span(at))
    if (taker && name === 'url') checkAddress(tree, at, context)
    return [name, tree] as const
  })
  for (const [name, type] of Object.entries(taker?.takes ?? {}))
    if (!isOptional(type) && !Object.hasOwn(given ?? {}, name))
      report.add(
        'SOP415',
        `"${taker?.name ?? ''}" needs "${name}"`,
        parsed.places.keySpan([...path, 'with']),
        `add it to "with": ${name}: …`,
      )
  return Object.fromEntries(trees)
}
