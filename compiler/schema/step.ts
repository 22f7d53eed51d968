import { z } from 'zod'
import { byKey, Cell, Count, Duration, Expression, Name, Text } from './common.ts'
import { EscalationLevels } from './escalation.ts'
import { Form, TypeName } from './form.ts'
import { LATER_KINDS } from './later.ts'

const With = z.record(Name, Expression)

const everyStep = {
  /** Unique within the SOP. It stands in the audit trail, so renaming a step is a breaking change. */
  id: Name,
  title: Text.optional(),
  why: Text.optional(),
  /** False: the step is skipped, and recorded as skipped. */
  when: Expression.optional(),
  on: z.record(Name, Name).optional(),
  next: Name.optional(),
  finish: Name.optional(),
  at_most: Count.optional(),
  owner: Name.optional(),
}

/** What must hold: read by a person, or by the engine too when it has `that`. */
export const CheckItem = z.union([z.strictObject({ that: Expression, else: Text }), Text], {
  error: 'expected a sentence, or { that: EXPRESSION, else: SENTENCE }',
})

/** A person does it. */
export const TaskStep = z.strictObject({
  ...everyStep,
  task: Text,
  assign: Expression,
  sla: z.union([z.strictObject({ acknowledge: Duration.optional(), finish: Duration }), Duration]),
  do: Text.optional(),
  check: z.array(CheckItem).min(1, 'expected at least one check').optional(),
  if_wrong: Text.optional(),
  form: Form.optional(),
  outcomes: z.array(Name).min(1, 'expected at least one outcome').optional(),
  escalate: z.union([EscalationLevels, Name]).optional(),
  shows: z.array(Expression).optional(),
})

/** A connector does it. */
export const ActionStep = z.strictObject({
  ...everyStep,
  action: z.string(),
  with: With.optional(),
  verify: Expression.optional(),
  undo: z.string().optional(),
  returns: z.record(Name, TypeName).optional(),
})

/** A decision table. */
export const DecideStep = z.strictObject({
  ...everyStep,
  decide: z.strictObject({
    by: z.record(Name, Expression),
    hit: z.enum(['first', 'unique', 'collect'], 'expected first, unique or collect').optional(),
    rules: z
      .array(z.record(Name, Cell), 'expected a list of rows')
      .min(1, 'expected at least one row')
      .max(500, 'expected at most 500 rows'),
  }),
})

/** A letter to the customer, a role, a person or an address. */
export const MessageStep = z.strictObject({
  ...everyStep,
  message: Name,
  to: Expression,
  with: With.optional(),
})

/** One step, read by the key that says what it is. */
export const Step = byKey({ task: TaskStep, action: ActionStep, decide: DecideStep, message: MessageStep }, 'a step', LATER_KINDS)
/** A step as the file has it; narrow it by the key that says its kind. */
export type StepDocument = z.infer<typeof Step>
/** A step that a person does, as the file has it. */
export type TaskDocument = z.infer<typeof TaskStep>
/** A step that a connector does, as the file has it. */
export type ActionDocument = z.infer<typeof ActionStep>
/** A decision table as the file has it: cells are still text. */
export type DecideDocument = z.infer<typeof DecideStep>
/** A letter as the file has it. */
export type MessageDocument = z.infer<typeof MessageStep>
