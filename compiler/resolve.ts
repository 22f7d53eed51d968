import type { Context } from './context.ts'
import { suggest } from './nearest.ts'
import type { Path } from './places.ts'
import type { EscalationLevelDocument } from './schema/escalation.ts'
import type { StepDocument } from './schema/step.ts'

/** Names that expressions already use for something else. */
const RESERVED = new Set(
  ('event trigger case form form_of facts steps outcome parameters customer result cell ' +
    'true false null in as break const continue else for function if import let loop package namespace return var void while').split(' '),
)

/** Checks that every name a SOP refers to exists: steps, roles, people, calendars, escalation paths, actions, events, messages. */
export function resolveNames(context: Context): void {
  const resolver = createResolver(context)
  resolver.head()
  resolver.triggers()
  resolver.taken()
  resolver.steps()
}

function createResolver(context: Context) {
  const { sop, report, parsed, world, actions, events } = context
  const organisation = world.organisation
  const roles = organisation && Object.keys(organisation.roles)
  const people = organisation && Object.keys(organisation.people)
  const ids = sop.steps.map((step) => step.id)

  function unknown(code: 'SOP301' | 'SOP302' | 'SOP303' | 'SOP304' | 'SOP309', what: string, name: string, known: readonly string[], path: Path, otherwise?: string): void {
    report.add(code, `there is no ${what} "${name}"`, parsed.places.span(path), suggest(name, known) ?? otherwise)
  }

  function role(name: string, path: Path): void {
    if (roles && !roles.includes(name)) unknown('SOP302', 'role', name, roles, path, 'add it to the roles of the organisation file')
  }

  function whom(name: string, path: Path): void {
    if (roles && people && !roles.includes(name) && !people.includes(name)) unknown('SOP302', 'role or person', name, [...roles, ...people], path, 'add it to the organisation file')
  }

  function action(name: string, path: Path): void {
    if (!actions.has(name)) unknown('SOP303', 'action', name, [...actions.keys()], path, 'use an action that "sop connectors" lists')
  }

  function target(name: string | undefined, path: Path): void {
    if (name !== undefined && !ids.includes(name)) unknown('SOP301', 'step', name, ids, path, 'add a step with this id')
  }

  function levels(list: readonly EscalationLevelDocument[], path: Path): void {
    for (const [index, level] of list.entries()) if ('to' in level) whom(level.to, [...path, index, 'to'])
  }

  function escalation(name: string, path: Path): void {
    const known = organisation && Object.keys(organisation.escalations)
    if (known && !known.includes(name)) unknown('SOP309', 'escalation path', name, known, path, 'add it to the escalations of the organisation file')
  }

  function step(each: StepDocument, index: number): void {
    const path = ['steps', index]
    if (ids.indexOf(each.id) !== index) report.add('SOP208', `the id "${each.id}" is used twice`, parsed.places.span([...path, 'id']), 'give this step another id')
    if (each.owner !== undefined) role(each.owner, [...path, 'owner'])
    target(each.next, [...path, 'next'])
    for (const [outcome, to] of Object.entries(each.on ?? {})) target(to, [...path, 'on', outcome])
    if ('task' in each) {
      if (typeof each.assign === 'string' && /^[a-z][a-z0-9_]*$/.test(each.assign)) whom(each.assign, [...path, 'assign'])
      if (typeof each.escalate === 'string') escalation(each.escalate, [...path, 'escalate'])
      else if (each.escalate) levels(each.escalate, [...path, 'escalate'])
    }
    if ('action' in each) {
      action(each.action, [...path, 'action'])
      if (each.undo !== undefined) action(each.undo, [...path, 'undo'])
    }
    if ('message' in each && typeof each.to === 'string' && each.to !== 'customer' && /^[a-z][a-z0-9_]*$/.test(each.to)) whom(each.to, [...path, 'to'])
  }

  function reserved(name: string, path: Path, what: string): void {
    if (RESERVED.has(name)) report.add('SOP308', `"${name}" is a word of the language`, parsed.places.keySpan(path), `choose another name for this ${what}`)
  }

  return {
    head(): void {
      role(sop.owner, ['owner'])
      if (sop.escalation !== undefined) escalation(sop.escalation, ['escalation'])
      const calendars = organisation && Object.keys(organisation.calendars)
      if (sop.hours !== undefined && calendars && !calendars.includes(sop.hours)) unknown('SOP309', 'calendar', sop.hours, calendars, ['hours'], 'add it to the calendars of the organisation file')
      for (const [name, parameter] of Object.entries(sop.parameters)) role(parameter.owner, ['parameters', name, 'owner'])
      for (const [name, fact] of Object.entries(sop.facts)) if ('from' in fact) action(fact.from, ['facts', name, 'from'])
      const seen = new Set<string>()
      for (const [index, name] of sop.outcomes.entries()) {
        if (seen.has(name)) report.add('SOP308', `the outcome "${name}" stands here twice`, parsed.places.span(['outcomes', index]), 'remove one of them')
        seen.add(name)
      }
    },
    triggers(): void {
      for (const [index, trigger] of sop.trigger.entries()) {
        if ('on' in trigger && !events.has(trigger.on)) unknown('SOP304', 'event', trigger.on, [...events.keys()], ['trigger', index, 'on'])
        if ('manual' in trigger) for (const [at, name] of trigger.manual.entries()) role(name, ['trigger', index, 'manual', at])
      }
    },
    /** A name stands once among parameters and `let`, so that a bare name has one meaning. */
    taken(): void {
      for (const name of Object.keys(sop.parameters)) reserved(name, ['parameters', name], 'parameter')
      for (const name of Object.keys(sop.let)) {
        reserved(name, ['let', name], 'value')
        if (Object.hasOwn(sop.parameters, name)) report.add('SOP308', `"${name}" is a parameter already`, parsed.places.keySpan(['let', name]), 'choose another name for this value')
      }
    },
    steps(): void {
      for (const [index, each] of sop.steps.entries()) step(each, index)
    },
  }
}
