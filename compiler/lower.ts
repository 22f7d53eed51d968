import type { FactPlan, LetPlan, Plan, Step } from '../domain/plan.ts'
import { givenTypes, writesToCustomer } from './called.ts'
import type { CalledSop } from './called.ts'
import type { Context } from './context.ts'
import { defined, digestOf } from './digest.ts'
import type { Reads } from './expression/place.ts'
import { fits, named } from './expression/types.ts'
import type { Flow } from './flow.ts'
import { createHandCurrency } from './hand-currency.ts'
import type { HandCurrency } from './hand-currency.ts'
import { durationMs } from './literals.ts'
import { lowerCrossings } from './lower/crossings.ts'
import { createExpressions } from './lower/expressions.ts'
import { lowerGives } from './lower/gives.ts'
import { judgeLets, lowerLets } from './lower/lets.ts'
import type { Reader } from './lower/lets.ts'
import { createMessages } from './lower/message.ts'
import type { Messages } from './lower/message.ts'
import type { Dependencies } from './lower/needs.ts'
import { createDependencies } from './lower/needs.ts'
import { byHandFields, checkReturns, lowerStep } from './lower/step.ts'
import type { LoweredStep } from './lower/step.ts'
import { namedPath } from './lower/task.ts'
import { lowerTrigger } from './lower/trigger.ts'
import { lowerUnknown } from './lower/unknown.ts'
import { lowerWith, takerOf } from './lower/with.ts'
import type { Routes } from './routes.ts'
import type { FactDocument } from './schema/sop.ts'
import { isUntyped, promised, returned } from './answers.ts'
import { createScopes } from './scopes.ts'
import type { Scopes } from './scopes.ts'
import { planOffsets } from './zone-offsets.ts'

/** A lowered SOP with what the rules about meaning still look at. */
export interface Lowered {
  readonly plan: Plan
  /** Size of the Plan as JSON, its version apart. */
  readonly bytes: number
  /** What callers see of it. */
  readonly gives: CalledSop['gives']
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
  const currency = createHandCurrency(context)
  const parts = lowerParts(context, scopes, currency)
  const triggers = sop.trigger.map((trigger, index) => lowerTrigger(trigger, index, context, scopes, top))
  const customer = lowerCustomer(context, scopes)
  const dependencies = createDependencies(parts.reads)
  const steps = context.steps.map((placed) => lowerStep(placed, routes[placed.index] ?? new Map(), { context, scopes, flow, messages, dependencies }))
  const crossings = lowerCrossings(context, flow, scopes, dependencies)
  const gives = lowerGives(context, flow, scopes)
  const anytime = [top.reads, crossings.expressions.reads, ...(customer ? [customer.reads] : [])]
  judgeLets(context, scopes.anywhere(), [...readersOf(steps, scopes), ...anytime.map((read) => ({ reads: read, scope: scopes.anywhere() }))], dependencies)
  const reads = [top.reads, gives.expressions.reads, crossings.expressions.reads, customer?.reads, ...parts.reads.values(), ...steps.flatMap((each) => [each.reads, each.verifyReads])].flatMap(
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
    ...crossings.part,
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
    steps: steps.map((each) => complete(each, reads, dependencies, { customer: customer?.reads, gives: gives.expressions.reads, currency }, context)),
    gives: gives.trees,
    calls: callsOf(context),
    outcomes: sop.outcomes,
    ...(context.world.organisation ? { locale: context.world.organisation.locale } : {}),
    messages: templatesOf(messages),
  }
  const text = defined(body)
  return { plan: { ...body, version: digestOf(text) }, bytes: Buffer.byteLength(text), gives: gives.types, reads, dependencies, messages }
}

/** Steps as readers of derived values, each with what is known when it begins. */
const readersOf = (steps: readonly LoweredStep[], scopes: Scopes): readonly Reader[] =>
  steps.flatMap(({ step, reads, verifyReads }, index) =>
    [reads, verifyReads].flatMap((each) => (each ? [{ reads: each, scope: scopes.step(index), step: step.id }] : [])),
  )

function zoneOf(context: Context): string {
  const organisation = context.world.organisation
  const calendars = organisation?.calendars ?? {}
  const calendar = context.sop.hours !== undefined && Object.hasOwn(calendars, context.sop.hours) ? calendars[context.sop.hours] : undefined
  return calendar?.zone ?? organisation?.zone ?? 'UTC'
}

/** Plans of the called SOPs, as they are now: a case never changes its SOP, and so neither what that one calls. */
const callsOf = ({ calls }: Context): Plan['calls'] =>
  Object.fromEntries([...calls].flatMap(([name, found]) => (found.kind === 'found' ? [[name, found.sop.plan] as const] : [])))

interface Parts {
  readonly facts: readonly (readonly [string, FactPlan])[]
  readonly lets: readonly (readonly [string, LetPlan])[]
  readonly reads: ReadonlyMap<string, Reads>
}

function lowerParts(context: Context, scopes: Scopes, currency: HandCurrency): Parts {
  const { sop } = context
  const reads = new Map<string, Reads>()
  const facts = Object.entries(sop.facts).map(([name, fact]) => {
    const lowered = lowerFact(name, fact, context, scopes, currency)
    reads.set(`facts.${name}`, lowered.reads)
    return [name, lowered.plan] as const
  })
  const { lets, reads: readByLets } = lowerLets(context, scopes)
  for (const [name, each] of readByLets) reads.set(`lets.${name}`, each)
  return { facts, lets, reads }
}

function lowerFact(name: string, fact: FactDocument, context: Context, scopes: Scopes, currency: HandCurrency): { readonly plan: FactPlan; readonly reads: Reads } {
  const expressions = createExpressions(context)
  const scope = scopes.anywhere()
  const path = ['facts', name]
  if ('is' in fact)
    return { plan: { kind: 'is', tree: expressions.typed(fact.is, [...path, 'is'], scope).tree, needs: [] }, reads: expressions.reads }
  const declared = context.actions.get(fact.from)
  const { report, parsed } = context
  if (declared && declared.effect !== 'read' && !(declared.open === 'all' && declared.effect === 'write'))
    report.add(
      'SOP303',
      `"${fact.from}" changes something and is no fact`,
      parsed.places.span([...path, 'from']),
      'use an action that only reads',
    )
  checkReturns(fact.from, fact.returns, path, context)
  const returns = promised(context, fact.from, fact.returns)
  if (isUntyped(context, fact.from, fact.returns))
    report.add('SOP429', `what "${fact.from}" answers has no types`, parsed.places.span([...path, 'from']), 'add "returns: { NAME: TYPE }"')
  return {
    plan: {
      kind: 'from',
      action: fact.from,
      with: lowerWith(fact.with, takerOf(declared), path, scope, context, expressions),
      ...(fact.fresh_for === undefined ? {} : { freshForMs: durationMs(fact.fresh_for) ?? 0 }),
      ...lowerUnknown(fact, path, currency, context),
      ...(returns === undefined ? {} : { returns }),
      needs: [],
    },
    reads: expressions.reads,
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
  later: { readonly customer: Reads | undefined; readonly gives: Reads; readonly currency: HandCurrency },
  context: Context,
): Step {
  const { step } = lowered
  const to = step.kind === 'message' ? step.to : step.kind === 'wait' ? step.remind?.to : undefined
  const callee = step.kind === 'call' ? context.calls.get(step.sop) : undefined
  const writes = to?.kind === 'customer' || (callee?.kind === 'found' && writesToCustomer(callee.sop.plan))
  const finishes = Object.values(step.routes).some((route) => 'finish' in route)
  const reading = [lowered.reads, ...(writes && later.customer ? [later.customer] : []), ...(finishes ? [later.gives] : [])]
  const needs = [...new Set(reading.flatMap((each) => dependencies.facts(each)))].sort()
  if (step.kind !== 'action' && step.kind !== 'call') return { ...step, needs }
  const placed = context.steps.find((each) => each.step.id === step.id)
  const document = placed?.step
  const currency = (name: string): string => later.currency(`${step.id}.${name}`, [...(placed?.path ?? []), step.kind])
  if (step.kind === 'call') return { ...step, needs, ...(callee?.kind === 'found' ? { byHand: byHandFields(step, reads, givenTypes(callee.sop), currency) } : {}) }
  const type = returned(context, step.action, document && 'returns' in document ? document.returns : undefined)
  const byHand = typeof type === 'object' && 'map' in type ? byHandFields(step, reads, type.map, currency) : []
  return { ...step, needs, verifyNeeds: lowered.verifyReads ? dependencies.facts(lowered.verifyReads) : [], byHand }
}

function templatesOf(messages: Messages): Plan['messages'] {
  return Object.fromEntries(
    [...messages.used].map(([name, locales]) => [
      name,
      Object.fromEntries(locales.flatMap(({ locale, template }) => (template ? [[locale, template] as const] : []))),
    ]),
  )
}
