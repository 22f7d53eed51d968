import { z } from 'zod'
import { judged, timeAllowed } from './common.ts'
import { EDITOR, every, oneOfKeys, without } from './editor.ts'

const asText = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value)

const Percent = z.preprocess(
  (value) => (value === 'breach' ? '100%' : asText(value)),
  judged(/^(([1-9][0-9]?|100)%|breach)$/, (text) =>
    /^([1-9]\d?|100)%$/.test(text)
      ? undefined
      : { code: 'SOP205', message: `"${text}" is not a percent from 1% to 100%`, help: 'write a percent such as 50%, or breach' },
  ),
)

/** A role, a person, a roster, or a channel such as `slack:#ops-alerts`. */
const Whom = judged(/^([^:]*|slack:#[a-z0-9_-]{1,80})$/, (text) =>
  !text.includes(':') || /^slack:#[a-z0-9_-]{1,80}$/.test(text)
    ? undefined
    : { code: 'SOP203', message: `"${text}" is not a channel`, help: 'write it as "slack:#ops-alerts", in quotes' },
)

const Channel = z.enum(['slack', 'email'], 'expected slack or email')

/** One level: when (`at` or `after`), and what (`do: remind` or `to`). */
export const EscalationLevel = z
  .strictObject({
    at: Percent.optional(),
    after: timeAllowed('none').optional(),
    do: z.literal('remind', 'expected remind').optional(),
    to: Whom.optional(),
    takes_over: z.boolean().optional(),
    by: z.array(Channel).min(1, 'expected at least one channel').max(2, 'expected each channel once').optional(),
  })
  .superRefine((level, context) => {
    const refuse = (code: 'SOP207' | 'SOP210', message: string, help: string, key?: string): void =>
      context.addIssue({ code: 'custom', message, path: key === undefined ? [] : [key], params: { code, help, atKey: key !== undefined } })
    if ((level.at === undefined) === (level.after === undefined))
      refuse('SOP207', 'a level has exactly one of "at" and "after"', 'write at: 50%, or after: 4h')
    if ((level.do === undefined) === (level.to === undefined))
      refuse('SOP207', 'a level has exactly one of "do: remind" and "to"', 'write do: remind, or to: ROLE')
    if (level.takes_over !== undefined && level.to === undefined)
      refuse('SOP210', 'a reminder takes nothing over', 'remove "takes_over", or name somebody with "to"', 'takes_over')
    if (level.to?.startsWith('slack:') !== true) return
    if (level.takes_over === true) refuse('SOP210', 'a channel cannot take over', 'name a role or a person in "to"', 'takes_over')
    if (level.by !== undefined) refuse('SOP210', 'a channel is told where it is', 'remove "by"', 'by')
  })
  .register(EDITOR, every(oneOfKeys('at', 'after'), oneOfKeys('do', 'to'), without('takes_over', 'do')))
/** A level as the file has it. Whether `to` names a role, a person or a roster is found out later. */
export type EscalationLevelDocument = z.infer<typeof EscalationLevel>

/** The levels of a path, in order. */
export const EscalationLevels = z
  .array(EscalationLevel)
  .min(1, 'expected at least one level')
  .max(50, 'expected at most 50 levels')

/** A path: its levels, how often they are gone through again, and how long an acknowledgement holds. */
export const EscalationPathDocument = z
  .strictObject({
    repeat: z.int('expected a whole number').min(0, 'expected 0 or more').max(100, 'expected at most 100').optional(),
    /** From the last level to the next pass, and after the last pass to where everybody has been told in vain. */
    repeat_after: timeAllowed().optional(),
    acknowledged_for: timeAllowed().optional(),
    levels: EscalationLevels,
  })
/** A path as a file has it. */
export type EscalationPathDocument = z.infer<typeof EscalationPathDocument>
