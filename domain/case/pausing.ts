import type { Command } from '../event.ts'
import { own } from '../json.ts'
import type { Allowance } from '../plan.ts'
import type { StepInstance, Timer } from '../state.ts'
import { happenToClimb } from './climb.ts'
import { goOn, hold } from './clock.ts'
import { noteStep, planIn, put, stepIn, type Draft } from './draft.ts'
import { tell } from './tell.ts'
import { measureFor } from './time.ts'
import { safely } from './title.ts'

type Of<D extends Command['do']> = Extract<Command, { do: D }>

const DAY_MS = 86_400_000

/** Stops the clock of a task for a reason that the SOP declares, for as long as the reason allows or the person says, whichever is less. */
export function pause(draft: Draft, instance: StepInstance, { by, via, reason, forMs }: Of<'pause'>): void {
  const limit = own(planIn(draft, instance).pauses, reason)?.within
  const ends = [...(limit ? [endOf(draft, instance, limit)] : []), ...(forMs === undefined ? [] : [draft.now + forMs])]
  const until = Math.min(...ends)
  const paused = put(draft, {
    ...instance, ...(instance.clock ? { clock: hold(instance.clock, draft.now) } : {}), paused: { reason, by, since: draft.now, until },
    timers: [...(instance.timers ?? []), { kind: 'pause_over', at: until, of: reason }],
  })
  noteStep(draft, 'paused', paused, `person:${by}`, { reason, until }, via)
  happenToClimb(draft, paused, { at: draft.now, do: 'pause', reason }, '')
}

/** A limit in open hours that nobody has read counts as elapsed time: the pause ends early rather than never. */
function endOf(draft: Draft, instance: StepInstance, limit: Allowance): number {
  const roughly = limit.unit === 'business_days' ? limit.days * DAY_MS : limit.ms
  return safely(() => measureFor(draft, instance).due(draft.now, limit), draft.now + roughly)
}

/** Lets the clock of a paused task go on. */
export function resume(draft: Draft, instance: StepInstance, { by, via }: Pick<Command, 'by' | 'via'>): void {
  const going = running(draft, instance, draft.now)
  noteStep(draft, 'resumed', going, `person:${by}`, detailOf(instance, going, draft.now), via)
  climbOn(draft, instance, going, draft.now)
}

/** A person's pause has lasted as long as it may: the clock goes on from then, and the step's owner is told. */
export function endPause(draft: Draft, instance: StepInstance, { at }: Timer): void {
  const going = running(draft, instance, at)
  noteStep(draft, 'pause_over', going, 'timer', { ...detailOf(instance, going, at), by: instance.paused?.by ?? null })
  tell(draft, going, 'pause_over', stepIn(draft, instance).owner)
  climbOn(draft, instance, going, at)
}

/** The instance with its clock and its climb going; one that was not paused is as it was. */
export const goingOn = (draft: Draft, instance: StepInstance, at: number): StepInstance => climbOn(draft, instance, running(draft, instance, at), at)

const climbOn = (draft: Draft, { paused }: StepInstance, going: StepInstance, at: number): StepInstance =>
  paused ? happenToClimb(draft, going, { at, do: 'resume', reason: paused.reason }, '') : going

function running(draft: Draft, instance: StepInstance, at: number): StepInstance {
  const { paused, timers, ...rest } = instance
  if (!paused) return instance
  const kept = timers?.filter(({ kind }) => kind !== 'pause_over') ?? []
  const clock = instance.clock && goOn(instance.clock, at, measureFor(draft, instance))
  return put(draft, { ...rest, ...(kept.length > 0 ? { timers: kept } : {}), ...(clock ? { clock } : {}) })
}

const detailOf = ({ paused }: StepInstance, { clock }: StepInstance, at: number) =>
  ({ reason: paused?.reason ?? '', pausedMs: at - (paused?.since ?? at), dueAt: clock?.dueAt ?? null })
