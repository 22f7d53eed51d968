import { ExpressionFault } from '../fault.ts'
import { own } from '../json.ts'
import type { Allowance } from '../plan.ts'
import type { Openings, StepInstance } from '../state.ts'
import { dueIn, elapsedIn, nextOpen } from '../calendar/intervals.ts'
import { businessDayDue } from '../calendar/open-days.ts'
import { planIn, stepIn, type Draft } from './draft.ts'

/** Tells when an allowance is over that begins at an instant, and when a percent of it is. */
export interface Measure {
  due(from: number, allowance: Allowance): number
  at(from: number, allowance: Allowance, percent: number): number
  /** Where an instant comes to lie whose clock stood still from `since` to `until`: what was left then is left now. */
  putOff(at: number, unit: Allowance['unit'], since: number, until: number): number
}

/** Measures the time of a step: elapsed time always, business time by the open hours that were read when the step began. */
export const measureFor = (draft: Holder, instance: Pick<StepInstance, 'step' | 'frame' | 'openings'>): Measure =>
  measureBy(() => instance.openings ?? openingsOf(draft, hoursOf(draft, instance)))

type Holder = Pick<Draft, 'plan' | 'state'>

/** The calendar of a step's business time. */
export const hoursOf = (draft: Holder, instance: Pick<StepInstance, 'step' | 'frame'>): string | undefined => stepIn(draft, instance).hours ?? planIn(draft, instance).hours

/** The open hours that a step counts by, undefined while they are not known. */
export function openingsAt(draft: Holder, instance: Pick<StepInstance, 'step' | 'frame' | 'openings'>): Openings | undefined {
  const calendar = hoursOf(draft, instance)
  return instance.openings ?? (calendar === undefined ? undefined : own(draft.state.openings, calendar))
}

/** Measures by the open hours that `openings` gives. Throws ExpressionFault when they are needed and not there or do not reach. */
export const measureBy = (openings: () => Openings): Measure => ({
  putOff(at, unit, since, until) {
    if (unit === 'elapsed') return at + until - since
    const { intervals } = openings()
    const due = reached(dueIn(intervals, until, elapsedIn(intervals, since, at)), openings())
    // Business days end when it is open: of the instants that fit the last one.
    return unit === 'business' ? due : reached(nextOpen(intervals, due), openings())
  },
  due: (from, allowance) => dueOf(openings, from, allowance),
  at(from, allowance, percent) {
    // Rounded up to the millisecond, so that a level never fires before its share of the time is over.
    if (allowance.unit === 'elapsed') return from + Math.ceil((allowance.ms * percent) / 100)
    const due = dueOf(openings, from, allowance)
    if (percent === 100) return due
    return reached(dueIn(openings().intervals, from, Math.ceil((elapsedIn(openings().intervals, from, due) * percent) / 100)), openings())
  },
})

function dueOf(openings: () => Openings, from: number, allowance: Allowance): number {
  switch (allowance.unit) {
    case 'elapsed': return from + allowance.ms
    case 'business': return reached(dueIn(openings().intervals, from, allowance.ms), openings())
    case 'business_days': return reached(businessDayDue(openings(), from, allowance.days), openings())
  }
}

function reached(at: number | undefined, { calendar }: Openings): number {
  if (at === undefined) throw new ExpressionFault(`the calendar "${calendar}" is not open for so long`)
  return at
}

/** The open hours of a calendar as last read. Throws ExpressionFault when they were not. */
export function openingsOf(draft: Pick<Draft, 'state'>, calendar: string | undefined): Openings {
  const known = calendar === undefined ? undefined : own(draft.state.openings, calendar)
  if (!known) throw new ExpressionFault(`the open hours of "${calendar ?? 'no calendar'}" are not known`)
  return known
}
