import type { JsonObject } from '../../domain/json.ts'
import type { FactPlan, Plan } from '../../domain/plan.ts'
import type { AskAct, FactAnswer, Scenario } from '../../domain/scenario.ts'
import type { Path } from '../places.ts'
import type { FactAnswerDocument, ScenarioDocument } from '../schema/scenario.ts'
import { listsAround } from './steps.ts'
import { placeOf } from './tools.ts'
import type { Tools } from './tools.ts'

/** What systems say of each fact; those of a called SOP stand under the step that calls it. */
export const readFacts = (document: ScenarioDocument, path: Path, tools: Tools): Scenario['facts'] =>
  Object.fromEntries(factsOf(document.facts, tools.plan, '', [...path, 'facts'], tools))

/** For the interpreter the name of the calling step stands before those of its facts. */
function factsOf(
  answers: Readonly<Record<string, FactAnswerDocument>>,
  plan: Plan,
  prefix: string,
  path: Path,
  tools: Tools,
): readonly (readonly [string, readonly FactAnswer[]])[] {
  return Object.entries(answers).flatMap(([name, answer]) => {
    const call = Object.hasOwn(plan.facts, name) ? undefined : callOf(plan, name)
    if (!call) return [[`${prefix}${name}`, readFact(name, answer, plan, [...path, name], tools)]]
    const inner = answer as Readonly<Record<string, FactAnswerDocument>>
    const wrong = Object.keys(inner).find((key) => typeof inner[key] !== 'object' || inner[key] === null || Array.isArray(inner[key]))
    if (wrong === undefined) return factsOf(inner, call.called, `${prefix}${call.prefix}`, [...path, name], tools)
    tools.report.add('SOP602', `"${name}" calls another SOP`, tools.parsed.places.span([...path, name, wrong]), `give its facts: { ${name}: { FACT: { … } } }`)
    return []
  })
}

function callOf(plan: Plan, name: string): { readonly called: Plan; readonly prefix: string } | undefined {
  const step = plan.steps.find((each) => each.id === name)
  const called = step?.kind === 'call' ? plan.calls[step.sop] : undefined
  return step && called && { called, prefix: `${[...listsAround(plan, step), name].join('/')}/` }
}

function readFact(name: string, answer: FactAnswerDocument, plan: Plan, path: Path, tools: Tools): readonly FactAnswer[] {
  const fact = fetchedFact(name, plan, path, tools)
  if (!fact) return []
  const types = tools.outputs(fact.action, fact.returns)
  const read = (one: FactAnswerDocument, at: Path): FactAnswer =>
    isFailure(one) ? { fails: one.fails } : { value: tools.values.fields(one as JsonObject, types, 'the fact', at) }
  return isFetches(answer) ? answer.fetches.map((one, index) => read(one, [...path, 'fetches', index])) : [read(answer, path)]
}

/** The fact of that name that a system answers; any other is reported. */
function fetchedFact(name: string, plan: Plan, path: Path, { known, report, parsed }: Tools): Extract<FactPlan, { kind: 'from' }> | undefined {
  const fact = known(name, Object.keys(plan.facts), 'fact', path, 'key') ? plan.facts[name] : undefined
  if (fact?.kind === 'is')
    report.add('SOP602', `the fact "${name}" is computed`, parsed.places.keySpan(path), 'give the facts that it is computed from')
  return fact?.kind === 'from' ? fact : undefined
}

const isFetches = (answer: FactAnswerDocument): answer is { fetches: FactAnswerDocument[] } =>
  Object.hasOwn(answer, 'fetches') && Array.isArray((answer as { fetches: unknown }).fetches)

const isFailure = (answer: FactAnswerDocument): answer is { fails: string } =>
  typeof (answer as { fails?: unknown }).fails === 'string' && Object.keys(answer).length === 1

/** What people say who are asked for a fact; one of a called SOP is `refund/risk`. */
export const readAsks = (document: ScenarioDocument, path: Path, tools: Tools): NonNullable<Scenario['asks']> =>
  Object.fromEntries(
    Object.entries(document.asks).map(([name, acts]) => {
      const here = [...path, 'asks', name]
      const { plan, prefix, last } = walk(tools.plan, '', name.split('/'))
      const fact = fetchedFact(last, plan, here, tools)
      if (fact && fact.unknown.do !== 'ask')
        tools.report.add('SOP602', `nobody is asked for the fact "${name}"`, tools.parsed.places.keySpan(here), 'give it under "facts"')
      return [`${prefix}${last}`, fact ? acts.map((act, index) => readAsk(act, fact, placeOf(here, index, tools.parsed), tools)) : []]
    }),
  )

function walk(plan: Plan, prefix: string, [first = '', ...rest]: readonly string[]): { readonly plan: Plan; readonly prefix: string; readonly last: string } {
  const call = rest.length > 0 ? callOf(plan, first) : undefined
  return call ? walk(call.called, `${prefix}${call.prefix}`, rest) : { plan, prefix, last: [first, ...rest].join('/') }
}

function readAsk(act: ScenarioDocument['asks'][string][number], fact: Extract<FactPlan, { kind: 'from' }>, path: Path, tools: Tools): AskAct {
  tools.person(act.by, [...path, 'by'])
  const [only, second] = fact.fields
  const isBare = typeof act.value !== 'object' || act.value === null || Array.isArray(act.value)
  const types = tools.outputs(fact.action, fact.returns)
  const type = only && types?.[only.name]
  const value = !isBare
    ? tools.values.fields(act.value as JsonObject, types, 'the fact', [...path, 'value'])
    : only && type && !second ? { [only.name]: tools.values.value(act.value, type, [...path, 'value']) } : undefined
  if (!value) tools.report.add('SOP602', '"value": expected the fields of the fact', tools.parsed.places.span([...path, 'value']), 'write { NAME: VALUE }')
  return { after: tools.after(act.after, [...path, 'after']), ...(act.by === undefined ? {} : { by: act.by }), value: value ?? {} }
}
