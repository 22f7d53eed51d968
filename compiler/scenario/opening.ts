import { readForm } from '../../domain/form.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { FieldType, Plan, Trigger } from '../../domain/plan.ts'
import { rolesOf } from '../../domain/roles.ts'
import type { Scenario } from '../../domain/scenario.ts'
import { occurrences } from '../../domain/schedule.ts'
import { manualKey, matchTrigger, type Match } from '../../domain/trigger.ts'
import type { Path } from '../places.ts'
import type { Report } from '../report.ts'
import type { ScenarioDocument } from '../schema/scenario.ts'
import { at } from './tools.ts'
import type { Tools } from './tools.ts'
import { createValueReader, typeOfKind } from './values.ts'

/** How a scenario's case is opened. */
type Opening = Pick<Scenario, 'trigger' | 'openedBy' | 'event' | 'key'>

/** Reads what opens the case, by the trigger that is named, else by the first that it fits; what no trigger would take is reported. */
export function readOpening(document: ScenarioDocument, path: Path, tools: Tools): Opening {
  const { triggers } = tools.plan
  const named = document.trigger === undefined ? undefined : triggers.find((each) => nameOf(each) === document.trigger)
  if (document.trigger !== undefined) tools.known(document.trigger, triggers.map(nameOf), 'trigger', [...path, 'trigger'])
  tools.person(document.opened_by, [...path, 'opened_by'])
  const trigger = named ?? triggers.find((each) => fits(each, document, path, tools)) ?? triggers[0]
  const before = tools.report.diagnostics.length
  const event = trigger ? eventFor(trigger, document, path, tools, tools.report) : document.event
  const isWhole = tools.report.diagnostics.length === before
  const openedBy = document.opened_by ?? openerOf(trigger, tools)
  if (trigger?.kind === 'manual') checkOpener(trigger, document, openedBy, path, tools)
  const match = trigger ? matchOf(trigger, event, document, tools.plan) : 'no-match'
  if (trigger && isWhole) checkMatch(match, path, tools)
  const key = typeof match === 'object' && 'key' in match ? { key: match.key } : {}
  return { trigger: trigger ? nameOf(trigger) : 'manual', openedBy, event, ...key }
}

const nameOf = (trigger: Trigger): string => (trigger.kind === 'event' ? trigger.on : trigger.kind)

/** Whether a trigger takes the event as it stands, without a word. */
function fits(trigger: Trigger, document: ScenarioDocument, path: Path, tools: Tools): boolean {
  let complaints = 0
  const quiet = { ...tools.report, add: () => void (complaints += 1) }
  const event = eventFor(trigger, document, path, { ...tools, values: createValueReader(tools.parsed, quiet) }, quiet)
  return complaints === 0 && typeof matchOf(trigger, event, document, tools.plan) === 'object'
}

/** The event with every value of its type; what a form or a call must have and has not is reported. */
function eventFor(trigger: Trigger, document: ScenarioDocument, path: Path, tools: Tools, report: Pick<Report, 'add'>): JsonObject {
  const here = [...path, 'event']
  const types = fieldsOf(trigger, tools)
  const event = tools.values.fields(document.event, types, `the trigger "${nameOf(trigger)}"`, here)
  const wrong = (message: string, name: string): void =>
    report.add('SOP602', message, tools.parsed.places.span(Object.hasOwn(document.event, name) ? [...here, name] : here), 'give what the trigger asks for')
  if (trigger.kind === 'called')
    for (const [name, type] of Object.entries(types))
      if (!Object.hasOwn(event, name) && !(typeof type === 'object' && 'optional' in type)) wrong(`a call gives "${name}"`, name)
  if (trigger.kind !== 'manual') return event
  const reading = readForm(trigger.form, event)
  if ('ok' in reading) return reading.ok
  // What is unknown or of another type was said above.
  for (const { field, message } of reading.problems)
    if (event[field] !== null && Object.hasOwn(types, field)) wrong(`the form of the trigger: "${field}": ${message}`, field)
  return event
}

function fieldsOf(trigger: Trigger, tools: Tools): Readonly<Record<string, FieldType>> {
  if (trigger.kind === 'manual') return Object.fromEntries(trigger.form.map((field) => [field.name, typeOfKind(field.type)]))
  if (trigger.kind === 'called') return trigger.fields
  return trigger.kind === 'every' ? {} : (tools.events.get(trigger.on) ?? {})
}

function matchOf(trigger: Trigger, event: JsonObject, document: ScenarioDocument, plan: Plan): Match {
  switch (trigger.kind) {
    case 'event': return matchTrigger({ ...plan, triggers: [trigger] }, trigger.on, event)
    case 'manual': return manualKey(plan, event)
    case 'every': {
      const starts = at(document.starts)
      return { key: occurrences(trigger, plan.zoneOffsets, starts - 1, starts)[0]?.key ?? document.name }
    }
    case 'called': return { key: document.name }
  }
}

function checkMatch(match: Match, path: Path, { report, parsed }: Tools): void {
  const span = parsed.places.span([...path, 'event'])
  if (match === 'no-match') report.add('SOP602', 'this event opens no case: the `if` of the trigger is false', span, 'change the event, or name another trigger')
  else if ('problem' in match) report.add('SOP602', `this event opens no case: ${match.problem}`, span, 'give what `if` and `key` of the trigger read')
}

/** An event is delivered by its system, a schedule is nobody, a form is filled in by somebody who may. */
function openerOf(trigger: Trigger | undefined, { organisation }: Tools): string {
  if (trigger?.kind === 'event') return trigger.on.split('.')[0] ?? ''
  if (trigger?.kind === 'every') return 'schedule'
  const people = Object.values(organisation?.people ?? {}).filter(({ active }) => active)
  const may = people.find(({ id }) => organisation && trigger?.kind === 'manual' && mayOpen(trigger, rolesOf(id, organisation)))
  return (may ?? people[0])?.id ?? 'somebody'
}

type Manual = Extract<Trigger, { kind: 'manual' }>

const mayOpen = (trigger: Manual, roles: readonly string[]): boolean => trigger.roles.length === 0 || roles.some((role) => trigger.roles.includes(role))

function checkOpener(trigger: Manual, document: ScenarioDocument, person: string, path: Path, { organisation, report, parsed }: Tools): void {
  if (!organisation || !Object.hasOwn(organisation.people, person) || mayOpen(trigger, rolesOf(person, organisation))) return
  const span = parsed.places.span([...path, document.opened_by === undefined ? 'event' : 'opened_by'])
  report.add('SOP602', `"${person}" may not open this SOP by hand`, span, `name somebody who is ${trigger.roles.join(' or ')}`)
}
