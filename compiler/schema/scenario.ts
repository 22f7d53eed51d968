import { z } from 'zod'
import { CANNOT_REASONS } from '../../domain/event.ts'
import { byKey, Duration, InstantText, Name, Text } from './common.ts'

const Values = z.record(z.string(), z.json())

/** A step where it runs: `look`, `refund/approve`, `lines[0]/check`. Whether it exists is seen when names are checked. */
const StepPath = z.string().min(1, 'expected a step')

/** One answer, or one for each try. */
const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema).min(1, 'expected at least one answer'), schema.transform((one) => [one])])

const Answer = byKey({ ok: z.strictObject({ ok: Values }), fails: z.strictObject({ fails: z.string() }) }, 'an answer')

const FactAnswer = z.union(
  [
    z.strictObject({ fails: z.string() }),
    z.strictObject({ fetches: z.array(z.union([z.strictObject({ fails: z.string() }), Values])).min(1, 'expected at least one answer') }),
    Values,
  ],
  {
    error: 'expected the fields of the fact, { fails: CODE } or { fetches: […] }',
  },
)

const Act = z.union(
  [
    z.strictObject({ nobody: z.literal(true, 'expected true') }),
    z.strictObject({
      after: Duration,
      by: Name.optional(),
      cannot_do: z.enum(CANNOT_REASONS, `expected one of ${CANNOT_REASONS.join(', ')}`),
      note: z.string().optional(),
    }),
    z.strictObject({
      after: Duration,
      claims: Duration.optional(),
      by: Name.optional(),
      outcome: Name.optional(),
      form: Values.optional(),
    }),
  ],
  { error: 'expected { after, outcome, form }, { nobody: true } or { after, cannot_do }' },
)

const ExceptionAct = z.strictObject({
  choose: z.enum(['retry', 'done_by_hand', 'give_up'], 'expected retry, done_by_hand or give_up'),
  reference: z.string().optional(),
  after: Duration.optional(),
  outcome: Name.optional(),
  form: Values.optional(),
})

const Expect = z.strictObject({
  outcome: Name.optional(),
  open_at: z.string().optional(),
  effects: z.array(z.string()).optional(),
  messages: z.array(Name).optional(),
  visited: z.array(StepPath).optional(),
  not_visited: z.array(StepPath).optional(),
  owner: z.record(StepPath, z.string()).optional(),
  due: z.record(StepPath, InstantText).optional(),
  escalations: z
    .union(
      [
        z.int().min(0),
        z.array(z.strictObject({ step: StepPath, level: z.int().min(1), to: z.string().optional(), at: InstantText.optional() })),
      ],
      { error: 'expected a number, or a list of { step, level, to, at }' },
    )
    .optional(),
  ended_within: Duration.optional(),
})

const ScenarioDocument = z.strictObject({
  name: Text,
  starts: InstantText,
  trigger: z.string().optional(),
  opened_by: z.string().optional(),
  event: Values.default({}),
  facts: z.record(Name, FactAnswer).default({}),
  systems: z.record(z.string(), oneOrMore(Answer)).default({}),
  people: z.record(StepPath, oneOrMore(Act)).default({}),
  exceptions: z.record(StepPath, oneOrMore(ExceptionAct)).default({}),
  cancel: z.strictObject({ after: Duration, by: Name, because: Text }).optional(),
  until: InstantText.optional(),
  expect: Expect,
})
/** One scenario as its file has it, its names not checked yet. */
export type ScenarioDocument = z.infer<typeof ScenarioDocument>
/** What a person does at a step, as the file has it. */
export type ActDocument = z.infer<typeof Act>
/**
 * What a look at a fact gives: its fields as such, a failure, or one of these a fetch. A fact of a single field called
 * `fails` cannot be told from a failure.
 */
export type FactAnswerDocument = z.infer<typeof FactAnswer>

/** The file of scenarios beside a SOP. */
export const ScenariosDocument = z.strictObject({
  organisation: z.string().optional(),
  scenarios: z.array(ScenarioDocument).min(1, 'expected at least one scenario'),
})
/** A whole file of scenarios whose shape is right. */
export type ScenariosDocument = z.infer<typeof ScenariosDocument>
