import { createHash } from 'node:crypto'
import { canonical, isObject } from '../domain/json.ts'
import type { Json } from '../domain/json.ts'
import type { FactPlan, LetPlan, Plan, Step, Trigger } from '../domain/plan.ts'
import type { Context } from './context.ts'
import type { Reads } from './expression/place.ts'
import { family, field, fits, isOptional, named } from './expression/types.ts'
import { formFields } from './fields.ts'
import type { Flow } from './flow.ts'
import { allowance, durationMs } from './literals.ts'
import { createExpressions } from './lower/expressions.ts'
import { createMessages } from './lower/message.ts'
import type { Messages } from './lower/message.ts'
import type { Dependencies } from './lower/needs.ts'
import { createDependencies } from './lower/needs.ts'
import { byHandFields, checkReturns, lowerStep } from './lower/step.ts'
import type { LoweredStep } from './lower/step.ts'
import { checkMoneyField, namedPath } from './lower/task.ts'
import { lowerWith } from './lower/with.ts'
import type { Routes } from './routes.ts'
import type { FactDocument, TriggerDocument } from './schema/sop.ts'
import { createScopes, isUntyped, returned, valueOf } from './scopes.ts'
import type { Scopes } from './scopes.ts'
import { planOffsets } from './zone-offsets.ts'

/** A lowered SOP with what the rules about meaning still look at. */
export interface Lowered {
  readonly plan: Plan
  /** Every path that any expression reads. */
  readonly reads: readonly (readonly string[])[]
  readonly dependencies: Dependencies
  readonly messages: Messages
}

/** Turns a SOP into its Plan: expressions as trees, durations in milliseconds, every route explicit. */
export function lower(context: Context, routes: readonly Routes[], flow: Flow): Lowered {
  const { sop } = context
  const scopes = createScopes(context, flow)
  const messages = createMessages(context)
  const top = createExpressions(context)
  const parts = lowerParts(context, scopes)
  const triggers = sop.trigger.map((trigger, index) => lowerTrigger(trigger, index, context, scopes, top))
  const customer = lowerCustomer(context, scopes)
  const steps = context.steps.map((placed) => lowerStep(placed, routes[placed.index] ?? new Map(), { context, scopes, flow, messages }))
  const dependencies = createDependencies(parts.reads)
  const reads = [top.reads, customer?.reads, ...parts.reads.values(), ...steps.flatMap((each) => [each.reads, each.verifyReads])].flatMap(
    (each) => each?.paths ?? [],
  )
  const zone = zoneOf(context)
  const body: Omit<Plan, 'version'> = {
    format: 1,
    sop: sop.sop,
    title: sop.title,
    why: sop.why,
    owner: sop.owner,
    zone,
    zoneOffsets: planOffsets(zone),
    ...(sop.hours === undefined ? {} : { hours: sop.hours }),
    reviewEveryMs: 180 * 86_400_000,
    pauses: {},
    ...(sop.sla === undefined ? {} : { sla: allowance(sop.sla) }),
    escalation: namedPath(sop.escalation, context),
    ...(customer ? { customer: customer.tree } : {}),
    triggers,
    parameters: Object.fromEntries(
      Object.keys(sop.parameters).flatMap((name) => [scopes.parameter(name)].flatMap((each) => (each ? [[name, each] as const] : []))),
    ),
    facts: Object.fromEntries(
      parts.facts.map(([name, fact]) => [name, { ...fact, needs: dependencies.facts(parts.reads.get(`facts.${name}`) as Reads) }]),
    ),
    lets: Object.fromEntries(
      parts.lets.map(([name, each]) => [name, { ...each, steps: dependencies.steps(parts.reads.get(`lets.${name}`) as Reads) }]),
    ),
    steps: steps.map((each) => complete(each, reads, dependencies, customer?.reads, context)),
    atAnyTime: [],
    together: [],
    reopen: [],
    gives: {},
    calls: {},
    outcomes: sop.outcomes,
    messages: templatesOf(messages),
  }
  return { plan: { ...body, version: digest(body) }, reads, dependencies, messages }
}

/** sha256 over canonical JSON, so that equal Plans have equal versions whatever the order of keys. */
export const digest = (value: object): string =>
  createHash('sha256')
    .update(canonical(JSON.parse(JSON.stringify(value)) as Json))
    .digest('hex')

function zoneOf(context: Context): string {
  const organisation = context.world.organisation
  const calendars = organisation?.calendars ?? {}
  const calendar = context.sop.hours !== undefined && Object.hasOwn(calendars, context.sop.hours) ? calendars[context.sop.hours] : undefined
  return calendar?.zone ?? organisation?.zone ?? 'UTC'
}

interface Parts {
  readonly facts: readonly (readonly [string, FactPlan])[]
  readonly lets: readonly (readonly [string, LetPlan])[]
  readonly reads: ReadonlyMap<string, Reads>
}

function lowerParts(context: Context, scopes: Scopes): Parts {
  const { sop } = context
  const reads = new Map<string, Reads>()
  const facts = Object.entries(sop.facts).map(([name, fact]) => {
    const lowered = lowerFact(name, fact, context, scopes)
    reads.set(`facts.${name}`, lowered.reads)
    return [name, lowered.plan] as const
  })
  const lets = Object.entries(sop.let).map(([name, expression]) => {
    const expressions = createExpressions(context)
    const { tree } = expressions.typed(expression, ['let', name], scopes.anywhere())
    reads.set(`lets.${name}`, expressions.reads)
    return [name, { tree, steps: [] }] as const
  })
  return { facts, lets, reads }
}

function lowerFact(name: string, fact: FactDocument, context: Context, scopes: Scopes): { readonly plan: FactPlan; readonly reads: Reads } {
  const expressions = createExpressions(context)
  const scope = scopes.anywhere()
  const path = ['facts', name]
  if ('is' in fact)
    return { plan: { kind: 'is', tree: expressions.typed(fact.is, [...path, 'is'], scope).tree, needs: [] }, reads: expressions.reads }
  const declared = context.actions.get(fact.from)
  const { report, parsed } = context
  if (declared && declared.effect !== 'read')
    report.add(
      'SOP303',
      `"${fact.from}" changes something and is no fact`,
      parsed.places.span([...path, 'from']),
      'use an action that only reads',
    )
  checkReturns(fact.from, fact.returns, path, context)
  if (isUntyped(context, fact.from, fact.returns))
    report.add('SOP429', `what "${fact.from}" answers has no types`, parsed.places.span([...path, 'from']), 'add "returns: { NAME: TYPE }"')
  return {
    plan: {
      kind: 'from',
      action: fact.from,
      with: lowerWith(fact.with, declared && { name: declared.name, takes: declared.inputs }, path, scope, context, expressions),
      ...(fact.fresh_for === undefined ? {} : { freshForMs: durationMs(fact.fresh_for) ?? 0 }),
      unknown: unknownOf(fact, path, context),
      fields: [],
      needs: [],
    },
    reads: expressions.reads,
  }
}

function unknownOf(
  fact: Extract<FactDocument, { from: string }>,
  path: readonly PropertyKey[],
  context: Context,
): Extract<FactPlan, { kind: 'from' }>['unknown'] {
  if (fact.unknown === undefined || fact.unknown === 'stop') return { do: 'stop' }
  const type = returned(context, fact.from, fact.returns)
  const value = fact.unknown.use
  if (typeof type !== 'object' || !('map' in type)) return { do: 'use', value }
  const fields = isObject(value) ? value : {}
  for (const [name, inner] of Object.entries(type.map))
    if (!isObject(value) || (!Object.hasOwn(value, name) && !isOptional(inner)))
      context.report.add(
        'SOP203',
        `"use" of "${String(path[1])}" has no "${name}"`,
        context.parsed.places.span([...path, 'unknown', 'use']),
        'give every field that the action answers',
      )
  return {
    do: 'use',
    value: Object.fromEntries(
      Object.entries(fields).map(([name, inner]) => [name, valueOf(inner, field(type.map, name) ?? 'any') ?? null]),
    ),
  }
}

function lowerTrigger(
  trigger: TriggerDocument,
  index: number,
  context: Context,
  scopes: Scopes,
  expressions: ReturnType<typeof createExpressions>,
): Trigger {
  const scope = scopes.trigger(trigger)
  const path = ['trigger', index]
  const key = expressions.typed(trigger.key, [...path, 'key'], scope)
  if (!['text', 'number', 'any'].includes(family(key.type)))
    context.report.add(
      'SOP412',
      `a key is text, and this is ${named(key.type)}`,
      context.parsed.places.span([...path, 'key']),
      'use the field that names what the case is about',
    )
  if ('manual' in trigger) {
    for (const [name, each] of Object.entries(trigger.form ?? {})) {
      checkMoneyField(each, [...path, 'form', name], context)
      if (Array.isArray(each.required))
        context.report.add(
          'SOP203',
          `"required" of "${name}": a form that starts a case has no outcomes`,
          context.parsed.places.span([...path, 'form', name, 'required']),
          'write "required: true"',
        )
    }
    return { kind: 'manual', roles: trigger.manual, form: formFields(trigger.form), key: key.tree }
  }
  return {
    kind: 'event',
    on: trigger.on,
    ...(trigger.if === undefined ? {} : { if: expressions.of(trigger.if, [...path, 'if'], scope, 'yes_no') }),
    key: key.tree,
  }
}

function lowerCustomer(
  context: Context,
  scopes: Scopes,
): { readonly tree: NonNullable<Plan['customer']>; readonly reads: Reads } | undefined {
  if (context.sop.customer === undefined) return undefined
  const expressions = createExpressions(context)
  const { tree, type } = expressions.typed(context.sop.customer, ['customer'], scopes.anywhere())
  if (type !== 'duration' && type !== 'null' && !fits(type, { map: { email: { optional: 'text' } } }))
    context.report.add(
      'SOP412',
      `a customer has an "email", and this is ${named(type)}`,
      context.parsed.places.span(['customer']),
      'name the value with name, email and locale',
    )
  return { tree, reads: expressions.reads }
}

function complete(
  lowered: LoweredStep,
  reads: readonly (readonly string[])[],
  dependencies: Dependencies,
  customer: Reads | undefined,
  context: Context,
): Step {
  const { step } = lowered
  const toCustomer = step.kind === 'message' && step.to.kind === 'customer' && customer ? dependencies.facts(customer) : []
  const needs = [...new Set([...dependencies.facts(lowered.reads), ...toCustomer])].sort()
  if (step.kind !== 'action') return { ...step, needs }
  const document = context.steps.find((each) => each.step.id === step.id)?.step
  const type = returned(context, step.action, document && 'returns' in document ? document.returns : undefined)
  const byHand = typeof type === 'object' && 'map' in type ? byHandFields(step, reads, type.map, currencyOf(context)) : []
  return { ...step, needs, verifyNeeds: lowered.verifyReads ? dependencies.facts(lowered.verifyReads) : [], byHand }
}

/** The shop's currency, as its policy is written in; amounts typed in by hand are in it. */
function currencyOf(context: Context): string {
  const amounts = Object.values(context.sop.parameters).map((each) =>
    typeof each.value === 'string' ? /^-?[\d.]+ ([A-Z]{3})$/.exec(each.value)?.[1] : undefined,
  )
  return amounts.find((each) => each !== undefined) ?? 'USD'
}

function templatesOf(messages: Messages): Plan['messages'] {
  return Object.fromEntries(
    [...messages.used].map(([name, locales]) => [
      name,
      Object.fromEntries(locales.flatMap(({ locale, template }) => (template ? [[locale, template] as const] : []))),
    ]),
  )
}
