import type { JsonObject } from '../../domain/json.ts'
import type { TaskStep } from '../../domain/plan.ts'
import type { ExceptionAct, PauseAct, PersonAct, Scenario } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { ActDocument, ScenarioDocument } from '../schema/scenario.ts'
import { readEvidence } from './evidence.ts'
import { planAt, stepOfPath } from './steps.ts'
import { placeOf } from './tools.ts'
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
      return [name, step?.kind === 'task' ? acts.map((act, index) => readAct(act, { name, task: step, path: placeOf(here, index, tools.parsed), tools })) : []]
    }),
  )
}

/** An act on its way: the path of its step, the step, where it stands. */
interface Reading {
  readonly name: string
  readonly task: TaskStep
  readonly path: Path
  readonly tools: Tools
}

function readAct(act: ActDocument, reading: Reading): PersonAct {
  const { name, task, path, tools } = reading
  for (const person of [act.by ?? []].flat()) tools.person(person, [...path, 'by'])
  const common = { ...(act.by === undefined ? {} : { by: act.by }), ...(act.pause ? { pause: readPause(act.pause, reading) } : {}) }
  if (act.after === undefined) return { kind: 'nobody', ...common }
  const after = tools.after(act.after, [...path, 'after'], name)
  if (act.cannot_do !== undefined) return { kind: 'cannot', after, ...common, reason: act.cannot_do, note: act.note ?? '' }
  const outcome = act.outcome ?? onlyOutcome(task, path, tools)
  if (act.outcome !== undefined) tools.known(act.outcome, task.outcomes, `outcome of "${task.id}"`, [...path, 'outcome'])
  const claims = act.claims === undefined ? {} : { claimsAfter: tools.after(act.claims, [...path, 'claims'], name) }
  const evidence = act.evidence === undefined ? {} : { evidence: readEvidence(act.evidence, task, [...path, 'evidence'], tools) }
  return { kind: 'complete', after, ...claims, ...common, outcome, form: readForm(act.form, task, path, tools), ...evidence }
}

function readPause({ after, reason, for: lasts }: NonNullable<ActDocument['pause']>, { name, path, tools }: Reading): PauseAct {
  const here = [...path, 'pause']
  tools.known(reason, Object.keys(planAt(tools.plan, name)?.pauses ?? {}), 'reason for a pause', [...here, 'reason'])
  return {
    after: tools.after(after, [...here, 'after'], name),
    reason,
    ...(lasts === undefined ? {} : { lasts: tools.after(lasts, [...here, 'for'], name) }),
  }
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
  tools.person(act.by, [...path, 'by'])
  const outcomes = outcomesOf(name, tools)
  if (act.outcome !== undefined && outcomes) tools.known(act.outcome, outcomes, `outcome of "${name}"`, [...path, 'outcome'])
  return {
    choice: act.choose,
    reference: act.reference ?? '',
    after: tools.after(act.after, [...path, 'after'], name),
    ...(act.by === undefined ? {} : { by: act.by }),
    ...(act.outcome === undefined ? {} : { outcome: act.outcome }),
    ...(act.form === undefined ? {} : { form: byHand(name, act.form, path, tools) }),
  }
}

/** How a step can end; engine outcomes are among them, which the interpreter refuses. */
function outcomesOf(name: string, { plan }: Tools): readonly string[] | undefined {
  const step = stepOfPath(plan, name)
  return step?.kind === 'task' ? step.outcomes : step && Object.keys(step.routes)
}

/** What is said to suggestions of steps with `mode: suggest`. */
export function readConfirm(document: ScenarioDocument, path: Path, tools: Tools): NonNullable<Scenario['confirm']> {
  return Object.fromEntries(
    Object.entries(document.confirm).map(([name, answers]) => {
      const here = [...path, 'confirm', name]
      const step = tools.step(name, here, 'key')
      if (step && step.mode !== 'suggest')
        tools.report.add('SOP602', `"${name}" asks for no yes`, tools.parsed.places.keySpan(here), 'remove it, or give the step "mode: suggest"')
      return [name, answers.map((answer) => answer === true || answer === 'yes')]
    }),
  )
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
