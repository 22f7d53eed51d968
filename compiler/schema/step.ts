import { z } from 'zod'
import { byKey, Cell, Count, Expression, KebabName, Name, Text, timeAllowed } from './common.ts'
import { EachOf, WaitFor } from './container.ts'
import { StepDeadline } from './crossing.ts'
import { EDITOR } from './editor.ts'
import { EscalationLevels, EscalationPathDocument } from './escalation.ts'
import { Evidence } from './evidence.ts'
import { Form, TypeName } from './form.ts'
import { Wait } from './wait.ts'

const With = z.record(Name, Expression)

const everyStep = {
  /** Unique within the SOP. It stands in the audit trail, so renaming a step is a breaking change. May lack inside another step. */
  id: Name.optional(),
  title: Text.optional(),
  why: Text.optional(),
  /** False: the step is skipped, and recorded as skipped. */
  when: Expression.optional(),
  on: z.record(Name, Name).optional(),
  next: Name.optional(),
  finish: Name.optional(),
  at_most: Count.optional(),
  owner: Name.optional(),
  /** `suggest`: the owner confirms first; `off`: the owner does it by hand. */
  mode: z.enum(['auto', 'suggest', 'off'], 'expected auto, suggest or off').optional(),
  mode_reason: Text.optional(),
  deadline: StepDeadline.optional(),
  /** Reasons for which the case's clock stands still while a wait is open. */
  pause_on: z.array(Name, 'expected a list of reasons').min(1, 'expected at least one reason').optional(),
  /** The calendar of the step's business time. */
  hours: Name.optional(),
}

/** What must hold: read by a person, or by the engine too when it has `that`. */
export const CheckItem = z.union([z.strictObject({ that: Expression, else: Text }), Text], {
  error: 'expected a sentence, or { that: EXPRESSION, else: SENTENCE }',
})

/** A person does it. */
export const TaskStep = z.strictObject({
  ...everyStep,
  task: Text,
  /** May be left out where `approvals` says who is asked. */
  assign: Expression.optional(),
  sla: z.union([z.strictObject({ acknowledge: timeAllowed().optional(), finish: timeAllowed() }), timeAllowed()]),
  do: Text.optional(),
  check: z.array(CheckItem).min(1, 'expected at least one check').optional(),
  if_wrong: Text.optional(),
  form: Form.optional(),
  outcomes: z.array(Name).min(1, 'expected at least one outcome').optional(),
  evidence: Evidence.optional(),
  approvals: z
    .strictObject({
      of: z.array(Name, 'expected a list of roles or people').min(1, 'expected at least one role or person'),
      need: z.int('expected a whole number').min(1, 'expected at least 1').max(100, 'expected at most 100'),
    })
    .optional(),
  /** Who may not do it: whoever did another step, or the person that an expression gives. */
  not_same_as: z.union([z.array(Expression).min(1, 'expected at least one'), Expression]).optional(),
  handoff: z.enum(['ask', 'follow', 'stay'], 'expected ask, follow or stay').optional(),
  escalate: z.union([EscalationLevels, EscalationPathDocument, Name]).optional(),
  shows: z.array(Expression).optional(),
}).register(EDITOR, { allOf: [{ required: ['sla'] }] })

/** A connector does it. */
export const ActionStep = z.strictObject({
  ...everyStep,
  action: z.string(),
  with: With.optional(),
  verify: Expression.optional(),
  approved_by: z.union([z.array(Name).min(1, 'expected at least one'), Name]).optional(),
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

/** Waits for an event, an instant or silence. */
export const WaitStep = z.strictObject({ ...everyStep, wait: Wait })

const everyKey = z.strictObject(everyStep)
type EveryStep = z.infer<typeof everyKey>

/** Named branches side by side, as the file has them. */
interface RawParallel extends EveryStep {
  parallel: Record<string, RawStep[]>
  wait_for?: z.infer<typeof WaitFor> | undefined
}

/** The same steps for each element of a list, as the file has them. */
interface RawEach extends EveryStep {
  each: z.infer<typeof EachOf>
  steps: RawStep[]
  at_once?: number | undefined
  wait_for?: z.infer<typeof WaitFor> | undefined
}

/** Steps inside another one. */
const Inner: z.ZodType<RawStep[]> = z.lazy(() =>
  z.array(Step, 'expected a list of steps').min(1, 'expected at least one step').max(100, 'expected at most 100 steps'),
)

/** Named branches side by side. */
const ParallelStep: z.ZodType<RawParallel> = z.strictObject({
  ...everyStep,
  parallel: z
    .record(Name, Inner)
    .refine((branches) => Object.keys(branches).length >= 2, 'expected at least two branches')
    .refine((branches) => Object.keys(branches).length <= 20, 'expected at most 20 branches')
    .register(EDITOR, { minProperties: 2, maxProperties: 20 }),
  wait_for: WaitFor.optional(),
})

/** The same steps for each element of a list. */
const EachStep: z.ZodType<RawEach> = z.strictObject({
  ...everyStep,
  each: EachOf,
  steps: Inner,
  at_once: Count.optional(),
  wait_for: WaitFor.optional(),
})

/** Another SOP inside this one. */
const CallStep = z.strictObject({ ...everyStep, call: KebabName, with: With.optional() })

type RawStep =
  | z.infer<typeof TaskStep>
  | z.infer<typeof ActionStep>
  | z.infer<typeof DecideStep>
  | z.infer<typeof MessageStep>
  | z.infer<typeof WaitStep>
  | RawParallel
  | RawEach
  | z.infer<typeof CallStep>

/** One step, read by the key that says what it is. */
export const Step: z.ZodType<RawStep> = byKey(
  {
    task: TaskStep,
    action: ActionStep,
    decide: DecideStep,
    message: MessageStep,
    wait: WaitStep,
    parallel: ParallelStep,
    each: EachStep,
    call: CallStep,
  },
  'a step',
)
/** A step as the file has it, which may lack an id where it stands inside another. */
export type UnnamedStep = RawStep

interface Identified {
  readonly id: string
}
/** A step with its id; narrow it by the key that says its kind. */
export type StepDocument =
  | TaskDocument
  | ActionDocument
  | DecideDocument
  | MessageDocument
  | WaitDocument
  | ParallelDocument
  | EachDocument
  | CallDocument
/** A step that a person does, as the file has it. */
export type TaskDocument = z.infer<typeof TaskStep> & Identified
/** A step that a connector does, as the file has it. */
export type ActionDocument = z.infer<typeof ActionStep> & Identified
/** A decision table as the file has it: cells are still text. */
export type DecideDocument = z.infer<typeof DecideStep> & Identified
/** A step that waits, as the file has it. */
export type WaitDocument = z.infer<typeof WaitStep> & Identified
/** A letter as the file has it. */
export type MessageDocument = z.infer<typeof MessageStep> & Identified
/** Branches side by side, as the file has them. */
export type ParallelDocument = RawParallel & Identified
/** Steps for each element of a list, as the file has them. */
export type EachDocument = RawEach & Identified
/** A call of another SOP, as the file has it. */
export type CallDocument = z.infer<typeof CallStep> & Identified
