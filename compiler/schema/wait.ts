import { z } from 'zod'
import { byKey, Expression, Name, timeAllowed } from './common.ts'
import { EDITOR, without } from './editor.ts'

/** Letters that go out while a wait lasts. */
const Remind = z.strictObject({
  after: z.array(timeAllowed(), 'expected a list of times').min(1, 'expected at least one time').max(20, 'expected at most 20 times'),
  message: Name,
  to: Expression.optional(),
  with: z.record(Name, Expression).optional(),
})
/** Reminders as the file has them; without `to` they go to the customer. */
export type RemindDocument = z.infer<typeof Remind>

const EventName = z.string().min(1, 'expected an event')

/** One event of several: its name, or its name with a condition of its own. */
const OneOf = z.union([EventName, z.strictObject({ on: EventName, if: Expression.optional() })], {
  error: 'expected an event, or { on: EVENT, if: EXPRESSION }',
})

const For = z.strictObject({
  for: z.union([EventName, z.record(Name, OneOf).refine((map) => Object.keys(map).length > 0, 'expected at least one event').register(EDITOR, { minProperties: 1 })], {
    error: 'expected an event, or outcomes with an event each',
  }),
  if: Expression.optional(),
  within: timeAllowed(),
  remind: Remind.optional(),
})

const Until = z
  .strictObject({ until: Expression, within: z.unknown().optional(), remind: Remind.optional() })
  .superRefine((wait, context) => {
    if (wait.within === undefined) return
    const params = { code: 'SOP210', help: 'remove "within"', atKey: true }
    context.addIssue({ code: 'custom', message: 'the instant ends this wait by itself', path: ['within'], params })
  })
  .register(EDITOR, without('within'))

const Silence = z.strictObject({
  silence_of: EventName,
  lasting: timeAllowed(),
  if: Expression.optional(),
  within: timeAllowed(),
  remind: Remind.optional(),
})

/** What a step waits for: events, an instant, or that an event stays away. */
export const Wait = byKey({ for: For, until: Until, silence_of: Silence }, 'a wait', '{ for: EVENT, if: EXPRESSION, within: 10d }, { until: INSTANT } or { silence_of: EVENT, lasting: 3d, within: 30d }')
/** A wait as the file has it; narrow it by `for`, `until` or `silence_of`. */
export type WaitPart = z.infer<typeof Wait>

/** One event of a wait with the outcome that it gives; `path` leads from the wait to the event's name. */
export interface AwaitedEvent {
  readonly outcome: string
  readonly on: string
  readonly path: readonly PropertyKey[]
}

/** Outcomes with their events: `came` for a single one. */
export function awaitedBy(wait: Extract<WaitPart, { for: unknown }>): readonly AwaitedEvent[] {
  if (typeof wait.for === 'string') return [{ outcome: 'came', on: wait.for, path: ['for'] }]
  return Object.entries(wait.for).map(([outcome, one]) =>
    typeof one === 'string' ? { outcome, on: one, path: ['for', outcome] } : { outcome, on: one.on, path: ['for', outcome, 'on'] },
  )
}
