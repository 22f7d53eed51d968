import type { Check, EscalationPath, FieldType, Shown, TaskStep, Tree } from '../../domain/plan.ts'
import type { Context } from '../context.ts'
import type { Scope } from '../expression/scope.ts'
import { named, present } from '../expression/types.ts'
import type { Type } from '../expression/types.ts'
import { formFields, spoken } from '../fields.ts'
import { suggest } from '../nearest.ts'
import { taskOutcomes } from '../outcomes.ts'
import type { Path } from '../places.ts'
import type { Placed } from '../placed.ts'
import type { Scopes } from '../scopes.ts'
import type { EscalationPathDocument } from '../schema/escalation.ts'
import type { TaskDocument } from '../schema/step.ts'
import { lowerLevels, lowerPath } from './escalation.ts'
import { lowerEvidence } from './evidence.ts'
import type { Expressions } from './expressions.ts'
import { lowerApprovals, lowerAssign, lowerNotSameAs, personIn, rosterIn } from './people.ts'
import { calendarOf, timeAt, usesCalendar } from './time.ts'

type TaskPart = Omit<TaskStep, 'kind' | 'id' | 'title' | 'why' | 'when' | 'needs' | 'routes' | 'atMost' | 'owner' | 'mode' | 'modeReason' | 'deadline' | 'pauseOn' | 'hours'>

/** The task's part of a step. */
export function lowerTask(placed: Placed<TaskDocument>, scopes: Scopes, context: Context, expressions: Expressions): TaskPart {
  const { step, path, index } = placed
  const [outside, inside] = [scopes.step(index), scopes.step(index, step)]
  checkForm(placed, context)
  const part = {
    task: expressions.template(step.task, [...path, 'task'], outside),
    assign: lowerAssign(placed, outside, context, expressions),
    sla: slaOf(placed, context),
    do: expressions.template(step.do ?? '', [...path, 'do'], outside),
    check: (step.check ?? []).map((each, at): Check =>
      typeof each === 'string'
        ? { text: each }
        : { text: each.else, that: expressions.of(each.that, [...path, 'check', at, 'that'], inside, 'yes_no') },
    ),
    ifWrong: expressions.template(step.if_wrong ?? '', [...path, 'if_wrong'], outside),
    form: formFields(step.form),
    outcomes: taskOutcomes(step),
    evidence: lowerEvidence(placed, inside, context, expressions),
    ...lowerApprovals(placed, context),
    notSameAs: lowerNotSameAs(placed, outside, context, expressions),
    handoff: step.handoff ?? 'ask',
    escalate: pathOf(placed, context),
  }
  return { ...part, shows: labelled(step.shows ? shownBy(placed, outside, context, expressions) : defaultShows(expressions)) }
}

function slaOf({ step, path }: Placed<TaskDocument>, context: Context): TaskStep['sla'] {
  const calendar = calendarOf(step, context)
  const { sla } = step
  if (typeof sla === 'string') return { finish: timeAt(sla, [...path, 'sla'], calendar, context) }
  return {
    ...(sla.acknowledge === undefined ? {} : { acknowledge: timeAt(sla.acknowledge, [...path, 'sla', 'acknowledge'], calendar, context) }),
    finish: timeAt(sla.finish, [...path, 'sla', 'finish'], calendar, context),
  }
}

/** The levels of a task: its own, else the SOP's. Their business time runs on the task's calendar, so there must be one. */
function pathOf({ step, path }: Placed<TaskDocument>, context: Context): EscalationPath {
  const { report, parsed } = context
  const own = step.escalate
  const found = escalationOf(own, path, context)
  if (own === undefined || !usesCalendar(found) || calendarOf(step, context) !== undefined) return found
  report.add(
    'SOP460',
    `the escalation of "${step.id}" counts business time, and there is no calendar to count it on`,
    parsed.places.keySpan([...path, 'escalate']),
    'add "hours" with a calendar of the organisation to the step or the SOP, or write elapsed time such as 4h or 2d',
  )
  return found
}

function escalationOf(own: TaskDocument['escalate'], path: Path, context: Context): EscalationPath {
  const { report, parsed } = context
  if (own === undefined || typeof own === 'string') return namedPath(own ?? context.sop.escalation, context)
  const kinds = { isPerson: personIn(context), isRoster: rosterIn(context) }
  const at = [...path, 'escalate']
  return Array.isArray(own)
    ? lowerLevels(own, at, parsed.places, report, kinds.isPerson, kinds.isRoster)
    : lowerPath(own as EscalationPathDocument, at, parsed.places, report, kinds)
}

/** A path of the organisation file; empty when there is none, which is reported elsewhere. */
export function namedPath(name: string | undefined, context: Context): EscalationPath {
  const paths = context.world.organisation?.escalations ?? {}
  return (name !== undefined && Object.hasOwn(paths, name) ? paths[name] : undefined) ?? { levels: [] }
}

function checkForm({ step, path }: Placed<TaskDocument>, context: Context): void {
  for (const [name, field] of Object.entries(step.form ?? {})) {
    const at = [...path, 'form', name]
    for (const [nth, outcome] of (Array.isArray(field.required) ? field.required : []).entries())
      if (!taskOutcomes(step).includes(outcome))
        context.report.add(
          'SOP305',
          `"${step.id}" has no outcome "${outcome}"`,
          context.parsed.places.span([...at, 'required', nth]),
          suggest(outcome, taskOutcomes(step)),
        )
    checkMoneyField(field, at, context)
  }
}

/** Money is typed in one currency, so the field must say which. */
export function checkMoneyField(field: NonNullable<TaskDocument['form']>[string], at: readonly PropertyKey[], context: Context): void {
  if (!('money' in field)) return
  const currencies = new Set(
    [field.money.currency, field.money.min?.slice(-3), field.money.max?.slice(-3)].filter((each) => each !== undefined),
  )
  if (currencies.size === 0)
    context.report.add(
      'SOP205',
      'a money field needs a currency',
      context.parsed.places.span([...at, 'money']),
      'add "currency: USD", or a limit such as "min: 0.01 USD"',
    )
  if (currencies.size > 1)
    context.report.add(
      'SOP423',
      `${[...currencies].join(' and ')} are two currencies`,
      context.parsed.places.span([...at, 'money']),
      'keep one currency',
    )
}

function shownBy({ step, path }: Placed<TaskDocument>, scope: Scope, context: Context, expressions: Expressions): readonly Shown[] {
  return (step.shows ?? []).flatMap((expression, at): readonly Shown[] => {
    const here = [...path, 'shows', at]
    const fact = typeof expression === 'string' && Object.hasOwn(context.sop.facts, expression) ? expression : undefined
    const { tree, type } = expressions.typed(fact === undefined ? expression : `facts.${fact}`, here, scope)
    if (fact !== undefined) return leaves(['facts', fact], present(type))
    if (!isShowable(type))
      context.report.add('SOP412', `${named(type)} cannot be shown as one value`, context.parsed.places.span(here), 'name one value of it')
    return [{ label: labelOf(tree, String(expression)), tree, type: fieldType(type), ...factOf(tree) }]
  })
}

/** What the task's own expressions read, so that nobody decides on values they cannot see. */
function defaultShows(expressions: Expressions): readonly Shown[] {
  return expressions.reads.paths.flatMap((path): readonly Shown[] => {
    const type = expressions.reads.types.get(path.join('.')) ?? 'any'
    if (!['facts', 'event', 'lets', 'element'].includes(path[0] ?? '') || !isShowable(type)) return []
    const tree = readTree(path, type)
    return [{ label: labelOf(tree, path.join(' ')), tree, type: fieldType(type), ...factOf(tree) }]
  })
}

function leaves(path: readonly string[], type: Type): readonly Shown[] {
  if (typeof type !== 'object' || !('map' in type)) {
    const tree = readTree(path, type)
    return [{ label: labelOf(tree, ''), tree, type: fieldType(type), ...factOf(tree) }]
  }
  return Object.entries(type.map)
    .filter(([, inner]) => isShowable(inner))
    .flatMap(([name, inner]) => leaves([...path, name], inner))
}

const readTree = (path: readonly string[], type: Type): Tree => ({
  is: 'read',
  path,
  ...(present(type) === 'instant' ? { as: 'instant' as const } : {}),
})

const isShowable = (type: Type): boolean => {
  const plain = present(type)
  return typeof plain === 'string' ? plain !== 'duration' && plain !== 'null' : 'choose' in plain
}

const fieldType = (type: Type): FieldType => (type === 'duration' || type === 'null' ? 'any' : type)

const factOf = (tree: Tree): { readonly fact?: string } =>
  tree.is === 'read' && tree.path[0] === 'facts' && tree.path[1] !== undefined ? { fact: tree.path[1] } : {}

/** Last words that mean nothing without the one before them. */
const BARE = ['name', 'id', 'value', 'outcome', 'by', 'at']

/** `facts.order.delivered_at` is shown as `Delivered at`; as `Order delivered at` where another value has the same last word. */
function labelled(shown: readonly Shown[]): readonly Shown[] {
  const lasts = shown.map(({ tree }) => (tree.is === 'read' ? tree.path.at(-1) : undefined))
  return shown.map((one, index) => {
    const last = lasts[index]
    const alone = last !== undefined && !BARE.includes(last) && lasts.indexOf(last) === lasts.lastIndexOf(last)
    return alone ? { ...one, label: spoken(last) } : one
  })
}

const labelOf = (tree: Tree, otherwise: string): string =>
  spoken(tree.is === 'read' ? tree.path.slice(tree.path.length > 1 ? 1 : 0).join(' ') : otherwise)
