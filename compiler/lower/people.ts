import type { Target, TaskStep, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { suggest } from '../nearest.ts'
import type { Placed } from '../placed.ts'
import type { Expression } from '../schema/common.ts'
import type { TaskDocument } from '../schema/step.ts'
import { targetOf } from './escalation.ts'
import type { Expressions } from './expressions.ts'

/** Whether a name is a person's. */
export const personIn =
  (context: Context) =>
  (name: string): boolean =>
    Object.hasOwn(context.world.organisation?.people ?? {}, name)

/** Whether a name is a roster's. */
export const rosterIn =
  (context: Context) =>
  (name: string): boolean =>
    Object.hasOwn(context.world.organisation?.rosters ?? {}, name)

/** A bare word is a name; anything else is an expression that gives one. */
export const isName = (value: unknown): value is string => typeof value === 'string' && /^[a-z][a-z0-9_]*$/.test(value)

/** Whom a task is for. With `approvals` and no name of its own, whoever is asked first. */
export function lowerAssign({ step, path }: Placed<TaskDocument>, scope: Scope, context: Context, expressions: Expressions): Target {
  const { assign, approvals } = step
  const named = (name: string): Target => targetOf(name, personIn(context), rosterIn(context))
  if (assign === undefined) {
    if (!approvals) context.report.add('SOP202', 'missing key "assign"', context.parsed.places.keySpan([...path, 'task']), 'add "assign"')
    return named(approvals?.of[0] ?? '')
  }
  if (!isName(assign) && refuseStrange(assign, [...path, 'assign'], 'role, person or roster', context)) return named('')
  if (!isName(assign)) return { kind: 'expression', tree: expressions.of(assign, [...path, 'assign'], scope, 'text') }
  if (approvals && !approvals.of.includes(assign))
    context.report.add(
      'SOP462',
      `"${assign}" is asked first, and is not among those who approve`,
      context.parsed.places.span([...path, 'assign']),
      `add "${assign}" to "of", or remove "assign"`,
    )
  return named(assign)
}

/** `CX Lead` and `dana@shop.example` are meant as names, and would be read as expressions; answers whether it was reported. */
export function refuseStrange(value: Expression, path: readonly PropertyKey[], what: string, { world: { organisation }, report, parsed }: Context): boolean {
  if (typeof value !== 'string' || !/^[\p{L}\p{Cf}][\p{L}\p{Cf}\d_ @.-]*$/u.test(value) || /^[a-z_]\w*(\.\w+)*$/.test(value)) return false
  const names = ['customer', ...Object.keys(organisation?.roles ?? {}), ...Object.keys(organisation?.people ?? {}), ...Object.keys(organisation?.rosters ?? {})]
  const person = Object.values(organisation?.people ?? {}).find(({ email }) => email === value)
  const isAddress = /^[^@ ]+@[^@ ]+\.[a-z]+$/.test(value) && what === 'role or person'
  const close = person ? `rename it to "${person.id}"` : isAddress ? `write it as text: '"${value}"'` : suggest(value.toLowerCase().replace(/[ -]+/g, '_'), names)
  report.add('SOP302', `there is no ${what} "${value}"`, parsed.places.span(path), close ?? 'name one of the organisation file, in snake_case')
  return true
}

/** Who approves, and how many of them must. More than there are people would never end. */
export function lowerApprovals({ step, path }: Placed<TaskDocument>, context: Context): Pick<TaskStep, 'approvals'> {
  const { approvals } = step
  if (!approvals) return {}
  const of = approvals.of.map((name) => targetOf(name, personIn(context), rosterIn(context)))
  const { organisation } = context.world
  const people = new Set(of.flatMap((target) => membersOf(target, context)))
  if (organisation && approvals.need > people.size)
    context.report.add(
      'SOP462',
      `${approvals.need} approvals are needed, and ${people.size === 1 ? 'one person' : `${people.size} people`} could give one`,
      context.parsed.places.span([...path, 'approvals', 'need']),
      'ask for fewer, or name more roles in "of"',
    )
  return { approvals: { of, need: approvals.need, ...(step.assign === undefined ? { askAll: true as const } : {}) } }
}

function membersOf(target: Target, { world: { organisation } }: Context): readonly string[] {
  if (!organisation || !('name' in target)) return []
  const active = (name: string): boolean => Object.hasOwn(organisation.people, name) && organisation.people[name]?.active === true
  if (target.kind === 'person') return [target.name].filter(active)
  if (target.kind === 'role') return (Object.hasOwn(organisation.roles, target.name) ? (organisation.roles[target.name]?.people ?? []) : []).filter(active)
  const roster = Object.hasOwn(organisation.rosters, target.name) ? organisation.rosters[target.name] : undefined
  return (roster?.layers.flatMap((layer) => layer.rotation.turns.flat()) ?? []).filter(active)
}

/** Who may not do the task: whoever ended a step, or the person that an expression gives. */
export function lowerNotSameAs({ step, path }: Placed<TaskDocument>, scope: Scope, context: Context, expressions: Expressions): readonly Tree[] {
  const given = step.not_same_as
  if (given === undefined) return []
  const one = (expression: Expression, at: readonly PropertyKey[]): Tree => notSame(expression, at, scope, context, expressions)
  return Array.isArray(given) ? given.map((each, index) => one(each, [...path, 'not_same_as', index])) : [one(given, [...path, 'not_same_as'])]
}

function notSame(expression: Expression, path: readonly PropertyKey[], scope: Scope, context: Context, expressions: Expressions): Tree {
  if (!isName(expression) || scope.names.has(expression)) return expressions.of(expression, path, scope, 'text')
  const other = context.steps.find(({ step }) => step.id === expression)?.step
  const { report, parsed } = context
  const ids = context.steps.map(({ step }) => step.id)
  if (!other) report.add('SOP301', `there is no step "${expression}"`, parsed.places.span(path), suggest(expression, ids) ?? 'name a step, or write case.opened_by')
  else if (!('task' in other || 'action' in other))
    report.add('SOP462', `nobody does "${expression}"`, parsed.places.span(path), 'name a step that a person does')
  const by = ['steps', expression, 'by']
  expressions.reads.add(by, 'text')
  // A step that has not run, or that no person ended, excludes nobody.
  return { is: 'if', test: { is: 'has', path: by }, then: { is: 'read', path: by }, else: { is: 'value', value: null } }
}
