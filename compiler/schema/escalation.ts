import { z } from 'zod'
import { Duration, judged } from './common.ts'
import { LATER } from './later.ts'

const Percent = z.preprocess(
  (value) => (value === 'breach' ? '100%' : value),
  judged((text) =>
    /^([1-9]\d?|100)%$/.test(text)
      ? undefined
      : { code: 'SOP205', message: `"${text}" is not a percent from 1% to 100%`, help: 'write a percent such as 50%, or breach' },
  ),
)

const Whom = judged((text) =>
  text.startsWith('slack:') ? { code: 'SOP204', message: `this version cannot tell the channel "${text}"`, help: LATER.slack } : undefined,
)

const when = { at: Percent.optional(), after: Duration.optional() }

/** One level: when (`at` or `after`), and what (`do: remind` or `to`). */
export const EscalationLevel = z
  .union([
    z.strictObject({ ...when, do: z.literal('remind', 'expected remind') }),
    z.strictObject({ ...when, to: Whom, takes_over: z.boolean().optional() }),
  ])
  .superRefine((level, context) => {
    if ((level.at === undefined) === (level.after === undefined))
      context.addIssue({
        code: 'custom',
        message: 'a level has exactly one of "at" and "after"',
        params: { code: 'SOP207', help: 'write at: 50%, or after: 4h' },
      })
  })
/** A level as the file has it. Whether `to` names a role or a person is found out later. */
export type EscalationLevelDocument = z.infer<typeof EscalationLevel>

/** The levels of a path, in order. */
export const EscalationLevels = z.array(EscalationLevel).min(1, 'expected at least one level')
