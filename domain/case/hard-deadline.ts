import { own } from '../json.ts'
import type { Plan } from '../plan.ts'
import type { Openings, StepInstance, Timer } from '../state.ts'
import { pursueLeaving } from './close.ts'
import { note, noteStep, planIn, put, stepIn, withTimers, type Draft } from './draft.ts'
import { gathered } from './facts.ts'
import { expire } from './leave.ts'
import { tell } from './tell.ts'
import { safely } from './title.ts'
import { instantOf } from './wait.ts'
import { warnAt } from './warning.ts'

const has = (timers: readonly Timer[] | undefined, kind: Timer['kind']): boolean => (timers ?? []).some((timer) => timer.kind === kind)

/** The instance with the timers of its hard deadline, once the facts that it reads are there. One that is past has none. */
export function armed(draft: Draft, instance: StepInstance): StepInstance {
  const { deadline, hours } = stepIn(draft, instance)
  if (!deadline || instance.overdue || has(instance.timers, 'expired') || !gathered(draft, instance, deadline.needs)) return instance
  const at = instantOf(draft, instance, deadline.at, 'ends')
  if (at <= draft.now) return instance
  const openings = openingsOf(draft, hours ?? planIn(draft, instance).hours)
  const warning: Timer[] = deadline.actBefore ? [{ kind: 'act_before', at: warnAt(at, deadline.actBefore, openings) }] : []
  return put(draft, withTimers(instance, [...warning, { kind: 'expired', at }]))
}

const openingsOf = ({ state }: Draft, calendar: string | undefined): Openings | undefined => (calendar === undefined ? undefined : own(state.openings, calendar))

/** True when the step's hard deadline had passed before it could begin; it has then ended. */
export function wasOver(draft: Draft, instance: StepInstance): boolean {
  const { deadline } = stepIn(draft, instance)
  if (!deadline || has(instance.timers, 'expired')) return false
  expire(draft, instance, instantOf(draft, instance, deadline.at, 'ends'), 'engine')
  return true
}

/** Warns whoever holds the step that its hard instant comes. */
export function warn(draft: Draft, instance: StepInstance): void {
  const dueAt = (instance.timers ?? []).find(({ kind }) => kind === 'expired')?.at ?? draft.now
  noteStep(draft, 'deadline_warned', instance, 'timer', { dueAt })
  tell(draft, instance, 'act_before', instance.assignee ?? stepIn(draft, instance).owner)
}

const THE_CASE = { id: '', step: '', epoch: 0, level: 0 }

/** Sets the timers of the case's own hard deadline as soon as it can be told when that is; it never moves afterwards. */
export function armCase(draft: Draft): void {
  const { deadline, hours } = draft.plan
  if (!deadline || draft.state.outcome !== undefined) return
  if (draft.state.deadline === undefined && factsKnown(draft, deadline.needs)) setCaseDeadline(draft, deadline)
  const { at = null, warnAt: warned } = draft.state.deadline ?? {}
  const openings = openingsOf(draft, hours)
  if (at === null || warned !== undefined || !deadline.actBefore || at <= draft.now || (hours !== undefined && !openings)) return
  const warning = warnAt(at, deadline.actBefore, openings)
  draft.state.deadline = { at, warnAt: warning }
  draft.state.timers = [...draft.state.timers, { kind: 'act_before', at: warning }]
}

function setCaseDeadline(draft: Draft, deadline: NonNullable<Plan['deadline']>): void {
  const at = safely<number | null>(() => instantOf(draft, { frame: 'root' }, deadline.at, 'ends'), null)
  draft.state.deadline = { at }
  if (at !== null) {
    draft.state.timers = [...draft.state.timers, { kind: 'expired', at }]
    return
  }
  note(draft, 'effect_failed', 'engine', { title: 'the deadline of the case', code: 'unknown-value', message: 'it cannot be told when it is' })
  tell(draft, THE_CASE, 'act_before', draft.plan.owner)
}

const factsKnown = ({ plan, state }: Draft, names: readonly string[]): boolean =>
  names.every((name) => own(plan.facts, name)?.kind !== 'from' || own(state.facts, name) !== undefined)

/** The case's hard instant has come: it leaves what it is doing, or goes on leaving it to another place. One that is ending is let end. */
export function expireCase(draft: Draft, dueAt: number): void {
  const { deadline } = draft.plan
  const { leaving } = draft.state
  if (!deadline || (leaving && 'finish' in leaving.then)) return
  note(draft, 'expired', 'timer', { dueAt })
  draft.state.leaving = { by: 'deadline', because: 'its deadline has passed', undo: deadline.then.undo || leaving?.undo === true, then: deadline.then.route }
  pursueLeaving(draft)
}

/** Warns the owner of the SOP that the case's hard instant comes. */
export function warnOfCase(draft: Draft): void {
  note(draft, 'deadline_warned', 'timer', { dueAt: draft.state.deadline?.at ?? null })
  tell(draft, THE_CASE, 'act_before', draft.plan.owner)
}
