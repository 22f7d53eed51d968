import fc from 'fast-check'
import type { ActionStep, Awaited, DecideStep, EscalationLevel, MessageStep, Plan, Route, Step, TaskStep, Tree } from '../../domain/plan.ts'
import { aCall, aFact, aField, aMessage, anAction, aPlan, aTable, aTask, call, elapsed, has, HOUR, is, MINUTE, read, remindAt, START, tellAfter, tellAt } from '../harness/plans.ts'

/** Something to compute that is known, not known, or of the wrong kind. */
const value: fc.Arbitrary<Tree> = fc.constantFrom(is(1), read('event.kind'), read('event.gone'), read('element.line'), read('facts.order.value'), read('facts.risk'), read('facts.twice'), read('lets.double'), read('steps.s0.outcome'), read('form_of.s1.note'), read('case.key'))
const condition: fc.Arbitrary<Tree> = fc.oneof(fc.constantFrom<Tree>(is(true), is(true), is(false), has('facts.order.value'), has('steps.s1'), read('event.gone')), value.map((tree) => call('==', tree, is(1))))
const level: fc.Arbitrary<EscalationLevel> = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map(remindAt),
  fc.tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom('lead', 'chief', 'night', 'nobody'), fc.boolean()).map(([at, to, over]) => tellAt(at, to, over)),
  fc.tuple(fc.integer({ min: 0, max: 120 }), fc.constantFrom('lead', 'chief', 'night'), fc.boolean()).map(([minutes, to, over]) => tellAfter(minutes * MINUTE, to, over)),
  value.map((tree): EscalationLevel => ({ when: { after: elapsed(HOUR) }, do: { kind: 'tell', to: { kind: 'expression', tree }, takesOver: true } })),
)
const path = fc.tuple(fc.array(level, { maxLength: 4 }), fc.integer({ min: 0, max: 2 }), fc.boolean())
  .map(([levels, repeat, expires]) => ({ levels, ...(repeat > 0 ? { repeat } : {}), ...(expires ? { acknowledgedFor: elapsed(10 * MINUTE) } : {}) }))
const maybe = <T>(name: string, arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 }).map((got) => (got === undefined ? {} : { [name]: got }))

interface Wiring { readonly id: string; readonly to: fc.Arbitrary<Route>; readonly holder?: NonNullable<Step['holder']> }

const DEPTH = 3

/** A step, or one that holds others, which then follow it: branches, a list or a called SOP, nested in each other. */
function stepsAt(wiring: Wiring, forward: boolean, depth: number): fc.Arbitrary<readonly Step[]> {
  const plain = fc.oneof({ weight: 1, arbitrary: step(wiring) }, { weight: 2, arbitrary: calm(wiring) }).map((made): readonly Step[] => [held(wiring, made)])
  if (depth === 0) return plain
  return fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: parallelAt(wiring, forward, depth) }, { weight: 1, arbitrary: eachAt(wiring, forward, depth) }, { weight: 1, arbitrary: callAt(wiring, depth) })
}

/** A step that waits for a person or a system and works: without many of these no part gets far. */
const calm = ({ id, to }: Wiring): fc.Arbitrary<Step> => fc.oneof(
  routesTo(to, 'done', 'other').map((routes) => aTask(id, { outcomes: ['done', 'other'], form: [aField('note')], routes })),
  routesTo(to, 'ok').map((routes) => anAction(id, { undo: 'shop.undo', routes })),
  routesTo(to, 'ok').map((routes) => anAction(id, { routes })),
)

const held = ({ holder }: Wiring, made: Step): Step => (holder ? { ...made, holder } : made)
const routesTo = (to: fc.Arbitrary<Route>, ...names: readonly string[]) => fc.tuple(...names.map(() => to)).map((found) => Object.fromEntries(names.map((name, index) => [name, found[index]!])))
const waitFor = fc.constantFrom('all' as const, 'all' as const, 1, 2)

/** Up to three steps that lead to each other or to the end of their part. */
function part(prefix: string, holder: NonNullable<Step['holder']>, forward: boolean, depth: number): fc.Arbitrary<readonly Step[]> {
  return fc.integer({ min: 1, max: 3 }).chain((count) => {
    const ids = Array.from({ length: count }, (_, index) => `${prefix}${index}`)
    const wired = ids.map((id, index) => {
      const next = ids.slice(forward ? index + 1 : 0)
      const end = fc.constant<Route>({ end: true })
      return stepsAt({ id, holder, to: next.length === 0 ? end : fc.oneof(end, fc.constantFrom(...next).map((to) => ({ to }))) }, forward, depth - 1)
    })
    return fc.tuple(...wired).map((made) => made.flat())
  })
}

function parallelAt(wiring: Wiring, forward: boolean, depth: number): fc.Arbitrary<readonly Step[]> {
  const { id, to } = wiring
  return fc.integer({ min: 1, max: 3 }).chain((count) => {
    const names = Array.from({ length: count }, (_, index) => `b${index}`)
    const inner = fc.tuple(...names.map((branch) => part(`${id}${branch}s`, { step: id, branch }, forward, depth)))
    return fc.tuple(inner, waitFor, fc.oneof(routesTo(to, 'done'), routesTo(to, 'done', 'failed'))).map(([parts, needed, routes]) => [
      held(wiring, { ...aTask(id), kind: 'parallel', waitFor: needed, routes, branches: names.map((name) => ({ name, first: `${id}${name}s0` })) } as unknown as Step), ...parts.flat(),
    ])
  })
}

const list: fc.Arbitrary<Tree> = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(is([1, 2, 3]), is(['x']), is([{ a: 1 }, null])) }, { weight: 1, arbitrary: fc.constantFrom(is([]), is([1, 2, 3, 4, 5]), read('event.kind'), read('event.gone')) })

function eachAt(wiring: Wiring, forward: boolean, depth: number): fc.Arbitrary<readonly Step[]> {
  const { id, to } = wiring
  const inner = part(`${id}e`, { step: id }, forward, depth)
  return fc.tuple(inner, waitFor, list, fc.integer({ min: 1, max: 3 }), fc.oneof(routesTo(to, 'done'), routesTo(to, 'done', 'failed'))).map(([steps, needed, of, atOnce, routes]) => [
    held(wiring, { ...aTask(id), kind: 'each', name: 'line', of, most: 4, atOnce, waitFor: needed, first: `${id}e0`, routes } as unknown as Step), ...steps,
  ])
}

const callAt = (wiring: Wiring, depth: number): fc.Arbitrary<readonly Step[]> =>
  fc.tuple(value, fc.oneof(routesTo(wiring.to, 'done', 'declined'), routesTo(wiring.to, 'done', 'declined', 'abandoned', 'failed'))).map(([x, routes]) =>
    [held(wiring, aCall(wiring.id, `called${Math.min(depth, 2)}`, { with: { x, kind: is('a') }, routes }))])

function step({ id, to }: Wiring): fc.Arbitrary<Step> {
  const routes = (...names: readonly string[]) => fc.tuple(...names.map(() => to)).map((found) => Object.fromEntries(names.map((name, index) => [name, found[index]!])))
  const failing = (...names: readonly string[]) => fc.oneof(routes(...names), routes(...names, 'failed'))
  const needs = fc.subarray(['order', 'risk', 'twice'])
  const common = fc.tuple(needs, maybe('when', condition), maybe('atMost', fc.integer({ min: 1, max: 3 })), routes('skipped', 'too_often')).map(([named, when, atMost, engine]) => ({ id, needs: named, ...when, ...atMost, engine }))
  const built = <S extends Step>(make: (change: Partial<S>) => S, own: fc.Arbitrary<object>, outcomes: fc.Arbitrary<Step['routes']>): fc.Arbitrary<Step> =>
    fc.tuple(common, own, outcomes).map(([{ engine, ...shared }, change, mine]) => make({ ...shared, ...change, routes: { ...engine, ...mine } } as unknown as Partial<S>))
  return fc.oneof(
    built<TaskStep>((change) => aTask(id, change), fc.record({
      outcomes: fc.constant(['done', 'other']), escalate: path, sla: fc.oneof(fc.constant({ finish: elapsed(HOUR) }), fc.constant({ acknowledge: elapsed(MINUTE), finish: elapsed(2 * HOUR) })),
      assign: fc.oneof(fc.constantFrom('clerk', 'night', 'bo').map((name) => ({ kind: 'role' as const, name })), value.map((tree) => ({ kind: 'expression' as const, tree }))),
      form: fc.constant([aField('note')]), check: fc.array(condition.map((that) => ({ text: 'holds', that })), { maxLength: 1 }),
    }), fc.oneof(routes('done', 'other'), routes('done', 'other', 'cannot_do'))),
    built<ActionStep>((change) => anAction(id, change), fc.tuple(maybe('undo', fc.constant('shop.undo')), maybe('verify', condition), fc.array(value, { maxLength: 1 })).map(([undo, verify, inputs]) =>
      ({ ...undo, ...verify, verifyNeeds: 'verify' in verify ? ['order'] : [], with: Object.fromEntries(inputs.map((tree) => ['x', tree])) })), failing('ok')),
    built<DecideStep>((change) => aTable(id, { a: 'left', '*': 'right' }, change), fc.constantFrom({}, { hit: 'unique' as const }, { inputs: [{ name: 'kind', tree: read('facts.order.value') }] }), failing('left', 'right')),
    built<MessageStep>((change) => aMessage(id, change), fc.constantFrom({}, { to: { kind: 'address' as const, tree: read('event.gone') } }), failing('sent')),
  )
}

/** Small plans with every kind of step, loops, values that are not known, levels that reach nobody. `forward` leaves the loops out. */
export const plans = ({ forward = false } = {}): fc.Arbitrary<Plan> => {
  const called1 = sop(forward, 0)
  const called2 = fc.tuple(sop(forward, 1), called1).map(([plan, inner]): Plan => ({ ...plan, calls: { called1: inner } }))
  return fc.tuple(sop(forward, DEPTH), called1, called2).map(([plan, one, two]): Plan => ({ ...plan, customer: read('event.customer'), calls: { called1: one, called2: two } }))
}

/** A SOP whose steps are nested as deep as that. */
const sop = (forward: boolean, depth: number): fc.Arbitrary<Plan> => fc.integer({ min: 2, max: depth === DEPTH ? 6 : 3 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, index) => `s${index}`)
  const steps = fc.tuple(...ids.map((id, index) => {
    const next = ids.slice(forward ? index + 1 : 0)
    const finish = fc.constantFrom('done', 'declined').map((outcome) => ({ finish: outcome }))
    return stepsAt({ id, to: next.length === 0 ? finish : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...next).map((to) => ({ to })) }, { weight: 1, arbitrary: finish }) }, forward, depth)
  }))
  const { customer: _customer, ...called } = aPlan([])
  return fc.tuple(steps, path, fc.boolean(), fc.subarray(pairings)).map(([made, escalation, timed, together]) => ({
    ...called, steps: made.flat(), escalation, together, gives: { x: read('steps.s0.x') }, ...(timed ? { sla: elapsed(3 * HOUR) } : {}),
    facts: {
      order: aFact('shop.order', { freshForMs: HOUR }), risk: aFact('shop.risk', { with: { of: read('facts.twice') }, unknown: { do: 'use', value: 1 }, needs: ['twice'] }),
      twice: { kind: 'is', tree: call('+', read('facts.order.value'), read('facts.order.value')), needs: ['order'] },
    },
    lets: { double: { tree: call('*', read('facts.order.value'), is(2)), steps: ['s0'] } },
  }))
})

/** As `plans`, with waits in the place of some tasks, hard deadlines, and events that cross a case or open it again. */
export const eventfulPlans = (options: { readonly forward?: boolean } = {}): fc.Arbitrary<Plan> => {
  const finish = fc.constantFrom<Route>({ finish: 'done' }, { finish: 'declined' })
  const route = options.forward ? finish : fc.oneof(finish, fc.constant<Route>({ to: 's0' }))
  const crossings = fc.array(fc.tuple(asked, route, fc.boolean()).map(([one, to, undo]) => ({ ...one, then: { route: to, undo } })), { maxLength: 2 })
  const reopenings = fc.array(asked.map((one) => ({ ...one, after: [], within: elapsed(90 * HOUR), at: 's0' })), { maxLength: 1 })
  const whole = fc.tuple(instant, route, fc.boolean()).map(([at, to, undo]) => ({ at, needs: [], actBefore: elapsed(HOUR), then: { route: to, undo } }))
  return fc.tuple(plans(options), fc.array(fc.nat(11), { minLength: 40, maxLength: 40 }), crossings, reopenings, maybe('deadline', whole)).map(([plan, seeds, atAnyTime, reopen, deadline]) =>
    ({ ...eventful(plan, seeds), atAnyTime, reopen, ...deadline }))
}

const asked: fc.Arbitrary<Awaited> = fc.tuple(fc.constantFrom('shop.news', 'shop.alarm'), fc.constantFrom(read('trigger.kind'), read('facts.order.value'), read('event.gone')), maybe('if', fc.oneof(condition, fc.constant(call('==', read('event.n'), is(1))))))
  .map(([on, looked, condition_]) => ({ on, subscribe: { field: ['kind'], value: looked }, needs: looked.is === 'read' && looked.path[0] === 'facts' ? ['order'] : [], ...condition_ }))
const instant: fc.Arbitrary<Tree> = fc.oneof(fc.integer({ min: -1, max: 30 }).map((hours) => is(START + hours * HOUR)), fc.constant(read('event.gone')))

function eventful(plan: Plan, seeds: readonly number[]): Plan {
  const steps = plan.steps.map((one, index): Step => {
    const seed = seeds[index % seeds.length] ?? 0
    const made = one.kind === 'task' && seed < 6 ? aWaitLike(one, seed) : one
    if (seed % 4 !== 3) return made
    return { ...made, deadline: { at: is(START + seed * HOUR), needs: [], actBefore: elapsed(HOUR) }, routes: { ...made.routes, expired: Object.values(made.routes)[0]! } }
  })
  return { ...plan, steps, pauses: { rest: { within: elapsed(3 * HOUR) } }, calls: Object.fromEntries(Object.entries(plan.calls).map(([name, called]) => [name, eventful(called, seeds.slice(1))])) }
}

/** A wait that stands where a task stood and goes where it went. */
function aWaitLike(task: TaskStep, seed: number): Step {
  const { done = { end: true }, other = done } = task.routes
  const news = { on: 'shop.news', subscribe: { field: ['kind'], value: seed === 1 ? read('facts.order.value') : is('a') }, needs: seed === 1 ? ['order'] : [] }
  const wait = seed < 3 ? { for: 'events', events: [{ ...news, outcome: 'came' }] } : seed === 3 ? { for: 'instant', until: is(START + HOUR) } : { for: 'silence', of: news, lasting: elapsed(HOUR) }
  const remind = { after: [elapsed(MINUTE), elapsed(HOUR)], message: 'news', to: { kind: 'customer' }, with: {} }
  return {
    ...task, kind: 'wait', wait, remind, ...(seed % 2 ? { within: elapsed(2 * HOUR), pauseOn: ['rest'] } : {}),
    routes: { ...task.routes, came: done, timeout: other, reached: done, silent: done },
  } as unknown as Step
}

/** Some of it is owed by steps that no plan has, or by each other. */
const pairings = [{ when: 'shop.s0', also: ['shop.s1', 'shop.s2'], waiver: 'chief' }, { when: 'shop.s1', also: ['shop.s0'] }, { when: 'shop.s0e0', also: ['shop.s1e0'], waiver: 'chief' }]

/** What happens next, in numbers that a driver turns into an event that fits the case, or does not. */
export interface Chance {
  readonly what: 'answer' | 'fail' | 'person' | 'hostile' | 'time' | 'outage' | 'late' | 'wind' | 'cancel' | 'arrive'
  readonly pick: number
  readonly who: string
  readonly again: boolean
}
export const chances: fc.Arbitrary<Chance> = fc.record({
  what: fc.oneof({ weight: 6, arbitrary: fc.constant('answer' as const) }, { weight: 5, arbitrary: fc.constant('person' as const) }, { weight: 4, arbitrary: fc.constant('time' as const) }, { weight: 3, arbitrary: fc.constant('arrive' as const) },
    { weight: 8, arbitrary: fc.constantFrom('fail' as const, 'fail' as const, 'hostile' as const, 'hostile' as const, 'outage' as const, 'late' as const, 'wind' as const, 'cancel' as const) }),
  pick: fc.nat(1000), who: fc.constantFrom('ana', 'bo', 'dana', 'olu'), again: fc.boolean(),
})
