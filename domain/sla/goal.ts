import { dueOn, elapsedOn } from '../calendar/due.ts'
import type { Calendar, ZoneOffsets } from '../organisation.ts'
import type { Allowance } from '../plan.ts'
import type { SlaGoal } from './clock.ts'

/**
 * The goal of an allowance that begins at `start`. Business days become the open time until they are over, and are due at the
 * latest instant of that. Undefined when the calendar never opens for that long: such a clock must not be started.
 */
export function goalOf(calendar: Calendar, offsets: ZoneOffsets, allowance: Allowance, start: number): SlaGoal | undefined {
  const { due } = dueOn(calendar, offsets, allowance, start)
  if (due === null) return undefined
  if (allowance.unit !== 'business_days') return { unit: allowance.unit, ms: allowance.ms, latest: false }
  return { unit: 'business', ms: elapsedOn(calendar, offsets, start, due), latest: true }
}
