import type { Code } from './codes.ts'
import type { Context } from './context.ts'
import { suggest } from './nearest.ts'
import type { Placed } from './placed.ts'
import type { Path } from './places.ts'
import type { TaskDocument } from './schema/step.ts'

/** Names that expressions already use for something else. */
const RESERVED = new Set(
  (
    'event trigger case form form_of facts steps outcome parameters customer result cell ' +
    'true false null in as break const continue else for function if import let loop package namespace return var void while'
  ).split(' '),
)

/** Checks that every name a SOP refers to exists: steps, roles, people, calendars, escalation paths, actions, events, messages. */
export function resolveNames(context: Context): void {
  const names = createNames(context)
  head(context, names)
  triggers(context, names)
  taken(context)
  for (const placed of context.steps) resolveStep(placed, context, names)
}

/** Looks names up and reports those that do not exist. Without an organisation its names are taken as they stand. */
interface Names {
  role(name: string, path: Path): void
  whom(name: string, path: Path): void
  action(name: string, path: Path): void
  event(name: string, path: Path): void
  step(name: string | undefined, path: Path): void
  calendar(name: string, path: Path): void
  escalation(name: string, path: Path): void
}

function createNames({ steps, report, parsed, world, actions, events }: Context): Names {
  const { organisation } = world
  const [roles, people] = [Object.keys(organisation?.roles ?? {}), Object.keys(organisation?.people ?? {})]

  const look =
    (code: Code, what: string, known: readonly string[], missing: string) =>
    (name: string | undefined, path: Path): void => {
      if (name !== undefined && !known.includes(name))
        report.add(code, `there is no ${what} "${name}"`, parsed.places.span(path), suggest(name, known) ?? missing)
    }
  const inOrganisation = (code: Code, what: string, known: readonly string[], missing: string) =>
    organisation ? look(code, what, known, missing) : () => {}

  return {
    role: inOrganisation('SOP302', 'role', roles, 'add it to the roles of the organisation file'),
    whom: inOrganisation('SOP302', 'role or person', [...roles, ...people], 'add it to the organisation file'),
    calendar: inOrganisation(
      'SOP309',
      'calendar',
      Object.keys(organisation?.calendars ?? {}),
      'add it to the calendars of the organisation file',
    ),
    escalation: inOrganisation(
      'SOP309',
      'escalation path',
      Object.keys(organisation?.escalations ?? {}),
      'add it to the escalations of the organisation file',
    ),
    action: look('SOP303', 'action', [...actions.keys()], 'use an action that "sop connectors" lists'),
    event: look('SOP304', 'event', [...events.keys()], 'use an event that a connector declares'),
    step: look(
      'SOP301',
      'step',
      steps.map(({ step }) => step.id),
      'add a step with this id',
    ),
  }
}

function head({ sop, report, parsed }: Context, names: Names): void {
  names.role(sop.owner, ['owner'])
  if (sop.escalation !== undefined) names.escalation(sop.escalation, ['escalation'])
  if (sop.hours !== undefined) names.calendar(sop.hours, ['hours'])
  for (const [name, parameter] of Object.entries(sop.parameters)) names.role(parameter.owner, ['parameters', name, 'owner'])
  for (const [name, fact] of Object.entries(sop.facts)) if ('from' in fact) names.action(fact.from, ['facts', name, 'from'])
  for (const [index, name] of sop.outcomes.entries())
    if (sop.outcomes.indexOf(name) !== index)
      report.add('SOP308', `the outcome "${name}" stands here twice`, parsed.places.span(['outcomes', index]), 'remove one of them')
}

function triggers({ sop }: Context, names: Names): void {
  for (const [index, trigger] of sop.trigger.entries()) {
    if ('on' in trigger) names.event(trigger.on, ['trigger', index, 'on'])
    else for (const [at, name] of trigger.manual.entries()) names.role(name, ['trigger', index, 'manual', at])
  }
}

/** A name stands once among parameters and `let`, so that a bare name has one meaning. */
function taken({ sop, report, parsed }: Context): void {
  const reserved = (name: string, path: Path, what: string): void => {
    if (RESERVED.has(name))
      report.add('SOP308', `"${name}" is a word of the language`, parsed.places.keySpan(path), `choose another name for this ${what}`)
  }
  for (const name of Object.keys(sop.parameters)) reserved(name, ['parameters', name], 'parameter')
  for (const name of Object.keys(sop.let)) {
    reserved(name, ['let', name], 'value')
    if (Object.hasOwn(sop.parameters, name))
      report.add('SOP308', `"${name}" is a parameter already`, parsed.places.keySpan(['let', name]), 'choose another name for this value')
  }
}

function resolveStep({ step, path, index }: Placed, { steps, report, parsed }: Context, names: Names): void {
  const twin = steps.findIndex((each) => each.step.id === step.id)
  if (twin !== index)
    report.add('SOP208', `the id "${step.id}" is used twice`, parsed.places.span([...path, 'id']), 'give this step another id')
  if (step.owner !== undefined) names.role(step.owner, [...path, 'owner'])
  names.step(step.next, [...path, 'next'])
  for (const [outcome, to] of Object.entries(step.on ?? {})) names.step(to, [...path, 'on', outcome])
  if ('task' in step) resolveTask(step, path, names)
  if ('action' in step) {
    names.action(step.action, [...path, 'action'])
    if (step.undo !== undefined) names.action(step.undo, [...path, 'undo'])
  }
  if ('message' in step && isName(step.to) && step.to !== 'customer') names.whom(step.to, [...path, 'to'])
}

function resolveTask(task: TaskDocument, path: Path, names: Names): void {
  if (isName(task.assign)) names.whom(task.assign, [...path, 'assign'])
  if (typeof task.escalate === 'string') return names.escalation(task.escalate, [...path, 'escalate'])
  for (const [index, level] of (task.escalate ?? []).entries())
    if (level.to !== undefined && !level.to.startsWith('slack:')) names.whom(level.to, [...path, 'escalate', index, 'to'])
}

/** A bare word is a name; anything else is an expression that gives one. */
const isName = (value: unknown): value is string => typeof value === 'string' && /^[a-z][a-z0-9_]*$/.test(value)
