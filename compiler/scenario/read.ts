import type { JsonObject } from '../../domain/json.ts'
import type { FieldType, Plan, Trigger } from '../../domain/plan.ts'
import type { FactAnswer, Scenario } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { FactAnswerDocument, ScenarioDocument } from '../schema/scenario.ts'
import { readExpectation } from './expectation.ts'
import { readExceptions, readPeople } from './people.ts'
import { listsAround } from './steps.ts'
import { at, ms, placeOf, usedActions } from './tools.ts'
import type { Tools } from './tools.ts'
import { typeOfKind } from './values.ts'

/** One scenario with every name checked and every value as the connectors and people would give it. */
export function readScenario(document: ScenarioDocument, path: Path, tools: Tools): Scenario {
  const opening = openingTrigger(document, path, tools)
  const { cancel } = document
  tools.person(document.opened_by, [...path, 'opened_by'])
  if (cancel) tools.person(cancel.by, [...path, 'cancel', 'by'])
  return {
    name: document.name,
    startsAt: at(document.starts),
    trigger: opening ? nameOf(opening) : 'manual',
    openedBy: document.opened_by ?? openerOf(opening, tools),
    event: tools.values.fields(document.event, opening ? fieldsOf(opening, tools) : {}, 'the trigger', [...path, 'event']),
    facts: readFacts(document, path, tools),
    systems: readSystems(document, path, tools),
    people: readPeople(document, path, tools),
    exceptions: readExceptions(document, path, tools),
    ...(cancel ? { cancel: { afterMs: ms(cancel.after), by: cancel.by, because: cancel.because } } : {}),
    expect: readExpectation(document, path, tools),
  }
}

const nameOf = (trigger: Trigger): string => (trigger.kind === 'event' ? trigger.on : trigger.kind)

/** An event is delivered by its integration, a schedule is nobody, a form is filled in by somebody of the shop. */
function openerOf(trigger: Trigger | undefined, { organisation }: Tools): string {
  if (trigger?.kind === 'event') return `integration:${trigger.on.split('.')[0] ?? ''}`
  return trigger?.kind === 'every' ? 'schedule' : (Object.keys(organisation?.people ?? {})[0] ?? 'somebody')
}

/** The trigger that is named, else the first whose fields fit. */
function openingTrigger(document: ScenarioDocument, path: Path, tools: Tools): Trigger | undefined {
  const { triggers } = tools.plan
  if (document.trigger !== undefined) {
    tools.known(document.trigger, triggers.map(nameOf), 'trigger', [...path, 'trigger'])
    return triggers.find((each) => nameOf(each) === document.trigger)
  }
  const given = Object.keys(document.event)
  return triggers.find((each) => given.every((name) => Object.hasOwn(fieldsOf(each, tools), name))) ?? triggers[0]
}

function fieldsOf(trigger: Trigger, { vocabulary }: Tools): Readonly<Record<string, FieldType>> {
  if (trigger.kind === 'manual') return Object.fromEntries(trigger.form.map((field) => [field.name, typeOfKind(field.type)]))
  if (trigger.kind === 'called') return trigger.fields
  return trigger.kind === 'every' ? {} : (vocabulary.events.find((event) => event.name === trigger.on)?.fields ?? {})
}

function readFacts(document: ScenarioDocument, path: Path, tools: Tools): Scenario['facts'] {
  return Object.fromEntries(factsOf(document.facts, tools.plan, '', [...path, 'facts'], tools))
}

/** Facts of a called SOP stand under the step that calls it; for the interpreter its name stands before theirs. */
function factsOf(
  answers: Readonly<Record<string, FactAnswerDocument>>,
  plan: Plan,
  prefix: string,
  path: Path,
  tools: Tools,
): readonly (readonly [string, readonly FactAnswer[]])[] {
  return Object.entries(answers).flatMap(([name, answer]) => {
    const step = Object.hasOwn(plan.facts, name) ? undefined : plan.steps.find((each) => each.id === name)
    const called = step?.kind === 'call' ? plan.calls[step.sop] : undefined
    if (!step || !called) return [[`${prefix}${name}`, readFact(name, answer, plan, [...path, name], tools)]]
    const inner = answer as Readonly<Record<string, FactAnswerDocument>>
    return factsOf(inner, called, `${prefix}${[...listsAround(plan, step), name].join('/')}/`, [...path, name], tools)
  })
}

function readFact(name: string, answer: FactAnswerDocument, plan: Plan, path: Path, tools: Tools): readonly FactAnswer[] {
  const { report, parsed, values } = tools
  const fact = tools.known(name, Object.keys(plan.facts), 'fact', path, 'key') ? plan.facts[name] : undefined
  if (fact?.kind === 'is')
    report.add('SOP602', `the fact "${name}" is computed`, parsed.places.keySpan(path), 'give the facts that it is computed from')
  if (fact?.kind !== 'from') return []
  const types = tools.outputs(fact.action)
  const read = (one: FactAnswerDocument, at: Path): FactAnswer =>
    isFailure(one) ? { fails: one.fails } : { value: values.fields(one as JsonObject, types, 'the fact', at) }
  return isFetches(answer) ? answer.fetches.map((one, index) => read(one, [...path, 'fetches', index])) : [read(answer, path)]
}

const isFetches = (answer: FactAnswerDocument): answer is { fetches: FactAnswerDocument[] } =>
  Object.hasOwn(answer, 'fetches') && Array.isArray((answer as { fetches: unknown }).fetches)

const isFailure = (answer: FactAnswerDocument): answer is { fails: string } =>
  Object.hasOwn(answer, 'fails') && Object.keys(answer).length === 1

function readSystems(document: ScenarioDocument, path: Path, tools: Tools): Scenario['systems'] {
  return Object.fromEntries(
    Object.entries(document.systems).map(([name, answers]) => {
      const here = [...path, 'systems', name]
      tools.known(name, usedActions(tools.plan), 'action in this SOP', here, 'key')
      const read = (values: JsonObject, index: number): JsonObject =>
        tools.values.fields(values, tools.outputs(name), `"${name}"`, [...placeOf(here, index, tools.parsed), 'ok'])
      return [name, answers.map((answer, index) => ('fails' in answer ? { fails: answer.fails } : { ok: read(answer.ok, index) }))]
    }),
  )
}
