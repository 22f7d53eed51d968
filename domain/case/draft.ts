import type { AuditEvent } from '../audit.ts'
import type { Request } from '../event.ts'
import type { Plan, Step } from '../plan.ts'
import type { CaseState, Clock, Effect, StepInstance, Timer } from '../state.ts'
import type { Next } from './next.ts'
import { sopOf, stepOf } from './place.ts'
import { titleOf } from './title.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** One advance in the making: a shallow copy of the state whose fields are replaced, never changed in place, and what it asks for. */
export interface Draft {
  readonly plan: Plan
  readonly now: number
  readonly state: Mutable<CaseState>
  readonly events: AuditEvent[]
  readonly requests: Request[]
  readonly effects: Effect[]
  /** Steps entered in this advance, by frame; a runaway loop stops here. */
  readonly entered: Map<string, number>
  /** What follows at once from what was done last, last first. */
  readonly next: Next[]
  /** What begins side by side, first first, each once all that follows from the one before has come to rest. */
  readonly later: Next[]
}

/** Starts a draft at an instant. */
export const draftOf = (plan: Plan, state: CaseState, now: number): Draft =>
  ({ plan, now, state: { ...state }, events: [], requests: [], effects: [], entered: new Map(), next: [], later: [] })

/** The open instance by its id. */
export const instanceOf = (state: CaseState, id: string): StepInstance | undefined => state.open.find((instance) => instance.id === id)

/** The open instance of a step. */
export const openAt = (state: CaseState, step: string): StepInstance | undefined => state.open.find((instance) => instance.step === step)

/** The step of an instance. */
export const stepIn = (draft: Pick<Draft, 'plan' | 'state'>, instance: Pick<StepInstance, 'step' | 'frame'>): Step => stepOf(draft.plan, instance)

/** The plan of the SOP that an instance runs in. */
export const planIn = (draft: Pick<Draft, 'plan' | 'state'>, instance: Pick<StepInstance, 'frame'>): Plan => sopOf(draft.plan, draft.state, instance)

/** Puts a changed instance in the place of its older self and returns it, with when it changed hands. */
export function put(draft: Draft, instance: StepInstance): StepInstance {
  const { open } = draft.state
  const older = open.find((other) => other.id === instance.id)
  const newer = older ? inHands(older, instance, draft.now) : instance
  draft.state.open = older ? open.map((other) => (other === older ? newer : other)) : [...open, newer]
  return newer
}

function inHands(older: StepInstance, instance: StepInstance, now: number): StepInstance {
  const changedAt = instance.epoch === older.epoch ? older.changedAt : now
  const claimedAt = instance.claimedBy === older.claimedBy ? older.claimedAt : instance.claimedBy === undefined ? undefined : now
  if (changedAt === instance.changedAt && claimedAt === instance.claimedAt) return instance
  const { changedAt: _changedAt, claimedAt: _claimedAt, ...rest } = instance
  return { ...rest, ...(changedAt === undefined ? {} : { changedAt }), ...(claimedAt === undefined ? {} : { claimedAt }) }
}

/** The instance with these timers besides the ones it has. */
export const withTimers = (instance: StepInstance, timers: readonly Timer[]): StepInstance =>
  (timers.length === 0 ? instance : { ...instance, timers: [...(instance.timers ?? []), ...timers] })

/** Records what happened to the case. */
export function note(draft: Draft, type: AuditEvent['type'], actor: string, detail: AuditEvent['detail'], via?: string): void {
  draft.events.push({ type, at: draft.now, actor, ...(via === undefined ? {} : { via }), detail })
}

/** Records what happened to a step. */
export function noteStep(draft: Draft, type: AuditEvent['type'], instance: StepInstance, actor: string, detail: AuditEvent['detail'], via?: string): void {
  draft.events.push({
    type, at: draft.now, actor, ...(via === undefined ? {} : { via }),
    step: instance.step, instance: instance.id, epoch: instance.epoch, level: instance.level, ...(instance.clock ? { clock: stands(instance.clock, draft.now) } : {}),
    detail: { title: titleOf(draft.plan, draft.state, instance), ...(instance.frame === 'root' ? {} : { frame: instance.frame }), ...detail },
  })
}

/** While it stands still, what is left is what was left when it was stopped. */
function stands({ startedAt, dueAt, heldAt, stood = [] }: Clock, now: number): AuditEvent['clock'] {
  const until = heldAt ?? now
  const stoodMs = stood.reduce((sum, [from, to]) => sum + to - from, 0)
  return { state: heldAt === undefined ? 'running' : 'paused', elapsedMs: until - startedAt - stoodMs, remainingMs: dueAt - until, dueAt }
}

/** Asks for an effect and remembers that it is in flight. */
export function want(draft: Draft, effect: Effect): void {
  draft.effects.push(effect)
  draft.state.effects = [...draft.state.effects, effect]
}

/** Takes an effect out of flight; undefined when it was answered before or is no longer wanted. */
export function settle(draft: Draft, id: string): Effect | undefined {
  const effect = draft.state.effects.find((candidate) => candidate.id === id)
  if (effect) draft.state.effects = draft.state.effects.filter((candidate) => candidate !== effect)
  return effect
}

/** Next number of the case, for ids that must never repeat. */
export function nextNumber(draft: Draft): number {
  draft.state.sequence += 1
  return draft.state.sequence
}
