import { z } from 'zod'
import { LANGUAGE } from '../language.ts'
import { readSchedule } from '../schedule.ts'
import { byKey, Duration, Expression, judged, KebabName, Name, named, Text, timeAllowed } from './common.ts'
import { EDITOR } from './editor.ts'
import { AtAnyTime, CaseDeadline, Reopen, Together } from './crossing.ts'
import { Form, TypeName } from './form.ts'
import { Step } from './step.ts'

/** `mon-fri 08:00`: on these days at this time. */
const EveryText = judged(/^\S.* +[0-2][0-9]:[0-5][0-9]$/, (text) =>
  readSchedule(text) === undefined
    ? { code: 'SOP203', message: `"${text}" is no days with a time`, help: 'write it as "mon-fri 08:00", "sat,sun 10:30" or "daily 06:00"' }
    : undefined,
)

const Trigger = byKey(
  {
    on: z.strictObject({ on: z.string(), if: Expression.optional(), key: Expression }),
    manual: z.strictObject({ manual: z.array(Name).min(1, 'expected at least one role'), form: Form.optional(), key: Expression }),
    every: z.strictObject({ every: EveryText }),
    called: z.strictObject({ called: named(TypeName) }),
  },
  'a trigger',
  '{ on: EVENT, key: EXPRESSION }, { manual: [ROLE], form: { … }, key: EXPRESSION }, { every: mon-fri 08:00 } or { called: { … } }',
)
/** A trigger as the file has it; `on` may still name an event that nobody sends. */
export type TriggerDocument = z.infer<typeof Trigger>

const Parameter = z.strictObject({
  value: z.union([z.number(), z.boolean(), z.string().min(1)], { error: 'expected a number, true, false, money or text' }),
  owner: Name,
})

const Unknown = z.union(
  [
    z.literal('stop'),
    z.strictObject({ use: z.union([z.string(), z.number(), z.boolean(), z.record(z.string(), z.json())]) }),
    z.strictObject({ ask: Name }),
  ],
  { error: 'expected stop, { use: VALUE } or { ask: ROLE }' },
)

const Fact = byKey(
  {
    from: z.strictObject({
      from: z.string(),
      with: z.record(Name, Expression).optional(),
      fresh_for: Duration.optional(),
      unknown: Unknown.optional(),
      returns: z.record(Name, TypeName).optional(),
    }),
    is: z.strictObject({ is: Expression }),
  },
  'a fact',
  '{ from: ACTION, with: { … } } or { is: EXPRESSION }',
)
/** A fact as the file has it: read by a connector, or computed. */
export type FactDocument = z.infer<typeof Fact>

/** A whole SOP, as its file must be. Names are checked later; here only the shape. */
export const SopDocument = z.strictObject({
  /** The version of the language that the file is written in. A newer one is refused before its shape is looked at. */
  language: z.literal(LANGUAGE, `expected ${LANGUAGE}`).optional(),
  sop: KebabName,
  title: Text,
  why: Text,
  owner: Name,
  hours: Name.optional(),
  customer: Expression.optional(),
  review_every: Duration.optional(),
  sla: timeAllowed().optional(),
  deadline: CaseDeadline.optional(),
  pauses: named(z.strictObject({ within: timeAllowed() })).default({}),
  escalation: Name.optional(),
  trigger: z.array(Trigger, 'expected a list of triggers').min(1, 'expected at least one trigger'),
  parameters: named(Parameter).default({}),
  facts: named(Fact).default({}),
  let: named(Expression).default({}),
  steps: z
    .array(Step, 'expected a list of steps')
    .min(1, 'expected at least one step')
    .max(500, 'expected at most 500 steps')
    .superRefine((steps, context) => {
      for (const [index, step] of steps.entries())
        if (step.id === undefined) context.addIssue({ code: 'custom', message: 'missing key "id"', path: [index, 'id'] })
    })
    .register(EDITOR, { allOf: [{ items: { required: ['id'] } }] }),
  at_any_time: z.array(AtAnyTime, 'expected a list').max(50, 'expected at most 50 events').default([]),
  together: z.array(Together, 'expected a list').max(50, 'expected at most 50 entries').default([]),
  /** What a calling SOP sees of this one. */
  gives: named(Expression).default({}),
  outcomes: z.array(Name, 'expected a list of outcomes').min(1, 'expected at least one outcome'),
  reopen: z.array(Reopen, 'expected a list').max(50, 'expected at most 50 events').default([]),
})
/** A SOP whose shape is right; its names are checked by `resolveNames`, its expressions by `lower`. */
export type SopDocument = z.infer<typeof SopDocument>
