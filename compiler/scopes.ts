import { isMoney } from '../domain/money.ts'
import type { FieldType, Parameter } from '../domain/plan.ts'
import { calleeOf } from './called.ts'
import type { Context } from './context.ts'
import { returned } from './answers.ts'
import type { Names, Scope } from './expression/scope.ts'
import { asField, typeOf } from './expression/type-of.ts'
import { optional } from './expression/types.ts'
import type { Type } from './expression/types.ts'
import { eventType } from './event-types.ts'
import { typeWhen } from './fields.ts'
import type { Ends, Flow } from './flow.ts'
import { NEVER } from './flow.ts'
import { isFailedMoney, readMoney } from './literals.ts'
import { impliedBy, whyAbsent, whyHidden } from './implied.ts'
import { visibleFrom } from './inside.ts'
import { lazy, remember, whenRead } from './late.ts'
import { leftBehind } from './left-behind.ts'
import { fieldGiven, ownOutcomes, taskOutcomes } from './outcomes.ts'
import { isKind } from './placed.ts'
import type { Holder, Placed } from './placed.ts'
import type { SopDocument, TriggerDocument } from './schema/sop.ts'
import type { TaskDocument } from './schema/step.ts'

/** What may be read at each place of a SOP, with its type. */
export interface Scopes {
  /** Where a step begins; `own` adds the form and outcome of a task to its own expressions. */
  step(index: number, own?: TaskDocument): Scope
  /** `let` and facts are read from many places, so nothing is known about which steps have run. */
  anywhere(): Scope
  trigger(trigger: TriggerDocument): Scope
  /** Where the SOP ends in one of its ways. */
  end(ends: Ends): Scope
  parameter(name: string): Parameter | undefined
}

const CASE: FieldType = { map: { id: 'text', key: 'text', opened_at: 'instant', opened_by: 'text', sop: 'text', version: 'text' } }

/** Scopes for all expressions of a SOP. Types that depend on other expressions are worked out when first read. */
export function createScopes(context: Context, flow: Flow): Scopes {
  const { sop } = context
  const parameters = new Map(Object.entries(sop.parameters).map(([name, each]) => [name, parameterOf(each.value, each.owner)]))
  const event = eventType(context, sop.trigger)
  const names = namesOf(sop, parameters, remember((name: string): Type => typeOf(sop.let[name] ?? '', anywhere())))
  const facts: FieldType = { map: lazy(Object.keys(sop.facts), remember((name: string) => factType(context, name, anywhere))) }
  const left = leftBehind(context, (placed) => before(placed))

  const at = (ends: Ends, holders: readonly Holder[]): Scope => ({
    roots: rootsOf(context, holders, event, facts, ends, left.outputs),
    names,
    elements: new Map(holders.flatMap(({ step, name }) => (name === undefined ? [] : [[name, left.element(step)]]))),
    locals: new Map(),
    implied: impliedBy(context, left.outputs),
    why: (path) => whyAbsent(path, ends),
    hidden: (path) => whyHidden(path, context, holders),
    unzoned: sop.hours === undefined,
  })
  const before = ({ index, holders }: Placed): Scope => at(flow.before(index) ?? flow.anywhere, holders)

  const anywhere = (): Scope => at(flow.anywhere, [])
  return {
    step: (index, own) => {
      const placed = context.steps[index]
      const scope = placed ? before(placed) : anywhere()
      return own ? withForm(scope, own) : scope
    },
    anywhere,
    end: (ends) => at(ends, []),
    // Before there is a case nothing is known but its event and the policy.
    trigger: (trigger) => ({ ...anywhere(), roots: new Map([['event', eventType(context, [trigger])]]), names: namesOf({ let: {} }, parameters, () => 'any') }),
    parameter: (name) => parameters.get(name),
  }
}

function rootsOf(
  context: Context,
  here: readonly Holder[],
  event: FieldType,
  facts: FieldType,
  ends: Ends,
  outputs: (id: string) => Outputs,
): Scope['roots'] {
  const steps = () => visibleFrom(context, here)
  const tasks = () => steps().filter((placed) => isKind(placed, 'task'))
  return new Map<string, FieldType>([
    ['event', event],
    ['case', CASE],
    ['facts', facts],
    ['steps', whenRead(() => lazy(idsOf(steps()), (id) => stepType(context, id, ends(id), outputs(id))))],
    ['form_of', whenRead(() => lazy(idsOf(tasks()), (id) => formType(context, id, ends(id))))],
  ])
}

const idsOf = (steps: readonly Placed[]): readonly string[] => steps.map(({ step }) => step.id)

/** The type of a fact: what its system answers, or what its expression gives. */
function factType(context: Context, name: string, anywhere: () => Scope): FieldType {
  const fact = Object.hasOwn(context.sop.facts, name) ? context.sop.facts[name] : undefined
  if (!fact) return 'any'
  return 'is' in fact ? asField(typeOf(fact.is, anywhere())) : returned(context, fact.from, fact.returns)
}

function namesOf(
  sop: { readonly let: SopDocument['let'] },
  parameters: ReadonlyMap<string, Parameter>,
  letType: (name: string) => Type,
): Names {
  return {
    get: (name) => {
      const parameter = parameters.get(name)
      if (parameter) return { root: 'parameters', type: parameter.type, ...(isMoney(parameter.value) ? { currency: parameter.value.currency } : {}) }
      return Object.hasOwn(sop.let, name) ? { root: 'lets', type: letType(name) } : undefined
    },
    has: (name) => parameters.has(name) || Object.hasOwn(sop.let, name),
    keys: () => [...parameters.keys(), ...Object.keys(sop.let)],
  }
}

/** What can be read of a step that ended in one of `ends`. */
function stepType(context: Context, id: string, ends: ReadonlySet<string>, outputs: Outputs): FieldType {
  const step = context.steps.find((each) => each.step.id === id)?.step
  const possible = [...ends].filter((end) => end !== NEVER)
  const fields = Object.entries(outputs.over?.(possible) ?? outputs.types).map(
    ([name, type]) => [name, possible.every((end) => outputs.given(name, end)) ? type : optional(type)] as const,
  )
  const outcome = { choose: possible.length > 0 || !step ? possible : ownOutcomes(step, context.calls) }
  // Nothing is known about what an action or a SOP answers that cannot be used, or that has no types; its own diagnostic is enough.
  const unknown = step && (('action' in step && returned(context, step.action, step.returns) === 'any') || ('call' in step && !calleeOf(step, context.calls)))
  const type: FieldType = unknown
    ? 'any'
    : { map: { outcome, visits: 'whole_number', by: optional('text'), at: 'instant', ...Object.fromEntries(fields) } }
  return ends.has(NEVER) || possible.length === 0 ? optional(type) : type
}

/** The accepted form of a task that ended in one of `ends`. */
function formType(context: Context, id: string, ends: ReadonlySet<string>): FieldType {
  const task = context.steps.find((each) => each.step.id === id)?.step
  if (!task || !('task' in task)) return 'any'
  const own = taskOutcomes(task)
  const accepted = [...ends].filter((end) => own.includes(end))
  const fields = Object.entries(task.form ?? {}).map(
    ([name, each]) =>
      [
        name,
        typeWhen(
          each,
          accepted.every((end) => fieldGiven(task, name, end)),
        ),
      ] as const,
  )
  const type: FieldType = { map: Object.fromEntries(fields) }
  return [...ends].every((end) => own.includes(end)) ? type : optional(type)
}

/** Outputs of a step: their types, and whether an end surely has them. */
export interface Outputs {
  readonly types: Readonly<Record<string, FieldType>>
  given(name: string, end: string): boolean
  /** Their types after one of these ends, where that says more. */
  readonly over?: (ends: readonly string[]) => Readonly<Record<string, FieldType>>
}

function withForm(scope: Scope, task: TaskDocument): Scope {
  const fields = Object.entries(task.form ?? {}).map(([name, each]) => [name, typeWhen(each, each.required === true)] as const)
  const implied: Scope['implied'] = {
    get: (guard) => {
      const outcome = /^outcome=(\w+)$/.exec(guard)?.[1]
      return outcome === undefined
        ? scope.implied.get(guard)
        : Object.keys(task.form ?? {})
            .filter((name) => fieldGiven(task, name, outcome))
            .map((name) => `form.${name}`)
    },
  }
  return {
    ...scope,
    implied,
    roots: new Map([...scope.roots, ['form', { map: Object.fromEntries(fields) }], ['outcome', { choose: taskOutcomes(task) }]]),
  }
}

function parameterOf(value: number | boolean | string, owner: string): Parameter {
  if (typeof value === 'number') return { value, owner, type: Number.isInteger(value) ? 'whole_number' : 'decimal' }
  if (typeof value === 'boolean') return { value, owner, type: 'yes_no' }
  const money = readMoney(value)
  if (money && !('problem' in money)) return { value: { ...money }, owner, type: 'money' }
  // An amount that cannot be read is one mistake, and none wherever it is compared.
  return { value, owner, type: isFailedMoney(value) ? 'any' : 'text' }
}
