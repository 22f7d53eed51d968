import { z } from 'zod'
import { readAllowance } from '../literals.ts'
import { byKey, InstantText, judged, Name, timeAllowed } from './common.ts'
import { CalendarDocument } from './organisation/calendar.ts'

const BEFORE_DUE = /^(\S+) before due$/

/** The span of `1bh before due` in milliseconds; undefined for other text, and for business days, which have no length of their own. */
export function readBeforeDue(text: string): number | undefined {
  const time = readAllowance(BEFORE_DUE.exec(text)?.[1] ?? '')
  return time === undefined || time.unit === 'business_days' || time.ms === 0 ? undefined : time.ms
}

const BeforeDue = judged(/^\S+ before due$/, (text) => {
  if (readBeforeDue(text) !== undefined) return undefined
  return { code: 'SOP205', message: `"${text}" is neither a percent nor a time before due`, help: 'write 50, or a time such as 1bh before due' }
})

const at = InstantText
/** One thing that happens to a clock, told by its key. */
const Event = byKey(
  {
    pause: z.strictObject({ at, pause: Name, expected_until: InstantText.optional() }),
    resume: z.strictObject({ at, resume: Name }),
    goal: z.strictObject({ at, goal: timeAllowed() }),
    stop: z.strictObject({ at, stop: z.literal(true, 'expected true') }),
    cancel: z.strictObject({ at, cancel: z.literal(true, 'expected true') }),
    reopen: z.strictObject({ at, reopen: z.enum(['resume', 'restart'], 'expected resume or restart') }),
  },
  'an event',
)

/** A clock's story: the calendar by name or inline, the goal, and what happened. */
export const ClockDocument = z.strictObject({
  calendar: z.union([Name, CalendarDocument], { error: 'expected the name of a calendar, or a calendar' }).optional(),
  goal: timeAllowed(),
  start: InstantText,
  honours: z.array(Name).max(100, 'expected at most 100 reasons').optional(),
  warn: z
    .array(z.union([z.int('expected a whole percent').min(1, 'expected at least 1').max(100, 'expected at most 100'), BeforeDue]))
    .max(100, 'expected at most 100 warnings')
    .default([50, 75, 90]),
  until: InstantText,
  events: z.array(Event).max(1000, 'expected at most 1000 events').default([]),
})
/** A clock file whose shape is right; that its calendar exists is checked later. */
export type ClockDocument = z.infer<typeof ClockDocument>
