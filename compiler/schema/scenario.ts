import { z } from 'zod'
import { CANNOT_REASONS } from '../../domain/event.ts'
import { byKey, InstantText, Name, Text, timeAllowed } from './common.ts'
import { EDITOR, without } from './editor.ts'

const Values = z.record(z.string(), z.json())

/** `0m` `1h` `3bh` `2bd`: when something happens, in the units of SOPs. */
const After = timeAllowed('none')

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

/** One person, or those who approve one after the other. */
const By = z.union([Name, z.array(Name).min(1, 'expected at least one person')], { error: 'expected a person, or a list of people' })

const Pause = z.strictObject({ after: After, reason: Name, for: timeAllowed().optional() })

/** How many pieces, or each by its name or text. */
const Evidence = z.record(
  z.string(),
  z.union([z.int().min(0).max(50), z.array(z.string().min(1, 'expected text')).max(50)], { error: 'expected a number, or a list' }),
)

/** What goes with each kind of act besides `by` and `pause`. */
const COMPLETING: readonly string[] = ['after', 'claims', 'outcome', 'form', 'evidence']
const KEYS_WITH: Readonly<Record<string, readonly string[]>> = { nobody: [], cannot_do: ['after', 'note'] }
/** An act that only pauses has none of these. */
const ACTING: readonly string[] = ['nobody', 'cannot_do', 'note', ...COMPLETING]

const Act = z
  .strictObject({
    after: After.optional(),
    nobody: z.literal(true, 'expected true').optional(),
    cannot_do: z.enum(CANNOT_REASONS, `expected one of ${CANNOT_REASONS.join(', ')}`).optional(),
    note: z.string().optional(),
    claims: After.optional(),
    outcome: Name.optional(),
    form: Values.optional(),
    evidence: Evidence.optional(),
    by: By.optional(),
    pause: Pause.optional(),
  })
  .superRefine((act, context) => {
    const given = Object.keys(act)
    const kind = given.find((key) => key === 'nobody' || key === 'cannot_do')
    const allowed = ['by', 'pause', ...(kind === undefined ? COMPLETING : (KEYS_WITH[kind] ?? []))]
    for (const key of given)
      if (key !== kind && !allowed.includes(key)) {
        const message = kind === undefined ? `"${key}" belongs to "cannot_do"` : `"${kind}" and "${key}" do not go together`
        context.addIssue({ code: 'custom', path: [key], message, params: { code: 'SOP210', help: 'keep one of them', atKey: true } })
      }
    const isWaiting = kind === 'nobody' || (act.pause !== undefined && !given.some((key) => key !== 'by' && key !== 'pause'))
    if (act.after === undefined && !isWaiting) context.addIssue({ code: 'custom', path: ['after'], message: 'expected a span of time' })
  })
  .register(EDITOR, {
    allOf: [
      ...ACTING.filter((key) => key !== 'nobody').map((key) => without('nobody', key)),
      ...COMPLETING.filter((key) => key !== 'after').map((key) => without('cannot_do', key)),
    ],
    dependentRequired: { note: ['cannot_do'] },
    anyOf: [{ required: ['after'] }, { required: ['nobody'] }, { required: ['pause'], not: { anyOf: ACTING.map((key) => ({ required: [key] })) } }],
  })

const ExceptionAct = z.strictObject({
  choose: z.enum(['retry', 'done_by_hand', 'give_up'], 'expected retry, done_by_hand or give_up'),
  reference: z.string().optional(),
  after: After.optional(),
  by: Name.optional(),
  outcome: Name.optional(),
  form: Values.optional(),
})

/** What somebody says who is asked for a fact. */
const AskAct = z.strictObject({ after: After.optional(), by: Name.optional(), value: z.json() })

const YesOrNo = z.union([z.boolean(), z.enum(['yes', 'no'])], { error: 'expected yes or no' })

/** Something from outside: when, what, and its fields. */
const Event = z.object({ after: After, on: z.string() }).catchall(z.json())

/** What is expected of steps by name; of none it would compare nothing. */
const ofSteps = <T extends z.ZodType>(schema: T) =>
  z.record(StepPath, schema).refine((map) => Object.keys(map).length > 0, 'expected at least one step').register(EDITOR, { minProperties: 1 })

const Expect = z.strictObject({
  outcome: Name.optional(),
  open_at: z.string().optional(),
  effects: z.array(z.string()).optional(),
  messages: z.array(Name).optional(),
  visited: z.array(StepPath).optional(),
  not_visited: z.array(StepPath).min(1, 'expected at least one step').optional(),
  owner: ofSteps(z.string()).optional(),
  due: ofSteps(InstantText).optional(),
  escalations: z
    .union(
      [
        z.int().min(0),
        z.array(z.strictObject({ step: StepPath, level: z.int().min(1), to: z.string().optional(), at: InstantText.optional() })),
      ],
      { error: 'expected a number, or a list of { step, level, to, at }' },
    )
    .optional(),
  ended_within: timeAllowed().optional(),
}).superRefine((expect, context) => {
  if (Object.keys(expect).length > 0) return
  const params = { code: 'SOP602', help: 'name what must come out, such as { outcome: NAME, effects: [ACTION] }' }
  context.addIssue({ code: 'custom', message: '"expect" names nothing, so this scenario could never fail', params })
}).register(EDITOR, { minProperties: 1 })

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
  confirm: z.record(StepPath, oneOrMore(YesOrNo)).default({}),
  asks: z.record(z.string(), oneOrMore(AskAct)).default({}),
  events: z.array(Event).default([]),
  reopened: Event.optional(),
  cancel: z.strictObject({ after: After, by: Name, because: Text }).optional(),
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

/** Something from outside, as the file has it. */
export type EventDocument = z.infer<typeof Event>

/** The file of scenarios beside a SOP. */
export const ScenariosDocument = z.strictObject({
  organisation: z.string().optional(),
  scenarios: z.array(ScenarioDocument).min(1, 'expected at least one scenario'),
})
/** A whole file of scenarios whose shape is right. */
export type ScenariosDocument = z.infer<typeof ScenariosDocument>
