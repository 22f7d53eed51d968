import type { JsonObject } from '../../domain/json.ts'
import type { TaskStep } from '../../domain/plan.ts'
import type { ExceptionAct, PersonAct, Scenario } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { ActDocument, ScenarioDocument } from '../schema/scenario.ts'
import { stepOfPath } from './steps.ts'
import { ms, placeOf } from './tools.ts'
import type { Tools } from './tools.ts'
import { typeOfKind } from './values.ts'

/** What people do at each task, one act a visit. */
export function readPeople(document: ScenarioDocument, path: Path, tools: Tools): Scenario['people'] {
  return Object.fromEntries(
    Object.entries(document.people).map(([name, acts]) => {
      const here = [...path, 'people', name]
      const step = tools.step(name, here, 'key')
      if (step && step.kind !== 'task')
        tools.report.add('SOP602', `"${name}" is no task`, tools.parsed.places.keySpan(here), 'use "systems" or "exceptions" for it')
      return [name, step?.kind === 'task' ? acts.map((act, index) => readAct(act, step, placeOf(here, index, tools.parsed), tools)) : []]
    }),
  )
}

function readAct(act: ActDocument, task: TaskStep, path: Path, tools: Tools): PersonAct {
  if ('nobody' in act) return { kind: 'nobody' }
  tools.person(act.by, [...path, 'by'])
  const by = act.by === undefined ? {} : { by: act.by }
  if ('cannot_do' in act) return { kind: 'cannot', afterMs: ms(act.after), ...by, reason: act.cannot_do, note: act.note ?? '' }
  const outcome = act.outcome ?? onlyOutcome(task, path, tools)
  if (act.outcome !== undefined) tools.known(act.outcome, task.outcomes, `outcome of "${task.id}"`, [...path, 'outcome'])
  const claims = act.claims === undefined ? {} : { claimsAfterMs: ms(act.claims) }
  return { kind: 'complete', afterMs: ms(act.after), ...claims, ...by, outcome, form: readForm(act.form, task, path, tools) }
}

function onlyOutcome(task: TaskStep, path: Path, { report, parsed }: Tools): string {
  if (task.outcomes.length > 1) report.add('SOP602', `"${task.id}" has several outcomes`, parsed.places.span(path), 'add "outcome"')
  return task.outcomes[0] ?? ''
}

const readForm = (given: JsonObject | undefined, task: TaskStep, path: Path, tools: Tools): JsonObject =>
  tools.values.fields(
    given ?? {},
    Object.fromEntries(task.form.map((field) => [field.name, typeOfKind(field.type)])),
    `the form of "${task.id}"`,
    [...path, 'form'],
  )

/** What is done with the exception tasks of each step, in order. */
export function readExceptions(document: ScenarioDocument, path: Path, tools: Tools): Scenario['exceptions'] {
  return Object.fromEntries(
    Object.entries(document.exceptions).map(([name, acts]) => {
      const here = [...path, 'exceptions', name]
      tools.step(name, here, 'key')
      return [name, acts.map((act, index) => readException(name, act, placeOf(here, index, tools.parsed), tools))]
    }),
  )
}

function readException(name: string, act: ScenarioDocument['exceptions'][string][number], path: Path, tools: Tools): ExceptionAct {
  return {
    choice: act.choose,
    reference: act.reference ?? '',
    afterMs: ms(act.after),
    ...(act.outcome === undefined ? {} : { outcome: act.outcome }),
    ...(act.form === undefined ? {} : { form: byHand(name, act.form, path, tools) }),
  }
}

function byHand(name: string, given: JsonObject, path: Path, tools: Tools): JsonObject {
  const step = stepOfPath(tools.plan, name)
  if (step?.kind === 'task') return readForm(given, step, path, tools)
  const fields = step?.kind === 'action' || step?.kind === 'call' ? (step.byHand ?? []) : []
  return tools.values.fields(given, Object.fromEntries(fields.map((field) => [field.name, typeOfKind(field.type)])), `"${name}"`, [
    ...path,
    'form',
  ])
}
