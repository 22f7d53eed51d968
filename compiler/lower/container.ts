import type { CallStep, EachStep, ParallelStep, WaitFor } from '../../domain/plan.ts'
import { calledFields, calleeOf } from '../called.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { isAny, named, present } from '../expression/types.ts'
import { listOf } from '../placed.ts'
import type { Placed } from '../placed.ts'
import type { CallDocument, EachDocument, ParallelDocument } from '../schema/step.ts'
import type { Expressions } from './expressions.ts'
import { lowerWith } from './with.ts'

/** How many elements run side by side where the author does not say. */
const AT_ONCE = 5

/** The branches of a step. */
export function lowerParallel(placed: Placed<ParallelDocument>, context: Context): Pick<ParallelStep, 'branches' | 'waitFor'> {
  const names = Object.keys(placed.step.parallel)
  return {
    branches: names.map((name) => ({ name, first: firstOf(`${placed.step.id}.${name}`, context) })),
    waitFor: waitFor(placed, names.length, 'branches', context),
  }
}

/** The list of a step, and what is done with each element. */
export function lowerEach(
  placed: Placed<EachDocument>,
  scope: Scope,
  context: Context,
  expressions: Expressions,
): Pick<EachStep, 'name' | 'of' | 'most' | 'atOnce' | 'waitFor' | 'first'> {
  const { step, path } = placed
  const { name, of, most } = step.each
  const at = [...path, 'each', name]
  const { tree, type } = expressions.typed(of, at, scope)
  const plain = present(type)
  if (!isAny(plain) && !(typeof plain === 'object' && 'list' in plain))
    context.report.add('SOP412', `"each" goes over a list, and this is ${named(type)}`, context.parsed.places.span(at), 'name a list')
  return {
    name,
    of: tree,
    most,
    atOnce: step.at_once ?? AT_ONCE,
    waitFor: waitFor(placed, most, 'elements', context),
    first: firstOf(`${step.id}.`, context),
  }
}

/** The call of another SOP: its `with` is what that one is `called` with. */
export function lowerCall(
  { step, path }: Placed<CallDocument>,
  scope: Scope,
  context: Context,
  expressions: Expressions,
): Pick<CallStep, 'sop' | 'with'> {
  const callee = calleeOf(step, context.calls)
  const takes = callee && calledFields(callee.plan)
  return { sop: step.call, with: lowerWith(step.with, takes && { name: step.call, takes }, path, scope, context, expressions) }
}

const firstOf = (list: string, { steps }: Context): string => steps.find((each) => listOf(each) === list)?.step.id ?? ''

function waitFor(placed: Placed<ParallelDocument | EachDocument>, most: number, what: string, context: Context): WaitFor {
  const { step, path } = placed
  const { report, parsed } = context
  const asked = step.wait_for ?? 'all'
  if (typeof asked === 'number' && asked > most)
    report.add(
      'SOP473',
      `there are never ${asked} ${what} to wait for`,
      parsed.places.span([...path, 'wait_for']),
      `wait for ${most} or fewer`,
    )
  return asked === 'any' ? 1 : asked
}
