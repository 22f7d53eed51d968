import type { Command, Request, Resolution } from '../event.ts'
import type { TaskStep } from '../plan.ts'
import type { StepInstance, Timer } from '../state.ts'
import { circleOf } from './approve.ts'
import { letGo } from './climb.ts'
import { instanceOf, noteStep, put, stepIn, type Draft } from './draft.ts'
import { attempt } from './leave.ts'
import { run } from './run.ts'
import { targetName } from './target.ts'
import { ask } from './task.ts'
import { safely } from './title.ts'

/** How long whoever is asked has to say whether they stay. */
const ANSWER_MS = 30 * 60_000

type Shift = NonNullable<StepInstance['shift']>

/**
 * Keeps what is known of shifts true after something happened: whoever gets a task is asked for with the end of their shift, whoever
 * took one that was somebody else's is looked up, and what is nobody's after its holder's shift follows the roster.
 */
export function keepShifts(draft: Draft): void {
  for (const { id } of draft.state.open) {
    const instance = instanceOf(draft.state, id)
    const step = instance && taskOf(draft, instance)
    if (instance && step) keepShift(draft, instance, step)
    else if (instance?.shift) put(draft, withShift(instance, undefined))
    run(draft)
  }
}

const taskOf = (draft: Draft, instance: StepInstance): TaskStep | undefined => {
  const step = stepIn(draft, instance)
  return instance.phase === 'task' && step.kind === 'task' ? step : undefined
}

function keepShift(draft: Draft, instance: StepInstance, step: TaskStep): void {
  const { shift } = instance
  if (askedForOwner(draft, instance, step)) {
    // A level may reach nobody: whoever has been asked whether they stay then still has to answer.
    if (shift && !(shift.over && instance.claimedBy !== undefined)) put(draft, withShift(instance, undefined))
  } else if (shift && shift.of !== instance.assignee) {
    lookUp(draft, put(draft, withShift(instance, undefined)), step, shift.roster)
  } else if (shift?.over && instance.claimedBy === undefined) {
    followRoster(draft, instance, step, 'was given back after the shift had ended')
    askedForOwner(draft, instance, step)
  }
}

/** Has every request that may change the owner say for whom the task is, and tells whether there is one. */
function askedForOwner(draft: Draft, instance: StepInstance, step: TaskStep): boolean {
  let found = false
  const of = safely(() => targetName(draft, instance, step.assign), undefined)
  for (const [index, request] of draft.requests.entries()) {
    if (request.instance !== instance.id || !request.takesOver) continue
    found = true
    if (of !== undefined) draft.requests[index] = { ...request, shift: { of, handoff: step.handoff } }
  }
  return found
}

/** The instance with its holder's shift and the timer for its end; the timers of an earlier one are gone. */
function withShift(instance: StepInstance, shift: Shift | undefined): StepInstance {
  const { shift: _shift, timers = [], ...rest } = instance
  const mine: readonly Timer[] = shift?.answerBy !== undefined
    ? [{ kind: 'shift_end', at: shift.answerBy, of: 'answer' }]
    : shift?.endsAt === undefined ? [] : [{ kind: 'shift_end', at: shift.endsAt }]
  const kept = [...timers.filter(({ kind }) => kind !== 'shift_end'), ...mine]
  return { ...rest, ...(kept.length > 0 ? { timers: kept } : {}), ...(shift ? { shift } : {}) }
}

/** Asks whether the assignee is on the roster, and until when. */
function lookUp(draft: Draft, instance: StepInstance, step: TaskStep, roster: string, more: Partial<Request> = {}): void {
  if (instance.assignee === undefined) return
  const { exclude } = circleOf(draft, instance, step)
  draft.requests.push({
    id: `${instance.id}@shift.${instance.epoch}.${draft.now}`, purpose: 'shift', caseId: draft.state.caseId, instance: instance.id, step: instance.step,
    // Of no level and no epoch: the answer is about the person.
    epoch: 0, level: 0, target: roster, takesOver: false, at: draft.now, dueAt: draft.now, assignee: instance.assignee,
    ...(exclude ? { exclude } : {}), shift: { of: roster, handoff: step.handoff }, ...more,
  })
}

/** A shift should have ended: the roster, which may have changed meanwhile, is asked. Or nobody has said that they stay. */
export function endShift(draft: Draft, instance: StepInstance, { at, of }: Timer): void {
  const { shift } = instance
  const step = taskOf(draft, instance)
  if (!shift || !step) return
  if (of === 'answer') return followRoster(draft, instance, step, `${shift.because ?? 'the shift has ended'}, and nobody said whether its holder stays`, at)
  lookUp(draft, put(draft, withShift(instance, { roster: shift.roster, of: shift.of })), step, shift.roster, { about: 'shift_end', dueAt: at })
}

type Changed = Extract<Command, { do: 'roster_changed' }>

/** Somebody has changed a roster, or is away: every shift that was to last and may end is looked up anew, as if it should have ended. */
export function rosterChanged(draft: Draft, changed: Changed): void {
  for (const { id } of draft.state.open) {
    const instance = instanceOf(draft.state, id)
    const step = instance && taskOf(draft, instance)
    const of = instance?.shift?.of ?? instance?.assignee
    const roster = instance && toLookUp(instance, changed)
    if (!instance || !step || of === undefined || roster === undefined) continue
    const { commandId, what } = changed
    const asked = put(draft, withShift(instance, { roster, of }))
    lookUp(draft, asked, step, roster, { id: `${id}@shift.${instance.epoch}.${commandId}`, about: 'shift_end', ...(what === undefined ? {} : { because: what }) })
  }
}

/** The roster on which a change may end somebody’s time, empty where it can only be an absence; undefined where it changes nothing. */
function toLookUp({ shift, assignee }: StepInstance, { roster, person }: Changed): string | undefined {
  // Whoever stays after their shift keeps it.
  if (shift?.over) return undefined
  // Of an absence also the shift of whoever covers begins or ends.
  if (shift?.endsAt !== undefined) return person !== undefined || shift.roster === roster ? shift.roster : undefined
  // Whoever was given it although they are not on keeps it while they are there.
  return person !== undefined && assignee === person ? '' : undefined
}

/** Takes what the organisation says of shifts. */
export function takeShifts(draft: Draft, resolutions: readonly Resolution[]): void {
  for (const resolution of resolutions) {
    const instance = resolution.roster === undefined ? undefined : instanceOf(draft.state, resolution.request.instance)
    const step = instance && taskOf(draft, instance)
    if (instance && step) takeShift(draft, instance, step, resolution)
    run(draft)
  }
}

function takeShift(draft: Draft, instance: StepInstance, step: TaskStep, { request, people, why, roster = '', shiftEndsAt }: Resolution): void {
  const of = request.purpose === 'shift' ? request.assignee : (people[0] ?? request.assignee)
  const { shift } = instance
  if (of === undefined || (shift?.over && shift.of === instance.assignee)) return
  if (of !== instance.assignee) {
    // Somebody else has it by now, whom `keepShifts` looks up; of a later answer nothing is to be forgotten.
    if (!shift) put(draft, withShift(instance, { roster, of }))
    return
  }
  if (request.about === 'shift_end' && shiftEndsAt === undefined) return shiftOver(draft, instance, step, request, why)
  put(draft, withShift(instance, { roster, of, ...(shiftEndsAt === undefined ? {} : { endsAt: shiftEndsAt }) }))
}

/** The holder is on no more. What nobody has taken goes on at once; else the SOP says. `away` is why, where they are absent. */
function shiftOver(draft: Draft, instance: StepInstance, step: TaskStep, request: Request, away: string): void {
  const { target: roster, dueAt, because = away } = request
  const { assignee: of = '', claimedBy } = instance
  if (claimedBy === undefined) return followRoster(draft, instance, step, because || 'the shift has ended, and nobody had taken it', dueAt)
  if (step.handoff === 'follow') return followRoster(draft, instance, step, because || 'the shift of its holder has ended', dueAt)
  if (step.handoff === 'stay') return void put(draft, withShift(instance, { roster, of, over: true }))
  const answerBy = draft.now + ANSWER_MS
  const asked = put(draft, withShift(instance, { roster, of, over: true, answerBy, ...(because ? { because } : {}) }))
  draft.requests.push({
    id: `${asked.id}@shift_end.${asked.epoch}.${draft.now}`, purpose: 'remind', about: 'shift_end', caseId: draft.state.caseId, instance: asked.id, step: asked.step,
    epoch: asked.epoch, level: asked.level, target: claimedBy, takesOver: false, at: draft.now, dueAt, until: answerBy, assignee: claimedBy, ...(because ? { because } : {}),
  })
}

/** Passes the task to whom its target gives it now. The clock and the level stay. */
function followRoster(draft: Draft, instance: StepInstance, step: TaskStep, summary: string, dueAt = draft.now): void {
  const { claimedBy: _claimedBy, ...rest } = withShift(instance, undefined)
  const { assignee } = instance
  const handed = letGo(draft, put(draft, {
    ...rest, epoch: instance.epoch + 1, ...(assignee === undefined ? {} : { handedOn: { by: assignee, summary, at: draft.now, byRoster: true as const } }),
  }))
  noteStep(draft, 'handed_off', handed, 'timer', { to: null, why: 'shift_end', summary, ownerBefore: assignee ?? null, dueAt })
  attempt(draft, handed, () => ask(draft, handed, targetName(draft, handed, step.assign), assignee === undefined ? {} : { assignee }))
}

/** The holder keeps the task although their shift has ended. */
export function stay(draft: Draft, instance: StepInstance, { by, via }: Extract<Command, { do: 'stay' }>): void {
  const { shift } = instance
  if (!shift) return
  const { answerBy: _answerBy, ...kept } = shift
  noteStep(draft, 'stayed', put(draft, withShift(instance, kept)), `person:${by}`, {}, via)
}
