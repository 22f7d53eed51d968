import { capabilityIn } from '../domain/capability.ts'
import { own } from '../domain/json.ts'
import type { Code } from './codes.ts'
import { warnOfOff } from './connected.ts'
import type { Use } from './connected.ts'
import type { Context } from './context.ts'
import { quoted, suggest } from './nearest.ts'
import { isName } from './lower/people.ts'
import { resolveCalls } from './resolve-calls.ts'
import { resolveCrossings } from './resolve-crossings.ts'
import { areSiblings } from './placed.ts'
import type { Placed } from './placed.ts'
import type { Path } from './places.ts'
import type { EscalationLevelDocument, EscalationPathDocument } from './schema/escalation.ts'
import type { TaskDocument } from './schema/step.ts'
import { awaitedBy } from './schema/wait.ts'
import type { WaitPart } from './schema/wait.ts'

/** Names that expressions already use for something else. */
const RESERVED = new Set(
  (
    'event trigger case form form_of facts steps outcome parameters customer result cell ' +
    'true false null in as break const continue else for function if import let loop package namespace return var void while'
  ).split(' '),
)

/** Checks that every name a SOP refers to exists: steps, roles, people, calendars, escalation paths, actions, events, messages. */
export function resolveNames(context: Context): void {
  const uses: Use[] = []
  const names = createNames(context, uses)
  head(context, names)
  triggers(context, names)
  resolveCrossings(context, names)
  taken(context)
  resolveCalls(context)
  for (const placed of context.steps) resolveStep(placed, context, names)
  warnOfOff(context, uses)
}

/** Looks names up and reports those that do not exist. Without an organisation its names are taken as they stand. */
export interface Names {
  role(name: string, path: Path): void
  whom(name: string, path: Path): void
  /** As `whom`, and rosters: whoever may be given a step. */
  holder(name: string, path: Path): void
  action(name: string, path: Path): void
  event(name: string, path: Path): void
  /** A step of the same list as `from`, or of the top level. */
  step(name: string | undefined, path: Path, from?: Placed): void
  calendar(name: string, path: Path): void
  escalation(name: string, path: Path): void
}

/** `uses` collects every action and event that is looked up. */
function createNames(context: Context, uses: Use[]): Names {
  const { report, parsed, world, actions, events } = context
  const { organisation } = world
  const [roles, people] = [Object.keys(organisation?.roles ?? {}), Object.keys(organisation?.people ?? {})]

  const look =
    (code: Code, what: string, known: readonly string[], missing: string, instead?: string) =>
    (name: string | undefined, path: Path): void => {
      if (name !== undefined && !known.includes(name))
        report.add(code, `there is no ${what} "${name}"`, parsed.places.span(path), instead ?? suggest(name, known) ?? missing)
    }
  const inOrganisation = (code: Code, what: string, known: readonly string[], missing: string, instead?: string) =>
    organisation ? look(code, what, known, missing, instead) : () => {}

  return {
    role: inOrganisation('SOP302', 'role', roles, 'add it to the roles of the organisation file'),
    whom: inOrganisation('SOP302', 'role or person', [...roles, ...people], 'add it to the organisation file'),
    holder: inOrganisation(
      'SOP302',
      'role, person or roster',
      [...roles, ...people, ...Object.keys(organisation?.rosters ?? {})],
      'add it to the organisation file',
    ),
    calendar: inOrganisation(
      'SOP309',
      'calendar',
      Object.keys(organisation?.calendars ?? {}),
      'add it to the calendars of the organisation file',
    ),
    escalation: (name, path) =>
      inOrganisation(
        'SOP309',
        'escalation path',
        Object.keys(organisation?.escalations ?? {}),
        'add it to the escalations of the organisation file',
        roles.includes(name) || people.includes(name) ? `write its levels: [{ after: 4h, to: ${name} }]` : undefined,
      )(name, path),
    action: (name, path) => {
      uses.push({ kind: 'action', name, path })
      look('SOP303', 'action', [...actions.keys()], whoProvides(name, context))(name, path)
    },
    event: (name, path) => {
      uses.push({ kind: 'event', name, path })
      if (organisation || [...events.keys()].some((known) => capabilityIn(known) === capabilityIn(name)))
        look('SOP304', 'event', [...events.keys()], 'use an event that a connector or a source of the organisation declares')(name, path)
    },
    step: (name, path, from) => lookForStep(name, path, from, context),
  }
}

/** What to do about an action that nobody provides. */
function whoProvides(action: string, { world: { organisation, vocabulary } }: Context): string {
  const capability = capabilityIn(action)
  const connector = own(organisation?.systems ?? {}, capability)?.connector
  if (connector !== undefined) return `"${connector}", which provides "${capability}", cannot do it`
  const whole = [...vocabulary.actions.map(({ name }) => name), ...Object.keys(vocabulary.capabilities ?? {})].filter((name) => name.endsWith(`.${action}`))
  if (whole.length > 0) return `write it with its system: ${quoted(whole)}`
  const connectors = vocabulary.actions.map(({ name }) => capabilityIn(name))
  if (connectors.includes(capability)) return `use one of ${quoted(vocabulary.actions.flatMap(({ name }) => (capabilityIn(name) === capability ? [name] : [])))}`
  return `name what provides "${capability}" under "systems" of the organisation file`
}

/** A route leads to a step of the same list: neither into a branch nor out of one. */
function lookForStep(name: string | undefined, path: Path, from: Placed | undefined, { sop, steps, report, parsed }: Context): void {
  if (name === undefined) return
  const siblings = steps.filter((each) => (from ? areSiblings(each, from) : each.holders.length === 0))
  if (siblings.some(({ step }) => step.id === name)) return
  const [target, holder] = [steps.find(({ step }) => step.id === name), from?.holders[0]]
  const span = parsed.places.span(path)
  if (target && holder)
    report.add('SOP470', `"${name}" stands outside "${holder.step}", and a route stays inside`, span, `let "${holder.step}" go on to it`)
  else if (target)
    report.add('SOP470', `"${name}" stands inside "${target.holders[0]?.step ?? ''}"`, span, 'lead to the step that holds it')
  else {
    const known = siblings.flatMap(({ step }) => (step.id.includes('.') ? [] : [step.id]))
    const isEnding = sop.outcomes.includes(name) && !known.includes(name)
    report.add('SOP301', `there is no step "${name}"`, span, isEnding ? `lead to a step with "finish: ${name}"; an outcome of the SOP is no step` : (suggest(name, known) ?? 'add a step with this id'))
  }
}

function head({ sop, report, parsed }: Context, names: Names): void {
  names.role(sop.owner, ['owner'])
  if (sop.escalation !== undefined) names.escalation(sop.escalation, ['escalation'])
  if (sop.hours !== undefined) names.calendar(sop.hours, ['hours'])
  for (const [name, parameter] of Object.entries(sop.parameters)) names.role(parameter.owner, ['parameters', name, 'owner'])
  for (const [name, fact] of Object.entries(sop.facts)) {
    if (!('from' in fact)) continue
    names.action(fact.from, ['facts', name, 'from'])
    if (typeof fact.unknown === 'object' && 'ask' in fact.unknown) names.role(fact.unknown.ask, ['facts', name, 'unknown', 'ask'])
  }
  for (const [index, name] of sop.outcomes.entries())
    if (sop.outcomes.indexOf(name) !== index)
      report.add('SOP308', `the outcome "${name}" stands here twice`, parsed.places.span(['outcomes', index]), 'remove one of them')
}

function triggers({ sop }: Context, names: Names): void {
  for (const [index, trigger] of sop.trigger.entries()) {
    if ('on' in trigger) names.event(trigger.on, ['trigger', index, 'on'])
    if ('manual' in trigger) for (const [at, name] of trigger.manual.entries()) names.role(name, ['trigger', index, 'manual', at])
  }
}

/** A name stands once among parameters, `let` and what elements are called, so that a bare name has one meaning. */
function taken({ sop, steps, report, parsed }: Context): void {
  const known = new Map<string, string>()
  const take = (name: string, path: Path, what: string): void => {
    const before = RESERVED.has(name) ? 'a word of the language' : known.get(name)
    if (before === undefined) known.set(name, `a ${what} already`)
    else report.add('SOP308', `"${name}" is ${before}`, parsed.places.keySpan(path), `choose another name for this ${what}`)
  }
  for (const name of Object.keys(sop.parameters)) take(name, ['parameters', name], 'parameter')
  for (const name of Object.keys(sop.let)) take(name, ['let', name], 'value')
  for (const { step, path } of steps) if ('each' in step) take(step.each.name, [...path, 'each', step.each.name], 'list element')
}

function resolveStep(placed: Placed, context: Context, names: Names): void {
  const { step, path, index } = placed
  const { steps, report, parsed } = context
  const twin = steps.findIndex((each) => each.step.id === step.id)
  if (twin !== index)
    report.add('SOP208', `the id "${step.id}" is used twice`, parsed.places.span([...path, 'id']), 'give this step another id')
  if (step.owner !== undefined) names.role(step.owner, [...path, 'owner'])
  if (step.hours !== undefined) names.calendar(step.hours, [...path, 'hours'])
  names.step(step.next, [...path, 'next'], placed)
  for (const [outcome, to] of Object.entries(step.on ?? {})) names.step(to, [...path, 'on', outcome], placed)
  if ('task' in step) resolveTask(step, path, names)
  if ('action' in step) {
    names.action(step.action, [...path, 'action'])
    if (step.undo !== undefined) names.action(step.undo, [...path, 'undo'])
  }
  if ('message' in step) recipient(step.to, [...path, 'to'], names)
  if ('wait' in step) resolveWait(step.wait, [...path, 'wait'], names)
}

function recipient(to: unknown, path: Path, names: Names): void {
  if (isName(to) && to !== 'customer') names.whom(to, path)
}

function resolveWait(wait: WaitPart, path: Path, names: Names): void {
  if ('silence_of' in wait) names.event(wait.silence_of, [...path, 'silence_of'])
  if ('for' in wait) for (const { on, path: at } of awaitedBy(wait)) names.event(on, [...path, ...at])
  recipient(wait.remind?.to, [...path, 'remind', 'to'], names)
}

function resolveTask(task: TaskDocument, path: Path, names: Names): void {
  if (isName(task.assign)) names.holder(task.assign, [...path, 'assign'])
  for (const [index, name] of (task.approvals?.of ?? []).entries()) names.holder(name, [...path, 'approvals', 'of', index])
  if (typeof task.escalate === 'string') return names.escalation(task.escalate, [...path, 'escalate'])
  const [levels, at] = levelsOf(task.escalate, [...path, 'escalate'])
  for (const [index, level] of levels.entries())
    if (level.to !== undefined && !level.to.startsWith('slack:')) names.holder(level.to, [...at, index, 'to'])
}

/** The levels of a task's own path, with where they stand. */
function levelsOf(escalate: Exclude<TaskDocument['escalate'], string>, path: Path): readonly [readonly EscalationLevelDocument[], Path] {
  if (escalate === undefined) return [[], path]
  return Array.isArray(escalate) ? [escalate as readonly EscalationLevelDocument[], path] : [(escalate as EscalationPathDocument).levels, [...path, 'levels']]
}
