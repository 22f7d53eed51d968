import { z } from 'zod'
import { Expression, Name, timeAllowed } from './common.ts'
import { EDITOR, oneOfKeys } from './editor.ts'

const EventName = z.string().min(1, 'expected an event')

/** Where an event or a missed deadline leads: the end, or a step; with what was done taken back or not. */
const Then = z
  .strictObject({ finish: Name.optional(), next: Name.optional(), undo: z.boolean().optional() })
  .superRefine((then, context) => {
    if ((then.finish === undefined) !== (then.next === undefined)) return
    const params = { code: 'SOP207', help: 'write { finish: OUTCOME }, or { next: STEP }' }
    context.addIssue({ code: 'custom', message: '"then" has exactly one of "finish" and "next"', params })
  })
  .register(EDITOR, oneOfKeys('finish', 'next'))
/** Where a crossing leads, as the file has it. */
export type ThenDocument = z.infer<typeof Then>

/** A hard instant of a step: never paused, never moved. */
export const StepDeadline = z.strictObject({ at: Expression, act_before: timeAllowed().optional() })

/** The hard instant of the whole case. */
export const CaseDeadline = z.strictObject({ at: Expression, act_before: timeAllowed().optional(), then: Then.optional() })

/** What may cross a running case. */
export const AtAnyTime = z.strictObject({ on: EventName, if: Expression.optional(), then: Then })

/** What opens an ended case again. */
export const Reopen = z.strictObject({
  on: EventName,
  if: Expression.optional(),
  after: z.array(Name, 'expected a list of outcomes').min(1, 'expected at least one outcome').optional(),
  within: timeAllowed(),
  at: Name,
})

/** Actions of which none stays without the others. */
export const Together = z.strictObject({
  when: z.string().min(1, 'expected an action'),
  also: z.array(z.string().min(1, 'expected an action'), 'expected a list of actions').min(1, 'expected at least one action'),
  waiver: Name.optional(),
})
