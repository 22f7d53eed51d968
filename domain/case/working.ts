import { elapsedIn, type Interval } from '../calendar/intervals.ts'
import type { Allowance, Plan } from '../plan.ts'
import type { CaseState, Clock, StepInstance } from '../state.ts'
import type { TaskCard } from '../views.ts'
import { allowanceWords } from './allowance-words.ts'
import { stepOf } from './place.ts'
import { OWNERS_SLA } from './owners-sla.ts'
import { hoursOf, openingsAt } from './time.ts'

/** A card carries so many lines; who needs more asks the calendar. */
const MOST_LINES = 40

/**
 * How the due time of an open step comes about: each stretch in which its time counts, on its calendar and without the pauses, from the
 * start to the due instant, or to where the clock stands still. Undefined without a clock.
 */
export function workingOf(plan: Plan, state: CaseState, instance: StepInstance): TaskCard['working'] {
  const { clock } = instance
  if (!clock) return undefined
  const holder = { plan, state }
  const open = openingsAt(holder, instance)?.intervals
  const allowed = allowanceOf(plan, instance, clock, open)
  const calendar = allowed.unit === 'elapsed' ? undefined : hoursOf(holder, instance)
  const running = runningIn(clock)
  const counted = allowed.unit === 'elapsed' || !open ? running : running.flatMap((span) => within(open, span))
  return {
    allowed: allowanceWords(allowed), ...(calendar === undefined ? {} : { calendar }), counted: counted.slice(0, MOST_LINES).map(asSpan),
    ...(counted.length > MOST_LINES ? { more: counted.length - MOST_LINES } : {}), stood: (clock.stood ?? []).map(asSpan),
  }
}

/** What the SOP gives a task; for what an owner is asked, the open time that they have where hours are known. */
function allowanceOf(plan: Plan, instance: StepInstance, clock: Clock, open: readonly Interval[] | undefined): Allowance {
  const step = stepOf(plan, instance)
  if (instance.phase === 'task' && step.kind === 'task') return step.sla.finish
  const [business, elapsed] = OWNERS_SLA
  const used = open ? runningIn(clock).reduce((sum, [from, to]) => sum + elapsedIn(open, from, to), 0) : 0
  return business.unit === 'business' && used === business.ms ? business : elapsed
}

/** From the start to the due instant, or to where it stands still now, without the pauses. */
function runningIn({ startedAt, dueAt, heldAt, stood = [] }: Clock): readonly Interval[] {
  const end = heldAt === undefined ? dueAt : Math.min(heldAt, dueAt)
  const bounds = [startedAt, ...stood.flatMap(([from, to]) => [Math.min(from, end), Math.min(to, end)]), end]
  return bounds.flatMap((from, index): Interval[] => {
    const to = bounds[index + 1]
    return index % 2 === 0 && to !== undefined && from < to ? [[from, to]] : []
  })
}

const within = (open: readonly Interval[], [from, to]: Interval): readonly Interval[] =>
  open.flatMap(([opens, closes]): Interval[] => (opens < to && from < closes ? [[Math.max(opens, from), Math.min(closes, to)]] : []))

const asSpan = ([from, to]: Interval) => ({ from, to })
