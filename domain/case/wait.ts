import type { Arrival } from '../event.ts'
import { DAY_MS, wallInstant } from '../calendar/wall.ts'
import { evaluate, holds, type Scope } from '../expression.ts'
import { ExpressionFault } from '../fault.ts'
import { readInstant } from '../instant.ts'
import { canonical, own } from '../json.ts'
import type { Awaited, Step, Tree, WaitStep } from '../plan.ts'
import type { StepInstance, Subscription, Timer } from '../state.ts'
import { noteStep, put, stepIn, withTimers, type Draft } from './draft.ts'
import { scopeIn } from './evaluate.ts'
import { attempt, leave } from './leave.ts'
import { scopeOf } from './scope.ts'
import { measureFor } from './time.ts'
import { safely } from './title.ts'

type Heard = Awaited & { readonly outcome: string }

/** Facts that must be known before a step begins; a wait is armed with the values that its events are looked up by. */
export function needsOf(step: Step): readonly string[] {
  const awaited = step.kind === 'wait' ? awaitedOf(step).flatMap(({ needs }) => needs) : []
  const more = [...awaited, ...(step.deadline?.needs ?? [])]
  return more.length === 0 ? step.needs : [...new Set([...step.needs, ...more])]
}

/** The events of a wait, in the order of the file. */
function awaitedOf({ wait }: WaitStep): readonly Heard[] {
  switch (wait.for) {
    case 'events': return wait.events
    case 'silence': return [{ ...wait.of, outcome: 'heard' }]
    case 'instant': return []
  }
}

/** Begins to wait: subscribes, sets the timers. An instant that is past is reached at once. */
export function openWait(draft: Draft, instance: StepInstance, step: WaitStep): void {
  const until = step.wait.for === 'instant' ? instantOf(draft, instance, step.wait.until) : undefined
  if (until !== undefined && until <= draft.now) {
    noteStep(draft, 'step_finished', instance, 'engine', { outcome: 'reached', until })
    return leave(draft, instance, 'reached')
  }
  const rows = awaitedOf(step).map((awaited) => subscriptionOf(draft, instance, step, awaited))
  const timers = [...timersOf(draft, instance, step), ...(until === undefined ? [] : [{ kind: 'reached' as const, at: until }])]
  const waiting = put(draft, withTimers({ ...instance, phase: 'waiting' }, timers))
  draft.state.subscriptions = [...draft.state.subscriptions, ...rows]
  const end = timers.find(({ kind }) => kind === 'timeout' || kind === 'reached')
  noteStep(draft, 'waiting', waiting, 'engine', { events: rows.map(({ event }) => event), until: end?.at ?? null })
}

/** The instant that an expression gives; of a date the one at which that local day begins or ends. */
export function instantOf(draft: Draft, instance: Pick<StepInstance, 'frame'>, tree: Tree, day: 'begins' | 'ends' = 'begins'): number {
  const scope = scopeIn(draft, instance)
  const value = evaluate(tree, scope)
  const at = typeof value === 'string' ? (readInstant(value) ?? dayEdge(value, day, scope.zoneOffsets)) : value
  if (typeof at !== 'number') throw new ExpressionFault(`${canonical(value)} is not an instant`)
  return at
}

function dayEdge(date: string, day: 'begins' | 'ends', offsets: Scope['zoneOffsets']): number | undefined {
  const midnight = readInstant(`${date}T00:00:00Z`)
  return midnight === undefined ? undefined : wallInstant(midnight + (day === 'ends' ? DAY_MS : 0), offsets)
}

function subscriptionOf(draft: Draft, instance: StepInstance, { wait }: WaitStep, { on, subscribe, outcome }: Heard): Subscription {
  const value = evaluate(subscribe.value, scopeIn(draft, instance))
  // Empty text is a number that the system never gave: nothing would ever match it.
  if (value === null || value === '') throw new ExpressionFault(`the value that "${on}" is looked up by is not known`)
  // What came before is silence broken before it was asked for.
  const since = wait.for === 'silence' ? draft.now : (own(draft.state.waited ?? {}, instance.step) ?? 0)
  return { id: `${instance.id}.${outcome}`, event: on, field: subscribe.field.join('.'), value: canonical(value), since }
}

function timersOf(draft: Draft, instance: StepInstance, step: WaitStep): Timer[] {
  const measure = measureFor(draft, instance)
  const remind = (step.remind?.after ?? []).map((after, index): Timer => ({ kind: 'remind', at: measure.due(draft.now, after), of: String(index) }))
  const silent: Timer[] = step.wait.for === 'silence' ? [{ kind: 'silent', at: measure.due(draft.now, step.wait.lasting) }] : []
  const timeout: Timer[] = step.within ? [{ kind: 'timeout', at: measure.due(draft.now, step.within) }] : []
  return [...remind, ...silent, ...timeout]
}

/** Whether an awaited event is the one: its `if` holds. One whose `if` cannot be evaluated is not. */
export const fits = (draft: Draft, frame: string, awaited: Pick<Awaited, 'if'>, arrival: Arrival): boolean =>
  safely(() => awaited.if === undefined || holds(awaited.if, scopeOf(draft.plan, draft.state, frame, { event: arrival.fields })), false)

/** Gives a wait the event that one of its subscriptions asked for; false when it is not the one. */
export function hear(draft: Draft, instance: StepInstance, subscription: Subscription, arrival: Arrival): boolean {
  const step = stepIn(draft, instance)
  if (step.kind !== 'wait') return false
  const awaited = awaitedOf(step).find(({ outcome }) => subscription.id === `${instance.id}.${outcome}`)
  if (!awaited || !fits(draft, instance.frame, awaited, arrival)) return false
  noteStep(draft, 'arrived', instance, sourceOf(arrival), { event: arrival.name, id: arrival.id, fields: arrival.fields, outcome: awaited.outcome })
  const { wait } = step
  if (wait.for === 'silence') attempt(draft, instance, () => { put(draft, againSilent(draft, instance, wait.lasting, arrival.at)) })
  else leave(draft, instance, awaited.outcome, { outputs: { event: arrival.fields } })
  return true
}

/** Who brought an event, for the record. */
export const sourceOf = ({ name }: Pick<Arrival, 'name'>): string => `integration:${name.split('.')[0] ?? name}`

/** Silence counts from when the event was received, whenever the case was told. */
function againSilent(draft: Draft, instance: StepInstance, lasting: Extract<WaitStep['wait'], { for: 'silence' }>['lasting'], at: number): StepInstance {
  const others = (instance.timers ?? []).filter(({ kind }) => kind !== 'silent')
  return { ...instance, timers: [...others, { kind: 'silent', at: measureFor(draft, instance).due(Math.min(draft.now, at), lasting) }] }
}
