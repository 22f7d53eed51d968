import fc from 'fast-check'
import { numbersFrom } from '../../bench/numbers.ts'
import { factName } from '../../domain/acts.ts'
import { stepOf } from '../../domain/case/place.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { Organisation } from '../../domain/organisation.ts'
import type { Allowance, Plan, Route, Step } from '../../domain/plan.ts'
import type { ExceptionAct, OutsideEvent, PersonAct, Scenario, SystemAnswer } from '../../domain/scenario.ts'
import { simulate, type SimulatedCase } from '../../domain/simulate.ts'
import type { StepInstance } from '../../domain/state.ts'
import { calendar } from '../domain/calendars.ts'
import { peopled } from '../domain/random-people.ts'
import { eventfulPlans } from '../domain/random-plans.ts'
import { richer } from './richer-plans.ts'
import { anOrganisation, HOUR, MINUTE, START } from './plans.ts'

/** A SOP, what happens around a case of it, and what the simulator makes of that. */
export interface PlayedScenario {
  readonly plan: Plan
  readonly scenario: Scenario
  readonly simulated: SimulatedCase
}

/** The organisation in which generated SOPs run; its office is open on weekdays from nine to five. */
export const randomOrganisation: Organisation = anOrganisation({ calendars: { office: { ...calendar('UTC', { 'mon-fri': '09:00-17:00' }), id: 'office' } } })

/** Generated SOPs that nest every kind of step in every container, with scenarios that take their cases far. */
export const playedScenarios = (): fc.Arbitrary<PlayedScenario> =>
  fc.tuple(peopled(eventfulPlans({ forward: true })), fc.nat(1e9))
    .map(([plan, seed]) => around(goingBack(inOffice(richer(plan, numbersFrom(seed + 3)), numbersFrom(seed)), numbersFrom(seed + 1)), numbersFrom(seed + 2)))
    .filter(({ simulated }) => simulated.trace.length <= LONGEST_TRACE)

type Numbers = () => number
const pick = <T>(numbers: Numbers, list: readonly T[]): T => list[Math.floor(numbers() * list.length)] as T
const chance = (numbers: Numbers, share: number): boolean => numbers() < share

/** Some time is counted in open hours. */
function inOffice(plan: Plan, numbers: Numbers): Plan {
  if (chance(numbers, 0.4)) return plan
  const business = (allowance: Allowance): Allowance =>
    allowance.unit !== 'elapsed' || chance(numbers, 0.6) ? allowance : chance(numbers, 0.7) ? { unit: 'business', ms: allowance.ms } : { unit: 'business_days', days: 1 }
  const counted = (step: Step): Step => {
    if (step.kind === 'task') return { ...step, sla: { ...step.sla, finish: business(step.sla.finish) } }
    if (step.kind === 'wait' && step.within) return { ...step, within: business(step.within) }
    return step
  }
  const calls = Object.fromEntries(Object.entries(plan.calls).map(([name, called]) => [name, inOffice(called, numbers)]))
  return { ...plan, hours: 'office', ...(plan.sla ? { sla: business(plan.sla) } : {}), steps: plan.steps.map(counted), calls }
}

/** The outcome by which a step may lead back to one before it, and how often it does. */
const LEADS_BACK: Partial<Record<Step['kind'], readonly [outcome: string, share: number]>> = { task: ['other', 0.6], action: ['ok', 0.35], wait: ['timeout', 0.4] }

/** Some steps lead back to one before them, which may be done so often and no more. */
function goingBack(plan: Plan, numbers: Numbers): Plan {
  const top = plan.steps.filter(({ holder }) => !holder)
  const back = new Map<string, Readonly<Record<string, Route>>>()
  /** By the steps that are led back to, the last one that leads there. */
  const targets = new Map<string, number>()
  for (const [index, { id, kind, routes }] of top.entries()) {
    const [outcome = '', share = 0] = LEADS_BACK[kind] ?? []
    if (index === 0 || !(outcome in routes) || !chance(numbers, share)) continue
    const to = pick(numbers, top.slice(0, index)).id
    back.set(id, { [outcome]: { to } })
    targets.set(to, index)
  }
  const steps = plan.steps.map((step): Step => {
    const last = targets.get(step.id)
    const bound = last === undefined ? step : { ...step, ...bounded(step, top.slice(last + 1), numbers) }
    return { ...bound, routes: { ...bound.routes, ...back.get(step.id) } }
  })
  return { ...plan, steps }
}

/**
 * How often a step may be done, and where its case goes then: on behind whatever leads back, or to its end, as the compiler wants it;
 * or nothing says where, as in no SOP that compiles, and somebody has to see to it.
 */
function bounded({ routes: { too_often: _before, ...routes } }: Step, later: readonly Step[], numbers: Numbers): Pick<Step, 'atMost' | 'routes'> {
  const atMost = 1 + Math.floor(numbers() * 3)
  if (chance(numbers, 0.25)) return { atMost, routes }
  const next = later.length > 0 && chance(numbers, 0.7) ? { to: pick(numbers, later).id } : { finish: 'declined' }
  return { atMost, routes: { ...routes, too_often: next } }
}

/** Minutes, and a part of a minute of its own, so that people and deadlines seldom meet in one millisecond. */
const someTime = (numbers: Numbers, minutes: number): number => Math.floor(numbers() * minutes) * MINUTE + 1 + Math.floor(numbers() * 59_998)

const MOST_ROUNDS = 40
const LONGEST_TRACE = 400

/** Lets people, owners and systems do something wherever the case would stand still otherwise. */
function around(plan: Plan, numbers: Numbers): PlayedScenario {
  let scenario = firstScenario(plan, numbers)
  let simulated = simulate(plan, randomOrganisation, scenario)
  for (let round = 0; round < MOST_ROUNDS && simulated.trace.length < LONGEST_TRACE; round++) {
    const further = simulated.state.open.reduce((sofar, instance) => withAct(plan, sofar, instance, numbers), scenario)
    if (further === scenario) break
    scenario = further
    simulated = simulate(plan, randomOrganisation, scenario)
  }
  return { plan, scenario, simulated }
}

function firstScenario(plan: Plan, numbers: Numbers): Scenario {
  const events = Array.from({ length: Math.floor(numbers() * 6) }, (): OutsideEvent => anEvent(numbers))
  const systems = plan.steps.flatMap((step): [string, readonly SystemAnswer[]][] => (step.kind === 'action' && chance(numbers, 0.3) ? [[step.action, answers(numbers)]] : []))
  return {
    name: 'any', startsAt: START, trigger: 'shop.return', openedBy: 'shopify', event: { id: 'R-1', kind: 'a', customer: { email: 'c@example.com' } },
    facts: { order: [{ value: { value: 1 } }, ...(chance(numbers, 0.1) ? [{ fails: 'NOT_FOUND' }] : []), { value: { value: 1 } }] }, systems: Object.fromEntries(systems), people: {}, exceptions: {}, events,
    ...(chance(numbers, 0.5) ? { reopened: anEvent(numbers) } : {}),
    ...(chance(numbers, 0.15) ? { cancel: { after: someTime(numbers, 600), by: 'dana', because: 'enough' } } : {}),
    expect: { until: START + 10 * 24 * HOUR },
  }
}

const anEvent = (numbers: Numbers): OutsideEvent =>
  ({ afterMs: someTime(numbers, 1_500), on: pick(numbers, ['shop.news', 'shop.news', 'shop.alarm']), fields: { kind: pick(numbers, ['a', 'a', 1, null]), n: pick(numbers, [0, 1]) } })

const answers = (numbers: Numbers): readonly SystemAnswer[] =>
  [pick<SystemAnswer>(numbers, [{ fails: 'REFUSED' }, { fails: 'timeout_after' }, { fails: 'timeout' }, { ok: { n: 1 } }]), pick<SystemAnswer>(numbers, [{ ok: { n: 2 } }, { ok: {} }, { fails: 'REFUSED' }])]

/** The scenario with something more for whoever has to do with an open step; the same one where nothing helps. */
function withAct(plan: Plan, scenario: Scenario, instance: StepInstance, numbers: Numbers): Scenario {
  const { step } = instance
  switch (instance.phase) {
    case 'task': return scenario.people[step] ? scenario : { ...scenario, people: { ...scenario.people, [step]: [act(plan, instance, numbers), act(plan, instance, numbers)] } }
    case 'exception': return settled(scenario, instance, numbers)
    case 'confirming': return scenario.confirm?.[step] ? scenario : { ...scenario, confirm: { ...scenario.confirm, [step]: [chance(numbers, 0.8), true] } }
    case 'asking': {
      const name = factName({ instance: instance.id, fact: instance.asked ?? '' })
      return scenario.asks?.[name] ? scenario : { ...scenario, asks: { ...scenario.asks, [name]: [{ after: someTime(numbers, 60), value: { value: 'v' } }] } }
    }
    default: return scenario
  }
}

function act(plan: Plan, instance: StepInstance, numbers: Numbers): PersonAct {
  const step = stepOf(plan, instance)
  if (step.kind !== 'task') return { kind: 'nobody' }
  const after = someTime(numbers, pick(numbers, [10, 100, 400]))
  const pause = chance(numbers, 0.2) ? { pause: { after: Math.floor(after / 3), reason: 'waiting', ...(chance(numbers, 0.5) ? { lasts: someTime(numbers, 30) } : {}) } } : {}
  if (chance(numbers, 0.1)) return { kind: 'cannot', after, reason: 'unsafe', note: 'no', ...pause }
  const form: JsonObject = chance(numbers, 0.7) ? { note: 'n' } : {}
  const evidence = step.evidence.length > 0 && chance(numbers, 0.8) ? { evidence: { code: [{ kind: 'scan' as const, text: '123' }] } } : {}
  return { kind: 'complete', after, outcome: pick(numbers, step.outcomes), form, ...(chance(numbers, 0.3) ? { claimsAfter: Math.floor(after / 2) } : {}), ...evidence, ...pause }
}

const MOST_SETTLINGS = 5

function settled(scenario: Scenario, { step, exception }: StepInstance, numbers: Numbers): Scenario {
  const missing = /gives no fact "(.+)"/.exec(exception?.message ?? '')?.[1]
  const before = scenario.exceptions[step] ?? []
  if (before.length >= MOST_SETTLINGS) return scenario
  const choice = missing !== undefined ? 'retry' : pick(numbers, ['retry', 'done_by_hand', 'give_up'] as const)
  const more: ExceptionAct = { choice, reference: 'r', after: someTime(numbers, 100), ...(choice === 'done_by_hand' ? { outcome: pick(numbers, ['ok', 'done', 'left', 'sent']) } : {}) }
  const facts = missing === undefined || scenario.facts[missing] ? {} : { facts: { ...scenario.facts, [missing]: [{ value: { value: 1 } }] } }
  return { ...scenario, ...facts, exceptions: { ...scenario.exceptions, [step]: [...before, more] } }
}
