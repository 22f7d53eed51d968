import { own } from '../json.ts'
import type { Command, Resolution } from '../event.ts'
import type { Allowance, Plan } from '../plan.ts'
import type { Refusal } from '../refusal.ts'
import type { CaseState, Clock, Deadline, Openings, StepInstance } from '../state.ts'
import { climbAgain } from './climb.ts'
import { recomputed, withClimb } from './clock.ts'
import { note, noteStep, put, stepIn, type Draft } from './draft.ts'
import { HORIZON_MS } from './openings.ts'
import { OWNERS_SLA } from './owners-sla.ts'
import { hoursOf, measureBy } from './time.ts'
import { safely } from './title.ts'

type Holder = Pick<Draft, 'plan' | 'state'>

/** Whether the time of a clock is not over yet, and something that is still to come counts open hours. */
function isRunning({ deadlines }: Clock, acknowledge?: Allowance): boolean {
  const counts = (kind: Deadline['kind'], on: Deadline['on']): boolean => on !== undefined || (kind === 'acknowledge' && acknowledge !== undefined && acknowledge.unit !== 'elapsed')
  return deadlines.some(({ kind }) => kind === 'breach') && deadlines.some(({ kind, on }) => counts(kind, on))
}

/** The running clocks of a calendar: of steps, and without an instance the case's own. */
function clocksOn(holder: Holder, calendar: string): readonly { readonly clock: Clock; readonly instance?: StepInstance }[] {
  const { plan, state } = holder
  const ofCase = state.caseClock && plan.hours === calendar && isRunning(state.caseClock) ? [{ clock: state.caseClock }] : []
  const ofSteps = state.open.flatMap((instance) =>
    (instance.clock && isRunning(instance.clock, slaOf(holder, instance)?.acknowledge) && hoursOf(holder, instance) === calendar ? [{ clock: instance.clock, instance }] : []))
  return [...ofCase, ...ofSteps]
}

const calendarsInUse = (holder: Holder): readonly string[] => Object.keys(holder.state.openings).filter((calendar) => clocksOn(holder, calendar).length > 0)

/** Why the clocks of a case cannot be recalculated now. */
export function refuseRecalculation(plan: Plan, state: CaseState): Refusal | undefined {
  if (state.recalculating) return { code: 'already-recalculating', message: `"${state.recalculating.by}" has asked for it already` }
  if (calendarsInUse({ plan, state }).length > 0) return undefined
  return { code: 'nothing-to-recalculate', message: 'no clock that runs in this case counts open hours; a clock whose time is over is not moved' }
}

/** Asks for the open hours of every calendar that a clock runs on, from when the first of its clocks began. */
export function recalculate(draft: Draft, { by, via, because }: Extract<Command, { do: 'recalculate' }>): void {
  const calendars = calendarsInUse(draft)
  draft.state.recalculating = { by, via, because, calendars, waiting: calendars, clocks: [] }
  for (const calendar of calendars) {
    const clocks = clocksOn(draft, calendar).map(({ clock }) => clock)
    draft.requests.push({
      id: `case@recalculate.${calendar}.${draft.now}`, purpose: 'openings', about: 'recalculate', caseId: draft.state.caseId, instance: '', step: '', epoch: 0, level: 0,
      target: calendar, takesOver: false, at: Math.min(...clocks.map(({ startedAt }) => startedAt)), dueAt: draft.now,
      until: Math.max(draft.now, own(draft.state.openings, calendar)?.until ?? 0, ...clocks.map(({ dueAt }) => dueAt)) + HORIZON_MS,
    })
  }
}

/** Takes the open hours that a recalculation asked for and moves the clocks by them; gives true when it is such an answer. */
export function takeRecalculated(draft: Draft, { request, openings }: Resolution): boolean {
  const { recalculating } = draft.state
  if (request.about !== 'recalculate' || !openings) return false
  if (!recalculating?.waiting.includes(openings.calendar)) return true
  const running = clocksOn(draft, openings.calendar)
  keepForTheRest(draft, openings.calendar, running.flatMap(({ instance }) => instance?.id ?? []))
  draft.state.openings = { ...draft.state.openings, [openings.calendar]: { ...openings, readAt: draft.now } }
  for (const { clock, instance } of running) move(draft, clock, instance, openings)
  climbAgain(draft, openings.calendar)
  finish(draft, openings.calendar)
  return true
}

/** A clock whose time is over goes on by the hours it has had. */
function keepForTheRest(draft: Draft, calendar: string, moved: readonly string[]): void {
  const before = own(draft.state.openings, calendar)
  for (const instance of draft.state.open) {
    if (before && instance.clock && !instance.openings && !moved.includes(instance.id) && hoursOf(draft, instance) === calendar) put(draft, { ...instance, openings: before })
  }
}

/** Where the new hours do not reach as far as a clock needs, it stays as it is. What comes next on its path is set anew by `climbAgain`. */
function move(draft: Draft, clock: Clock, instance: StepInstance | undefined, openings: Openings): void {
  const sla = instance ? slaOf(draft, instance) : draft.plan.sla && { finish: draft.plan.sla }
  const after = sla && safely(() => recomputed(clock, sla, measureBy(() => openings)), undefined)
  if (!after) return
  if (instance) {
    const { openings: _pinned, ...unpinned } = instance
    put(draft, { ...unpinned, clock: withClimb(after, undefined) })
  } else draft.state.caseClock = after
  if (after.dueAt !== clock.dueAt || after.acknowledgeBy !== clock.acknowledgeBy) noteMoved(draft, clock, after, instance, openings)
}

/** Old and new instants: of a step in a line of its own, and of all in the line that tells of the recalculation. */
function noteMoved(draft: Draft, before: Clock, after: Clock, instance: StepInstance | undefined, { calendar, version }: Openings): void {
  const { recalculating } = draft.state
  if (!recalculating) return
  const moved = { step: instance?.step ?? '', calendar, dueBefore: before.dueAt, dueAt: after.dueAt }
  draft.state.recalculating = { ...recalculating, clocks: [...recalculating.clocks, moved] }
  if (!instance) return
  const { step: _step, ...detail } = moved
  noteStep(draft, 'recalculated', instance, `person:${recalculating.by}`, {
    ...detail, acknowledgeBefore: before.acknowledgeBy ?? null, acknowledgeBy: after.acknowledgeBy ?? null, because: recalculating.because, organisation: version,
  }, recalculating.via)
}

/** What the clock of an instance measures. */
function slaOf(holder: Holder, instance: StepInstance): { acknowledge?: Allowance; finish: Allowance } | undefined {
  const step = stepIn(holder, instance)
  if (instance.phase === 'task' && step.kind === 'task') return step.sla
  const [open] = OWNERS_SLA
  return open && { finish: open }
}

/** With the last calendar the recalculation is over, and recorded even where it moved nothing. */
function finish(draft: Draft, calendar: string): void {
  const { recalculating } = draft.state
  if (!recalculating) return
  const waiting = recalculating.waiting.filter((one) => one !== calendar)
  draft.state.recalculating = { ...recalculating, waiting }
  if (waiting.length > 0) return
  delete draft.state.recalculating
  const { by, via, because, calendars, clocks } = recalculating
  note(draft, 'recalculated', `person:${by}`, { because, calendars: calendars.join(', '), clocks: clocks.map((clock) => ({ ...clock })) }, via)
}
