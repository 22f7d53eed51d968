import { z } from 'zod'
import { byKey, InstantText, Name, timeAllowed } from './common.ts'
import { EscalationLevels, EscalationPathDocument } from './escalation.ts'
import { CalendarDocument } from './organisation/calendar.ts'

const at = InstantText
/** As the person saw it: 0 while none has fired. */
const level = z.int('expected a whole number').min(0, 'expected 0 or more').max(50, 'expected at most 50')

/** One thing that happens to a step, told by its key; the person who does it is that key's value. */
const Event = byKey(
  {
    acknowledge: z.strictObject({ at, acknowledge: Name }),
    escalate: z.strictObject({ at, escalate: Name, level }),
    deescalate: z.strictObject({ at, deescalate: Name, level }),
    decline: z.strictObject({ at, decline: Name }),
    reassign: z.strictObject({ at, reassign: Name, by: Name }),
    pause: z.strictObject({ at, pause: Name }),
    resume: z.strictObject({ at, resume: Name }),
    complete: z.strictObject({ at, complete: Name }),
    cancel: z.strictObject({ at, cancel: z.literal(true, 'expected true') }),
  },
  'an event',
)

/** The story of a step that climbs: its path by name or inline, its goal, who has it, and what happened. */
export const EscalationScriptDocument = z.strictObject({
  path: z.union([Name, EscalationLevels, EscalationPathDocument], { error: 'expected the name of a path, or its levels' }),
  calendar: z.union([Name, CalendarDocument], { error: 'expected the name of a calendar, or a calendar' }).optional(),
  goal: timeAllowed().optional(),
  start: InstantText,
  assignee: Name.optional(),
  until: InstantText,
  events: z.array(Event).max(1000, 'expected at most 1000 events').default([]),
})
/** An escalation file whose shape is right; that its names exist is checked later. */
export type EscalationScriptDocument = z.infer<typeof EscalationScriptDocument>
