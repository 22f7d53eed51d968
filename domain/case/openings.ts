import type { Resolution } from '../event.ts'
import { own } from '../json.ts'
import type { Allowance, EscalationPath, Plan, Step } from '../plan.ts'
import { joined } from '../calendar/intervals.ts'
import type { Openings, StepInstance } from '../state.ts'
import { startClock } from './clock.ts'
import { planIn, put, stepIn, type Draft } from './draft.ts'
import { hoursOf, measureBy } from './time.ts'
import { safely } from './title.ts'

const DAY_MS = 86_400_000
/** Read further than needed, for pauses and for levels after the due instant. */
export const HORIZON_MS = 90 * DAY_MS

/** Starts the case's own clock, at once or when its calendar's open hours are there. */
export function startCaseClock(draft: Draft): void {
  const { sla, hours } = draft.plan
  if (hours !== undefined) askOpenings(draft, hours, sla ? [sla] : [])
  if (sla?.unit === 'elapsed') draft.state.caseClock = startClock(draft.now, { finish: sla }, measureBy(unknown))
}

function unknown(): never {
  throw new Error('elapsed time needs no open hours')
}

/** True when the step counts no business time, or its calendar was read since it began; otherwise the open hours are on their way. */
export function hoursKnown(draft: Draft, instance: StepInstance): boolean {
  const step = stepIn(draft, instance)
  const limits = planIn(draft, instance).pauses
  // A person may pause a task for any reason that the SOP has.
  const pauses = (step.kind === 'task' ? Object.keys(limits) : step.pauseOn).flatMap((reason) => own(limits, reason)?.within ?? [])
  const business = [...allowancesOf(step), ...pauses].filter(({ unit }) => unit !== 'elapsed')
  const calendar = step.hours ?? planIn(draft, instance).hours
  // A warning lies in open hours whatever its own time is.
  if ((business.length === 0 && !step.deadline?.actBefore) || calendar === undefined) return true
  const known = own(draft.state.openings, calendar)
  if (known && known.readAt >= instance.startedAt) return true
  askOpenings(draft, calendar, business, instance)
  return false
}

/** Every span of time that a step counts. */
function allowancesOf(step: Step): readonly Allowance[] {
  const own: readonly (Allowance | undefined)[] = step.kind === 'task'
    ? [step.sla.acknowledge, step.sla.finish, ...allowancesOfPath(step.escalate)]
    : step.kind === 'wait' ? [step.within, ...(step.remind?.after ?? []), ...(step.wait.for === 'silence' ? [step.wait.lasting] : [])] : []
  return [...own, step.deadline?.actBefore].filter((allowance) => allowance !== undefined)
}

const allowancesOfPath = ({ levels, repeat = 0, repeatAfter, acknowledgedFor }: EscalationPath): readonly (Allowance | undefined)[] =>
  Array.from({ length: 1 + repeat }, () => [...levels.map(({ when }) => ('after' in when ? when.after : undefined)), repeatAfter, acknowledgedFor]).flat()

/** Asks for the open hours of a step that is under way already. */
export function askHours(draft: Draft, instance: StepInstance, allowances: readonly Allowance[]): void {
  const calendar = hoursOf(draft, instance)
  if (calendar !== undefined) askOpenings(draft, calendar, allowances, instance)
}

function askOpenings(draft: Draft, calendar: string, allowances: readonly Allowance[], instance?: StepInstance): void {
  const id = `${instance?.id ?? 'case'}@openings.${calendar}.${draft.now}`
  if (draft.requests.some((request) => request.id === id)) return
  draft.requests.push({
    id, purpose: 'openings', caseId: draft.state.caseId, instance: instance?.id ?? '', step: instance?.step ?? '', epoch: 0, level: 0,
    target: calendar, takesOver: false, at: draft.now, dueAt: draft.now,
    until: Math.max(draft.now, farthest(draft)) + HORIZON_MS + allowances.reduce((sum, each) => sum + roughly(each), 0),
  })
}

/** The last instant that the case counts open hours to already. */
const farthest = ({ state }: Draft): number => Math.max(state.caseClock?.dueAt ?? 0, state.deadline?.at ?? 0)

/** How long an allowance may stretch on a calendar with few open hours. */
const roughly = (allowance: Allowance): number => (allowance.unit === 'business_days' ? allowance.days * 3 * DAY_MS : allowance.ms * 12)

/** Takes the open hours of a calendar; gives true when they were asked for. */
export function takeOpenings(draft: Draft, { openings }: Resolution): boolean {
  if (!openings) return false
  keepForRunning(draft, openings)
  draft.state.openings = { ...draft.state.openings, [openings.calendar]: sinceHeld(draft, openings) }
  const { sla, hours } = draft.plan
  if (draft.state.caseClock === null && sla && openings.calendar === hours) {
    // A calendar that does not open for so long leaves the case without a due instant, never without its steps.
    draft.state.caseClock = safely(() => startClock(draft.state.reopenedAt ?? draft.state.openedAt, { finish: sla }, measureBy(() => openings)), null)
  }
  return true
}

/** Clocks that run count on by the hours they began with, though the calendar was changed meanwhile. */
function keepForRunning(draft: Draft, openings: Openings): void {
  const before = own(draft.state.openings, openings.calendar)
  if (!before || !isChanged(before, openings)) return
  for (const instance of draft.state.open) {
    if (instance.clock && !instance.openings && hoursOf(draft, instance) === openings.calendar) put(draft, { ...instance, openings: before })
  }
}

/** Whether two readings of a calendar say different things of the time that both know. */
function isChanged(before: Openings, after: Openings): boolean {
  const [from, until] = [Math.max(before.from, after.from), Math.min(before.until, after.until)]
  let other = firstAfter(after, from)
  for (let at = firstAfter(before, from); ; at++, other++) {
    const [a, b] = [beginningBefore(before, at, until), beginningBefore(after, other, until)]
    if (!a || !b) return a !== b
    if (Math.max(a[0], from) !== Math.max(b[0], from) || Math.min(a[1], until) !== Math.min(b[1], until)) return true
  }
}

function beginningBefore({ intervals }: Openings, index: number, until: number): Openings['intervals'][number] | undefined {
  const interval = intervals[index]
  return interval && interval[0] < until ? interval : undefined
}

/** The first interval that is not over at an instant. */
function firstAfter({ intervals }: Openings, from: number): number {
  const index = intervals.findIndex(([, closes]) => closes > from)
  return index < 0 ? intervals.length : index
}

/** Hours read anew begin now; what is counted from before, a clock that was held or a delay of an escalation path, needs those of then. */
function sinceHeld({ state }: Draft, openings: Openings): Openings {
  const before = own(state.openings, openings.calendar)
  const since = state.open.flatMap(({ climb }) => [climb?.wait?.since ?? [], climb?.acknowledged?.expires?.since ?? []].flat())
  const held = [...since, ...[state.caseClock, ...state.open.map(({ clock }) => clock)].flatMap((clock) => clock?.heldAt ?? [])]
  const from = Math.min(openings.from, ...held)
  if (!before || from >= openings.from || before.from >= openings.from) return openings
  const earlier = before.intervals.flatMap(([opens, closes]): [number, number][] => (opens < openings.from && closes > from ? [[opens, Math.min(closes, openings.from)]] : []))
  return {
    ...openings, from: before.from, intervals: joined([...earlier, ...openings.intervals]),
    offsets: [...before.offsets.filter(([at]) => at < (openings.offsets[0]?.[0] ?? openings.from)), ...openings.offsets],
    dates: [...new Set([...before.dates, ...openings.dates])].sort((a, b) => a - b),
  }
}

/** The calendars that a SOP counts business time on, those of the SOPs it calls included. */
export const calendarsOf = (plan: Plan): readonly string[] =>
  [...new Set([plan.hours, ...plan.steps.map(({ hours }) => hours), ...Object.values(plan.calls).flatMap(calendarsOf)].filter((name) => name !== undefined))]
