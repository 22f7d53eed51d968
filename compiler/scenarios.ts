import type { Vocabulary } from '../domain/connector.ts'
import type { Json, JsonObject } from '../domain/json.ts'
import type { Organisation } from '../domain/organisation.ts'
import type { FieldType, Plan, TaskStep, Trigger } from '../domain/plan.ts'
import type { ExceptionAct, Expectation, FactAnswer, PersonAct, Scenario } from '../domain/scenario.ts'
import { byPlace } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { durationMs, readInstant } from './literals.ts'
import { suggest } from './nearest.ts'
import type { Parsed } from './parse.ts'
import { parseYaml } from './parse.ts'
import type { Path } from './places.ts'
import { createReport } from './report.ts'
import type { Report } from './report.ts'
import { createValueReader, typeOfKind } from './scenario/values.ts'
import type { ValueReader } from './scenario/values.ts'
import { ScenariosDocument } from './schema/scenario.ts'
import type { ActDocument, FactAnswerDocument, ScenarioDocument } from './schema/scenario.ts'
import { readShape } from './shape.ts'
import type { SourceFile } from './source.ts'

/** The scenarios of one SOP, when none of them has a mistake. */
export interface CompiledScenarios {
  readonly scenarios: readonly Scenario[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Which organisation file a scenario file names, relative to itself; undefined for the one beside the SOPs. */
export function organisationOf(source: SourceFile): string | undefined {
  if (!/^\s*["']?organisation/m.test(source.text)) return undefined
  const parsed = parseYaml(source, createReport(source))
  const value = parsed?.value
  return typeof value === 'object' && value !== null && 'organisation' in value && typeof value.organisation === 'string' ? value.organisation : undefined
}

/**
 * Compiles the scenarios beside a SOP against its Plan: values become what connectors would answer, names must exist.
 * A name that the SOP does not have is a diagnostic here, so that it can never be a test that silently checks nothing.
 */
export function compileScenarios(source: SourceFile, plan: Plan, organisation: Organisation | undefined, vocabulary: Vocabulary): CompiledScenarios {
  const report = createReport(source)
  const parsed = parseYaml(source, report)
  const document = parsed && readShape(ScenariosDocument, parsed, report)
  if (!parsed || !document) return { scenarios: [], diagnostics: byPlace(report.diagnostics) }
  const seen = new Set<string>()
  const scenarios = document.scenarios.map((each, index) => {
    if (seen.has(each.name)) report.add('SOP601', `two scenarios are called "${each.name}"`, parsed.places.span(['scenarios', index, 'name']), 'give one of them another name')
    seen.add(each.name)
    return createReader(each, ['scenarios', index], { plan, organisation, vocabulary, parsed, report, values: createValueReader(parsed, report) }).read()
  })
  return { scenarios: report.failed ? [] : scenarios, diagnostics: byPlace(report.diagnostics) }
}

interface Tools {
  readonly plan: Plan
  readonly organisation: Organisation | undefined
  readonly vocabulary: Vocabulary
  readonly parsed: Parsed
  readonly report: Report
  readonly values: ValueReader
}

const ms = (text: string | undefined): number => (text === undefined ? 0 : (durationMs(text) ?? 0))
const at = (text: string): number => readInstant(text) ?? 0

function createReader(document: ScenarioDocument, path: Path, tools: Tools) {
  const { plan, organisation, vocabulary, parsed, report, values } = tools
  const steps = new Map(plan.steps.map((step) => [step.id, step]))

  function known(name: string, names: Iterable<string>, what: string, where: Path, asKey = false): boolean {
    const list = [...names]
    if (list.includes(name)) return true
    report.add('SOP601', `there is no ${what} "${name}"`, asKey ? parsed.places.keySpan(where) : parsed.places.span(where), suggest(name, list) ?? 'correct the name')
    return false
  }
  const person = (name: string | undefined, where: Path): void => {
    if (name !== undefined && organisation) known(name, Object.keys(organisation.people), 'person', where)
  }
  const step = (name: string, where: Path, asKey = false): boolean => known(name, steps.keys(), 'step', where, asKey)

  function trigger(): Trigger | undefined {
    const names = plan.triggers.map((each) => (each.kind === 'manual' ? 'manual' : each.on))
    if (document.trigger !== undefined) {
      known(document.trigger, names, 'trigger', [...path, 'trigger'])
      return plan.triggers.find((each) => (each.kind === 'manual' ? 'manual' : each.on) === document.trigger)
    }
    const given = Object.keys(document.event)
    return plan.triggers.find((each) => given.every((name) => Object.hasOwn(fieldsOf(each), name))) ?? plan.triggers[0]
  }

  function fieldsOf(each: Trigger): Readonly<Record<string, FieldType>> {
    if (each.kind === 'manual') return Object.fromEntries(each.form.map((field) => [field.name, typeOfKind(field.type)]))
    return vocabulary.events.find((event) => event.name === each.on)?.fields ?? {}
  }

  function facts(): Scenario['facts'] {
    return Object.fromEntries(
      Object.entries(document.facts).map(([name, answer]): [string, readonly FactAnswer[]] => {
        const where = [...path, 'facts', name]
        const fact = known(name, Object.keys(plan.facts), 'fact', where, true) ? plan.facts[name] : undefined
        if (fact?.kind === 'is') report.add('SOP602', `the fact "${name}" is computed`, parsed.places.keySpan(where), 'give the facts that it is computed from')
        const types = fact?.kind === 'from' ? (vocabulary.actions.find((action) => action.name === fact.action)?.outputs ?? {}) : {}
        const list = isFetches(answer) ? answer.fetches : [answer]
        return [name, fact?.kind === 'from' ? list.map((one, index) => factAnswer(one, types, isFetches(answer) ? [...where, 'fetches', index] : where)) : []]
      }),
    )
  }

  function factAnswer(answer: FactAnswerDocument, types: Readonly<Record<string, FieldType>>, where: Path): FactAnswer {
    if (isFailure(answer)) return { fails: answer.fails }
    return { value: values.fields(answer as JsonObject, types, 'the fact', where) }
  }

  function systems(): Scenario['systems'] {
    return Object.fromEntries(
      Object.entries(document.systems).map(([name, answers]) => {
        const where = [...path, 'systems', name]
        known(name, usedActions(plan), 'action in this SOP', where, true)
        const types = vocabulary.actions.find((action) => action.name === name)?.outputs ?? {}
        return [name, answers.map((answer, index) => ('fails' in answer ? { fails: answer.fails } : { ok: values.fields(answer.ok as JsonObject, types, `"${name}"`, [...placeOf(where, index), 'ok']) }))]
      }),
    )
  }

  /** A list stands one level deeper than a single answer. */
  const placeOf = (where: Path, index: number): Path => (parsed.places.has([...where, index]) ? [...where, index] : where)

  function people(): Scenario['people'] {
    return Object.fromEntries(
      Object.entries(document.people).map(([name, acts]) => {
        const where = [...path, 'people', name]
        const task = step(name, where, true) ? steps.get(name) : undefined
        if (task && task.kind !== 'task') report.add('SOP602', `"${name}" is no task`, parsed.places.keySpan(where), 'use "systems" or "exceptions" for it')
        return [name, task?.kind === 'task' ? acts.map((act, index) => personAct(act, task, placeOf(where, index))) : []]
      }),
    )
  }

  function personAct(act: ActDocument, task: TaskStep, where: Path): PersonAct {
    if ('nobody' in act) return { kind: 'nobody' }
    person(act.by, [...where, 'by'])
    const by = act.by === undefined ? {} : { by: act.by }
    if ('cannot_do' in act) return { kind: 'cannot', afterMs: ms(act.after), ...by, reason: act.cannot_do, note: act.note ?? '' }
    const outcome = act.outcome ?? (task.outcomes.length === 1 ? (task.outcomes[0] ?? '') : '')
    if (outcome === '') report.add('SOP602', `"${task.id}" has several outcomes`, parsed.places.span(where), 'add "outcome"')
    else known(outcome, task.outcomes, `outcome of "${task.id}"`, [...where, 'outcome'])
    return { kind: 'complete', afterMs: ms(act.after), ...(act.claims === undefined ? {} : { claimsAfterMs: ms(act.claims) }), ...by, outcome, form: form(act.form, task, where) }
  }

  const form = (given: Readonly<Record<string, Json>> | undefined, task: TaskStep, where: Path): JsonObject =>
    values.fields(given ?? {}, Object.fromEntries(task.form.map((field) => [field.name, typeOfKind(field.type)])), `the form of "${task.id}"`, [...where, 'form'])

  function exceptions(): Scenario['exceptions'] {
    return Object.fromEntries(
      Object.entries(document.exceptions).map(([name, acts]) => {
        step(name, [...path, 'exceptions', name], true)
        return [name, acts.map((act): ExceptionAct => ({
          choice: act.choose, reference: act.reference ?? '', afterMs: ms(act.after),
          ...(act.outcome === undefined ? {} : { outcome: act.outcome }), ...(act.form === undefined ? {} : { form: byHand(name, act.form, [...path, 'exceptions', name]) }),
        }))]
      }),
    )
  }

  function byHand(name: string, given: Readonly<Record<string, Json>>, where: Path): JsonObject {
    const target = steps.get(name)
    if (target?.kind === 'task') return form(given, target, where)
    const fields = target?.kind === 'action' ? target.byHand : []
    return values.fields(given, Object.fromEntries(fields.map((field) => [field.name, typeOfKind(field.type)])), `"${name}"`, [...where, 'form'])
  }

  function expectation(): Expectation {
    const { expect } = document
    const where = [...path, 'expect']
    if (expect.outcome !== undefined) known(expect.outcome, [...plan.outcomes, 'abandoned', 'cancelled'], 'outcome', [...where, 'outcome'])
    if (expect.open_at !== undefined) step(expect.open_at, [...where, 'open_at'])
    for (const [index, name] of (expect.effects ?? []).entries()) known(name, usedActions(plan), 'action in this SOP', [...where, 'effects', index])
    for (const [index, name] of (expect.messages ?? []).entries()) known(name, Object.keys(plan.messages), 'message in this SOP', [...where, 'messages', index])
    for (const key of ['visited', 'not_visited'] as const) for (const [index, name] of (expect[key] ?? []).entries()) step(name, [...where, key, index])
    for (const [name, owner] of Object.entries(expect.owner ?? {})) {
      step(name, [...where, 'owner', name], true)
      person(owner, [...where, 'owner', name])
    }
    for (const name of Object.keys(expect.due ?? {})) step(name, [...where, 'due', name], true)
    return lowerExpectation(document)
  }

  return {
    read(): Scenario {
      const opening = trigger()
      person(document.opened_by, [...path, 'opened_by'])
      if (document.cancel) person(document.cancel.by, [...path, 'cancel', 'by'])
      return {
        name: document.name,
        startsAt: at(document.starts),
        trigger: opening?.kind === 'event' ? opening.on : 'manual',
        openedBy: document.opened_by ?? (opening?.kind === 'event' ? `integration:${opening.on.split('.')[0] ?? ''}` : (Object.keys(organisation?.people ?? {})[0] ?? 'somebody')),
        event: values.fields(document.event as JsonObject, opening ? fieldsOf(opening) : {}, 'the trigger', [...path, 'event']),
        facts: facts(), systems: systems(), people: people(), exceptions: exceptions(),
        ...(document.cancel ? { cancel: { afterMs: ms(document.cancel.after), by: document.cancel.by, because: document.cancel.because } } : {}),
        expect: expectation(),
      }
    },
  }
}

const isFetches = (answer: FactAnswerDocument): answer is { fetches: FactAnswerDocument[] } => Object.hasOwn(answer, 'fetches') && Array.isArray((answer as { fetches: unknown }).fetches)
const isFailure = (answer: FactAnswerDocument): answer is { fails: string } => Object.hasOwn(answer, 'fails') && Object.keys(answer).length === 1

/** What may stand under `systems` and `effects`. */
function usedActions(plan: Plan): readonly string[] {
  return [...new Set(plan.steps.flatMap((step) => (step.kind === 'action' ? [step.action, ...(step.undo === undefined ? [] : [step.undo])] : [])))]
}

function lowerExpectation({ expect, until }: ScenarioDocument): Expectation {
  const escalations = expect.escalations
  return {
    ...(expect.outcome === undefined ? {} : { outcome: expect.outcome }),
    ...(expect.open_at === undefined ? {} : { openAt: expect.open_at }),
    ...(until === undefined ? {} : { until: at(until) }),
    ...(expect.effects === undefined ? {} : { effects: expect.effects }),
    ...(expect.messages === undefined ? {} : { messages: expect.messages }),
    ...(expect.visited === undefined ? {} : { visited: expect.visited }),
    ...(expect.not_visited === undefined ? {} : { notVisited: expect.not_visited }),
    ...(expect.owner === undefined ? {} : { owner: expect.owner }),
    ...(expect.due === undefined ? {} : { due: Object.fromEntries(Object.entries(expect.due).map(([name, instant]) => [name, at(instant)])) }),
    ...(escalations === undefined ? {} : { escalations: typeof escalations === 'number' ? escalations : escalations.map((each) => ({ step: each.step, level: each.level, ...(each.to === undefined ? {} : { to: each.to }), ...(each.at === undefined ? {} : { at: at(each.at) }) })) }),
    ...(expect.ended_within === undefined ? {} : { endedWithinMs: ms(expect.ended_within) }),
  }
}
