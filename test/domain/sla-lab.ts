import { openIntervals } from '../../domain/calendar/open.ts'
import { writeInstant } from '../../domain/instant.ts'
import type { Calendar } from '../../domain/organisation.ts'
import type { Allowance } from '../../domain/plan.ts'
import type { SlaReading, SlaWarning } from '../../domain/sla/clock.ts'
import { goalOf } from '../../domain/sla/goal.ts'
import { playClock } from '../../domain/sla/play.ts'
import type { ScriptEvent } from '../../domain/sla/play.ts'
import { calendar, offsetsOf } from './calendars.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `4h`, `30bm`, `2bd` as an allowance. */
export function allowed(text: string): Allowance {
  const [, count = '', business, unit = ''] = /^(\d+)(b?)([smhd])$/.exec(text) ?? []
  if (business && unit === 'd') return { unit: 'business_days', days: Number(count) }
  return { unit: business ? 'business' : 'elapsed', ms: Number(count) * (UNITS[unit] ?? 0) }
}

/** Monday to Friday, nine to five, in Chicago; on 2026-01-16, a Friday, that is 15:00 to 23:00 UTC. */
export const OFFICE = calendar('America/Chicago', { 'mon-fri': '09:00-17:00' })

/** A story of a clock with instants as text; without a calendar it runs round the clock. */
export interface Story {
  readonly on?: Calendar
  readonly goal: string
  readonly start: string
  readonly until: string
  readonly honours?: readonly string[]
  readonly warn?: readonly SlaWarning[]
  readonly events?: readonly (readonly [string, Happening])[]
}
type Happening =
  | { readonly pause: string; readonly until?: string }
  | { readonly resume: string }
  | { readonly goal: string }
  | { readonly reopen: 'restart' | 'resume' }
  | 'stop'
  | 'cancel'

/** The current cycle with instants as text and milliseconds as hours, and what the clock had to say. */
export function tell(story: Story) {
  const calendarOf = story.on ?? calendar('UTC', '24x7')
  const offsets = offsetsOf(calendarOf.zone)
  const start = Date.parse(story.start)
  const until = Date.parse(story.until)
  const open = openIntervals(calendarOf, offsets, Math.min(start, until), Math.max(start, until) + 400 * 86_400_000)
  const { cycles, notices, refused } = playClock({
    start, until, goal: allowed(story.goal), warnings: story.warn ?? [], ...(story.honours ? { honours: story.honours } : {}),
    events: (story.events ?? []).map(([at, happening], index) => eventOf(Date.parse(at), index, happening)),
  }, open, (allowance, from) => {
    const goal = goalOf(calendarOf, offsets, allowance, from)
    if (!goal) throw new Error('this goal is never over')
    return goal
  })
  const told = cycles.map(readable)
  return {
    ...told.at(-1)!, cycles: told,
    notices: notices.map((notice) => `${writeInstant(notice.at)} ${notice.kind}${'cause' in notice ? ` by ${notice.cause}` : ''}`),
    refused: refused.map(({ index, why }) => `${index}: ${why}`),
  }
}

function eventOf(at: number, index: number, happening: Happening): ScriptEvent {
  if (happening === 'stop' || happening === 'cancel') return { at, index, do: happening }
  if ('pause' in happening) return { at, index, do: 'pause', reason: happening.pause, until: happening.until === undefined ? null : Date.parse(happening.until) }
  if ('resume' in happening) return { at, index, do: 'resume', reason: happening.resume }
  if ('goal' in happening) return { at, index, do: 'goal', goal: allowed(happening.goal) }
  return { at, index, do: 'reopen', how: happening.reopen }
}

const readable = (reading: SlaReading) => ({
  state: reading.state,
  pausedFor: reading.pausedFor,
  due: reading.due === null ? null : writeInstant(reading.due),
  originalDue: reading.originalDue === null ? null : writeInstant(reading.originalDue),
  elapsedHours: reading.elapsedMs / 3_600_000,
  pausedHours: reading.pausedMs / 3_600_000,
  remainingHours: reading.remainingMs / 3_600_000,
  warned: reading.warnings.map(({ index, at }) => `${index} ${writeInstant(at)}`),
  breachedAt: reading.breachedAt === null ? null : writeInstant(reading.breachedAt),
})
