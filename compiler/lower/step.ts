import type { FieldType, FormField, Step } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { isOptional } from '../expression/types.ts'
import type { Reads } from '../expression/place.ts'
import { kindOfType, spoken } from '../fields.ts'
import type { Flow } from '../flow.ts'
import { suggest } from '../nearest.ts'
import { isKind, listOf } from '../placed.ts'
import type { Placed } from '../placed.ts'
import { analyse } from '../table/analyse.ts'
import type { Routes } from '../routes.ts'
import type { Scopes } from '../scopes.ts'
import { isUntyped, promised, returned } from '../answers.ts'
import type { ActionDocument } from '../schema/step.ts'
import { lowerBase } from './base.ts'
import type { Base } from './base.ts'
import { lowerCall, lowerEach, lowerParallel } from './container.ts'
import { createExpressions } from './expressions.ts'
import type { Expressions } from './expressions.ts'
import { OF_EVERY_STEP } from './gives.ts'
import type { Messages } from './message.ts'
import { lowerLetter } from './message.ts'
import type { Dependencies } from './needs.ts'
import { lowerTable } from './table.ts'
import { lowerTask } from './task.ts'
import { lowerWait } from './wait.ts'
import { lowerWith, takerOf } from './with.ts'

/** A step without what is only known when all are lowered, and what its expressions read. */
export interface LoweredStep {
  readonly step: Step
  readonly reads: Reads
  /** What `verify` alone reads. */
  readonly verifyReads: Reads | undefined
}

/** Everything a step's lowering looks at. */
export interface Workshop {
  readonly context: Context
  readonly scopes: Scopes
  readonly flow: Flow
  readonly messages: Messages
  readonly dependencies: Dependencies
}

/** Lowers one step; `needs` and `byHand` are filled in later. */
export function lowerStep(placed: Placed, routes: Routes, workshop: Workshop): LoweredStep {
  const { context, scopes } = workshop
  const { index } = placed
  const expressions = createExpressions(context)
  const scope = scopes.step(index)
  const base = lowerBase(placed, routes, scope, context, workshop.dependencies, expressions)
  if (isKind(placed, 'task'))
    return {
      step: { kind: 'task', ...base, ...lowerTask(placed, scopes, context, expressions) },
      reads: expressions.reads,
      verifyReads: undefined,
    }
  if (isKind(placed, 'message'))
    return {
      step: { kind: 'message', ...base, ...lowerLetter(placed.step, placed.path, scope, context, expressions, workshop.messages) },
      reads: expressions.reads,
      verifyReads: undefined,
    }
  if (isKind(placed, 'wait'))
    return {
      step: { kind: 'wait', ...base, ...lowerWait(placed, scope, context, workshop.dependencies, expressions, workshop.messages) },
      reads: expressions.reads,
      verifyReads: undefined,
    }
  if (isKind(placed, 'decide')) {
    const before = context.report.diagnostics.length
    const table = lowerTable(placed, scope, context, expressions)
    const readable = context.report.diagnostics.length === before
    context.tables.set(placed.step.id, readable ? analyse(placed, table, context, scopes) : undefined)
    return { step: { kind: 'decide', ...base, ...table.part }, reads: expressions.reads, verifyReads: undefined }
  }
  if (isKind(placed, 'action')) return lowerAction(placed, base, workshop, expressions)
  return { ...lowerHolder(placed, base, scope, context, expressions), reads: expressions.reads, verifyReads: undefined }
}

function lowerHolder(placed: Placed, base: Base, scope: Scope, context: Context, expressions: Expressions): Pick<LoweredStep, 'step'> {
  if (isKind(placed, 'parallel')) return { step: { kind: 'parallel', ...base, ...lowerParallel(placed, context) } }
  if (isKind(placed, 'each')) return { step: { kind: 'each', ...base, ...lowerEach(placed, scope, context, expressions) } }
  if (isKind(placed, 'call')) return { step: { kind: 'call', ...base, ...lowerCall(placed, scope, context, expressions) } }
  throw new Error(`"${placed.step.id}" is a step of no kind`)
}

function lowerAction(placed: Placed<ActionDocument>, base: Base, workshop: Workshop, expressions: Expressions): LoweredStep {
  const { step, path, index } = placed
  const { context, scopes } = workshop
  const { report, parsed } = context
  const scope = scopes.step(index)
  const declared = context.actions.get(step.action)
  if (isUntyped(context, step.action, step.returns))
    report.add(
      'SOP429',
      `what "${step.action}" answers has no types`,
      parsed.places.span([...path, 'action']),
      'add "returns: { NAME: TYPE }"',
    )
  checkReturns(step.action, step.returns, path, context)
  const returns = promised(context, step.action, step.returns)
  checkNames(step.returns, path, context)
  const given = lowerWith(
    step.with,
    takerOf(declared),
    path,
    scope,
    context,
    expressions,
  )
  checkUndo(placed, context)
  const verifying = createExpressions(context)
  const verify = step.verify === undefined ? undefined : verifying.of(step.verify, [...path, 'verify'], withResult(scope, placed, context), 'yes_no')
  return {
    step: {
      kind: 'action',
      ...base,
      action: step.action,
      with: given,
      ...(verify === undefined ? {} : { verify }),
      verifyNeeds: [],
      ...lowerApprovedBy(placed, context),
      ...(step.undo === undefined ? {} : { undo: step.undo }),
      byHand: [],
      ...(returns === undefined ? {} : { returns }),
    },
    reads: expressions.reads,
    verifyReads: verify === undefined ? undefined : verifying.reads,
  }
}

/** In `verify` what the action has just answered is `result`; `steps` still has what the visit before left. */
function withResult(scope: Scope, { step }: Placed<ActionDocument>, context: Context): Scope {
  const own = `steps.${step.id}`
  return {
    ...scope,
    roots: new Map([...scope.roots, ['result', returned(context, step.action, step.returns)]]),
    why: (path) => (path === own || path.startsWith(`${own}.`) ? 'what it has just answered is "result"' : scope.why?.(path)),
  }
}

/** What a step has anyway cannot be told apart from what a service answers under the same name. */
function checkNames(returns: ActionDocument['returns'], path: readonly PropertyKey[], { report, parsed }: Context): void {
  for (const name of Object.keys(returns ?? {}))
    if (OF_EVERY_STEP.includes(name))
      report.add('SOP308', `every step has "${name}" of its own`, parsed.places.keySpan([...path, 'returns', name]), 'read the answer as a fact instead')
}

/** Only what answers untyped JSON can be typed by the author. */
export function checkReturns(action: string, returns: unknown, path: readonly PropertyKey[], context: Context): void {
  const declared = context.actions.get(action)
  if (returns !== undefined && declared && declared.open === undefined)
    context.report.add(
      'SOP415',
      `"${action}" declares what it answers`,
      context.parsed.places.keySpan([...path, 'returns']),
      'remove "returns"',
    )
}

/** An undo gets the very values that the action got, so they must be enough for it. */
/** Tasks that stand beside the action, so that the same one can be asked again. */
function lowerApprovedBy(placed: Placed<ActionDocument>, { steps, report, parsed }: Context): { readonly approvedBy?: readonly string[] } {
  const given = placed.step.approved_by
  if (given === undefined) return {}
  const names = typeof given === 'string' ? [given] : given
  for (const [nth, name] of names.entries()) {
    const task = steps.find(({ step }) => step.id === name)
    if (task && isKind(task, 'task') && listOf(task) === listOf(placed)) continue
    const span = parsed.places.span([...placed.path, 'approved_by', ...(typeof given === 'string' ? [] : [nth])])
    if (task) report.add('SOP462', `nobody says yes in "${name}"`, span, 'name tasks that stand in the same list as the action')
    else report.add('SOP301', `there is no step "${name}"`, span, suggest(name, steps.map(({ step }) => step.id)) ?? 'name a task')
  }
  return { approvedBy: names }
}

function checkUndo({ step, path }: Placed<ActionDocument>, context: Context): void {
  const undo = step.undo === undefined ? undefined : context.actions.get(step.undo)
  for (const [name, type] of Object.entries(undo?.inputs ?? {}))
    if (!isOptional(type) && name !== 'result' && !Object.hasOwn(step.with ?? {}, name))
      context.report.add(
        'SOP425',
        `"${step.undo ?? ''}" needs "${name}", which "${step.id}" does not have`,
        context.parsed.places.span([...path, 'undo']),
        `add "${name}" to "with", or undo with another action`,
      )
}

/** Outputs of an action that the SOP reads, as fields for the person who did it by hand. */
export function byHandFields(
  step: Pick<Step, 'id'>,
  allReads: readonly (readonly string[])[],
  types: Readonly<Record<string, FieldType>>,
  currency: (name: string) => string,
): readonly FormField[] {
  const names = new Set(
    allReads.filter((path) => path[0] === 'steps' && path[1] === step.id && path[2] !== undefined).map((path) => path[2] ?? ''),
  )
  return Object.entries(types)
    .filter(([name]) => names.has(name))
    .map(([name, type]) => ({ name, label: spoken(name), type: kindOfType(type, () => currency(name)), required: !isOptional(type) }))
}
