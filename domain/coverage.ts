import { dueOn } from './calendar/due.ts'
import { own } from './json.ts'
import type { Organisation, ZoneOffsets } from './organisation.ts'
import type { Allowance, Plan, TaskStep } from './plan.ts'
import { nobodyBetween, type Nobody } from './roster/nobody.ts'
import type { Span } from './roster/schedule.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** How far ahead is looked. */
export const COVERED_DAYS = 30
/** A gap that goes on beyond what is looked at is followed for so long, to say when it would have ended. */
const BEYOND_MS = 40 * DAY_MS

/** A human step that nobody on shift would see in time when it begins in one of these stretches (epoch milliseconds, half-open). */
export interface Uncovered {
  readonly step: string
  /** The role, roster or person it is for. */
  readonly target: string
  readonly stretches: readonly Span[]
}

/**
 * Steps of a SOP that can begin within 30 days of `from` so that nobody they are for is on before their time is over. A fallback counts
 * as somebody, the sink does not: it is told of what nobody else was there for. Whoever an expression names is not known beforehand.
 */
export function uncoveredSteps(plan: Plan, organisation: Organisation, from: number): readonly Uncovered[] {
  const nobody = nobodyFrom(organisation, from)
  return plan.steps.flatMap((step) => {
    if (step.kind !== 'task' || !('name' in step.assign)) return []
    const gaps = gapsOf(nobody, step.assign)
    const due = dueFor(organisation, plan, step)
    const stretches = gaps.flatMap((gap) => tooLong(gap, due, from + COVERED_DAYS * DAY_MS))
    return stretches.length === 0 ? [] : [{ step: step.id, target: step.assign.name, stretches }]
  })
}

const known = new WeakMap<Organisation, { readonly from: number; readonly nobody: Nobody }>()

/** Several SOPs are looked at from one instant, most often on the same few rosters. */
function nobodyFrom(organisation: Organisation, from: number): Nobody {
  const before = known.get(organisation)
  if (before?.from === from) return before.nobody
  const nobody = nobodyBetween(organisation, from, from + COVERED_DAYS * DAY_MS + BEYOND_MS)
  known.set(organisation, { from, nobody })
  return nobody
}

function gapsOf(nobody: Nobody, target: TaskStep['assign']): readonly Span[] {
  switch (target.kind) {
    case 'roster': return nobody.roster(target.name)
    case 'role': case 'person': return nobody.named(target.name)
    case 'channel': case 'expression': return []
  }
}

/** When a step is due that begins at an instant; what its calendar never reaches is never due. */
function dueFor(organisation: Organisation, plan: Plan, step: TaskStep): (at: number) => number {
  const allowance: Allowance = step.sla.finish
  const calendar = allowance.unit === 'elapsed' ? undefined : own(organisation.calendars, step.hours ?? plan.hours ?? '')
  const offsets: ZoneOffsets = calendar ? (own(organisation.zones, calendar.zone) ?? []) : []
  if (allowance.unit === 'elapsed') return (at) => at + allowance.ms
  return (at) => (calendar ? (dueOn(calendar, offsets, allowance, at).due ?? Infinity) : Infinity)
}

/** The part of a gap in which a step that begins is due before the gap ends. It is due later the later it begins, so that part is the first one. */
function tooLong(gap: Span, due: (at: number) => number, until: number): readonly Span[] {
  if (gap.from >= until || due(gap.from) >= gap.to) return []
  let [low, high] = [gap.from, Math.min(gap.to, until)]
  if (due(high) <= gap.to) return [{ from: gap.from, to: high }]
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2)
    if (due(middle) <= gap.to) low = middle
    else high = middle
  }
  return [{ from: gap.from, to: Math.ceil(low / MINUTE_MS) * MINUTE_MS }]
}
